/* structure_rows.h: INFORMATION_SCHEMA.ELEMENT_TYPES and FIELDS: what structured columns are made of. */
#ifndef CATALOG_STRUCTURE_ROWS_H
#define CATALOG_STRUCTURE_ROWS_H

#include "catalog/view_rows.h"

/* VIEW_ELEMENT_TYPES or VIEW_FIELDS. Under the read lock. */
void structure_rows(struct view_scope *scope, enum view_id view);

#endif
