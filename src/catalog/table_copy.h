/* table_copy.h: the rows of a table, copied into another. */
#ifndef CATALOG_TABLE_COPY_H
#define CATALOG_TABLE_COPY_H

#include "catalog/object.h"
#include "engine/engine.h"

/* `to` is the id of a table that has the same columns, and no rows yet. */
bool table_copy_rows(struct engine_connection *connection, const struct table *from,
                     int64_t to, bool to_temporary, struct err *err) MUST_CHECK;

#endif
