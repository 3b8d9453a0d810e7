/* bind_expr.c: an expression by its kind; literals, variables, casts, paths and names. */
#include <string.h>

#include "base/buf.h"
#include "bind/bind_collation.h"

#define MAX_DEPTH 3000

struct bound_expr *bind_condition(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bind_expression(binder, expr);
  struct bound_expr *converted;

  if (!bound)
    return NULL;
  converted = convert(binder, bound, type_of(TYPE_BOOLEAN), CAST_MODE_IMPLICIT);
  if (!converted && !err_is_set(binder->err)) {
    struct text type = type_text(binder->arena, bound->type);

    bind_fail(binder, &expr->place, ERR_INVALID_TYPES,
              "Invalid data type [" TEXT_FMT "] for predicate", TEXT_ARG(type));
  }
  return converted;
}

/* What a condition as a whole may be: operands of AND and NOT are converted, this is not. A
 * VARIANT is. */
static bool is_predicate(struct type type)
{
  return type.kind == TYPE_BOOLEAN || type.kind == TYPE_UNKNOWN ||
         type.kind == TYPE_VARIANT;
}

struct bound_expr *bind_filter(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bind_expression(binder, expr);

  if (!bound)
    return NULL;
  if (!is_predicate(bound->type)) {
    bind_fail(binder, NULL, ERR_INVALID_TYPES,
              "Invalid data type [" TEXT_FMT "] for predicate [" TEXT_FMT "]",
              TEXT_ARG(type_text(binder->arena, bound->type)),
              TEXT_ARG(bind_echo(binder, expr)));
    return NULL;
  }
  return bound_as_filter(
    binder, convert(binder, bound, type_of(TYPE_BOOLEAN), CAST_MODE_IMPLICIT));
}

static struct bound_expr *bind_literal_datetime(struct binder *binder,
                                                const struct expr *expr)
{
  struct type type;
  struct bound_expr *bound;

  if (!bind_type(binder->context, expr->type, &type, binder->err))
    return NULL;
  bound = convert(binder, bound_text(binder, expr->text), type, CAST_MODE_EXPLICIT);
  return bound_placed(bound, &expr->place);
}

static struct bound_expr *bind_variable(struct binder *binder, const struct expr *expr)
{
  const struct bind_constant *sent = bind_sent(binder->context, expr);
  struct bind_constant value;

  if (sent)
    return bound_placed(bound_constant(binder, sent), &expr->place);
  if (!binder->context->variable ||
      !binder->context->variable(binder->context->owner, expr->text, &value)) {
    bind_fail(binder, &expr->place, ERR_NO_VARIABLE,
              "Session variable '$" TEXT_FMT "' does not exist", TEXT_ARG(expr->text));
    return NULL;
  }
  return bound_placed(bound_constant(binder, &value), &expr->place);
}

static struct bound_expr *bind_parameter(struct binder *binder, const struct expr *expr)
{
  struct bind_context *context = binder->context;
  const struct bind_constant *sent = bind_sent(context, expr);
  int at = expr->number - 1;

  if (context->in_bind_rows && at < batch_builder_columns(context->bind_rows)) {
    /* Array binding: the VALUES reads the arrays as the relation t0. */
    struct bound_expr *bound = bound_new(binder, BOUND_COLUMN,
                                         context->bind_row_types[at], &expr->place);

    bound->source = 0;
    bound->column = at;
    bound->sql = arena_printf(binder->arena, "c%d", at);
    if (bound->type.kind == TYPE_NUMBER && bound->type.scale == 0)
      bound->bytes = batch_builder_kind(context->bind_rows, at) == BATCH_I64 ? 8 : 16;
    return bound;
  }
  if (sent)
    return bound_placed(bound_constant(binder, sent), &expr->place);
  if (context->describe)
    return bound_placed(bound_null(binder, type_of(TYPE_UNKNOWN)), &expr->place);
  bind_fail(binder, &expr->place, ERR_BIND_NOT_SET,
            "Bind variable %s" TEXT_FMT " not set.", text_is(expr->text, "?") ? "" : ":",
            TEXT_ARG(expr->text));
  return NULL;
}

/* TRY_CAST reads texts; structured values and vectors may be tried too, an OBJECT as an OBJECT and
 * an ARRAY as an ARRAY (dbt's unit tests do). */
static bool may_be_tried(struct type from, struct type to)
{
  if (from.kind == TYPE_VARCHAR || from.kind == TYPE_UNKNOWN)
    return true;
  if (from.kind == to.kind && (from.kind == TYPE_OBJECT || from.kind == TYPE_ARRAY))
    return can_convert(from, to, CAST_MODE_TRY);
  return (type_is_structured(from) || from.kind == TYPE_VECTOR) &&
         can_convert(from, to, CAST_MODE_TRY);
}

static struct bound_expr *bind_cast_expr(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_expression(binder, expr->left);
  struct bound_expr *converted;
  struct type type;

  if (!operand || !bind_type(binder->context, expr->type, &type, binder->err))
    return NULL;
  if (expr->yes && !may_be_tried(operand->type, type)) {
    struct text from = type_text(binder->arena, operand->type);
    struct text to = type_text(binder->arena, type);

    bind_fail(binder, NULL, ERR_TRY_CAST_TYPES,
              "Function TRY_CAST cannot be used with arguments of types " TEXT_FMT
              " and " TEXT_FMT,
              TEXT_ARG(from), TEXT_ARG(to));
    return NULL;
  }
  if ((operand->type.kind == TYPE_DECFLOAT && type_is_semi(type)) ||
      (operand->type.kind == TYPE_DECFLOAT && type.kind == TYPE_VECTOR)) {
    err_set(binder->err, ERR_UNSUPPORTED,
            "Unsupported feature 'DECFLOAT in a semi-structured value'.");
    return NULL;
  }
  converted = type_is_opaque(operand->type) ? NULL /* Not even to what it is. */
              : expr->number
                ? convert_fields(binder, operand, type, expr->number, &expr->place)
                : convert(binder, operand, type,
                          expr->yes ? CAST_MODE_TRY : CAST_MODE_EXPLICIT);
  if (!converted && !err_is_set(binder->err)) {
    struct text from = type_text(binder->arena, operand->type);
    struct text to = type_text(binder->arena, type);

    bind_fail(
      binder, NULL, ERR_INVALID_TYPE,
      "invalid type [CAST(" TEXT_FMT " AS " TEXT_FMT ")] for parameter 'TO_" TEXT_FMT "'",
      TEXT_ARG(from), TEXT_ARG(to), TEXT_ARG(text_slice(to, 0, text_find(to, '('))));
  }
  if (converted && converted == operand) {
    struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

    *copy = *converted;
    converted = copy;
  }
  return bound_placed(converted, &expr->place);
}

/* ---- semi-structured ---- */

static void fail_path(struct binder *binder, const struct expr *expr,
                      const struct bound_expr *object)
{
  const struct path_step *step = expr->list.at[0];
  struct bound_expr *key = step->index ? bind_expression(binder, step->index)
                                       : bound_text(binder, step->name);

  if (key)
    bind_fail(binder, &expr->sign, ERR_INVALID_TYPES,
              "Invalid argument types for function 'GET': (" TEXT_FMT ", " TEXT_FMT ")",
              TEXT_ARG(type_text(binder->arena, object->type)),
              TEXT_ARG(type_text(binder->arena, key->type)));
}

static struct bound_expr *bind_path_expr(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bind_expression(binder, expr->left);

  if (!bound)
    return NULL;
  if (bound->type.kind == TYPE_UNKNOWN || bound->type.kind == TYPE_VARCHAR)
    bound = bound->type.kind == TYPE_UNKNOWN
              ? convert(binder, bound, type_of(TYPE_VARIANT), CAST_MODE_IMPLICIT)
              : bound;
  if (!type_is_semi(bound->type)) {
    fail_path(binder, expr, bound);
    return NULL;
  }
  for (int i = 0; i < expr->list.count && bound; i++) {
    const struct path_step *step = expr->list.at[i];
    struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);
    struct bound_expr *member;

    args[0] = bound;
    args[1] = step->index ? bind_expression(binder, step->index)
                          : bound_text(binder, step->name);
    if (args[1] && args[1]->kind == BOUND_CONST && !step->index &&
        (member = bind_staged_member(binder, bound, step->name, false)))
      bound = member;
    else if (args[1] && type_is_structured(bound->type))
      bound = structure_get(binder, bound, args[1], &expr->place);
    else
      bound = args[1] ? bind_function(binder, "GET", 2, args, &expr->place) : NULL;
  }
  return bound;
}

static struct bound_expr *bind_constructor(struct binder *binder, const struct expr *expr,
                                           const char *function)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, (size_t)expr->list.count,
                                         struct bound_expr *);

  for (int i = 0; i < expr->list.count; i++)
    if (!(args[i] = bind_expression(binder, expr->list.at[i])))
      return NULL;
  return bind_function(binder, function, expr->list.count, args, &expr->place);
}

static bool has_spread(const struct expr *expr)
{
  for (int i = 0; i < expr->list.count; i++)
    if (((const struct expr *)expr->list.at[i])->kind == EXPR_SPREAD)
      return true;
  return false;
}

/* What is spread, as the kind of value that it is spread into. */
static struct bound_expr *bind_spread(struct binder *binder, const struct expr *expr,
                                      enum type_kind kind)
{
  struct bound_expr *value = bind_expression(binder, expr->left);
  struct bound_expr *converted = value ? convert(binder, value, type_of(kind),
                                                 CAST_MODE_IMPLICIT)
                                       : NULL;

  if (value && !converted && !err_is_set(binder->err))
    bind_fail(binder, &expr->place, ERR_INVALID_TYPES,
              "Invalid argument types for operator '**': (" TEXT_FMT ")",
              TEXT_ARG(type_text(binder->arena, value->type)));
  return converted;
}

/* [1, ** a, 2] as [1] + a + [2]; {'a': 1, ** o} the same way. */
static struct bound_expr *bind_with_spreads(struct binder *binder,
                                            const struct expr *expr, bool is_array)
{
  struct type type = type_of(is_array ? TYPE_ARRAY : TYPE_OBJECT);
  const char *function = is_array ? "ARRAY_CONSTRUCT" : "OBJECT_CONSTRUCT";
  int count = expr->list.count, step = is_array ? 1 : 2, parts = 0;
  struct bound_expr **all = ARENA_ARRAY(binder->arena, (size_t)count,
                                        struct bound_expr *);

  for (int i = 0; i < count; parts++) {
    const struct expr *item = expr->list.at[i];
    struct expr run = *expr;

    if (item->kind == EXPR_SPREAD) {
      all[parts] = bind_spread(binder, item, type.kind);
      i += step;
    } else {
      int from = i;

      while (i < count && ((const struct expr *)expr->list.at[i])->kind != EXPR_SPREAD)
        i += step;
      run.list.at = expr->list.at + from;
      run.list.count = i - from;
      all[parts] = bind_constructor(binder, &run, function);
    }
    if (!all[parts])
      return NULL;
  }
  return bound_template(binder, is_array ? "sg_array_spread($*)" : "sg_object_spread($*)",
                        type, &expr->place, parts, all);
}

/* {*}: the columns as members. */
static struct bound_expr *bind_star_literal(struct binder *binder,
                                            const struct expr *star,
                                            const struct place *place)
{
  struct list exprs = { 0 }, names = { 0 };
  struct bound_expr **args;

  if (!binder->scope) {
    bind_fail(binder, place, ERR_SYNTAX, "unexpected '*'");
    return NULL;
  }
  if (!scope_star(binder, star, &exprs, &names))
    return NULL;
  args = ARENA_ARRAY(binder->arena, (size_t)exprs.count * 2, struct bound_expr *);
  for (int i = 0; i < exprs.count; i++) {
    args[2 * i] = bound_text(binder, *(const struct text *)names.at[i]);
    args[2 * i + 1] = exprs.at[i];
  }
  return bind_function(binder, "OBJECT_CONSTRUCT", exprs.count * 2, args, place);
}

static struct bound_expr *bind_literal(struct binder *binder, const struct expr *expr)
{
  bool is_array = expr->kind == EXPR_ARRAY;
  const struct expr *only = expr->list.count == 1 ? expr->list.at[0] : NULL;

  if (!is_array && only && only->kind == EXPR_STAR)
    return bind_star_literal(binder, only, &expr->place);

  if (has_spread(expr))
    return bind_with_spreads(binder, expr, is_array);
  return bind_constructor(binder, expr,
                          is_array ? "ARRAY_CONSTRUCT" : "OBJECT_CONSTRUCT");
}

static struct bound_expr *unsupported(struct binder *binder, const char *what)
{
  err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '%s'.", what);
  return NULL;
}

static struct sequence *sequence_at(const struct bind_context *context, struct path path)
{
  struct schema *schema = path_schema(context, path);

  return schema ? catalog_find_sequence(schema, path.name) : NULL;
}

/* seq.NEXTVAL: NULL without an error when there is no such sequence. */
static struct bound_expr *bind_next_value(struct binder *binder,
                                          const struct name *written,
                                          const struct place *place)
{
  struct bind_context *context = binder->context;
  const struct list *parts = &written->parts;
  const struct ident *last = parts->count ? parts->at[parts->count - 1] : NULL;
  struct name name = *written;
  struct sequence *sequence;
  struct bound_expr *value;
  struct path path;

  if (parts->count < 2 || last->quoted || !text_is(last->name, "NEXTVAL"))
    return NULL;
  name.parts.count--;
  if (!bind_path(context, &name, KIND_SEQUENCE, &path, binder->err))
    return NULL;
  sequence = sequence_at(context, path);
  if (!sequence)
    return NULL;
  value = bound_template(binder, "sg_nextval($x)", type_number(19, 0), place, 0, NULL);
  value->extra = (int)sequence->object.id;
  value->is_volatile = context->is_volatile = true;
  value->bytes = 8;
  return value;
}

struct sequence *bind_sequence(struct binder *binder, const struct name *written)
{
  struct bind_context *context = binder->context;
  const struct name *name = resolved_name(context, written, binder->err);
  struct sequence *sequence;
  struct path path;

  if (!name || !bind_path(context, name, KIND_SEQUENCE, &path, binder->err))
    return NULL;
  sequence = sequence_at(context, path);
  if (!sequence) {
    err_set(binder->err, ERR_NO_OBJECT,
            "SQL compilation error:\nSequence '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(written_name(context, name, path)));
    err_set_state(binder->err, "42S02");
  }
  return sequence;
}

static struct bound_expr *bind_column(struct binder *binder, const struct expr *expr)
{
  const struct name *name = resolved_name(binder->context, expr->name, binder->err);
  struct bound_expr *value;

  if (!name)
    return NULL;
  value = lambda_param_value(binder, name, &expr->place);
  if (value)
    return value;
  value = bind_next_value(binder, name, &expr->place);
  if (value || err_is_set(binder->err))
    return value;
  return scope_column(binder, name, &expr->place);
}

static bool is_query(const struct expr *expr)
{
  return expr->query && (expr->kind == EXPR_QUERY || expr->kind == EXPR_EXISTS ||
                         expr->kind == EXPR_IN || expr->kind == EXPR_QUANTIFIED);
}

static struct bound_expr *bind_kind(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound;
  bool ok;

  if (binder->lambda && is_query(expr)) {
    bind_fail(binder, NULL, ERR_SUBQUERY,
              "Unsupported subquery type cannot be evaluated");
    return NULL;
  }
  switch (expr->kind) {
  case EXPR_NULL:
    return bound_placed(bound_null(binder, type_of(TYPE_UNKNOWN)), &expr->place);
  case EXPR_NUMBER:
    bound = bound_number(binder, expr->text, &ok);
    return bound_placed(bound, &expr->place);
  case EXPR_STRING: return bound_placed(bound_text(binder, expr->text), &expr->place);
  case EXPR_BOOLEAN:
    bound = bound_new(binder, BOUND_CONST, type_of(TYPE_BOOLEAN), &expr->place);
    bound->sql = bound->constant = expr->yes ? TEXT("true") : TEXT("false");
    bound->nullable = false;
    return bound;
  case EXPR_BINARY:
    bound = bound_new(binder, BOUND_CONST, type_of(TYPE_BINARY), &expr->place);
    bound->sql = arena_printf(binder->arena, "from_hex('" TEXT_FMT "')",
                              TEXT_ARG(expr->text));
    bound->constant = expr->text;
    bound->type.length = (int64_t)(expr->text.len / 2);
    bound->type.sized = true;
    bound->nullable = false;
    return bound;
  case EXPR_DATETIME: return bind_literal_datetime(binder, expr);
  case EXPR_INTERVAL:
    bound = bound_new(binder, BOUND_CONST, type_of(TYPE_INTERVAL), &expr->place);
    bound->constant = expr->text;
    bound->sql = TEXT("NULL");
    return bound;
  case EXPR_COLUMN: return bind_column(binder, expr);
  case EXPR_POSITION: return scope_position(binder, expr);
  case EXPR_VARIABLE: return bind_variable(binder, expr);
  case EXPR_BIND:
    bound = bind_parameter(binder, expr);
    if (bound)
      bound->is_bind = true;
    return bound;
  case EXPR_STAR:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "unexpected '*'");
    return NULL;
  case EXPR_UNARY: return bind_unary(binder, expr);
  case EXPR_OPERATOR: return bind_operator(binder, expr);
  case EXPR_CALL: return bind_call(binder, expr);
  case EXPR_CASE: return bind_case(binder, expr);
  case EXPR_CAST: return bind_cast_expr(binder, expr);
  case EXPR_BETWEEN: return bound_placed(bind_between(binder, expr), &expr->place);
  case EXPR_IN:
    bound = expr->query                    ? bind_in_query(binder, expr)
            : expr->left->kind == EXPR_ROW ? bind_in_rows(binder, expr)
                                           : bind_in_list(binder, expr);
    return bound_placed(bound, &expr->place);
  case EXPR_EXISTS: return bind_exists(binder, expr);
  case EXPR_QUERY: return bind_scalar_query(binder, expr);
  case EXPR_QUANTIFIED:
    bound = expr->query ? bind_quantified(binder, expr)
                        : bind_quantified_list(binder, expr);
    return bound_placed(bound, &expr->place);
  case EXPR_LIKE: return bound_placed(bind_like(binder, expr), &expr->place);
  case EXPR_IS_NULL: return bound_placed(bind_is_null(binder, expr), &expr->place);
  case EXPR_IS_TRUE: return bound_placed(bind_is_true(binder, expr), &expr->place);
  case EXPR_IS_DISTINCT:
    return bound_placed(bind_is_distinct(binder, expr), &expr->place);
  case EXPR_PATH: return bound_placed(bind_path_expr(binder, expr), &expr->place);
  case EXPR_ROW:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "a row of values cannot stand here");
    return NULL;
  case EXPR_ARRAY:
  case EXPR_OBJECT: return bind_literal(binder, expr);
  case EXPR_COLLATE:
    return bound_placed(bind_collate(binder, expr->left, expr->text), &expr->place);
  case EXPR_LAMBDA:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "a lambda expression cannot stand here");
    return NULL;
  case EXPR_SPREAD:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "unexpected '**'");
    return NULL;
  case EXPR_NAMED:
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "unexpected named argument '" TEXT_FMT "'", TEXT_ARG(expr->text));
    return NULL;
  case EXPR_PRIOR: return bound_placed(bind_prior(binder, expr), &expr->place);
  case EXPR_CONNECT_ROOT:
    return bound_placed(bind_connect_root(binder, expr), &expr->place);
  case EXPR_OUTER_JOIN:
    /* In the ON that outer_join.c made of it. */
    if (binder->scope && binder->scope->clause == CLAUSE_FROM)
      return bind_expression(binder, expr->left);
    return unsupported(binder, "(+) outside of WHERE");
  case EXPR_DEFAULT:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "DEFAULT cannot stand here");
    return NULL;
  case EXPR_AT_TIME_ZONE: return unsupported(binder, "AT TIME ZONE");
  }
  return NULL;
}

struct bound_expr *bind_expression(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound;

  if (++binder->depth > MAX_DEPTH) {
    err_set(binder->err, ERR_TOO_COMPLEX,
            "SQL compilation error:\nThe expression is nested too "
            "deeply.");
    return NULL;
  }
  bound = bind_kind(binder, expr);
  binder->depth--;
  return bound;
}
