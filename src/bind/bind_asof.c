/* bind_asof.c: ASOF JOIN: each row on the left with the closest row on the right. */
#include "bind/binder.h"

/* Where in the scope the sources of one side stand. */
struct side {
  const struct scope *scope;
  int from, to;
};

static bool is_of(const struct side *side, int source)
{
  for (int i = side->from; i < side->to; i++)
    if (((const struct scope_source *)side->scope->sources.at[i])->source->id == source)
      return true;
  return false;
}

/* Whether an expression reads columns of one side alone, and at least one. */
static bool reads_side(const struct side *side, const struct bound_expr *expr, bool *any)
{
  if (expr->kind == BOUND_COLUMN)
    return *any = is_of(side, expr->source);
  if (expr->query || expr->has_aggregate || expr->has_window)
    return false;
  for (int i = 0; i < expr->arg_count; i++)
    if (expr->args[i] && !reads_side(side, expr->args[i], any))
      return false;
  return true;
}

static bool is_side(const struct side *side, const struct bound_expr *expr)
{
  bool any = false;

  return reads_side(side, expr, &any) && any;
}

/* MATCH_CONDITION (left.t >= right.t): the left table's side first. */
static struct bound_expr *bind_match(struct binder *binder, const struct table_ref *ref,
                                     const struct side *left, const struct side *right)
{
  const struct expr *condition = ref->match_condition;
  struct bound_expr *a, *b;

  if (!condition || condition->kind != EXPR_OPERATOR ||
      (condition->op != OP_GE && condition->op != OP_GT && condition->op != OP_LE &&
       condition->op != OP_LT)) {
    bind_fail(binder, condition ? &condition->place : &ref->place, ERR_SYNTAX,
              "ASOF JOIN requires a MATCH_CONDITION of one comparison with >=, >, <= or "
              "<");
    return NULL;
  }
  a = bind_expression(binder, condition->left);
  b = a ? bind_expression(binder, condition->right) : NULL;
  if (!b)
    return NULL;
  if (!is_side(left, a) || !is_side(right, b)) {
    bind_fail(binder, &condition->place, ERR_SYNTAX,
              "MATCH_CONDITION compares the left table of ASOF JOIN with the right one, "
              "in this order");
    return NULL;
  }
  return bind_compare(binder, condition->op, a, b, &condition->place);
}

static struct bound_expr *both(struct binder *binder, struct bound_expr *a,
                               struct bound_expr *b)
{
  return a && b ? bound_template2(binder, "($1 AND $2)", type_of(TYPE_BOOLEAN), a, b)
                : NULL;
}

/* ON takes equalities between the two sides, joined by AND. */
static struct bound_expr *bind_equalities(struct binder *binder, const struct expr *on,
                                          const struct side *left,
                                          const struct side *right)
{
  struct bound_expr *a, *b;

  if (on->kind == EXPR_OPERATOR && on->op == OP_AND)
    return both(binder, bind_equalities(binder, on->left, left, right),
                bind_equalities(binder, on->right, left, right));
  if (on->kind == EXPR_OPERATOR && on->op == OP_EQ) {
    a = bind_expression(binder, on->left);
    b = a ? bind_expression(binder, on->right) : NULL;
    if (!b)
      return NULL;
    if ((is_side(left, a) && is_side(right, b)) ||
        (is_side(right, a) && is_side(left, b)))
      return bind_compare(binder, OP_EQ, a, b, &on->place);
  }
  bind_fail(binder, &on->place, ERR_SYNTAX,
            "the ON condition of ASOF JOIN takes equalities between its two tables");
  return NULL;
}

struct bound_expr *bind_asof(struct binder *binder, const struct table_ref *ref,
                             int first, int middle, int last)
{
  const struct side left = { binder->scope, first, middle };
  const struct side right = { binder->scope, middle, last };
  struct bound_expr *match = bind_match(binder, ref, &left, &right);

  if (!match || !ref->on)
    return match;
  return both(binder, match, bind_equalities(binder, ref->on, &left, &right));
}
