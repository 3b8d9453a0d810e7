/* bind_operator.c: AND, OR, arithmetic, || and the comparison of values and rows. */
#include "bind/binder.h"

static struct bound_expr *bind_logic(struct binder *binder, const struct expr *expr)
{
  /* a AND b AND c ... is a deep chain to the left: walk it in a loop. */
  struct list terms = { 0 };
  const struct expr *at = expr;
  struct bound_expr *bound;

  for (; at->kind == EXPR_OPERATOR && at->op == expr->op; at = at->left)
    list_add(binder->arena, &terms, at->right);
  bound = bind_condition(binder, at);
  for (int i = terms.count - 1; i >= 0 && bound; i--) {
    struct bound_expr *right = bind_condition(binder, terms.at[i]);

    bound = right
              ? bound_template2(binder, expr->op == OP_AND ? "($1 AND $2)" : "($1 OR $2)",
                                type_of(TYPE_BOOLEAN), bound, right)
              : NULL;
  }
  return bound;
}

static struct bound_expr *bind_concat(struct binder *binder, const struct expr *expr,
                                      struct bound_expr *left, struct bound_expr *right)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

  args[0] = left;
  args[1] = right;
  return bind_function(binder, "CONCAT", 2, args, &expr->place);
}

struct bound_expr *bind_row_compare(struct binder *binder, enum op op,
                                    const struct list *left, const struct list *right,
                                    const struct place *place)
{
  struct bound_expr *all = NULL;

  if (left->count != right->count) {
    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Row value constructors differ in length");
    return NULL;
  }
  for (int i = 0; i < left->count; i++) {
    struct bound_expr *a = bind_expression(binder, left->at[i]);
    struct bound_expr *b = a ? bind_expression(binder, right->at[i]) : NULL;
    struct bound_expr *one = b ? bind_compare(binder, OP_EQ, a, b, place) : NULL;

    if (!one)
      return NULL;
    all = all ? bound_template2(binder, "($1 AND $2)", type_of(TYPE_BOOLEAN), all, one)
              : one;
  }
  return op == OP_NE ? bound_template1(binder, "(NOT $1)", type_of(TYPE_BOOLEAN), all)
                     : all;
}

static struct bound_expr *bind_operator_pair(struct binder *binder,
                                             const struct expr *expr,
                                             struct bound_expr *left)
{
  struct bound_expr *right;

  right = bind_expression(binder, expr->right);
  if (!right)
    return NULL;
  switch (expr->op) {
  case OP_ADD:
  case OP_SUB:
  case OP_MUL:
  case OP_DIV:
  case OP_MOD: return bind_arithmetic(binder, expr->op, left, right, &expr->place);
  case OP_CONCAT: return bind_concat(binder, expr, left, right);
  default: return bind_compare(binder, expr->op, left, right, &expr->place);
  }
}

struct bound_expr *bind_operator(struct binder *binder, const struct expr *expr)
{
  struct list chain = { 0 };
  const struct expr *at = expr;
  struct bound_expr *bound;

  if (expr->op == OP_AND || expr->op == OP_OR)
    return bound_placed(bind_logic(binder, expr), &expr->place);
  if (expr->left->kind == EXPR_ROW && expr->right->kind == EXPR_ROW &&
      (expr->op == OP_EQ || expr->op == OP_NE))
    return bind_row_compare(binder, expr->op, &expr->left->list, &expr->right->list,
                            &expr->place);
  /* 1 + 1 + 1 ... in a loop as well. */
  while (at->kind == EXPR_OPERATOR && at->op != OP_AND && at->op != OP_OR) {
    list_add(binder->arena, &chain, (void *)at);
    at = at->left;
  }
  bound = bind_expression(binder, at);
  for (int i = chain.count - 1; i >= 0 && bound; i--)
    bound = bound_placed(bind_operator_pair(binder, chain.at[i], bound),
                         &((const struct expr *)chain.at[i])->place);
  return bound;
}

struct bound_expr *bind_unary(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand;

  if (expr->op == OP_NOT) {
    operand = bind_condition(binder, expr->left);
    return operand ? bound_placed(bound_template1(binder, "(NOT $1)",
                                                  type_of(TYPE_BOOLEAN), operand),
                                  &expr->place)
                   : NULL;
  }
  operand = bind_expression(binder, expr->left);
  if (!operand)
    return NULL;
  if (expr->op == OP_NEG)
    return bind_negate(binder, operand, &expr->place);
  return operand;
}
