/* walk.c: looks through an expression, the queries within left out. */
#include "sql/walk.h"

typedef bool (*visitor)(void *context, const struct expr *expr);

static bool walk_list(const struct list *exprs, visitor visit, void *context)
{
  for (int i = 0; exprs && i < exprs->count; i++)
    if (expr_walk(exprs->at[i], visit, context))
      return true;
  return false;
}

static bool walk_orders(const struct list *orders, visitor visit, void *context)
{
  for (int i = 0; orders && i < orders->count; i++)
    if (expr_walk(((const struct order_item *)orders->at[i])->expr, visit, context))
      return true;
  return false;
}

static bool walk_whens(const struct list *whens, visitor visit, void *context)
{
  for (int i = 0; i < whens->count; i++) {
    const struct when *when = whens->at[i];

    if (expr_walk(when->condition, visit, context) ||
        expr_walk(when->result, visit, context))
      return true;
  }
  return false;
}

static bool walk_path(const struct list *steps, visitor visit, void *context)
{
  for (int i = 0; i < steps->count; i++)
    if (expr_walk(((const struct path_step *)steps->at[i])->index, visit, context))
      return true;
  return false;
}

static bool walk_call(const struct call *call, visitor visit, void *context)
{
  return walk_list(&call->args, visit, context) ||
         walk_orders(call->within_group, visit, context) ||
         (call->over && (walk_list(call->over->partition_by, visit, context) ||
                         walk_orders(call->over->order_by, visit, context)));
}

/* What its list holds. */
static bool walk_members(const struct expr *expr, visitor visit, void *context)
{
  switch (expr->kind) {
  case EXPR_CASE: return walk_whens(&expr->list, visit, context);
  case EXPR_PATH: return walk_path(&expr->list, visit, context);
  case EXPR_CALL: return walk_call(expr->call, visit, context);
  case EXPR_BETWEEN:
  case EXPR_IN:
  case EXPR_QUANTIFIED:
  case EXPR_LIKE:
  case EXPR_ROW:
  case EXPR_ARRAY:
  case EXPR_OBJECT: return walk_list(&expr->list, visit, context);
  default: return false;
  }
}

bool expr_walk(const struct expr *expr, visitor visit, void *context)
{
  if (!expr)
    return false;
  return visit(context, expr) || expr_walk(expr->left, visit, context) ||
         expr_walk(expr->right, visit, context) || walk_members(expr, visit, context);
}
