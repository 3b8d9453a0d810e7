/* bind_query_expr.c: queries within expressions: one value, EXISTS, IN, ANY and ALL. */
#include <string.h>

#include "bind/bind_collation.h"
#include "bind/bound_shape.h"

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
    struct type both, collation;

    if (!common_type(args[i]->type, query->columns[i].type, &both)) {
      bind_fail(binder, place, ERR_TYPE_MISMATCH, "Types of IN do not agree");
      return false;
    }
    if (both.kind == TYPE_VARCHAR) {
      if (!collations_combine(binder, query->columns[i].type, args[i]->type, &collation))
        return false;
      args[i] = collated_as(binder, args[i], collation);
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
  struct bound_source *source = query_source(binder, query);
  struct bound_query *outer = select_query(binder, query->column_count,
                                           from_one(binder, source));
  struct scope_source entry = { .source = source };
  bool needed = false;

  for (int i = 0; i < query->column_count; i++) {
    struct bound_expr *column = source_column(binder, NULL, &entry, i, NULL);
    struct bound_expr *converted = column;

    if (wanted[i]->type.kind != column->type.kind)
      converted = convert(binder, column, wanted[i]->type, CAST_MODE_IMPLICIT);
    converted = collated_as(binder, converted, wanted[i]->type);
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

/* Left side and query of IN, ANY and ALL, comparable. */
static struct bound_expr *bind_members(struct binder *binder, const struct expr *expr,
                                       enum bound_kind kind)
{
  struct bound_expr *bound = bound_new(binder, kind, type_of(TYPE_BOOLEAN), &expr->place);

  if (!bind_row_args(binder, expr->left, &bound->args, &bound->arg_count) ||
      !(bound->query = binder->subquery(binder, expr->query)) ||
      !match_query_columns(binder, bound->args, bound->arg_count, bound->query,
                           &expr->place) ||
      !(bound->query = convert_query(binder, bound->query, bound->args, true)))
    return NULL;
  for (int i = 0; i < bound->arg_count; i++) {
    bound->args[i] = comparison_key(binder, bound->args[i]);
    bound_take_flags(bound, bound->args[i]);
  }
  if (bound->arg_count > 1) {
    bound->kind = BOUND_IN_ROWS;
    bound->source = binder->context->next_id++;
  }
  return bound;
}

struct bound_expr *bind_in_query(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bind_members(binder, expr, BOUND_IN_QUERY);

  if (bound)
    bound->negated = expr->yes;
  return bound;
}

struct bound_expr *bind_quantified(struct binder *binder, const struct expr *expr)
{
  static const char *const operators[] = {
    [OP_EQ] = "=",  [OP_NE] = "<>", [OP_LT] = "<",
    [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">="
  };
  bool in = expr->op == OP_EQ && !expr->yes, not_in = expr->op == OP_NE && expr->yes;
  struct bound_expr *bound = bind_members(binder, expr, BOUND_QUANTIFIED);

  if (!bound)
    return NULL;
  if (bound->kind == BOUND_IN_ROWS && !in && !not_in) {
    err_set(binder->err, ERR_UNSUPPORTED,
            "Unsupported feature 'ANY | ALL of rows other than = ANY and <> ALL'.");
    return NULL;
  }
  bound->duckdb = operators[expr->op];
  bound->negated = expr->yes;
  return bound;
}

/* The rows of WHERE and its like are those for which a condition is true: NULL is as good as
 * false there, and stays so below AND and OR. */
struct bound_expr *bound_as_filter(struct binder *binder, struct bound_expr *expr)
{
  struct bound_expr *copy;

  if (!expr || (expr->kind != BOUND_IN_ROWS &&
                (expr->kind != BOUND_TEMPLATE || (strcmp(expr->duckdb, "($&)") != 0 &&
                                                  strcmp(expr->duckdb, "($|)") != 0))))
    return expr;
  copy = ARENA_NEW(binder->arena, struct bound_expr);
  *copy = *expr;
  copy->is_filter = expr->kind == BOUND_IN_ROWS;
  if (expr->kind == BOUND_TEMPLATE) {
    copy->args = ARENA_ARRAY(binder->arena, (size_t)expr->arg_count, struct bound_expr *);
    for (int i = 0; i < expr->arg_count; i++)
      copy->args[i] = bound_as_filter(binder, expr->args[i]);
  }
  return copy;
}

/* ---- one value, EXISTS ---- */

struct bound_expr *bind_exists(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *bound = bound_new(binder, BOUND_EXISTS, type_of(TYPE_BOOLEAN),
                                       &expr->place);

  bound->nullable = false;
  bound->query = binder->subquery(binder, expr->query);
  return bound->query ? bound : NULL;
}

struct bound_expr *bind_scalar_query(struct binder *binder, const struct expr *expr)
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
