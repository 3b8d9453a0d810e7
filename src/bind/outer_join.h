/* outer_join.h: a.x = b.x (+) in WHERE, as the LEFT JOIN that it means. */
#ifndef BIND_OUTER_JOIN_H
#define BIND_OUTER_JOIN_H

#include "base/err.h"
#include "sql/ast.h"

/* Gives the FROM and WHERE to bind instead; the same ones when there is no (+). Conditions with
 * (+) become the ON of a LEFT JOIN of the table they name. ERR_UNSUPPORTED when a (+) column
 * names no table of the FROM list, or tables are optional to each other. */
bool outer_join_rewrite(struct arena *arena, const struct select *select,
                        struct table_ref **from, struct expr **where,
                        struct err *err) MUST_CHECK;

#endif
