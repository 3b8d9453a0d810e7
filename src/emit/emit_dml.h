/* emit_dml.h: INSERT, UPDATE, DELETE and MERGE to DuckDB SQL. */
#ifndef EMIT_EMIT_DML_H
#define EMIT_EMIT_DML_H

#include "bind/bind.h"

/* Of a BOUND_MULTI_INSERT it is the first statement, which keeps the rows: its parts come after it,
 * then DROP TABLE MULTI_INSERT_ROWS.
 * MERGE's statement returns one text a changed row: INSERT, UPDATE or DELETE. */
void emit_dml(const struct bind_context *context, const struct bound_dml *dml,
              struct buf *sql);
/* A query of one number to ask in the same transaction before: for UPDATE ... FROM how many rows
 * several rows of FROM meet, for MERGE how many rows would be changed by more than one (all of
 * them deleting is fine). False when the statement needs none. */
bool emit_dml_probe(const struct bind_context *context, const struct bound_dml *dml,
                    struct buf *sql);

#endif
