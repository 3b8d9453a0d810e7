/* bind_expr.c: expressions other than calls. */
#include <string.h>

#include "base/buf.h"
#include "bind/binder.h"

#define MAX_DEPTH 3000

static struct type boolean(void)
{
  return type_of(TYPE_BOOLEAN);
}

static struct bound_expr *placed(struct bound_expr *expr, const struct place *place)
{
  if (expr)
    expr->place = *place;
  return expr;
}

struct bound_expr *bind_condition(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bind_expression(binder, expr);
  struct bound_expr *converted;

  if (!bound)
    return NULL;
  converted = convert(binder, bound, boolean(), CAST_MODE_IMPLICIT);
  if (!converted && !err_is_set(binder->err)) {
    struct text type = type_text(binder->arena, bound->type);

    bind_fail(binder, &expr->place, ERR_INVALID_TYPES,
              "Invalid data type [" TEXT_FMT "] for predicate", TEXT_ARG(type));
  }
  return converted;
}

static struct bound_expr *bind_literal_datetime(struct binder *binder,
                                                const struct expr *expr)
{
  struct type type;
  struct bound_expr *bound;

  if (!bind_type(binder->context, expr->type, &type, binder->err))
    return NULL;
  bound = convert(binder, bound_text(binder, expr->text), type, CAST_MODE_EXPLICIT);
  return placed(bound, &expr->place);
}

static struct bound_expr *bind_variable(struct binder *binder, const struct expr *expr)
{
  struct bind_constant value;

  if (!binder->context->variable ||
      !binder->context->variable(binder->context->owner, expr->text, &value)) {
    bind_fail(binder, &expr->place, ERR_NO_VARIABLE,
              "Session variable '$" TEXT_FMT "' does not exist", TEXT_ARG(expr->text));
    return NULL;
  }
  return placed(bound_constant(binder, &value), &expr->place);
}

static struct bound_expr *bind_parameter(struct binder *binder, const struct expr *expr)
{
  struct bind_context *context = binder->context;
  int at = expr->number - 1;

  if (context->bind_rows && at < batch_builder_columns(context->bind_rows)) {
    /* Array binding: the statement reads the arrays as the relation t0. */
    struct bound_expr *bound = bound_new(binder, BOUND_COLUMN,
                                         context->bind_row_types[at], &expr->place);

    bound->source = 0;
    bound->column = at;
    bound->sql = arena_printf(binder->arena, "c%d", at);
    if (bound->type.kind == TYPE_NUMBER && bound->type.scale == 0)
      bound->bytes = batch_builder_kind(context->bind_rows, at) == BATCH_I64 ? 8 : 16;
    return bound;
  }
  if (at >= 0 && at < context->bind_count)
    return placed(bound_constant(binder, &context->binds[at]), &expr->place);
  if (context->describe)
    return placed(bound_null(binder, type_of(TYPE_UNKNOWN)), &expr->place);
  bind_fail(binder, &expr->place, ERR_INVALID_VALUE, "Bind variable ? not set.");
  return NULL;
}

/* ---- operators ---- */

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
                                boolean(), bound, right)
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

static struct bound_expr *bind_row_compare(struct binder *binder, enum op op,
                                           const struct list *left,
                                           const struct list *right,
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
    all = all ? bound_template2(binder, "($1 AND $2)", boolean(), all, one) : one;
  }
  return op == OP_NE ? bound_template1(binder, "(NOT $1)", boolean(), all) : all;
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

static struct bound_expr *bind_operator(struct binder *binder, const struct expr *expr)
{
  struct list chain = { 0 };
  const struct expr *at = expr;
  struct bound_expr *bound;

  if (expr->op == OP_AND || expr->op == OP_OR)
    return placed(bind_logic(binder, expr), &expr->place);
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
    bound = placed(bind_operator_pair(binder, chain.at[i], bound),
                   &((const struct expr *)chain.at[i])->place);
  return bound;
}

static struct bound_expr *bind_unary(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand;

  if (expr->op == OP_NOT) {
    operand = bind_condition(binder, expr->left);
    return operand ? placed(bound_template1(binder, "(NOT $1)", boolean(), operand),
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

/* ---- CASE, CAST ---- */

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

static void add_flags(struct bound_expr *expr, const struct bound_expr *arg)
{
  expr->has_aggregate |= arg->has_aggregate;
  expr->has_window |= arg->has_window;
  expr->is_volatile |= arg->is_volatile;
}

static int widest(int a, int b)
{
  return a > b ? a : b;
}

struct bound_expr *bound_case(struct binder *binder, int count,
                              struct bound_expr **conditions, struct bound_expr **values,
                              const struct place *place)
{
  struct bound_expr *bound = bound_new(binder, BOUND_CASE, boolean(), place);
  bool bytes_known = true;

  if (!unify(binder, count + 1, values, place, &bound->type))
    return NULL;
  bound->args = ARENA_ARRAY(binder->arena, (size_t)count * 2 + 1, struct bound_expr *);
  bound->nullable = false;
  for (int i = 0; i <= count; i++) {
    bound->args[i == count ? 2 * count : 2 * i + 1] = values[i];
    bound->nullable |= values[i]->nullable;
    add_flags(bound, values[i]);
    if (i < count) {
      bound->args[2 * i] = conditions[i];
      add_flags(bound, conditions[i]);
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

  if (!expr->left)
    return bind_condition(binder, when->condition);
  operand = bind_expression(binder, expr->left);
  value = operand ? bind_expression(binder, when->condition) : NULL;
  return value ? bind_compare(binder, OP_EQ, operand, value, &when->condition->place)
               : NULL;
}

static struct bound_expr *bind_case(struct binder *binder, const struct expr *expr)
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

static struct bound_expr *bind_cast_expr(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_expression(binder, expr->left);
  struct bound_expr *converted;
  struct type type;

  if (!operand || !bind_type(binder->context, expr->type, &type, binder->err))
    return NULL;
  if (expr->yes && operand->type.kind != TYPE_VARCHAR &&
      operand->type.kind != TYPE_UNKNOWN &&
      !can_convert(operand->type, type, CAST_MODE_TRY)) {
    struct text from = type_text(binder->arena, operand->type);
    struct text to = type_text(binder->arena, type);

    bind_fail(binder, &expr->place, ERR_TRY_CAST_TYPES,
              "Function TRY_CAST cannot be used with arguments of types " TEXT_FMT
              " and " TEXT_FMT,
              TEXT_ARG(from), TEXT_ARG(to));
    return NULL;
  }
  converted = convert(binder, operand, type,
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
  return placed(converted, &expr->place);
}

/* ---- predicates ---- */

static struct bound_expr *negate_if(struct binder *binder, struct bound_expr *expr,
                                    bool yes)
{
  return expr && yes ? bound_template1(binder, "(NOT $1)", boolean(), expr) : expr;
}

static struct bound_expr *bind_between(struct binder *binder, const struct expr *expr)
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
  return negate_if(binder, bound_template2(binder, "($1 AND $2)", boolean(), from, to),
                   expr->yes);
}

static bool bind_row_args(struct binder *binder, const struct expr *left,
                          struct bound_expr ***args, int *count)
{
  bool row = left->kind == EXPR_ROW;

  *count = row ? left->list.count : 1;
  *args = ARENA_ARRAY(binder->arena, (size_t)*count, struct bound_expr *);
  for (int i = 0; i < *count; i++)
    if (!((*args)[i] = bind_expression(binder, row ? left->list.at[i] : left)))
      return false;
  return true;
}

/* Makes the subquery's columns and the values before IN comparable, by casting both. */
static bool match_query_columns(struct binder *binder, struct bound_expr **args,
                                int count, struct bound_query *query,
                                const struct place *place)
{
  if (query->column_count != count) {
    bind_fail(binder, place, ERR_INVALID_ARGUMENT,
              "Invalid number of columns in subquery: expected %d, got %d", count,
              query->column_count);
    return false;
  }
  for (int i = 0; i < count; i++) {
    struct type both;

    if (!common_type(args[i]->type, query->columns[i].type, &both)) {
      bind_fail(binder, place, ERR_TYPE_MISMATCH, "Types of IN do not agree");
      return false;
    }
    if (args[i]->type.kind != both.kind)
      args[i] = convert(binder, args[i], both, CAST_MODE_IMPLICIT);
    if (!args[i])
      return false;
  }
  return true;
}

/* SELECT convert(c0), ... FROM (query): a query whose columns have the wanted kinds. */
static struct bound_query *convert_query(struct binder *binder, struct bound_query *query,
                                         struct bound_expr *const *wanted, bool keys)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_QUERY,
                                                 query->column_count);
  struct bound_query *outer = ARENA_NEW(binder->arena, struct bound_query);
  struct scope_source entry = { .source = source };
  bool needed = false;

  source->query = query;
  memcpy(source->columns, query->columns,
         (size_t)query->column_count * sizeof *query->columns);
  outer->kind = QUERY_SELECT;
  outer->column_count = query->column_count;
  outer->columns = ARENA_ARRAY(binder->arena, (size_t)query->column_count,
                               struct bound_column);
  outer->select = ARENA_NEW(binder->arena, struct bound_select);
  outer->select->item_count = query->column_count;
  outer->select->items = ARENA_ARRAY(binder->arena, (size_t)query->column_count,
                                     struct bound_expr *);
  outer->select->from = ARENA_NEW(binder->arena, struct bound_from);
  outer->select->from->source = source;
  for (int i = 0; i < query->column_count; i++) {
    struct bound_expr *column = source_column(binder, NULL, &entry, i, NULL);
    struct bound_expr *converted = column;

    if (wanted[i]->type.kind != column->type.kind)
      converted = convert(binder, column, wanted[i]->type, CAST_MODE_IMPLICIT);
    if (converted && keys)
      converted = comparison_key(binder, converted);
    if (!converted)
      return NULL;
    needed |= converted != column;
    outer->select->items[i] = converted;
    outer->columns[i] = query->columns[i];
    outer->columns[i].type = converted->type;
  }
  return needed ? outer : query;
}

static struct bound_expr *bind_in_query(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bound_new(binder, BOUND_IN_QUERY, boolean(), &expr->place);

  if (!bind_row_args(binder, expr->left, &bound->args, &bound->arg_count) ||
      !(bound->query = binder->subquery(binder, expr->query)) ||
      !match_query_columns(binder, bound->args, bound->arg_count, bound->query,
                           &expr->place) ||
      !(bound->query = convert_query(binder, bound->query, bound->args, true)))
    return NULL;
  for (int i = 0; i < bound->arg_count; i++) {
    bound->args[i] = comparison_key(binder, bound->args[i]);
    add_flags(bound, bound->args[i]);
  }
  bound->negated = expr->yes;
  return bound;
}

static struct bound_expr *bind_in_rows(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *any = NULL;

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
    any = any ? bound_template2(binder, "($1 OR $2)", boolean(), any, one) : one;
  }
  return negate_if(binder, any, expr->yes);
}

/* a IN (x, y): one template when all values are of one kind with a, else a chain of ORs. */
static struct bound_expr *bind_in_list(struct binder *binder, const struct expr *expr)
{
  int count = expr->list.count;
  struct bound_expr **args = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                         struct bound_expr *);
  struct bound_expr *left = bind_expression(binder, expr->left), *first = NULL;
  struct bound_expr *bound;

  if (!left)
    return NULL;
  for (int i = 0; i < count; i++) {
    struct bound_expr *a = left, *b = bind_expression(binder, expr->list.at[i]);

    if (!b || !bind_comparable(binder, &a, &b, "IN", &expr->place))
      return NULL;
    if (!first)
      first = a;
    args[i + 1] = b;
    if (a->type.kind != first->type.kind) {
      /* The kinds differ from value to value: compare each on its own ground. */
      struct bound_expr *any = NULL;

      for (int j = 0; j < count; j++) {
        struct bound_expr *value = bind_expression(binder, expr->list.at[j]);
        struct bound_expr *one = value ? bind_compare(binder, OP_EQ, left, value,
                                                      &expr->place)
                                       : NULL;

        if (!one)
          return NULL;
        any = any ? bound_template2(binder, "($1 OR $2)", boolean(), any, one) : one;
      }
      return negate_if(binder, any, expr->yes);
    }
  }
  args[0] = first;
  bound = bound_template(binder, expr->yes ? "($1 NOT IN ($2*))" : "($1 IN ($2*))",
                         boolean(), &expr->place, count + 1, args);
  return bound;
}

static struct bound_expr *bind_quantified(struct binder *binder, const struct expr *expr)
{
  static const char *const operators[] = {
    [OP_EQ] = "=",  [OP_NE] = "<>", [OP_LT] = "<",
    [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">="
  };
  struct bound_expr *bound;

  if (!expr->query) {
    struct bound_expr *all = NULL;
    struct bound_expr *left = bind_expression(binder, expr->left);

    for (int i = 0; i < expr->list.count && left; i++) {
      struct bound_expr *value = bind_expression(binder, expr->list.at[i]);
      struct bound_expr *one = value ? bind_compare(binder, expr->op, left, value,
                                                    &expr->place)
                                     : NULL;

      if (!one)
        return NULL;
      all = all ? bound_template2(binder, expr->yes ? "($1 AND $2)" : "($1 OR $2)",
                                  boolean(), all, one)
                : one;
    }
    return all;
  }
  bound = bound_new(binder, BOUND_QUANTIFIED, boolean(), &expr->place);
  if (!bind_row_args(binder, expr->left, &bound->args, &bound->arg_count) ||
      !(bound->query = binder->subquery(binder, expr->query)) ||
      !match_query_columns(binder, bound->args, bound->arg_count, bound->query,
                           &expr->place) ||
      !(bound->query = convert_query(binder, bound->query, bound->args, true)))
    return NULL;
  bound->args[0] = comparison_key(binder, bound->args[0]);
  bound->duckdb = operators[expr->op];
  bound->negated = expr->yes;
  add_flags(bound, bound->args[0]);
  return bound;
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
  if (!args[1])
    return NULL;
  if (expr->right) {
    args[2] = bind_expression(binder, expr->right);
    if (!args[2])
      return NULL;
    count = 3;
  }
  return bind_function(binder, name, count, args, &expr->place);
}

static struct bound_expr *bind_like(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left), *any = NULL;

  for (int i = 0; i < expr->list.count && left; i++) {
    struct bound_expr *one = bind_one_like(binder, expr, left, expr->list.at[i]);

    if (!one)
      return NULL;
    any = any ? bound_template2(binder, expr->number == 2 ? "($1 AND $2)" : "($1 OR $2)",
                                boolean(), any, one)
              : one;
  }
  return left ? negate_if(binder, any, expr->yes) : NULL;
}

static struct bound_expr *never_null(struct bound_expr *expr)
{
  if (expr)
    expr->nullable = false;
  return expr;
}

static struct bound_expr *bind_is_null(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_expression(binder, expr->left);

  if (!operand)
    return NULL;
  return never_null(bound_template1(
    binder, expr->yes ? "($1 IS NOT NULL)" : "($1 IS NULL)", boolean(), operand));
}

static struct bound_expr *bind_is_true(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand = bind_condition(binder, expr->left);
  const char *duckdb = expr->number ? (expr->yes ? "($1 IS NOT TRUE)" : "($1 IS TRUE)")
                                    : (expr->yes ? "($1 IS NOT FALSE)" : "($1 IS FALSE)");

  return operand ? never_null(bound_template1(binder, duckdb, boolean(), operand)) : NULL;
}

static struct bound_expr *bind_is_distinct(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *left = bind_expression(binder, expr->left);
  struct bound_expr *right = left ? bind_expression(binder, expr->right) : NULL;

  if (!right || !bind_comparable(binder, &left, &right, "IS DISTINCT FROM", &expr->place))
    return NULL;
  return never_null(bound_template2(
    binder, expr->yes ? "($1 IS NOT DISTINCT FROM $2)" : "($1 IS DISTINCT FROM $2)",
    boolean(), left, right));
}

/* ---- subqueries ---- */

static struct bound_expr *bind_exists(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bound_new(binder, BOUND_EXISTS, boolean(), &expr->place);

  bound->nullable = false;
  bound->query = binder->subquery(binder, expr->query);
  return bound->query ? bound : NULL;
}

static struct bound_expr *bind_scalar_query(struct binder *binder,
                                            const struct expr *expr)
{
  struct bound_query *query = binder->subquery(binder, expr->query);
  struct bound_expr *bound;

  if (!query)
    return NULL;
  if (query->column_count != 1) {
    bind_fail(binder, &expr->place, ERR_INVALID_ARGUMENT,
              "Scalar subquery may only return a single column, got %d",
              query->column_count);
    return NULL;
  }
  bound = bound_new(binder, BOUND_SCALAR, query->columns[0].type, &expr->place);
  bound->query = query;
  bound->bytes = query->columns[0].bytes;
  bound->width = query->columns[0].width;
  return bound;
}

/* ---- semi-structured ---- */

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
    struct text type = type_text(binder->arena, bound->type);

    bind_fail(binder, &expr->place, ERR_INVALID_TYPES,
              "Invalid argument types for function 'GET': (" TEXT_FMT ", VARCHAR)",
              TEXT_ARG(type));
    return NULL;
  }
  for (int i = 0; i < expr->list.count && bound; i++) {
    const struct path_step *step = expr->list.at[i];
    struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

    args[0] = bound;
    args[1] = step->index ? bind_expression(binder, step->index)
                          : bound_text(binder, step->name);
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

static struct bound_expr *unsupported(struct binder *binder, const char *what)
{
  err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '%s'.", what);
  return NULL;
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
  struct database *database;
  struct schema *schema;
  struct sequence *sequence;
  struct bound_expr *value;
  struct path path;

  if (parts->count < 2 || last->quoted || !text_is(last->name, "NEXTVAL"))
    return NULL;
  name.parts.count--;
  if (!bind_path(context, &name, KIND_SEQUENCE, &path, binder->err))
    return NULL;
  database = catalog_find_database(context->catalog, path.database);
  schema = database ? catalog_find_schema(database, path.schema) : NULL;
  sequence = schema ? catalog_find_sequence(schema, path.name) : NULL;
  if (!sequence)
    return NULL;
  value = bound_template(binder, "sg_nextval($x)", type_number(19, 0), place, 0, NULL);
  value->extra = (int)sequence->object.id;
  value->is_volatile = context->is_volatile = true;
  value->bytes = 8;
  return value;
}

static struct bound_expr *bind_column(struct binder *binder, const struct expr *expr)
{
  const struct name *name = resolved_name(binder->context, expr->name, binder->err);
  struct bound_expr *value;

  if (!name)
    return NULL;
  value = bind_next_value(binder, name, &expr->place);
  if (value || err_is_set(binder->err))
    return value;
  return scope_column(binder, name, &expr->place);
}

static struct bound_expr *bind_kind(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound;
  bool ok;

  switch (expr->kind) {
  case EXPR_NULL: return placed(bound_null(binder, type_of(TYPE_UNKNOWN)), &expr->place);
  case EXPR_NUMBER:
    bound = bound_number(binder, expr->text, &ok);
    return placed(bound, &expr->place);
  case EXPR_STRING: return placed(bound_text(binder, expr->text), &expr->place);
  case EXPR_BOOLEAN:
    bound = bound_new(binder, BOUND_CONST, boolean(), &expr->place);
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
  case EXPR_BETWEEN: return placed(bind_between(binder, expr), &expr->place);
  case EXPR_IN:
    bound = expr->query                    ? bind_in_query(binder, expr)
            : expr->left->kind == EXPR_ROW ? bind_in_rows(binder, expr)
                                           : bind_in_list(binder, expr);
    return placed(bound, &expr->place);
  case EXPR_EXISTS: return bind_exists(binder, expr);
  case EXPR_QUERY: return bind_scalar_query(binder, expr);
  case EXPR_QUANTIFIED: return placed(bind_quantified(binder, expr), &expr->place);
  case EXPR_LIKE: return placed(bind_like(binder, expr), &expr->place);
  case EXPR_IS_NULL: return placed(bind_is_null(binder, expr), &expr->place);
  case EXPR_IS_TRUE: return placed(bind_is_true(binder, expr), &expr->place);
  case EXPR_IS_DISTINCT: return placed(bind_is_distinct(binder, expr), &expr->place);
  case EXPR_PATH: return placed(bind_path_expr(binder, expr), &expr->place);
  case EXPR_ROW:
    bind_fail(binder, &expr->place, ERR_SYNTAX, "a row of values cannot stand here");
    return NULL;
  case EXPR_ARRAY: return bind_constructor(binder, expr, "ARRAY_CONSTRUCT");
  case EXPR_OBJECT: return bind_constructor(binder, expr, "OBJECT_CONSTRUCT");
  case EXPR_COLLATE: return unsupported(binder, "COLLATE");
  case EXPR_LAMBDA: return unsupported(binder, "lambda expression");
  case EXPR_NAMED:
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "unexpected named argument '" TEXT_FMT "'", TEXT_ARG(expr->text));
    return NULL;
  case EXPR_PRIOR: return unsupported(binder, "PRIOR");
  case EXPR_CONNECT_ROOT: return unsupported(binder, "CONNECT_BY_ROOT");
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

/* ORDER BY inside windows and WITHIN GROUP; NULLs are the highest values. */
bool bind_order_items(struct binder *binder, const struct list *items,
                      struct bound_order **orders, int *count)
{
  *orders = ARENA_ARRAY(binder->arena, (size_t)items->count, struct bound_order);
  *count = items->count;
  for (int i = 0; i < items->count; i++) {
    const struct order_item *item = items->at[i];
    struct bound_order *order = &(*orders)[i];

    order->expr = bind_expression(binder, item->expr);
    if (!order->expr)
      return false;
    order->expr = type_is_semi(order->expr->type) ? comparison_key(binder, order->expr)
                                                  : order->expr;
    order->descending = item->descending;
    order->nulls_first = item->nulls == ORDER_NULLS_UNSAID
                           ? item->descending
                           : item->nulls == ORDER_NULLS_FIRST;
  }
  return true;
}

static bool orders_equal(const struct bound_order *a, const struct bound_order *b,
                         int count)
{
  for (int i = 0; i < count; i++)
    if (a[i].descending != b[i].descending || a[i].nulls_first != b[i].nulls_first ||
        !bound_equal(a[i].expr, b[i].expr))
      return false;
  return true;
}

static bool windows_equal(const struct bound_window *a, const struct bound_window *b)
{
  if (!a || !b)
    return a == b;
  if (a->partition_count != b->partition_count || a->order_count != b->order_count ||
      a->frame != b->frame || a->from != b->from || a->to != b->to)
    return false;
  for (int i = 0; i < a->partition_count; i++)
    if (!bound_equal(a->partition_by[i], b->partition_by[i]))
      return false;
  return orders_equal(a->order_by, b->order_by, a->order_count);
}

bool bound_equal(const struct bound_expr *a, const struct bound_expr *b)
{
  if (a == b)
    return true;
  if (!a || !b || a->kind != b->kind || a->arg_count != b->arg_count ||
      !type_equal(a->type, b->type) || a->is_volatile || b->is_volatile)
    return false;
  switch (a->kind) {
  case BOUND_CONST: return text_equal(a->sql, b->sql);
  case BOUND_COLUMN: return a->source == b->source && a->column == b->column;
  case BOUND_SCALAR:
  case BOUND_EXISTS:
  case BOUND_IN_QUERY:
  case BOUND_QUANTIFIED: return false;
  case BOUND_TEMPLATE:
    if (strcmp(a->duckdb, b->duckdb) != 0 || a->extra != b->extra ||
        a->distinct != b->distinct || a->ignore_nulls != b->ignore_nulls ||
        a->within_count != b->within_count || !windows_equal(a->over, b->over) ||
        !orders_equal(a->within, b->within, a->within_count))
      return false;
    break;
  case BOUND_CASE: break;
  }
  for (int i = 0; i < a->arg_count; i++)
    if (!bound_equal(a->args[i], b->args[i]))
      return false;
  return true;
}
