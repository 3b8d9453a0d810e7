/* bound_equal.c: whether two bound expressions are the same one. */
#include <string.h>

#include "bind/binder.h"

static bool orders_equal(const struct bound_order *a, const struct bound_order *b,
                         int count)
{
  for (int i = 0; i < count; i++)
    if (a[i].descending != b[i].descending || a[i].nulls_first != b[i].nulls_first ||
        !bound_equal(a[i].expr, b[i].expr))
      return false;
  return true;
}

static bool windows_equal(const struct bound_window *a, const struct bound_window *b)
{
  if (!a || !b)
    return a == b;
  if (a->partition_count != b->partition_count || a->order_count != b->order_count ||
      a->frame != b->frame || a->from != b->from || a->to != b->to)
    return false;
  for (int i = 0; i < a->partition_count; i++)
    if (!bound_equal(a->partition_by[i], b->partition_by[i]))
      return false;
  return orders_equal(a->order_by, b->order_by, a->order_count);
}

bool bound_equal(const struct bound_expr *a, const struct bound_expr *b)
{
  if (a == b)
    return true;
  if (!a || !b || a->kind != b->kind || a->arg_count != b->arg_count ||
      !type_equal(a->type, b->type) || a->is_volatile || b->is_volatile)
    return false;
  switch (a->kind) {
  case BOUND_PARAM:
  case BOUND_CONST: return text_equal(a->sql, b->sql);
  case BOUND_COLUMN: return a->source == b->source && a->column == b->column;
  case BOUND_SCALAR:
  case BOUND_EXISTS:
  case BOUND_IN_QUERY:
  case BOUND_IN_ROWS:
  case BOUND_QUANTIFIED: return false;
  case BOUND_TEMPLATE:
    if (strcmp(a->duckdb, b->duckdb) != 0 || a->extra != b->extra ||
        a->distinct != b->distinct || a->ignore_nulls != b->ignore_nulls ||
        a->within_count != b->within_count || !windows_equal(a->over, b->over) ||
        !orders_equal(a->within, b->within, a->within_count))
      return false;
    break;
  case BOUND_CASE: break;
  }
  for (int i = 0; i < a->arg_count; i++)
    if (!bound_equal(a->args[i], b->args[i]))
      return false;
  return true;
}
