/* emit_dml.h: INSERT, UPDATE, DELETE and MERGE to DuckDB SQL. */
#ifndef EMIT_EMIT_DML_H
#define EMIT_EMIT_DML_H

#include "bind/bind.h"

/* MERGE's statement returns one text a changed row: INSERT, UPDATE or DELETE. */
void emit_dml(const struct bind_context *context, const struct bound_dml *dml, struct buf *sql);

#endif
