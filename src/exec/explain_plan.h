/* explain_plan.h: a bound statement as the operations that EXPLAIN lists.
 *
 * The operations are named as Snowflake names them; which there are follows from the clauses of the
 * statement, not from how the engine will run it. */
#ifndef EXEC_EXPLAIN_PLAN_H
#define EXEC_EXPLAIN_PLAN_H

#include "bind/bound.h"

struct plan_step {
  int parent; /* The step above; -1: none. */
  int depth;
  const char *operation;
  struct text object, alias; /* Of a scan; empty otherwise. */
  struct list expressions;   /* struct text */
};

/* The steps by their numbers, struct plan_step: one of the two is given. */
struct list explain_plan(struct arena *arena, const struct bound_query *query,
                         const struct bound_dml *dml);

#endif
