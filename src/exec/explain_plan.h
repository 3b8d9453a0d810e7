/* explain_plan.h: a bound statement as the operations that EXPLAIN lists.
 *
 * The operations are named as Snowflake names them; which there are follows from the clauses of the
 * statement, not from how the engine will run it. */
#ifndef EXEC_EXPLAIN_PLAN_H
#define EXEC_EXPLAIN_PLAN_H

#include "bind/bound.h"
#include "data/plan.h"

/* One of the two is given. */
struct plan explain_plan(struct arena *arena, const struct bound_query *query,
                         const struct bound_dml *dml);

#endif
