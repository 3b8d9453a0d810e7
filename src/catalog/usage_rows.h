/* usage_rows.h: the rows of ACCOUNT_USAGE's views; usage_table.c has their columns. */
#ifndef CATALOG_USAGE_ROWS_H
#define CATALOG_USAGE_ROWS_H

#include "catalog/view_rows.h"

/* Of all databases. Under the read lock. */
bool usage_rows(struct view_scope *scope, enum view_id view,
                struct engine_connection *connection, struct err *err) MUST_CHECK;

#endif
