/* bind.c: the doors of the binder that take no table. */
#include "bind/bind.h"

#include "bind/binder.h"

struct binder binder_new(struct bind_context *context, struct err *err)
{
  if (context->next_id == 0)
    context->next_id = 1; /* 0 is the relation of bound arrays. */
  return (struct binder){
    .context = context, .arena = context->arena, .err = err, .subquery = bind_subquery
  };
}

struct bound_expr *bind_scalar(struct bind_context *context, const struct expr *expr,
                               struct err *err)
{
  struct binder binder = binder_new(context, err);

  return bind_expression(&binder, expr);
}

struct bound_expr *bind_scalar_as(struct bind_context *context, const struct expr *expr,
                                  struct type type, struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct bound_expr *bound = bind_expression(&binder, expr);
  struct bound_expr *converted;

  if (!bound)
    return NULL;
  converted = convert(&binder, bound, type, CAST_MODE_STORE);
  if (!converted && !err_is_set(err)) {
    struct text from = type_text(context->arena, bound->type);
    struct text to = type_text(context->arena, type);

    err_set(
      err, ERR_VALUES_TYPE,
      "SQL compilation error:\nExpression type does not match column data type, expecting " TEXT_FMT
      " but got " TEXT_FMT,
      TEXT_ARG(to), TEXT_ARG(from));
  }
  return converted;
}

struct bound_expr *bind_as_text(struct bind_context *context, struct bound_expr *expr,
                                struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct type varchar = type_of(TYPE_VARCHAR);

  switch (expr->type.kind) {
  case TYPE_DATE:
    return bound_template1(&binder, "sg_date_text($1, 'YYYY-MM-DD')", varchar, expr);
  case TYPE_TIME:
    return bound_template1(&binder, "sg_time_text($1, 'HH24:MI:SS.FF9')", varchar, expr);
  case TYPE_TIMESTAMP_NTZ:
    return bound_template1(&binder, "sg_ntz_text($1, 'YYYY-MM-DD HH24:MI:SS.FF9', '')",
                           varchar, expr);
  case TYPE_TIMESTAMP_LTZ:
    return bound_template1(
      &binder, "sg_ltz_text($1, 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM', '', $(TIMEZONE))",
      varchar, expr);
  case TYPE_TIMESTAMP_TZ:
    return bound_template1(
      &binder, "sg_tz_text($1, 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM', '')", varchar, expr);
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP: return expr;
  default: return convert(&binder, expr, varchar, CAST_MODE_EXPLICIT);
  }
}
