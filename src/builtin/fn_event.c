/* fn_event.c: CONDITIONAL_CHANGE_EVENT: how often a value changed from row to row.
 *
 * DuckDB has no window function within another, LAG within a sum: so the changes are an aggregate,
 * of what identifies each value. As with `x <> LAG(x)` a NULL is no change, before or after. */
#include "builtin/fn.h"

struct side {
  bool is_null;
  uint64_t value;
};

struct changes {
  bool any;
  struct side first, last;
  int64_t count;
};

static bool differs(struct side a, struct side b)
{
  return !a.is_null && !b.is_null && a.value != b.value;
}

static void append(void *state, const void *later)
{
  struct changes *changes = state;
  const struct changes *more = later;

  if (!more->any)
    return;
  if (!changes->any) {
    *changes = *more;
    return;
  }
  changes->count += more->count + differs(changes->last, more->first);
  changes->last = more->last;
}

static void add(void *state, bool is_null, uint64_t value)
{
  struct side side = { is_null, value };
  struct changes one = { true, side, side, 0 };

  append(state, &one);
}

static int64_t result(const void *state)
{
  return ((const struct changes *)state)->count;
}

const struct engine_aggregate_row fn_event_rows[] = {
  { "sg_changes", sizeof(struct changes), add, append, result },
};

const int fn_event_count = sizeof fn_event_rows / sizeof fn_event_rows[0];
