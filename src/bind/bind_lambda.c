/* bind_lambda.c: FILTER, TRANSFORM and REDUCE: functions that take a function of an array's elements.
 *
 * The engine runs the lambda over the elements as a list; its parameter is JSON, seen through the
 * type that was declared for it or that the structured array gives it. */
#include "bind/binder.h"

#define JSON_LIST(list) "'[' || array_to_string(" list ", ',') || ']'"

bool takes_lambda(struct text name)
{
  return text_is(name, "FILTER") || text_is(name, "TRANSFORM") || text_is(name, "REDUCE");
}

/* The lambda of a call: its last argument, with so many parameters. */
static const struct expr *lambda_of(struct binder *binder, const struct expr *call_expr,
                                    struct text name, int arg_count, int params)
{
  const struct call *call = call_expr->call;
  const struct expr *lambda;

  if (call->over || call->within_group || call->distinct) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "'" TEXT_FMT "' is not a window or aggregate function", TEXT_ARG(name));
    return NULL;
  }
  if (call->args.count != arg_count) {
    bool few = call->args.count < arg_count;
    struct text text = text_slice(binder->context->sql, call_expr->place.from,
                                  call_expr->place.to - call_expr->place.from);

    bind_fail(
      binder, &call_expr->place, few ? ERR_NOT_ENOUGH_ARGUMENTS : ERR_TOO_MANY_ARGUMENTS,
      few ? "not enough arguments for function [" TEXT_FMT "], expected %d, got %d"
          : "too many arguments for function [" TEXT_FMT "] expected %d, got %d",
      TEXT_ARG(text), arg_count, call->args.count);
    return NULL;
  }
  lambda = call->args.at[arg_count - 1];
  if (lambda->kind == EXPR_LAMBDA && lambda->list.count == params)
    return lambda;
  bind_fail(binder, &lambda->place, ERR_INVALID_ARGUMENT,
            "Invalid argument for function '" TEXT_FMT
            "': a lambda expression with %d parameter%s is expected",
            TEXT_ARG(name), params, params == 1 ? "" : "s");
  return NULL;
}

/* The array argument, and the list of its elements. */
static struct bound_expr *bind_array(struct binder *binder, const struct expr *expr,
                                     struct text name, struct bound_expr **list)
{
  struct bound_expr *array = bind_expression(binder, expr), *converted;

  if (!array)
    return NULL;
  converted = array->type.kind == TYPE_ARRAY || array->type.kind == TYPE_VARIANT ||
                  array->type.kind == TYPE_UNKNOWN
                ? array
                : NULL;
  if (converted && array->type.kind != TYPE_ARRAY)
    converted = convert(binder, array, type_of(TYPE_ARRAY), CAST_MODE_IMPLICIT);
  if (!converted) {
    bind_fail(binder, &expr->place, ERR_INVALID_TYPES,
              "Invalid argument types for function '" TEXT_FMT "': (" TEXT_FMT
              ", FUNCTION)",
              TEXT_ARG(name), TEXT_ARG(type_text(binder->arena, array->type)));
    return NULL;
  }
  *list = bound_template1(binder, "sg_array_elements($1, 'ARRAY')", converted->type,
                          converted);
  return converted;
}

/* A parameter as the body sees it: the JSON value by its own type, then as it was declared. */
static bool bind_param(struct binder *binder, const struct column_def *param,
                       struct bound_expr *json, struct type own,
                       struct lambda_param *bound)
{
  struct type type;
  struct bound_expr *value;

  bound->name = param->name.name;
  bound->outer = binder->lambda;
  bound->value = own.kind == TYPE_VARIANT ? json : typed_part(binder, json, own);
  if (!bound->value)
    return false;
  if (!param->type)
    return true;
  if (!bind_type(binder->context, param->type, &type, binder->err))
    return false;
  value = convert(binder, bound->value, type, CAST_MODE_EXPLICIT);
  if (!value && !err_is_set(binder->err))
    bind_fail(binder, &param->name.place, ERR_INVALID_TYPES,
              "Lambda parameter '" TEXT_FMT "' of type " TEXT_FMT
              " cannot take values of type " TEXT_FMT,
              TEXT_ARG(param->name.name), TEXT_ARG(type_text(binder->arena, type)),
              TEXT_ARG(type_text(binder->arena, bound->value->type)));
  bound->value = value;
  return value != NULL;
}

static struct bound_expr *bind_body(struct binder *binder, const struct expr *lambda,
                                    struct lambda_param *innermost)
{
  const struct lambda_param *outer = binder->lambda;
  struct bound_expr *body;

  binder->lambda = innermost;
  body = bind_expression(binder, lambda->left);
  binder->lambda = outer;
  if (body && (body->has_aggregate || body->has_window)) {
    bind_fail(binder, &lambda->left->place, ERR_AGGREGATE_PLACE,
              "Aggregate and window functions are not allowed in a lambda expression");
    return NULL;
  }
  return body;
}

static struct type element_type(struct type array)
{
  return array.shape ? array.shape->fields[0].type : type_of(TYPE_VARIANT);
}

static struct bound_expr *lambda_call(struct binder *binder, const char *duckdb,
                                      struct type type, const struct place *place,
                                      int arg_count, struct bound_expr **args)
{
  struct bound_expr *expr = bound_template(binder, duckdb, type, place, arg_count, args);

  expr->extra = binder->lambda_depth;
  expr->nullable = true;
  return expr;
}

/* ---- FILTER and TRANSFORM ---- */

static struct bound_expr *as_condition(struct binder *binder, struct bound_expr *body,
                                       const struct expr *lambda)
{
  struct bound_expr *condition = convert(binder, body, type_of(TYPE_BOOLEAN),
                                         CAST_MODE_IMPLICIT);

  if (!condition && !err_is_set(binder->err))
    bind_fail(binder, &lambda->left->place, ERR_INVALID_TYPES,
              "Invalid data type [" TEXT_FMT "] for predicate",
              TEXT_ARG(type_text(binder->arena, body->type)));
  return condition;
}

static struct bound_expr *as_element(struct binder *binder, struct bound_expr *body,
                                     const struct expr *lambda)
{
  struct bound_expr *json;

  json = json_element(binder, body, false);
  if (!json && !err_is_set(binder->err))
    bind_fail(binder, &lambda->left->place, ERR_INVALID_TYPES,
              "A value of type " TEXT_FMT " cannot be an element of an ARRAY",
              TEXT_ARG(type_text(binder->arena, body->type)));
  return json;
}

static struct bound_expr *bind_each(struct binder *binder, const struct expr *call_expr,
                                    struct text name, bool filters)
{
  const struct expr *lambda = lambda_of(binder, call_expr, name, 2, 1);
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);
  struct bound_expr *array = lambda ? bind_array(binder, call_expr->call->args.at[0],
                                                 name, &args[0])
                                    : NULL;
  struct bound_expr *body = NULL;
  struct lambda_param param;
  struct type type;

  if (!array)
    return NULL;
  type = array->type;
  struct bound_expr *json = bound_param(binder, type_of(TYPE_VARIANT), "l", 0);

  binder->lambda_depth++;
  if (bind_param(binder, lambda->list.at[0], json, element_type(type), &param) &&
      (body = bind_body(binder, lambda, &param))) {
    if (!filters && type_is_structured(type))
      type = type_array_of(
        body->type.kind == TYPE_UNKNOWN ? type_of(TYPE_VARCHAR) : body->type, false);
    body = filters ? as_condition(binder, body, lambda)
                   : as_element(binder, body, lambda);
  }
  binder->lambda_depth--;
  args[1] = body;
  if (!body)
    return NULL;
  return lambda_call(binder,
                     filters
                       ? JSON_LIST("list_transform(list_filter($1, lambda l$x: $2), "
                                   "lambda l$x: coalesce(l$x.c0, ' null'))")
                       : JSON_LIST("list_transform($1, lambda l$x: $2)"),
                     type, &call_expr->place, 2, args);
}

/* ---- REDUCE ---- */

/* Room for what accumulates: whole numbers grow, texts get longer. */
static struct type roomy(struct type type)
{
  if (type.kind == TYPE_NUMBER)
    return type_number(TYPE_MAX_PRECISION, type.scale);
  if (type.kind == TYPE_VARCHAR || type.kind == TYPE_BINARY || type.kind == TYPE_UNKNOWN)
    return type_of(type.kind == TYPE_UNKNOWN ? TYPE_VARIANT : type.kind);
  return type;
}

/* The body with an accumulator of that type. */
static struct bound_expr *bind_step(struct binder *binder, const struct expr *lambda,
                                    struct type accumulator, struct type element)
{
  struct bound_expr *total = bound_param(binder, type_of(TYPE_VARIANT), "a", 0);
  struct bound_expr *item = bound_param(binder, type_of(TYPE_VARIANT), "l", 0);
  struct lambda_param first, second;
  struct bound_expr *body = NULL;

  binder->lambda_depth++;
  if (bind_param(binder, lambda->list.at[0], total, accumulator, &first) &&
      bind_param(binder, lambda->list.at[1], item, element, &second)) {
    second.outer = &first;
    body = bind_body(binder, lambda, &second);
  }
  binder->lambda_depth--;
  return body;
}

/* The type that the accumulator keeps: the initial value's, widened until the body fits it. */
static struct bound_expr *settle_step(struct binder *binder, const struct expr *lambda,
                                      struct type *accumulator, struct type element)
{
  for (int round = 0; round < 4; round++) {
    struct bound_expr *body = bind_step(binder, lambda, *accumulator, element);
    struct type common;

    if (!body)
      return NULL;
    if (!common_type(*accumulator, body->type, &common)) {
      bind_fail(binder, &lambda->left->place, ERR_TYPE_MISMATCH,
                "Can not convert parameter of type [" TEXT_FMT
                "] into expected type [" TEXT_FMT "]",
                TEXT_ARG(type_text(binder->arena, body->type)),
                TEXT_ARG(type_text(binder->arena, *accumulator)));
      return NULL;
    }
    common = roomy(common);
    if (type_equal(common, *accumulator) || round == 3)
      return convert(binder, body, *accumulator, CAST_MODE_EXPLICIT);
    *accumulator = common;
  }
  return NULL;
}

/* Digits that came from elements without a type show only where there are some: the sum of
 * [1, 2, 3] is 6, that of [1.5, 2] is 3.5. So the result is a VARIANT, too. */
static bool gained_digits(struct type first, struct type last, struct type array)
{
  return !type_is_structured(array) && first.kind == TYPE_NUMBER &&
         last.kind == TYPE_NUMBER && last.scale > first.scale;
}

static struct bound_expr *bind_reduce(struct binder *binder, const struct expr *call_expr,
                                      struct text name)
{
  const struct expr *lambda = lambda_of(binder, call_expr, name, 3, 2);
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 3, struct bound_expr *);
  struct bound_expr *array = lambda ? bind_array(binder, call_expr->call->args.at[0],
                                                 name, &args[0])
                                    : NULL;
  struct bound_expr *init = array ? bind_expression(binder, call_expr->call->args.at[1])
                                  : NULL;
  struct type accumulator, first;
  struct bound_expr *body;

  if (!init)
    return NULL;
  accumulator = first = roomy(init->type);
  body = settle_step(binder, lambda, &accumulator, element_type(array->type));
  if (!body || !(init = convert(binder, init, accumulator, CAST_MODE_EXPLICIT)))
    return NULL;
  args[1] = convert(binder, body, type_of(TYPE_VARIANT), CAST_MODE_EXPLICIT);
  args[2] = convert(binder, init, type_of(TYPE_VARIANT), CAST_MODE_EXPLICIT);
  if (!args[1] || !args[2])
    return NULL;
  body = lambda_call(
    binder,
    "list_reduce(CASE WHEN ($3) IS NOT NULL THEN $1 END, "
    "lambda a$x, l$x: {'c0': CAST($2 AS VARCHAR)}, {'c0': CAST($3 AS VARCHAR)}).c0",
    type_of(TYPE_VARIANT), &call_expr->place, 3, args);
  return gained_digits(first, accumulator, array->type)
           ? body
           : typed_part(binder, body, accumulator);
}

struct bound_expr *bind_lambda_call(struct binder *binder, const struct expr *call_expr,
                                    struct text name)
{
  if (text_is(name, "REDUCE"))
    return bind_reduce(binder, call_expr, name);
  return bind_each(binder, call_expr, name, text_is(name, "FILTER"));
}

struct bound_expr *lambda_param_value(struct binder *binder, const struct name *name,
                                      const struct place *place)
{
  const struct ident *only = name->parts.count == 1 ? name->parts.at[0] : NULL;

  for (const struct lambda_param *param = binder->lambda; only && param;
       param = param->outer)
    if (text_equal(param->name, only->name)) {
      struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

      *copy = *param->value;
      return bound_placed(copy, place);
    }
  return NULL;
}
