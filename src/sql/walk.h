/* walk.h: looks through an expression, the queries within left out. */
#ifndef SQL_WALK_H
#define SQL_WALK_H

#include "sql/ast.h"

/* Asks of each node from the top, and goes no further once `visit` said true: then it is true. */
bool expr_walk(const struct expr *expr, bool (*visit)(void *, const struct expr *),
               void *context);

#endif
