/* index_view.h: INFORMATION_SCHEMA's rows of hybrid tables and their indexes. */
#ifndef CATALOG_INDEX_VIEW_H
#define CATALOG_INDEX_VIEW_H

#include "catalog/view_rows.h"

/* HYBRID_TABLES, INDEXES and INDEX_COLUMNS. Under the read lock. */
bool index_view_rows(struct view_scope *scope, enum view_id view,
                     struct engine_connection *connection, struct err *err) MUST_CHECK;

#endif
