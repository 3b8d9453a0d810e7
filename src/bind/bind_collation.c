/* bind_collation.c: which collation texts are compared by: COLLATE, ranks, keys. */
#include "bind/bind_collation.h"

bool type_has_keys(struct type type)
{
  return type.kind == TYPE_VARCHAR && !collation_is_plain(type.collation);
}

struct type type_collated_as(struct type type, struct type other)
{
  if (type.kind == TYPE_VARCHAR) {
    type.collation = other.collation;
    type.collated_here = other.collated_here;
  }
  return type;
}

struct bound_expr *collated_as(struct binder *binder, struct bound_expr *expr,
                               struct type other)
{
  struct bound_expr *copy;

  if (!expr || (expr->type.collation == other.collation &&
                expr->type.collated_here == other.collated_here))
    return expr;
  copy = ARENA_NEW(binder->arena, struct bound_expr);
  *copy = *expr;
  copy->type = type_collated_as(expr->type, other);
  return copy;
}

/* ---- ranks ---- */

enum rank { RANK_NONE, RANK_COLUMN, RANK_COLLATE };

static enum rank rank_of(struct type type)
{
  return type.kind != TYPE_VARCHAR || !type.collation ? RANK_NONE
         : type.collated_here                         ? RANK_COLLATE
                                                      : RANK_COLUMN;
}

bool collations_combine(struct binder *binder, struct type first, struct type second,
                        struct type *both)
{
  enum rank a = rank_of(first), b = rank_of(second);

  *both = type_collated_as(type_of(TYPE_VARCHAR), a >= b ? first : second);
  if (a == RANK_NONE && b == RANK_NONE)
    *both = type_of(TYPE_VARCHAR);
  if (a != b || first.collation == second.collation || a == RANK_NONE)
    return true;
  return err_set(binder->err, ERR_COLLATION_CONFLICT,
                 "SQL compilation error: Incompatible collations: '" TEXT_FMT
                 "' and '" TEXT_FMT "'",
                 TEXT_ARG(first.collation->spec), TEXT_ARG(second.collation->spec));
}

bool collations_of(struct binder *binder, int count, struct bound_expr *const *values,
                   struct type *all)
{
  *all = type_of(TYPE_VARCHAR);
  for (int i = 0; i < count; i++)
    if (!collations_combine(binder, *all, values[i]->type, all))
      return false;
  return true;
}

/* ---- COLLATE, COLLATION ---- */

struct bound_expr *bind_collate(struct binder *binder, const struct expr *operand,
                                struct text spec)
{
  struct bound_expr *value = bind_expression(binder, operand);
  struct type type;

  if (!value)
    return NULL;
  if (value->type.kind == TYPE_UNKNOWN)
    return value;
  if (value->type.kind != TYPE_VARCHAR) {
    bind_fail(binder, NULL, ERR_TYPE_MISMATCH,
              "argument needs to be a string: '" TEXT_FMT "'",
              TEXT_ARG(bind_echo(binder, operand)));
    return NULL;
  }
  type = value->type;
  if (!collation_find(spec, &type.collation, binder->err))
    return NULL;
  type.collated_here = type.collation != NULL;
  if (value->is_null)
    type = type_uncollated(type);
  if (value->kind == BOUND_CONST)
    return collated_as(binder, value, type);
  /* The specification is no part of what the engine sees, but of what GROUP BY compares. */
  return bound_template2(binder, "$1", type, value, bound_text(binder, spec));
}

bool is_collation_call(struct text name)
{
  return text_is(name, "COLLATE") || text_is(name, "COLLATION");
}

/* The specification does not depend on the value; still, an aggregate stays one. */
static struct bound_expr *collation_of(struct binder *binder, struct bound_expr *value)
{
  struct bound_expr *spec = value->type.collation
                              ? bound_text(binder, value->type.collation->spec)
                              : bound_null(binder, type_of(TYPE_VARCHAR));

  spec->type = type_of(TYPE_VARCHAR);
  if (value->kind == BOUND_CONST)
    return spec;
  spec = bound_template2(binder, "CASE WHEN ($1) IS NULL THEN $2 ELSE $2 END", spec->type,
                         value, spec);
  spec->nullable = !value->type.collation;
  return spec;
}

struct bound_expr *bind_collation_call(struct binder *binder,
                                       const struct expr *call_expr, struct text name)
{
  const struct call *call = call_expr->call;
  int wanted = text_is(name, "COLLATE") ? 2 : 1, count = call->args.count;
  const struct expr *spec = count > 1 ? call->args.at[1] : NULL;
  struct bound_expr *value;

  if (call->over || call->within_group || call->distinct) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "'" TEXT_FMT "' is not a window or aggregate function", TEXT_ARG(name));
    return NULL;
  }
  if (count != wanted) {
    struct text sql = text_slice(binder->context->sql, call_expr->place.from,
                                 call_expr->place.to - call_expr->place.from);

    bind_fail(binder, &call_expr->place,
              count < wanted ? ERR_NOT_ENOUGH_ARGUMENTS : ERR_TOO_MANY_ARGUMENTS,
              count < wanted
                ? "not enough arguments for function [" TEXT_FMT "], expected %d, got %d"
                : "too many arguments for function [" TEXT_FMT "] expected %d, got %d",
              TEXT_ARG(sql), wanted, count);
    return NULL;
  }
  if (wanted == 1) {
    value = bind_expression(binder, call->args.at[0]);
    return value ? collation_of(binder, value) : NULL;
  }
  if (spec->kind != EXPR_STRING) {
    bind_fail(binder, NULL, ERR_INVALID_ARGUMENT,
              "Argument number 2 for function 'COLLATE' needs to be a string literal.");
    return NULL;
  }
  return bind_collate(binder, call->args.at[0], spec->text);
}

/* ---- keys ---- */

struct bound_expr *collation_key(struct binder *binder, struct bound_expr *expr)
{
  struct text spec = expr->type.collation->spec;
  struct type none = type_of(TYPE_VARCHAR);

  return bound_template2(binder, "sg_collation_key($1, $2)", type_of(TYPE_BINARY),
                         collated_as(binder, expr, none), bound_text(binder, spec));
}
