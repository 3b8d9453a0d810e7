/* bind_query.c: queries: set operations, VALUES, CTEs, LIMIT. */
#include <string.h>

#include "base/buf.h"
#include "bind/bind.h"
#include "bind/bind_collation.h"
#include "bind/bound_shape.h"
#include "sql/parse.h"

/* ---- set operations ---- */

static bool set_columns(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *left = bound->left, *right = bound->right;
  struct type *types;
  int count = left->column_count;

  if (right->column_count != count) {
    bind_fail(
      binder, NULL, ERR_SET_COLUMN_COUNT,
      "invalid number of result columns for set operator input branches, expected %d, "
      "got %d in branch {2}",
      count, right->column_count);
    return false;
  }
  types = ARENA_ARRAY(binder->arena, (size_t)count, struct type);
  for (int i = 0; i < count; i++)
    if (!common_type(left->columns[i].type, right->columns[i].type, &types[i])) {
      struct text a = type_text(binder->arena, left->columns[i].type);
      struct text b = type_text(binder->arena, right->columns[i].type);

      bind_fail(
        binder, NULL, ERR_TYPE_MISMATCH,
        "inconsistent data type for result columns for set operator input branches, "
        "expected " TEXT_FMT ", got " TEXT_FMT " for expression [" TEXT_FMT
        "] branch {2}",
        TEXT_ARG(a), TEXT_ARG(b), TEXT_ARG(right->columns[i].name));
      return false;
    }
  for (int i = 0; i < count; i++) {
    struct type collation;

    if (!collations_combine(binder, left->columns[i].type, right->columns[i].type,
                            &collation))
      return false;
    types[i] = type_collated_as(types[i], collation);
  }
  bound->left = with_types(binder, left, types);
  bound->right = bound->left ? with_types(binder, right, types) : NULL;
  if (!bound->right)
    return false;
  bound->column_count = count;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);
  for (int i = 0; i < count; i++) {
    struct bound_column *column = &bound->columns[i];
    const struct bound_column *a = &bound->left->columns[i],
                              *b = &bound->right->columns[i];

    *column = *a;
    column->nullable = a->nullable || b->nullable;
    column->bytes = a->bytes && b->bytes ? (a->bytes > b->bytes ? a->bytes : b->bytes)
                                         : 0;
    column->width = a->width > b->width ? a->width : b->width;
    column->origin_database = column->origin_schema = column->origin_table =
      (struct text){ 0 };
  }
  return true;
}

/* ORDER BY after a set operation: by position, or by expressions over its columns. */
static struct bound_query *order_set(struct binder *binder, const struct query *query,
                                     struct bound_query *bound)
{
  struct scope scope = { .parent = binder->scope, .clause = CLAUSE_ORDER };
  struct scope_source *entry = ARENA_NEW(binder->arena, struct scope_source);
  int count = query->order_by ? query->order_by->count : 0;
  struct bound_query *outer;
  bool ok = true;

  if (!query->order_by_all && !count)
    return bound;
  outer = wrapped(binder, bound);
  if (query->order_by_all) {
    order_by_all(binder, query, outer);
    order_by_keys(binder, outer);
    return outer;
  }
  entry->source = outer->select->from->source;
  list_add(binder->arena, &scope.sources, entry);
  outer->order_count = count;
  outer->order_by = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_order);
  outer->order_ordinals = ARENA_ARRAY(binder->arena, (size_t)count, int);
  binder->scope = &scope;
  for (int i = 0; i < count && ok; i++) {
    const struct order_item *item = query->order_by->at[i];
    struct bound_order *order = &outer->order_by[i];
    int64_t position;

    bind_direction(binder, item, order);
    if (item_position(item->expr, &position)) {
      ok = position >= 1 && position <= outer->column_count;
      if (!ok)
        bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                  "[%lld] is not a valid order by expression", (long long)position);
      outer->order_ordinals[i] = (int)position;
      continue;
    }
    order->expr = bind_expression(binder, item->expr);
    ok = order->expr && !key_is_refused(binder, order->expr, ERR_ORDER_KEY, "ORDER BY");
    if (ok && type_sorts_by_key(order->expr->type))
      order->expr = comparison_key(binder, order->expr);
  }
  binder->scope = scope.parent;
  if (ok)
    order_by_keys(binder, outer);
  return ok ? outer : NULL;
}

/* The columns of one side of UNION BY NAME in the order of all names; NULL where it has none. */
static struct bound_query *arranged(struct binder *binder, struct bound_query *query,
                                    const struct bound_column *all, int count)
{
  struct bound_query *outer = wrapped(binder, query);
  struct bound_expr **items = ARENA_ARRAY(binder->arena, (size_t)count,
                                          struct bound_expr *);
  struct bound_column *columns = ARENA_ARRAY(binder->arena, (size_t)count,
                                             struct bound_column);

  for (int i = 0; i < count; i++) {
    for (int j = 0; j < query->column_count; j++)
      if (text_equal(query->columns[j].name, all[i].name)) {
        items[i] = outer->select->items[j];
        columns[i] = query->columns[j];
      }
    if (items[i])
      continue;
    items[i] = settled(binder, bound_null(binder, type_of(TYPE_UNKNOWN)));
    columns[i] = column_of(items[i], all[i].name);
  }
  outer->select->items = items;
  outer->select->item_count = outer->column_count = count;
  outer->columns = columns;
  return outer;
}

/* UNION BY NAME: the left side's columns, then those that only the right one has. */
static void arrange_by_name(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *sides[] = { bound->left, bound->right };
  int count = 0;
  struct bound_column *all = ARENA_ARRAY(
    binder->arena, (size_t)(bound->left->column_count + bound->right->column_count),
    struct bound_column);

  for (int side = 0; side < 2; side++)
    for (int i = 0; i < sides[side]->column_count; i++) {
      int seen = 0;

      while (seen < count && !text_equal(all[seen].name, sides[side]->columns[i].name))
        seen++;
      if (seen == count)
        all[count++] = sides[side]->columns[i];
    }
  bound->left = arranged(binder, bound->left, all, count);
  bound->right = arranged(binder, bound->right, all, count);
}

/* ---- set operations by instant ---- */

static bool sets_by_key(const struct bound_query *bound)
{
  if (bound->op == SET_UNION_ALL)
    return false;
  for (int i = 0; i < bound->column_count; i++)
    if (type_groups_by_key(bound->columns[i].type))
      return true;
  return false;
}

/* A side with one column more, which says what side it is. */
static struct bound_query *tagged(struct binder *binder, struct bound_query *side,
                                  const char *number)
{
  struct bound_query *outer = wrapped(binder, side);
  int count = side->column_count;
  struct bound_expr **items = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                          struct bound_expr *);
  struct bound_column *columns = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                             struct bound_column);
  bool ok;

  memcpy(items, outer->select->items, (size_t)count * sizeof *items);
  memcpy(columns, outer->columns, (size_t)count * sizeof *columns);
  items[count] = bound_number(binder, text_of(number), &ok);
  columns[count] = column_of(items[count], TEXT("SIDE"));
  outer->select->items = items;
  outer->select->item_count = outer->column_count = count + 1;
  outer->columns = columns;
  return outer;
}

/* The engine would compare TIMESTAMP_TZ with their offsets: instead the rows of both sides are
 * grouped by instant, and the groups chosen by the sides that are in them. */
static struct bound_query *set_by_key(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *all = ARENA_NEW(binder->arena, struct bound_query), *outer;
  struct bound_expr *side;
  int count = bound->column_count;

  all->kind = QUERY_SET;
  all->op = SET_UNION_ALL;
  all->left = tagged(binder, bound->left, "1");
  all->right = tagged(binder, bound->right, "2");
  all->column_count = count + 1;
  all->columns = ARENA_ARRAY(binder->arena, (size_t)count + 1, struct bound_column);
  memcpy(all->columns, bound->columns, (size_t)count * sizeof *all->columns);
  all->columns[count] = all->left->columns[count];
  outer = wrapped(binder, all);
  side = outer->select->items[count];
  outer->select->item_count = outer->column_count = count;
  group_by_keys(binder, outer, count);
  if (bound->op == SET_INTERSECT)
    outer->select->having = bound_template1(binder, "(min($1) <> max($1))",
                                            type_of(TYPE_BOOLEAN), side);
  if (bound->op == SET_EXCEPT)
    outer->select->having = bound_template1(binder, "(max($1) = 1)",
                                            type_of(TYPE_BOOLEAN), side);
  for (int i = 0; i < count; i++) /* What is shown is the left side's. */
    if (type_groups_by_key(outer->columns[i].type)) {
      struct bound_expr *shown = outer->select->items[i];

      outer->select->items[i] = bound_template2(binder, "arg_min($1, $2)", shown->type,
                                                shown->args[0], side);
    }
  return outer;
}

static struct bound_query *bind_set(struct binder *binder, const struct query *query)
{
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);

  bound->kind = QUERY_SET;
  bound->op = query->op;
  if (++binder->depth > 1000) {
    err_set(binder->err, ERR_TOO_COMPLEX,
            "SQL compilation error:\nToo many set operations.");
    return NULL;
  }
  bound->left = bind_subquery(binder, query->left);
  bound->right = bound->left ? bind_subquery(binder, query->right) : NULL;
  binder->depth--;
  if (!bound->right)
    return NULL;
  if (query->by_name)
    arrange_by_name(binder, bound);
  if (!set_columns(binder, bound))
    return NULL;
  if (sets_by_key(bound))
    bound = set_by_key(binder, bound);
  return order_set(binder, query, bound);
}

/* ---- VALUES ---- */

static bool unify_column(struct binder *binder, struct bound_query *bound, int column)
{
  struct type type = type_of(TYPE_UNKNOWN), collation = type_of(TYPE_VARCHAR);
  struct bound_column *out = &bound->columns[column];

  for (int r = 0; r < bound->row_count; r++) {
    struct type both;

    if (!collations_combine(binder, collation, bound->rows[r][column]->type, &collation))
      return false;

    if (!common_type(type, bound->rows[r][column]->type, &both)) {
      bind_fail(binder, &bound->rows[r][column]->place, ERR_TYPE_MISMATCH,
                "inconsistent types in column %d of VALUES", column + 1);
      return false;
    }
    type = both;
  }
  if (type.kind == TYPE_UNKNOWN)
    type = type_of(TYPE_VARCHAR);
  type = type_collated_as(type, collation);
  *out = (struct bound_column){
    .name = arena_printf(binder->arena, "COLUMN%d", column + 1), .type = type
  };
  for (int r = 0; r < bound->row_count; r++) {
    struct bound_expr *value = bound->rows[r][column];

    if (wants_conversion(value->type, type) || value->is_null)
      value = as_type(binder, value, type);
    if (!value)
      return false;
    bound->rows[r][column] = value;
    out->nullable |= value->nullable;
    out->bytes = r && (!out->bytes || !value->bytes) ? 0
                 : out->bytes > value->bytes         ? out->bytes
                                                     : value->bytes;
    out->width = out->width > value->width ? out->width : value->width;
  }
  return true;
}

bool check_values_expr(struct binder *binder, const struct expr *expr,
                       const struct bound_expr *bound)
{
  bool semi = (type_is_semi(bound->type) || type_is_opaque(bound->type)) &&
              bound->kind == BOUND_TEMPLATE;
  struct text source;

  if (!semi && bound->kind != BOUND_SCALAR && bound->kind != BOUND_EXISTS &&
      bound->kind != BOUND_IN_QUERY && bound->kind != BOUND_IN_ROWS)
    return true;
  source = text_slice(binder->context->sql, expr->place.from,
                      expr->place.to - expr->place.from);
  return bind_fail(binder, NULL, ERR_VALUES_EXPRESSION,
                   "Invalid expression [" TEXT_FMT "] in VALUES clause",
                   TEXT_ARG(source));
}

static struct bound_query *bind_values(struct binder *binder, const struct query *query)
{
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);
  const struct list *first = query->rows->at[0];

  bound->kind = QUERY_VALUES;
  bound->row_count = query->rows->count;
  bound->column_count = first->count;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)first->count, struct bound_column);
  bound->rows = ARENA_ARRAY(binder->arena, (size_t)bound->row_count,
                            struct bound_expr **);
  for (int r = 0; r < bound->row_count; r++) {
    const struct list *row = query->rows->at[r];

    if (row->count != first->count) {
      bind_fail(binder, NULL, ERR_VALUE_COUNT,
                "VALUES rows differ in length: expected %d values, got %d", first->count,
                row->count);
      return NULL;
    }
    bound->rows[r] = ARENA_ARRAY(binder->arena, (size_t)row->count, struct bound_expr *);
    for (int c = 0; c < row->count; c++) {
      bound->rows[r][c] = bind_expression(binder, row->at[c]);
      if (!bound->rows[r][c] || !check_values_expr(binder, row->at[c], bound->rows[r][c]))
        return NULL;
    }
  }
  for (int c = 0; c < bound->column_count; c++)
    if (!unify_column(binder, bound, c))
      return NULL;
  return order_set(binder, query, bound);
}

/* ---- CTEs ---- */

static struct cte_entry *push_cte(struct binder *binder, const struct cte *cte)
{
  struct cte_entry *entry = ARENA_NEW(binder->arena, struct cte_entry);

  entry->name = cte->name.name;
  entry->cte = ARENA_NEW(binder->arena, struct bound_cte);
  entry->cte->id = binder->context->next_id++;
  entry->next = binder->ctes;
  entry->busy = true;
  binder->ctes = entry;
  return entry;
}

static bool name_cte_columns(struct binder *binder, const struct cte *cte,
                             struct cte_entry *entry, const struct bound_query *query)
{
  entry->column_count = query->column_count;
  entry->columns = ARENA_ARRAY(binder->arena, (size_t)query->column_count,
                               struct bound_column);
  memcpy(entry->columns, query->columns,
         (size_t)query->column_count * sizeof *query->columns);
  if (!cte->columns || !cte->columns->count)
    return true;
  if (cte->columns->count != query->column_count) {
    bind_fail(binder, &cte->name.place, ERR_SYNTAX,
              "CTE '" TEXT_FMT "' has %d columns, its column list %d",
              TEXT_ARG(cte->name.name), query->column_count, cte->columns->count);
    return false;
  }
  for (int i = 0; i < query->column_count; i++)
    entry->columns[i].name = ((const struct ident *)cte->columns->at[i])->name;
  return true;
}

/* The anchor fixes a recursive CTE's types; give numbers and text room to grow. */
static struct bound_query *roomy_anchor(struct binder *binder, struct bound_query *anchor)
{
  struct bound_query *outer = wrapped(binder, anchor);

  for (int i = 0; i < outer->column_count; i++) {
    struct bound_expr *item = outer->select->items[i];
    struct type type = item->type;

    if (type.kind == TYPE_NUMBER) {
      type.precision = TYPE_MAX_PRECISION;
      item = type.scale ? as_decimal(binder, item, type.scale, 38)
                        : as_integer(binder, item, binder->context->wide ? 16 : 8);
    } else if (type.kind == TYPE_VARCHAR) {
      type = type_collated_as(type_of(TYPE_VARCHAR), type);
    }
    struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

    *copy = *item;
    copy->type = type;
    copy->nullable = true;
    outer->select->items[i] = copy;
    outer->columns[i] = column_of(copy, outer->columns[i].name);
  }
  return outer;
}

/* WITH r AS (anchor UNION ALL step that reads r). */
static struct bound_query *bind_recursive(struct binder *binder, const struct cte *cte,
                                          struct cte_entry *entry)
{
  const struct query *query = cte->query;
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);
  struct bound_query *anchor = bind_subquery(binder, query->left);
  struct type *types;

  if (!anchor)
    return NULL;
  bound->kind = QUERY_SET;
  bound->op = query->op;
  bound->left = roomy_anchor(binder, anchor);
  if (!name_cte_columns(binder, cte, entry, bound->left))
    return NULL;
  entry->busy = false;
  bound->right = bind_subquery(binder, query->right);
  if (!bound->right)
    return NULL;
  entry->cte->recursive = entry->used;
  if (!entry->used) {
    bound->left = anchor;
    if (!set_columns(binder, bound))
      return NULL;
    return sets_by_key(bound) ? set_by_key(binder, bound) : bound;
  }
  if (bound->right->column_count != bound->left->column_count)
    return set_columns(binder, bound) ? bound : NULL; /* Reports the counts. */
  types = ARENA_ARRAY(binder->arena, (size_t)anchor->column_count, struct type);
  for (int i = 0; i < anchor->column_count; i++)
    types[i] = bound->left->columns[i].type;
  bound->right = with_types(binder, bound->right, types);
  if (!bound->right)
    return NULL;
  bound->column_count = bound->left->column_count;
  bound->columns = bound->left->columns;
  for (int i = 0; i < bound->column_count && bound->op != SET_UNION_ALL; i++)
    if (type_has_keys(bound->columns[i].type)) {
      err_set(binder->err, ERR_UNSUPPORTED,
              "Unsupported feature 'recursive UNION of collated text'.");
      return NULL;
    }
  return bound;
}

static bool bind_ctes(struct binder *binder, const struct query *query, struct list *ctes)
{
  struct scope *scope = binder->scope;

  for (int i = 0; i < query->ctes->count; i++) {
    const struct cte *cte = query->ctes->at[i];
    struct cte_entry *entry = push_cte(binder, cte);
    const struct query *body = cte->query;
    bool may_recur = body->kind == QUERY_SET && !body->ctes && !body->order_by &&
                     !body->limit &&
                     (body->op == SET_UNION_ALL ||
                      (body->op == SET_UNION && query->recursive));

    entry->cte->query = may_recur ? bind_recursive(binder, cte, entry)
                                  : bind_subquery(binder, body);
    binder->scope = scope;
    if (!entry->cte->query || !name_cte_columns(binder, cte, entry, entry->cte->query))
      return false;
    entry->busy = false;
    list_add(binder->arena, ctes, entry->cte);
  }
  return true;
}

/* ---- the whole ---- */

static bool bind_limit(struct binder *binder, const struct expr *expr,
                       struct bound_expr **limit)
{
  if (!expr || expr->kind == EXPR_NULL)
    return true;
  *limit = bind_scalar_as(binder->context, expr, type_number(18, 0), binder->err);
  if (*limit && (*limit)->kind == BOUND_CONST && (*limit)->constant.len &&
      (*limit)->constant.at[0] == '-')
    return bind_fail(binder, &expr->place, ERR_INVALID_VALUE,
                     "Invalid row count '" TEXT_FMT "' in limit clause",
                     TEXT_ARG((*limit)->constant));
  return *limit != NULL;
}

struct bound_query *bind_subquery(struct binder *binder, const struct query *query)
{
  struct cte_entry *outer_ctes = binder->ctes;
  struct bound_query *bound = NULL;
  struct list ctes = { 0 };
  const struct expr *limit = query->limit;

  if (query->ctes && !bind_ctes(binder, query, &ctes))
    return NULL;
  switch (query->kind) {
  case QUERY_SELECT:
    bound = bind_select(binder, query);
    if (query->select->top)
      limit = query->select->top;
    break;
  case QUERY_VALUES: bound = bind_values(binder, query); break;
  case QUERY_SET: bound = bind_set(binder, query); break;
  }
  binder->ctes = outer_ctes;
  if (!bound || !bind_limit(binder, limit, &bound->limit) ||
      !bind_limit(binder, query->offset, &bound->offset))
    return NULL;
  if (bound->limit || bound->offset)
    binder->context->by_order = true;
  if (ctes.count && bound->cte_count) {
    struct bound_query *outer = wrapped(binder, bound);

    bound = outer;
  }
  if (ctes.count) {
    bound->cte_count = ctes.count;
    bound->ctes = (struct bound_cte **)ctes.at;
  }
  return bound;
}

struct bound_query *bind_query(struct bind_context *context, const struct query *query,
                               struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct bound_query *bound = bind_subquery(&binder, query);

  /* A NULL that met nothing is a VARCHAR at last. */
  for (int i = 0; bound && i < bound->column_count; i++)
    if (bound->columns[i].type.kind == TYPE_UNKNOWN)
      bound->columns[i].type = type_of(TYPE_VARCHAR);
  return bound;
}

struct bound_query *bind_view(struct bind_context *context, struct text database,
                              struct text schema, struct text sql, struct err *err)
{
  struct text kept_database = context->database, kept_schema = context->schema;
  struct text kept_sql = context->sql;
  struct query *query = parse_query(context->arena, sql, err);
  struct bound_query *bound;

  if (!query)
    return NULL;
  context->database = database;
  context->schema = schema;
  context->sql = sql;
  context->in_view = true;
  bound = bind_query(context, query, err);
  context->in_view = false;
  context->database = kept_database;
  context->schema = kept_schema;
  context->sql = kept_sql;
  return bound;
}
