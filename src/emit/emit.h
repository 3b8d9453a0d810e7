/* emit.h: bound trees to DuckDB SQL. Cannot fail: what binding let pass can be written. */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include "bind/bind.h"

void emit_query(const struct bind_context *context, const struct bound_query *query,
                struct buf *sql);
void emit_expr(const struct bind_context *context, const struct bound_expr *expr,
               struct buf *sql);
void emit_from(const struct bind_context *context, const struct bound_from *from,
               struct buf *sql);

#endif
