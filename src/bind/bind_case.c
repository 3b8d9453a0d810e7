/* bind_case.c: CASE and DECODE: conditions and values brought to one type. */
#include "bind/bind_collation.h"

/* Brings several values to their common type. */
static bool unify(struct binder *binder, int count, struct bound_expr **values,
                  const struct place *place, struct type *common)
{
  *common = type_of(TYPE_UNKNOWN);
  for (int i = 0; i < count; i++) {
    struct type both;

    if (!common_type(*common, values[i]->type, &both)) {
      struct text a = type_text(binder->arena, *common);
      struct text b = type_text(binder->arena, values[i]->type);

      bind_fail(binder, place, ERR_TYPE_MISMATCH,
                "Can not convert parameter of type [" TEXT_FMT
                "] into expected type [" TEXT_FMT "]",
                TEXT_ARG(b), TEXT_ARG(a));
      return false;
    }
    *common = both;
  }
  for (int i = 0; i < count; i++) {
    struct bound_expr *converted = convert(binder, values[i], *common,
                                           CAST_MODE_IMPLICIT);

    if (!converted) {
      if (!err_is_set(binder->err))
        bind_fail(binder, place, ERR_TYPE_MISMATCH, "Inconsistent types");
      return false;
    }
    values[i] = converted;
  }
  return true;
}

static int widest(int a, int b)
{
  return a > b ? a : b;
}

struct bound_expr *bound_case(struct binder *binder, int count,
                              struct bound_expr **conditions, struct bound_expr **values,
                              const struct place *place)
{
  struct bound_expr *bound = bound_new(binder, BOUND_CASE, type_of(TYPE_BOOLEAN), place);
  bool bytes_known = true;
  struct type collation;

  if (!collations_of(binder, count + 1, values, &collation) ||
      !unify(binder, count + 1, values, place, &bound->type))
    return NULL;
  bound->type = type_collated_as(bound->type, collation);
  bound->args = ARENA_ARRAY(binder->arena, (size_t)count * 2 + 1, struct bound_expr *);
  bound->nullable = false;
  for (int i = 0; i <= count; i++) {
    bound->args[i == count ? 2 * count : 2 * i + 1] = values[i];
    bound->nullable |= values[i]->nullable;
    bound_take_flags(bound, values[i]);
    if (i < count) {
      bound->args[2 * i] = conditions[i];
      bound_take_flags(bound, conditions[i]);
    }
    bytes_known &= values[i]->bytes > 0;
    bound->bytes = widest(bound->bytes, values[i]->bytes);
    bound->width = widest(bound->width, values[i]->width);
  }
  if (!bytes_known || bound->type.scale)
    bound->bytes = 0;
  bound->arg_count = 2 * count + 1;
  return bound;
}

static struct bound_expr *bind_case_condition(struct binder *binder,
                                              const struct expr *expr,
                                              const struct when *when)
{
  struct bound_expr *operand, *value;
  struct type collation;

  if (!expr->left)
    return bind_condition(binder, when->condition);
  operand = bind_expression(binder, expr->left);
  value = operand ? bind_expression(binder, when->condition) : NULL;
  /* A conflict names the operand first. */
  if (!value || !collations_combine(binder, operand->type, value->type, &collation))
    return NULL;
  return bind_compare(binder, OP_EQ, operand, value, &when->condition->place);
}

struct bound_expr *bind_case(struct binder *binder, const struct expr *expr)
{
  int count = expr->list.count;
  struct bound_expr **values = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                           struct bound_expr *);
  struct bound_expr **conditions = ARENA_ARRAY(binder->arena, (size_t)count,
                                               struct bound_expr *);

  for (int i = 0; i < count; i++) {
    const struct when *when = expr->list.at[i];

    conditions[i] = bind_case_condition(binder, expr, when);
    if (!conditions[i] || !(values[i] = bind_expression(binder, when->result)))
      return NULL;
  }
  values[count] = expr->right ? bind_expression(binder, expr->right)
                              : bound_null(binder, type_of(TYPE_UNKNOWN));
  return values[count] ? bound_case(binder, count, conditions, values, &expr->place)
                       : NULL;
}

/* DECODE(x, search, result, ..., otherwise): NULL equals NULL. */
struct bound_expr *bind_decode(struct binder *binder, int arg_count,
                               struct bound_expr **args, const struct place *place)
{
  int count = (arg_count - 1) / 2;
  struct bound_expr **values = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                           struct bound_expr *);
  struct bound_expr **conditions = ARENA_ARRAY(binder->arena, (size_t)count,
                                               struct bound_expr *);

  for (int i = 0; i < count; i++) {
    struct bound_expr **pair = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

    pair[0] = args[0];
    pair[1] = args[2 * i + 1];
    conditions[i] = bind_function(binder, "EQUAL_NULL", 2, pair, place);
    if (!conditions[i])
      return NULL;
    values[i] = args[2 * i + 2];
  }
  values[count] = arg_count % 2 ? bound_null(binder, type_of(TYPE_UNKNOWN))
                                : args[arg_count - 1];
  return bound_case(binder, count, conditions, values, place);
}
