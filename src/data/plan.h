/* plan.h: the plan of a statement as EXPLAIN shows it: its operations, as JSON and as text. */
#ifndef DATA_PLAN_H
#define DATA_PLAN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"

/* One operation. Its id is its place among the steps of its number, as its parent's is. */
struct plan_step {
  int64_t step, id; /* Of one statement's plan: 1, and from 0. */
  int parent;       /* Among the plan's steps; -1: none. */
  int depth;
  struct text operation;   /* "TableScan" */
  struct list objects;     /* struct text */
  struct text alias;       /* at NULL: none. */
  struct list expressions; /* struct text */
  bool is_scan;            /* It has what follows. */
  int64_t total, assigned, bytes;
};

struct plan {
  struct list steps; /* struct plan_step */
  int64_t total, assigned, bytes;
};

/* A new step, the last one, below another one. */
struct plan_step *plan_add(struct arena *arena, struct plan *plan, struct text operation,
                           int parent);
/* Texts with commas between them; at NULL when there are none. */
struct text plan_joined(struct arena *arena, const struct list *texts);

void plan_put_json(const struct plan *plan, struct buf *out);
/* EXPLAIN's text, and that of SYSTEM$EXPLAIN_JSON_TO_TEXT, which has the totals in another order. */
void plan_put_text(struct arena *arena, const struct plan *plan, struct buf *out);
void plan_put_sorted_text(struct arena *arena, const struct plan *plan, struct buf *out);
/* What plan_put_json wrote, or Snowflake. */
bool plan_read_json(struct arena *arena, struct text json, struct plan *plan,
                    struct err *err) MUST_CHECK;

#endif
