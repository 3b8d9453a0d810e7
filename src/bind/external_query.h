/* external_query.h: an external table as the query of staged files that it stands for. */
#ifndef BIND_EXTERNAL_QUERY_H
#define BIND_EXTERNAL_QUERY_H

#include "catalog/object.h"
#include "sql/ast.h"

/* Its columns, VALUE first, then METADATA$FILENAME and METADATA$FILE_ROW_NUMBER; *sql is what the query's
 * places point into. `id`: whose files are read; -1 of a table that is still to be made. */
struct query *external_table_query(struct arena *arena, const struct table *table,
                                   int64_t id, struct text *sql, struct err *err);

#endif
