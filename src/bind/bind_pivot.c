/* bind_pivot.c: PIVOT: values of one column become columns, each an aggregate of the rows that
 * have the value; the columns that are left over are grouped by. */
#include <string.h>

#include "bind/bind.h"
#include "bind/binder.h"
#include "bind/bound_shape.h"

/* A value and the name of its column. */
struct pivot_value {
  struct bound_expr *value;
  struct text name;
};

struct pivoting {
  struct binder *binder;
  const struct table_ref *ref;
  const struct pivot *pivot;
  struct list exprs, names;    /* struct bound_expr, struct text: what is pivoted. */
  int value_column, by_column; /* Which of them are aggregated and compared. */
  const struct call *call;
  struct list values; /* struct pivot_value */
};

static const char *const aggregates[] = { "AVG", "COUNT", "MAX", "MIN", "SUM" };

/* ---- what is aggregated, by what ---- */

static bool find_column(struct pivoting *pivoting, const struct ident *ident, int *column)
{
  *column = -1;
  for (int i = 0; i < pivoting->names.count; i++) {
    if (!text_equal(*(struct text *)pivoting->names.at[i], ident->name))
      continue;
    if (*column >= 0)
      return bind_fail(pivoting->binder, &ident->place, ERR_AMBIGUOUS_COLUMN,
                       "ambiguous column name '" TEXT_FMT "'", TEXT_ARG(ident->name));
    *column = i;
  }
  return *column >= 0 ||
         bind_fail(pivoting->binder, &ident->place, ERR_INVALID_IDENTIFIER,
                   "invalid identifier '" TEXT_FMT "'",
                   TEXT_ARG(ident_text(pivoting->binder->arena, ident->name)));
}

static bool is_pivot_aggregate(const struct expr *expr)
{
  const struct name *name = expr->kind == EXPR_CALL ? expr->call->name : NULL;

  if (!name || name->dynamic || name->parts.count != 1 || expr->call->over)
    return false;
  for (size_t i = 0; i < sizeof aggregates / sizeof aggregates[0]; i++)
    if (text_is(((const struct ident *)name->parts.at[0])->name, aggregates[i]))
      return true;
  return false;
}

/* SUM(amount): one of five aggregates, of one column as it is. */
static bool find_aggregate(struct pivoting *pivoting)
{
  const struct expr *expr = pivoting->pivot->aggregate, *arg;

  if (!is_pivot_aggregate(expr))
    return bind_fail(pivoting->binder, &expr->place, ERR_SYNTAX,
                     "PIVOT supports the aggregate functions AVG, COUNT, MAX, MIN and "
                     "SUM");
  pivoting->call = expr->call;
  arg = expr->call->args.count == 1 ? expr->call->args.at[0] : NULL;
  if (!arg || arg->kind != EXPR_COLUMN || !arg->name->parts.count || expr->call->distinct)
    return bind_fail(pivoting->binder, &expr->place, ERR_SYNTAX,
                     "the aggregate of PIVOT takes one column");
  return find_column(pivoting, arg->name->parts.at[arg->name->parts.count - 1],
                     &pivoting->value_column) &&
         find_column(pivoting, pivoting->pivot->column, &pivoting->by_column);
}

/* ---- the values ---- */

static void add_value(struct pivoting *pivoting, struct bound_expr *value,
                      struct text name)
{
  struct pivot_value *added = ARENA_NEW(pivoting->binder->arena, struct pivot_value);

  added->value = value;
  added->name = name;
  list_add(pivoting->binder->arena, &pivoting->values, added);
}

/* A value without an alias is called as it is written: 'Q1', with its quotes. */
static struct text written(struct binder *binder, const struct expr *expr)
{
  struct text source = text_slice(binder->context->sql, expr->place.from,
                                  expr->place.to - expr->place.from);

  source = text_trim(source);
  return expr->kind == EXPR_STRING ? source : arena_upper(binder->arena, source);
}

static bool add_list(struct pivoting *pivoting)
{
  struct binder *binder = pivoting->binder;
  struct scope *scope = binder->scope;
  const struct list *items = pivoting->pivot->values;

  for (int i = 0; i < items->count; i++) {
    const struct select_item *item = items->at[i];
    struct bound_expr *value;

    binder->scope = NULL; /* A constant: no column can be named. */
    value = bind_expression(binder, item->expr);
    binder->scope = scope;
    if (!value)
      return false;
    add_value(pivoting, value,
              item->alias ? item->alias->name : written(binder, item->expr));
  }
  return true;
}

/* What a value that was found is called: as the literal that it would be. */
static struct text found_name(struct binder *binder, const struct bind_constant *value)
{
  if (value->is_null)
    return TEXT("NULL");
  switch (value->type.kind) {
  case TYPE_NUMBER:
  case TYPE_FLOAT: return value->value;
  case TYPE_BOOLEAN: return arena_upper(binder->arena, value->value);
  default: return arena_printf(binder->arena, "'" TEXT_FMT "'", TEXT_ARG(value->value));
  }
}

static bool add_found(struct pivoting *pivoting, const struct bind_constant *value)
{
  struct binder *binder = pivoting->binder;
  struct text name = found_name(binder, value);

  for (int i = 0; i < pivoting->values.count; i++)
    if (text_equal(((struct pivot_value *)pivoting->values.at[i])->name, name))
      return true;
  add_value(pivoting,
            value->is_null ? bound_null(binder, value->type)
                           : bound_constant(binder, value),
            name);
  return true;
}

/* The common table expressions that a query may name stand outside of it: it takes them along. */
static void take_ctes(struct binder *binder, struct bound_query *query)
{
  int count = 0, at;

  for (const struct cte_entry *entry = binder->ctes; entry; entry = entry->next)
    count += entry->cte->query != NULL;
  query->cte_count = at = count;
  query->ctes = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_cte *);
  for (const struct cte_entry *entry = binder->ctes; entry; entry = entry->next)
    if (entry->cte->query)
      query->ctes[--at] = entry->cte;
}

/* Its one column as text. */
static struct bound_query *values_query(struct pivoting *pivoting,
                                        const struct query *query, struct type *type)
{
  struct binder *binder = pivoting->binder;
  struct bound_query *bound = bind_subquery(binder, query), *outer;

  if (!bound)
    return NULL;
  if (bound->column_count != 1) {
    bind_fail(binder, &query->place, ERR_SYNTAX,
              "the subquery of PIVOT must give one column");
    return NULL;
  }
  *type = bound->columns[0].type;
  outer = wrapped(binder, bound);
  outer->select->items[0] = bind_as_text(binder->context, outer->select->items[0],
                                         binder->err);
  take_ctes(binder, outer);
  return outer->select->items[0] ? outer : NULL;
}

/* The values are those of the data as they are now: the query is run while binding, with wide
 * integers, since it is not tried twice. It sees no columns of the queries around it. */
static bool add_answers(struct pivoting *pivoting, const struct query *query)
{
  struct binder *binder = pivoting->binder;
  struct bind_context *context = binder->context;
  struct scope *scope = binder->scope;
  struct list needs = context->needs, found = { 0 };
  bool wide = context->wide, ok;
  struct bound_query *bound;
  struct type type = { 0 };

  if (!context->values)
    return err_set(binder->err, ERR_UNSUPPORTED,
                   "Unsupported feature 'dynamic PIVOT here'.");
  context->wide = true;
  context->needs = (struct list){ 0 };
  binder->scope = NULL;
  bound = values_query(pivoting, query, &type);
  binder->scope = scope;
  ok = bound &&
       context->values(context->owner, context, bound, type, &found, binder->err);
  context->wide = wide;
  context->needs = needs;
  for (int i = 0; ok && i < found.count; i++)
    ok = add_found(pivoting, found.at[i]);
  return ok;
}

/* SELECT DISTINCT column FROM the same ORDER BY ...: in the order of the values unless said. */
static bool add_any(struct pivoting *pivoting)
{
  struct arena *arena = pivoting->binder->arena;
  struct query *query = ARENA_NEW(arena, struct query);
  struct select_item *item = ARENA_NEW(arena, struct select_item);
  struct order_item *order = ARENA_NEW(arena, struct order_item);
  struct expr *column = ARENA_NEW(arena, struct expr);

  column->kind = EXPR_COLUMN;
  column->place = pivoting->pivot->column->place;
  column->name = ARENA_NEW(arena, struct name);
  column->name->place = column->place;
  list_add(arena, &column->name->parts, (void *)(uintptr_t)pivoting->pivot->column);
  item->expr = order->expr = column;
  query->kind = QUERY_SELECT;
  query->place = pivoting->ref->place;
  query->select = ARENA_NEW(arena, struct select);
  query->select->distinct = true;
  query->select->from = pivoting->ref->left;
  list_add(arena, &query->select->items, item);
  query->order_by = pivoting->pivot->any_order;
  if (!query->order_by) {
    query->order_by = ARENA_NEW(arena, struct list);
    list_add(arena, query->order_by, order);
  }
  return add_answers(pivoting, query);
}

static bool add_values(struct pivoting *pivoting)
{
  if (pivoting->pivot->values)
    return add_list(pivoting);
  return pivoting->pivot->query ? add_answers(pivoting, pivoting->pivot->query)
                                : add_any(pivoting);
}

/* ---- the columns ---- */

static struct bound_expr *compare_value(struct pivoting *pivoting,
                                        struct bound_expr *value)
{
  struct bound_expr *column = pivoting->exprs.at[pivoting->by_column];

  if (value->is_null)
    return bound_template1(pivoting->binder, "($1 IS NULL)", type_of(TYPE_BOOLEAN),
                           column);
  return bind_compare(pivoting->binder, OP_EQ, column, value, &value->place);
}

/* SUM(CASE WHEN quarter = 'Q1' THEN amount END): all five leave NULLs out. */
static struct bound_expr *aggregate_of(struct pivoting *pivoting,
                                       struct bound_expr *value)
{
  struct binder *binder = pivoting->binder;
  const struct ident *name = pivoting->call->name->parts.at[0];
  struct bound_expr *condition = compare_value(pivoting, value);
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *), *bound;

  if (!condition)
    return NULL;
  args[0] = pivoting->exprs.at[pivoting->value_column];
  if (args[0]->type.kind == TYPE_VARIANT && text_is(name->name, "COUNT"))
    args[0] = bind_function(binder, "STRIP_NULL_VALUE", 1, args, &name->place);
  args[1] = bound_null(binder, type_of(TYPE_UNKNOWN));
  args[0] = args[0] ? bound_case(binder, 1, &condition, args, &name->place) : NULL;
  bound = args[0] ? bind_function(binder, arena_c_string(binder->arena, name->name), 1,
                                  args, &name->place)
                  : NULL;
  if (!bound)
    return NULL;
  bound->is_aggregate = bound->has_aggregate = true;
  binder->context->by_order |= bound->type.kind == TYPE_FLOAT;
  return bound;
}

static struct bound_expr *with_default(struct pivoting *pivoting,
                                       struct bound_expr *aggregate)
{
  struct binder *binder = pivoting->binder;
  const struct expr *written_default = pivoting->pivot->default_value;
  struct scope *scope = binder->scope;
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

  if (!written_default || !aggregate)
    return aggregate;
  args[0] = aggregate;
  binder->scope = NULL;
  args[1] = bind_expression(binder, written_default);
  binder->scope = scope;
  return args[1] ? bind_function(binder, "NVL", 2, args, &written_default->place) : NULL;
}

static struct text value_name(struct pivoting *pivoting, const struct pivot_value *value)
{
  const struct ident *alias = pivoting->pivot->aggregate_alias;

  return alias ? arena_printf(pivoting->binder->arena, TEXT_FMT "_" TEXT_FMT,
                              TEXT_ARG(value->name), TEXT_ARG(alias->name))
               : value->name;
}

static bool pivot_items(struct pivoting *pivoting, struct bound_query *query, int groups)
{
  struct binder *binder = pivoting->binder;
  int at = 0;

  for (int i = 0; i < pivoting->exprs.count; i++) {
    if (i == pivoting->value_column || i == pivoting->by_column)
      continue;
    query->columns[at] = column_of(pivoting->exprs.at[i],
                                   *(struct text *)pivoting->names.at[i]);
    query->select->items[at++] = pivoting->exprs.at[i];
  }
  if (groups)
    group_by_keys(binder, query, groups);
  for (int i = 0; i < pivoting->values.count; i++, at++) {
    const struct pivot_value *value = pivoting->values.at[i];
    struct bound_expr *item = with_default(pivoting,
                                           aggregate_of(pivoting, value->value));

    if (!item)
      return false;
    query->select->items[at] = item;
    query->columns[at] = column_of(item, value_name(pivoting, value));
  }
  return true;
}

static struct bound_query *pivot_query(struct pivoting *pivoting, struct bound_from *from)
{
  struct bound_query *query;
  int groups = pivoting->exprs.count -
               (pivoting->value_column == pivoting->by_column ? 1 : 2);
  int count = groups + pivoting->values.count;

  if (!count) {
    bind_fail(pivoting->binder, &pivoting->ref->place, ERR_SYNTAX,
              "PIVOT gives no columns");
    return NULL;
  }
  query = select_query(pivoting->binder, count, from);
  return pivot_items(pivoting, query, groups) ? query : NULL;
}

struct bound_query *bind_pivot(struct binder *binder, const struct table_ref *ref)
{
  struct scope scope = { .parent = binder->scope->parent, .clause = CLAUSE_FROM };
  struct pivoting pivoting = { .binder = binder, .ref = ref, .pivot = ref->pivot };
  struct star star = { 0 };
  const struct expr all = { .kind = EXPR_STAR, .star = &star, .place = ref->place };
  struct scope *outer = binder->scope;
  struct bound_query *query = NULL;
  struct bound_from *from;

  binder->scope = &scope;
  from = bind_from(binder, ref->left);
  if (from && scope_star(binder, &all, &pivoting.exprs, &pivoting.names) &&
      find_aggregate(&pivoting) && add_values(&pivoting))
    query = pivot_query(&pivoting, from);
  binder->scope = outer;
  return query;
}
