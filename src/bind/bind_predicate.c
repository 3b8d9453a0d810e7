/* bind_predicate.c: BETWEEN, IN, ANY and ALL of a list, LIKE, IS ... */
#include "bind/bind_collation.h"

static struct bound_expr *negate_if(struct binder *binder, struct bound_expr *expr,
                                    bool yes)
{
  return expr && yes ? bound_template1(binder, "(NOT $1)", type_of(TYPE_BOOLEAN), expr)
                     : expr;
}

struct bound_expr *bind_between(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left);
  struct bound_expr *low = left ? bind_expression(binder, expr->list.at[0]) : NULL;
  struct bound_expr *high = low ? bind_expression(binder, expr->list.at[1]) : NULL;
  struct bound_expr *from = high ? bind_compare(binder, OP_GE, left, low, &expr->place)
                                 : NULL;
  struct bound_expr *to = from ? bind_compare(binder, OP_LE, left, high, &expr->place)
                               : NULL;

  if (!to)
    return NULL;
  return negate_if(
    binder, bound_template2(binder, "($1 AND $2)", type_of(TYPE_BOOLEAN), from, to),
    expr->yes);
}

struct bound_expr *bind_in_rows(struct binder *binder, const struct expr *expr)
{
  struct list any = { 0 };

  for (int i = 0; i < expr->list.count; i++) {
    const struct expr *row = expr->list.at[i];
    struct bound_expr *one;

    if (row->kind != EXPR_ROW) {
      bind_fail(binder, &row->place, ERR_SYNTAX, "IN expects rows of %d values",
                expr->left->list.count);
      return NULL;
    }
    one = bind_row_compare(binder, OP_EQ, &expr->left->list, &row->list, &row->place);
    if (!one)
      return NULL;
    list_add(binder->arena, &any, one);
  }
  return negate_if(binder, bound_joined(binder, OP_OR, &any), expr->yes);
}

/* The kinds differ from value to value: each is compared on its own ground. */
static struct bound_expr *compare_each(struct binder *binder, enum op op, enum op joint,
                                       struct bound_expr *left, const struct list *values,
                                       const struct place *place)
{
  struct list conditions = { 0 };

  for (int i = 0; i < values->count; i++) {
    struct bound_expr *value = bind_expression(binder, values->at[i]);
    struct bound_expr *one = value ? bind_compare(binder, op, left, value, place) : NULL;

    if (!one)
      return NULL;
    list_add(binder->arena, &conditions, one);
  }
  return bound_joined(binder, joint, &conditions);
}

/* All values of IN are compared by one collation, which is the left side's, too. */
static bool bind_values(struct binder *binder, const struct list *list,
                        struct bound_expr **left, struct bound_expr **values)
{
  struct type all = type_collated_as(type_of(TYPE_VARCHAR), (*left)->type);

  for (int i = 0; i < list->count; i++) {
    values[i] = bind_expression(binder, list->at[i]);
    if (!values[i] || !collations_combine(binder, values[i]->type, all, &all))
      return false;
  }
  if (all.collation) {
    *left = collated_as(binder, *left, all);
    for (int i = 0; i < list->count; i++)
      values[i] = collated_as(binder, values[i], all);
  }
  return true;
}

/* a IN (x, y): one template when all values are of one kind with a, else a chain of ORs. */
struct bound_expr *bind_in_list(struct binder *binder, const struct expr *expr)
{
  int count = expr->list.count;
  struct bound_expr **args = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                         struct bound_expr *);
  struct bound_expr *left = bind_expression(binder, expr->left), *first = NULL;
  struct bound_expr *bound;

  if (!left || !bind_values(binder, &expr->list, &left, args + 1))
    return NULL;
  for (int i = 0; i < count; i++) {
    struct bound_expr *a = left, *b = args[i + 1];

    if (!bind_comparable(binder, &a, &b, "IN", &expr->place))
      return NULL;
    if (!first)
      first = a;
    args[i + 1] = b;
    if (a->type.kind != first->type.kind)
      return negate_if(
        binder, compare_each(binder, OP_EQ, OP_OR, left, &expr->list, &expr->place),
        expr->yes);
  }
  args[0] = first;
  bound = bound_template(binder, expr->yes ? "($1 NOT IN ($2*))" : "($1 IN ($2*))",
                         type_of(TYPE_BOOLEAN), &expr->place, count + 1, args);
  return bound;
}

/* What messages call LIKE ANY (number 1) and LIKE ALL. */
static const char *list_name(const struct expr *expr)
{
  if (expr->op == OP_ILIKE)
    return expr->number == 2 ? "ILIKE_ALL" : "ILIKE_ANY";
  return expr->number == 2 ? "LIKE_ALL" : "LIKE_ANY";
}

static struct bound_expr *bind_one_like(struct binder *binder, const struct expr *expr,
                                        struct bound_expr *left,
                                        const struct expr *pattern)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 3, struct bound_expr *);
  const char *name = expr->op == OP_RLIKE   ? "RLIKE"
                     : expr->op == OP_ILIKE ? "ILIKE"
                                            : "LIKE";
  int count = 2;

  args[0] = left;
  args[1] = bind_expression(binder, pattern);
  if (!args[1] || (expr->number &&
                   !check_like_any(binder, list_name(expr), left, args[1], &expr->place)))
    return NULL;
  if (expr->right) {
    args[2] = bind_expression(binder, expr->right);
    if (!args[2])
      return NULL;
    count = 3;
  }
  return bind_function(binder, name, count, args, &expr->place);
}

struct bound_expr *bind_like(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left);
  struct list matches = { 0 };

  for (int i = 0; i < expr->list.count && left; i++) {
    struct bound_expr *one = bind_one_like(binder, expr, left, expr->list.at[i]);

    if (!one)
      return NULL;
    list_add(binder->arena, &matches, one);
  }
  return left
           ? negate_if(binder,
                       bound_joined(binder, expr->number == 2 ? OP_AND : OP_OR, &matches),
                       expr->yes)
           : NULL;
}

static struct bound_expr *never_null(struct bound_expr *expr)
{
  if (expr)
    expr->nullable = false;
  return expr;
}

struct bound_expr *bind_is_null(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_expression(binder, expr->left);

  if (!operand)
    return NULL;
  return never_null(bound_template1(binder,
                                    expr->yes ? "($1 IS NOT NULL)" : "($1 IS NULL)",
                                    type_of(TYPE_BOOLEAN), operand));
}

struct bound_expr *bind_is_true(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_condition(binder, expr->left);
  const char *duckdb = expr->number ? (expr->yes ? "($1 IS NOT TRUE)" : "($1 IS TRUE)")
                                    : (expr->yes ? "($1 IS NOT FALSE)" : "($1 IS FALSE)");

  return operand
           ? never_null(bound_template1(binder, duckdb, type_of(TYPE_BOOLEAN), operand))
           : NULL;
}

struct bound_expr *bind_is_distinct(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left);
  struct bound_expr *right = left ? bind_expression(binder, expr->right) : NULL;

  if (!right || !bind_comparable(binder, &left, &right, "IS DISTINCT FROM", &expr->place))
    return NULL;
  return never_null(bound_template2(
    binder, expr->yes ? "($1 IS NOT DISTINCT FROM $2)" : "($1 IS DISTINCT FROM $2)",
    type_of(TYPE_BOOLEAN), left, right));
}

struct bound_expr *bind_quantified_list(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left);

  return left ? compare_each(binder, expr->op, expr->yes ? OP_AND : OP_OR, left,
                             &expr->list, &expr->place)
              : NULL;
}
