/* bind_place.c: where aggregates and window functions may stand, and what is said when they stand
 * elsewhere.
 *
 * Aggregates belong to the SELECT list, HAVING, QUALIFY and ORDER BY; window functions to the
 * SELECT list, QUALIFY and ORDER BY. */
#include "bind/binder.h"

static bool fail_window(struct binder *binder, const struct expr *call)
{
  return bind_fail(binder, NULL, ERR_WINDOW_PLACE,
                   "Window function [" TEXT_FMT
                   "] appears outside of SELECT, QUALIFY, and ORDER BY clauses.",
                   TEXT_ARG(bind_echo(binder, call)));
}

static bool fail_group(struct binder *binder, const struct expr *call)
{
  return bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                   "[" TEXT_FMT "] is not a valid group by expression",
                   TEXT_ARG(bind_echo(binder, call)));
}

static bool judge_window(struct binder *binder, const struct expr *call)
{
  const struct scope *scope = binder->scope;

  switch (scope ? scope->clause : CLAUSE_NONE) {
  case CLAUSE_SELECT:
  case CLAUSE_QUALIFY:
  case CLAUSE_ORDER: return true;
  case CLAUSE_HAVING:
    return scope->is_grouped || scope->uses_aggregates ? fail_group(binder, call)
                                                       : fail_window(binder, call);
  case CLAUSE_SET:
    return err_set(binder->err, ERR_WINDOW_PLACE,
                   "SQL compilation error:\n"
                   "Analytic function not allowed as target of UPDATE.");
  case CLAUSE_NONE:
  case CLAUSE_FROM:
  case CLAUSE_ON:
  case CLAUSE_WHERE:
  case CLAUSE_GROUP: break;
  }
  return fail_window(binder, call);
}

/* What is bound for its alias, place_alias judges. */
static bool is_in_alias(const struct binder *binder)
{
  return binder->scope && binder->scope->in_alias;
}

bool place_window(struct binder *binder, const struct expr *call)
{
  return is_in_alias(binder) || judge_window(binder, call);
}

static bool fail_aggregate(struct binder *binder, const char *where,
                           const struct expr *call)
{
  return bind_fail(binder, NULL, ERR_AGGREGATE_PLACE,
                   "Invalid aggregate function in %s clause [" TEXT_FMT "]", where,
                   TEXT_ARG(bind_echo(binder, call)));
}

bool place_aggregate(struct binder *binder, const struct expr *call)
{
  if (is_in_alias(binder))
    return true;
  switch (binder->scope ? binder->scope->clause : CLAUSE_NONE) {
  case CLAUSE_SELECT:
  case CLAUSE_HAVING:
  case CLAUSE_QUALIFY:
  case CLAUSE_ORDER: return true;
  case CLAUSE_GROUP: return fail_group(binder, call);
  case CLAUSE_FROM:
  case CLAUSE_ON: return fail_aggregate(binder, "ON", call);
  case CLAUSE_SET:
    /* The rows of UPDATE and MERGE are groups of nothing. */
    return bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                     "[PSEUDOCOLUMN(VOL_ID)] is not a valid group by expression");
  case CLAUSE_NONE:
  case CLAUSE_WHERE: break;
  }
  return fail_aggregate(binder, "where", call);
}

/* The first call within an expression that has OVER; NULL when there is none. */
static const struct expr *find_window(const struct expr *expr)
{
  const struct expr *found = NULL;

  if (!expr)
    return NULL;
  if (expr->kind == EXPR_CALL && expr->call->over)
    return expr;
  found = find_window(expr->left);
  if (!found)
    found = find_window(expr->right);
  for (int i = 0; !found && expr->kind == EXPR_CALL && i < expr->call->args.count; i++)
    found = find_window(expr->call->args.at[i]);
  for (int i = 0; !found && expr->kind == EXPR_CASE && i < expr->list.count; i++) {
    const struct when *when = expr->list.at[i];

    found = find_window(when->condition);
    found = found ? found : find_window(when->result);
  }
  return found;
}

/* SUM(x) OVER (...) counts as an aggregate here, RANK() OVER (...) does not. */
static bool is_aggregate_name(const struct expr *call)
{
  const struct list *parts = &call->call->name->parts;
  const struct function_row *rows;
  int count;

  if (parts->count != 1)
    return false;
  rows = functions_find(((const struct ident *)parts->at[0])->name, &count);
  return count &&
         function_kind_for(rows, count, call->call->args.count) == FUNCTION_AGGREGATE;
}

bool place_alias(struct binder *binder, const struct scope_alias *alias,
                 const struct place *place)
{
  const struct expr *window = alias->bound->has_window ? find_window(alias->expr) : NULL;
  enum clause clause = binder->scope->clause;

  if (clause == CLAUSE_WHERE &&
      (alias->bound->has_aggregate || (window && is_aggregate_name(window))))
    return bind_fail(binder, place, ERR_AGGREGATE_PLACE,
                     "aggregate function alias '" TEXT_FMT
                     "' cannot be used in the WHERE clause",
                     TEXT_ARG(ident_text(binder->arena, alias->name)));
  if (alias->bound->has_aggregate && clause == CLAUSE_GROUP)
    return fail_group(binder, alias->expr);
  return !alias->bound->has_window || judge_window(binder, window ? window : alias->expr);
}
