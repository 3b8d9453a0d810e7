/* bound_shape.c: what the files of queries do with a bound query: its columns' types, another
 * query around it. */
#include <string.h>

#include "bind/bind_collation.h"
#include "bind/bound_shape.h"

struct bound_column column_of(const struct bound_expr *expr, struct text name)
{
  return (struct bound_column){ .name = name,
                                .type = expr->type,
                                .nullable = expr->nullable,
                                .bytes = expr->bytes,
                                .width = expr->width };
}

/* A bare NULL keeps its unknown type, so that it becomes whatever it meets later; the engine
 * sees a VARCHAR, which can be cast to anything. */
struct bound_expr *settled(struct binder *binder, struct bound_expr *expr)
{
  if (!expr || expr->type.kind != TYPE_UNKNOWN || expr->kind != BOUND_CONST)
    return expr;
  expr = bound_null(binder, type_of(TYPE_VARCHAR));
  expr->type = type_of(TYPE_UNKNOWN);
  return expr;
}

bool item_position(const struct expr *expr, int64_t *position)
{
  return expr->kind == EXPR_NUMBER && text_to_int64(expr->text, position);
}

/* ORDER BY ALL: by every column in turn. */
void order_by_all(struct binder *binder, const struct query *query,
                  struct bound_query *bound)
{
  int count = bound->column_count;

  bound->order_by = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_order);
  bound->order_ordinals = ARENA_ARRAY(binder->arena, (size_t)count, int);
  bound->order_count = count;
  for (int i = 0; i < count; i++) {
    bound->order_ordinals[i] = i + 1;
    bind_direction(binder, query->order_all, &bound->order_by[i]);
  }
}

struct bound_query *select_query(struct binder *binder, int count,
                                 struct bound_from *from)
{
  struct bound_query *query = ARENA_NEW(binder->arena, struct bound_query);

  query->kind = QUERY_SELECT;
  query->column_count = count;
  query->columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);
  query->select = ARENA_NEW(binder->arena, struct bound_select);
  query->select->from = from;
  query->select->item_count = count;
  query->select->items = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_expr *);
  return query;
}

struct bound_query *select_of(struct binder *binder, const struct list *exprs,
                              struct bound_from *from)
{
  struct bound_query *query = select_query(binder, exprs->count, from);

  for (int i = 0; i < exprs->count; i++) {
    query->select->items[i] = exprs->at[i];
    query->columns[i] = column_of(exprs->at[i], TEXT(""));
  }
  return query;
}

struct bound_from *from_one(struct binder *binder, struct bound_source *source)
{
  struct bound_from *from = ARENA_NEW(binder->arena, struct bound_from);

  from->source = source;
  return from;
}

struct bound_source *query_source(struct binder *binder, struct bound_query *query)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_QUERY,
                                                 query->column_count);

  source->query = query;
  memcpy(source->columns, query->columns,
         (size_t)query->column_count * sizeof *query->columns);
  return source;
}

/* SELECT c0, c1 ... FROM (query). */
struct bound_query *wrapped(struct binder *binder, struct bound_query *query)
{
  struct bound_source *source = query_source(binder, query);
  struct scope_source entry = { .source = source };
  struct bound_query *outer = select_query(binder, query->column_count,
                                           from_one(binder, source));

  outer->columns = query->columns;
  for (int i = 0; i < query->column_count; i++)
    outer->select->items[i] = source_column(binder, NULL, &entry, i, NULL);
  return outer;
}

bool type_groups_by_key(struct type type)
{
  return type.kind == TYPE_TIMESTAMP_TZ || type_has_keys(type);
}

bool groups_by_key(const struct bound_expr *expr)
{
  return type_groups_by_key(expr->type);
}

bool type_sorts_by_key(struct type type)
{
  return type_is_semi(type) || type.kind == TYPE_VECTOR || type_has_keys(type);
}

void order_by_keys(struct binder *binder, struct bound_query *query)
{
  for (int i = 0; i < query->order_count; i++) {
    int ordinal = query->order_ordinals[i];

    if (!ordinal || !type_sorts_by_key(query->columns[ordinal - 1].type))
      continue;
    query->order_by[i].expr = comparison_key(binder, query->select->items[ordinal - 1]);
    query->order_ordinals[i] = 0;
  }
}

struct bound_expr *any_of_group(struct binder *binder, struct bound_expr *expr)
{
  struct bound_expr *any = bound_template1(binder, "any_value($1)", expr->type, expr);

  any->is_aggregate = any->has_aggregate = true;
  any->nullable = expr->nullable;
  return any;
}

void group_by_keys(struct binder *binder, struct bound_query *outer, int count)
{
  struct bound_select *select = outer->select;

  select->group_count = count;
  select->groups = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_group);
  for (int i = 0; i < count; i++) {
    struct bound_expr *item = select->items[i];
    struct bound_group *group = &select->groups[i];

    group->count = 1;
    group->exprs = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);
    group->exprs[0] = groups_by_key(item) ? comparison_key(binder, item) : item;
    if (groups_by_key(item))
      select->items[i] = any_of_group(binder, item);
  }
}

struct bound_expr *as_type(struct binder *binder, struct bound_expr *expr,
                           struct type type)
{
  if (type_equal(expr->type, type))
    return expr;
  struct bound_expr *converted = convert(binder, expr, type, CAST_MODE_IMPLICIT);

  if (!converted && !err_is_set(binder->err)) {
    struct text from = type_text(binder->arena, expr->type);
    struct text to = type_text(binder->arena, type);

    bind_fail(binder, &expr->place, ERR_TYPE_MISMATCH,
              "inconsistent data type for result columns: expected " TEXT_FMT
              ", got " TEXT_FMT,
              TEXT_ARG(to), TEXT_ARG(from));
  }
  return converted;
}

bool wants_conversion(struct type from, struct type to)
{
  return from.kind != to.kind || (from.kind == TYPE_NUMBER && from.scale != to.scale);
}

struct bound_query *with_types(struct binder *binder, struct bound_query *query,
                               const struct type *types)
{
  bool needed = false;

  for (int i = 0; i < query->column_count; i++)
    needed |= wants_conversion(query->columns[i].type, types[i]);
  if (needed && (query->kind != QUERY_SELECT || query->select->distinct ||
                 query->order_count || query->limit))
    query = wrapped(binder, query);
  for (int i = 0; i < query->column_count; i++) {
    if (query->kind == QUERY_SELECT && needed) {
      query->select->items[i] = as_type(binder, query->select->items[i], types[i]);
      if (!query->select->items[i])
        return NULL;
      query->columns[i].bytes = query->select->items[i]->bytes;
      query->columns[i].width = query->select->items[i]->width;
    }
    query->columns[i].type = types[i];
  }
  return query;
}
