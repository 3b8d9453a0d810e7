/* bind_query.c: queries: SELECT, VALUES, set operations, CTEs, ORDER BY. */
#include <string.h>

#include "base/buf.h"
#include "bind/bind.h"
#include "bind/binder.h"
#include "bind/outer_join.h"
#include "sql/parse.h"

/* ---- columns of a result ---- */

static struct bound_column column_of(const struct bound_expr *expr, struct text name)
{
  return (struct bound_column){ .name = name, .type = expr->type, .nullable = expr->nullable,
                                .bytes = expr->bytes, .width = expr->width };
}

/* A bare NULL keeps its unknown type, so that it becomes whatever it meets later; the engine
 * sees a VARCHAR, which can be cast to anything. */
static struct bound_expr *settled(struct binder *binder, struct bound_expr *expr)
{
  if (!expr || expr->type.kind != TYPE_UNKNOWN || expr->kind != BOUND_CONST)
    return expr;
  expr = bound_null(binder, type_of(TYPE_VARCHAR));
  expr->type = type_of(TYPE_UNKNOWN);
  return expr;
}

/* An unnamed expression is called by its source text in upper case. */
static struct text source_name(struct binder *binder, const struct expr *expr)
{
  struct text sql = binder->context->sql;

  if (expr->kind == EXPR_COLUMN && expr->name->parts.count)
    return ((const struct ident *)expr->name->parts.at[expr->name->parts.count - 1])->name;
  if (expr->kind == EXPR_PATH && expr->list.count) {
    const struct path_step *last = expr->list.at[expr->list.count - 1];

    if (!last->index)
      return text_trim(arena_upper(binder->arena, text_slice(sql, expr->place.from,
                                                   expr->place.to - expr->place.from)));
  }
  return text_trim(arena_upper(binder->arena, text_slice(sql, expr->place.from,
                                                         expr->place.to - expr->place.from)));
}

/* ---- grouping ---- */

struct grouping {
  struct binder *binder;
  const struct scope *scope;
  struct list exprs; /* struct bound_expr: what is grouped by */
  bool has_clause;   /* GROUP BY was written. */
};

static bool belongs_to(const struct scope *scope, int source)
{
  for (int i = 0; i < scope->sources.count; i++)
    if (((const struct scope_source *)scope->sources.at[i])->source->id == source)
      return true;
  return false;
}

static bool fail_not_grouped(const struct grouping *grouping, const struct bound_expr *column)
{
  struct text name = TEXT("?"), table = TEXT("");

  for (int i = 0; i < grouping->scope->sources.count; i++) {
    const struct bound_source *source =
        ((const struct scope_source *)grouping->scope->sources.at[i])->source;

    if (source->id == column->source) {
      name = source->columns[column->column].name;
      table = source->alias;
    }
  }
  if (!grouping->has_clause)
    return bind_fail(grouping->binder, NULL, ERR_NOT_A_GROUP,
                     "[" TEXT_FMT "%s" TEXT_FMT "] is not a valid group by expression",
                     TEXT_ARG(table), table.len ? "." : "", TEXT_ARG(name));
  return bind_fail(grouping->binder, &column->place, ERR_NOT_IN_GROUP_BY,
                   "'" TEXT_FMT "%s" TEXT_FMT "' in select clause is neither an aggregate nor in "
                   "the group by clause.", TEXT_ARG(table), table.len ? "." : "",
                   TEXT_ARG(name));
}

/* Every column must stand inside an aggregate or something that is grouped by. */
static bool check_grouped(const struct grouping *grouping, const struct bound_expr *expr)
{
  if (!expr || expr->is_aggregate)
    return true;
  for (int i = 0; i < grouping->exprs.count; i++)
    if (bound_equal(expr, grouping->exprs.at[i]))
      return true;
  if (expr->kind == BOUND_COLUMN)
    return belongs_to(grouping->scope, expr->source) ? fail_not_grouped(grouping, expr) : true;
  for (int i = 0; i < expr->arg_count; i++)
    if (expr->args[i] && !check_grouped(grouping, expr->args[i]))
      return false;
  if (expr->over) {
    for (int i = 0; i < expr->over->partition_count; i++)
      if (!check_grouped(grouping, expr->over->partition_by[i]))
        return false;
    for (int i = 0; i < expr->over->order_count; i++)
      if (!check_grouped(grouping, expr->over->order_by[i].expr))
        return false;
  }
  return true;
}

/* ---- grouping by instant ---- */

/* Two TIMESTAMP_TZ of one instant are equal whatever their offsets: the group's key is the
 * instant, and what is shown is one of the group's values. */
static bool groups_by_key(const struct bound_expr *expr)
{
  return expr->type.kind == TYPE_TIMESTAMP_TZ;
}

static struct bound_expr *any_of_group(struct binder *binder, struct bound_expr *expr)
{
  struct bound_expr *any = bound_template1(binder, "any_value($1)", expr->type, expr);

  any->is_aggregate = any->has_aggregate = true;
  any->nullable = expr->nullable;
  return any;
}

static struct bound_expr *shown_of_group(const struct grouping *grouping,
                                         struct bound_expr *expr)
{
  struct bound_expr *copy = NULL;

  if (!expr || expr->is_aggregate)
    return expr;
  for (int i = 0; i < grouping->exprs.count; i++)
    if (groups_by_key(grouping->exprs.at[i]) && bound_equal(expr, grouping->exprs.at[i]))
      return any_of_group(grouping->binder, expr);
  for (int i = 0; i < expr->arg_count; i++) {
    struct bound_expr *arg = shown_of_group(grouping, expr->args[i]);

    if (arg == expr->args[i])
      continue;
    if (!copy) {
      copy = ARENA_NEW(grouping->binder->arena, struct bound_expr);
      *copy = *expr;
      copy->args = ARENA_ARRAY(grouping->binder->arena, (size_t)expr->arg_count,
                               struct bound_expr *);
      for (int j = 0; j < expr->arg_count; j++)
        copy->args[j] = expr->args[j];
    }
    copy->args[i] = arg;
  }
  return copy ? copy : expr;
}

/* ---- SELECT ---- */

struct selecting {
  struct binder *binder;
  const struct select *ast;
  struct bound_select *select;
  struct list items; /* struct bound_expr */
  struct list names; /* struct text */
  struct list item_asts; /* struct expr; NULL for columns of a star */
};

static struct scope_alias *alias_of(struct scope *scope, const struct expr *expr)
{
  for (int i = 0; i < scope->aliases.count; i++) {
    struct scope_alias *alias = scope->aliases.at[i];

    if (alias->expr == expr)
      return alias;
  }
  return NULL;
}

static void register_aliases(struct binder *binder, const struct select *select)
{
  for (int i = 0; i < select->items.count; i++) {
    const struct select_item *item = select->items.at[i];
    struct scope_alias *alias;

    if (!item->alias)
      continue;
    alias = ARENA_NEW(binder->arena, struct scope_alias);
    alias->name = item->alias->name;
    alias->expr = item->expr;
    list_add(binder->arena, &binder->scope->aliases, alias);
  }
}

/* A select item, bound once whether it is named first by another clause or not. */
static struct bound_expr *bind_item(struct binder *binder, const struct expr *expr)
{
  struct scope_alias *alias = alias_of(binder->scope, expr);

  if (!alias)
    return bind_expression(binder, expr);
  if (!alias->bound) {
    alias->busy = true;
    alias->bound = bind_expression(binder, expr);
    alias->busy = false;
  }
  return alias->bound;
}

static bool bind_items(struct selecting *selecting)
{
  struct binder *binder = selecting->binder;

  for (int i = 0; i < selecting->ast->items.count; i++) {
    const struct select_item *item = selecting->ast->items.at[i];
    struct bound_expr *bound;
    struct text *name;

    if (item->expr->kind == EXPR_STAR) {
      int before = selecting->items.count;

      if (!scope_star(binder, item->expr, &selecting->items, &selecting->names))
        return false;
      for (int c = before; c < selecting->items.count; c++) {
        selecting->items.at[c] = settled(binder, selecting->items.at[c]);
        list_add(binder->arena, &selecting->item_asts, NULL);
      }
      continue;
    }
    bound = settled(binder, bind_item(binder, item->expr));
    if (!bound)
      return false;
    if (bound->type.kind == TYPE_INTERVAL) {
      err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'INTERVAL as a value'.");
      return false;
    }
    name = ARENA_NEW(binder->arena, struct text);
    *name = item->alias ? item->alias->name : source_name(binder, item->expr);
    list_add(binder->arena, &selecting->items, bound);
    list_add(binder->arena, &selecting->names, name);
    list_add(binder->arena, &selecting->item_asts, item->expr);
  }
  if (selecting->items.count == 0) {
    bind_fail(binder, NULL, ERR_SYNTAX, "SELECT with no columns");
    return false;
  }
  return true;
}

static bool item_position(const struct expr *expr, int64_t *position)
{
  return expr->kind == EXPR_NUMBER && text_to_int64(expr->text, position);
}

/* GROUP BY 2, GROUP BY alias, GROUP BY expression. */
static struct bound_expr *bind_group_expr(struct selecting *selecting, const struct expr *expr)
{
  struct binder *binder = selecting->binder;
  int64_t position;
  struct bound_expr *bound;

  if (item_position(expr, &position)) {
    /* Stars before it would move the positions: count them as they expand. */
    if (!selecting->items.count && !bind_items(selecting))
      return NULL;
    if (position < 1 || position > selecting->items.count) {
      bind_fail(binder, &expr->place, ERR_INVALID_IDENTIFIER,
                "Invalid GROUP BY position %lld", (long long)position);
      return NULL;
    }
    bound = selecting->items.at[position - 1];
  } else {
    bound = bind_expression(binder, expr);
  }
  if (bound && (bound->has_aggregate || bound->has_window)) {
    bind_fail(binder, &expr->place, ERR_NOT_A_GROUP,
              "[" TEXT_FMT "] is not a valid group by expression",
              TEXT_ARG(source_name(binder, expr)));
    return NULL;
  }
  return bound;
}

static bool add_group_places(struct selecting *selecting, const struct list *places,
                             struct bound_group *group, struct grouping *grouping)
{
  struct binder *binder = selecting->binder;
  struct list exprs = { 0 };

  group->set_count = places->count;
  group->set_sizes = ARENA_ARRAY(binder->arena, (size_t)places->count, int);
  for (int i = 0; i < places->count; i++) {
    const struct expr *place = places->at[i];
    bool row = place->kind == EXPR_ROW;
    int size = row ? place->list.count : 1;

    group->set_sizes[i] = size;
    for (int j = 0; j < size; j++) {
      struct bound_expr *bound = bind_group_expr(selecting, row ? place->list.at[j] : place);

      if (!bound)
        return false;
      list_add(binder->arena, &exprs, groups_by_key(bound) ? comparison_key(binder, bound)
                                                           : bound);
      list_add(binder->arena, &grouping->exprs, bound);
    }
  }
  group->count = exprs.count;
  group->exprs = (struct bound_expr **)exprs.at;
  return true;
}

/* GROUPING SETS ((a, b), a, ()): each member is one place; (…) is a row. */
static bool add_grouping_sets(struct selecting *selecting, const struct list *members,
                              struct bound_group *group, struct grouping *grouping)
{
  struct list places = { 0 };

  for (int i = 0; i < members->count; i++) {
    const struct group_item *member = members->at[i];

    if (member->kind != GROUP_EXPR) {
      err_set(selecting->binder->err, ERR_UNSUPPORTED,
              "Unsupported feature 'ROLLUP or CUBE inside GROUPING SETS'.");
      return false;
    }
    list_add(selecting->binder->arena, &places, member->expr);
  }
  return add_group_places(selecting, &places, group, grouping);
}

static bool group_by_all(struct selecting *selecting, struct list *groups,
                         struct grouping *grouping)
{
  struct binder *binder = selecting->binder;

  if (!selecting->items.count && !bind_items(selecting))
    return false;
  for (int i = 0; i < selecting->items.count; i++) {
    struct bound_expr *item = selecting->items.at[i];
    struct bound_group *group;

    if (item->has_aggregate || item->has_window)
      continue;
    group = ARENA_NEW(binder->arena, struct bound_group);
    group->count = 1;
    group->exprs = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);
    group->exprs[0] = groups_by_key(item) ? comparison_key(binder, item) : item;
    list_add(binder->arena, groups, group);
    list_add(binder->arena, &grouping->exprs, item);
  }
  return true;
}

static bool bind_groups(struct selecting *selecting, struct grouping *grouping)
{
  const struct list *items = selecting->ast->group_by;
  struct binder *binder = selecting->binder;
  struct list groups = { 0 };

  for (int i = 0; items && i < items->count; i++) {
    const struct group_item *item = items->at[i];
    struct bound_group *group = ARENA_NEW(binder->arena, struct bound_group);
    struct list single = { 0 };

    group->kind = item->kind;
    binder->scope->clause = CLAUSE_GROUP;
    switch (item->kind) {
    case GROUP_ALL:
      if (!group_by_all(selecting, &groups, grouping))
        return false;
      continue;
    case GROUP_EXPR:
      list_add(binder->arena, &single, item->expr);
      if (!add_group_places(selecting, &single, group, grouping))
        return false;
      break;
    case GROUP_ROLLUP:
    case GROUP_CUBE:
      if (!add_group_places(selecting, item->items, group, grouping))
        return false;
      break;
    case GROUP_SETS:
      if (!add_grouping_sets(selecting, item->items, group, grouping))
        return false;
      break;
    }
    list_add(binder->arena, &groups, group);
  }
  selecting->select->group_count = groups.count;
  selecting->select->groups = ARENA_ARRAY(binder->arena, (size_t)groups.count,
                                          struct bound_group);
  for (int i = 0; i < groups.count; i++)
    selecting->select->groups[i] = *(struct bound_group *)groups.at[i];
  return true;
}

/* With ROLLUP and its like a grouped column may be NULL in the result. */
static void rolled_up_are_nullable(struct selecting *selecting)
{
  for (int g = 0; g < selecting->select->group_count; g++)
    if (selecting->select->groups[g].kind != GROUP_EXPR)
      for (int i = 0; i < selecting->items.count; i++)
        ((struct bound_expr *)selecting->items.at[i])->nullable = true;
}

static void show_groups(struct selecting *selecting, const struct grouping *grouping)
{
  struct bound_select *select = selecting->select;

  for (int i = 0; i < selecting->items.count; i++)
    selecting->items.at[i] = shown_of_group(grouping, selecting->items.at[i]);
  select->having = shown_of_group(grouping, select->having);
  select->qualify = shown_of_group(grouping, select->qualify);
}

static bool check_grouping(struct selecting *selecting, const struct grouping *grouping)
{
  bool grouped = selecting->ast->group_by || selecting->ast->having ||
                 grouping->scope->uses_aggregates;

  if (!grouped)
    return true;
  for (int i = 0; i < selecting->items.count; i++)
    if (!check_grouped(grouping, selecting->items.at[i]))
      return false;
  return check_grouped(grouping, selecting->select->having) &&
         check_grouped(grouping, selecting->select->qualify);
}

/* ---- ORDER BY of a SELECT ---- */

static bool bind_select_order(struct selecting *selecting, const struct query *query,
                              struct bound_query *bound, const struct grouping *grouping)
{
  struct binder *binder = selecting->binder;
  int count = query->order_by ? query->order_by->count : 0;
  bool grouped = selecting->ast->group_by || grouping->scope->uses_aggregates;

  bound->order_by = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_order);
  bound->order_ordinals = ARENA_ARRAY(binder->arena, (size_t)count, int);
  for (int i = 0; i < count; i++) {
    const struct order_item *item = query->order_by->at[i];
    struct bound_order *order = &bound->order_by[i];
    int64_t position;

    order->descending = item->descending;
    order->nulls_first = item->nulls == ORDER_NULLS_UNSAID ? item->descending
                                                           : item->nulls == ORDER_NULLS_FIRST;
    if (item_position(item->expr, &position)) {
      if (position < 1 || position > selecting->items.count) {
        bind_fail(binder, &item->expr->place, ERR_INVALID_IDENTIFIER,
                  "Invalid ORDER BY position %lld", (long long)position);
        return false;
      }
      order->expr = selecting->items.at[position - 1];
    } else {
      binder->scope->clause = CLAUSE_ORDER;
      order->expr = settled(binder, bind_expression(binder, item->expr));
      if (!order->expr)
        return false;
    }
    for (int j = 0; j < selecting->items.count && !bound->order_ordinals[i]; j++)
      if (order->expr == selecting->items.at[j] ||
          bound_equal(order->expr, selecting->items.at[j]))
        bound->order_ordinals[i] = j + 1;
    if (type_is_semi(order->expr->type) && !selecting->select->distinct) {
      order->expr = comparison_key(binder, order->expr);
      bound->order_ordinals[i] = 0;
    }
    if (bound->order_ordinals[i])
      continue;
    if (selecting->select->distinct) {
      bind_fail(binder, &item->expr->place, ERR_INVALID_IDENTIFIER,
                "invalid ORDER BY expression: with SELECT DISTINCT it must be in the select "
                "list");
      return false;
    }
    if (grouped && !check_grouped(grouping, order->expr))
      return false;
    order->expr = shown_of_group(grouping, order->expr);
  }
  bound->order_count = count;
  return true;
}

/* ORDER BY ALL: by every column in turn. */
static void order_by_all(struct binder *binder, const struct query *query,
                         struct bound_query *bound)
{
  int count = bound->column_count;

  bound->order_by = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_order);
  bound->order_ordinals = ARENA_ARRAY(binder->arena, (size_t)count, int);
  bound->order_count = count;
  for (int i = 0; i < count; i++) {
    bool descending = query->order_all && query->order_all->descending;

    bound->order_ordinals[i] = i + 1;
    bound->order_by[i].descending = descending;
    bound->order_by[i].nulls_first =
        !query->order_all || query->order_all->nulls == ORDER_NULLS_UNSAID
            ? descending : query->order_all->nulls == ORDER_NULLS_FIRST;
  }
}

static void finish_select(struct selecting *selecting, struct bound_query *bound)
{
  struct binder *binder = selecting->binder;
  struct bound_select *select = selecting->select;
  struct scope *scope = binder->scope;

  select->item_count = bound->column_count = selecting->items.count;
  select->items = (struct bound_expr **)selecting->items.at;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)bound->column_count, struct bound_column);
  for (int i = 0; i < bound->column_count; i++) {
    const struct bound_expr *item = select->items[i];

    bound->columns[i] = column_of(item, *(struct text *)selecting->names.at[i]);
    for (int s = 0; item->kind == BOUND_COLUMN && s < scope->sources.count; s++) {
      const struct bound_source *source =
          ((const struct scope_source *)scope->sources.at[s])->source;

      /* SEQ4() counts the rows of a generator, which has no column of its own. */
      if (source->id == item->source && item->column >= 0 &&
          item->column < source->column_count) {
        bound->columns[i].origin_database = source->columns[item->column].origin_database;
        bound->columns[i].origin_schema = source->columns[item->column].origin_schema;
        bound->columns[i].origin_table = source->columns[item->column].origin_table;
      }
    }
  }
}

/* Bound arrays are a relation of their own, which every SELECT at the top reads. */
static bool bind_select_clauses(struct selecting *selecting, const struct query *query,
                                struct bound_query *bound)
{
  struct binder *binder = selecting->binder;
  struct scope *scope = binder->scope;
  const struct select *ast = selecting->ast;
  struct bound_select *select = selecting->select;
  struct table_ref *from;
  struct expr *where;
  struct grouping grouping = { .binder = binder, .scope = scope,
                               .has_clause = ast->group_by != NULL };

  scope->clause = CLAUSE_FROM;
  if (!outer_join_rewrite(binder->arena, ast, &from, &where, binder->err))
    return false;
  if (from && !(select->from = bind_from(binder, from)))
    return false;
  scope->windows = ast->windows;
  register_aliases(binder, ast);
  scope->clause = CLAUSE_WHERE;
  if (where && !(select->where = bind_condition(binder, where)))
    return false;
  if (!bind_groups(selecting, &grouping))
    return false;
  scope->clause = CLAUSE_SELECT;
  if (!selecting->items.count && !bind_items(selecting))
    return false;
  scope->clause = CLAUSE_HAVING;
  if (ast->having && !(select->having = bind_condition(binder, ast->having)))
    return false;
  scope->clause = CLAUSE_QUALIFY;
  if (ast->qualify && !(select->qualify = bind_condition(binder, ast->qualify)))
    return false;
  if (!check_grouping(selecting, &grouping))
    return false;
  show_groups(selecting, &grouping);
  rolled_up_are_nullable(selecting);
  select->distinct = ast->distinct;
  if (!bind_select_order(selecting, query, bound, &grouping))
    return false;
  finish_select(selecting, bound);
  if (query->order_by_all)
    order_by_all(binder, query, bound);
  return true;
}

static bool bind_select(struct binder *binder, const struct query *query,
                        struct bound_query *bound)
{
  struct scope scope = { .parent = binder->scope };
  struct selecting selecting = { .binder = binder, .ast = query->select };
  bool ok;

  if (query->select->connect_by || query->select->start_with)
    return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'CONNECT BY'.");
  if (query->select->into)
    return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'SELECT INTO'.");
  bound->select = selecting.select = ARENA_NEW(binder->arena, struct bound_select);
  binder->scope = &scope;
  ok = bind_select_clauses(&selecting, query, bound);
  binder->scope = scope.parent;
  return ok;
}

/* SELECT c0, c1 ... FROM (query). */
static struct bound_query *wrapped(struct binder *binder, struct bound_query *query)
{
  struct bound_query *outer = ARENA_NEW(binder->arena, struct bound_query);
  struct bound_source *source = bound_source_new(binder, SOURCE_QUERY, query->column_count);
  struct scope_source entry = { .source = source };

  source->query = query;
  memcpy(source->columns, query->columns, (size_t)query->column_count * sizeof *query->columns);
  outer->kind = QUERY_SELECT;
  outer->column_count = query->column_count;
  outer->columns = query->columns;
  outer->select = ARENA_NEW(binder->arena, struct bound_select);
  outer->select->from = ARENA_NEW(binder->arena, struct bound_from);
  outer->select->from->source = source;
  outer->select->item_count = query->column_count;
  outer->select->items = ARENA_ARRAY(binder->arena, (size_t)query->column_count,
                                     struct bound_expr *);
  for (int i = 0; i < query->column_count; i++)
    outer->select->items[i] = source_column(binder, NULL, &entry, i, NULL);
  return outer;
}

/* SELECT DISTINCT of TIMESTAMP_TZ: grouped by the instants. */
static struct bound_query *distinct_by_key(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *outer;
  bool needed = false;

  for (int i = 0; i < bound->column_count; i++)
    needed |= bound->columns[i].type.kind == TYPE_TIMESTAMP_TZ;
  if (!needed || !bound->select->distinct)
    return bound;
  bound->select->distinct = false;
  outer = wrapped(binder, bound);
  outer->order_count = bound->order_count;
  outer->order_by = bound->order_by;
  outer->order_ordinals = bound->order_ordinals;
  bound->order_count = 0;
  outer->select->group_count = outer->column_count;
  outer->select->groups = ARENA_ARRAY(binder->arena, (size_t)outer->column_count,
                                      struct bound_group);
  for (int i = 0; i < outer->column_count; i++) {
    struct bound_expr *item = outer->select->items[i];
    struct bound_group *group = &outer->select->groups[i];

    group->count = 1;
    group->exprs = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);
    group->exprs[0] = groups_by_key(item) ? comparison_key(binder, item) : item;
    if (groups_by_key(item))
      outer->select->items[i] = any_of_group(binder, item);
  }
  return outer;
}

/* ---- bringing a query's columns to given types ---- */

static struct bound_expr *as_type(struct binder *binder, struct bound_expr *expr,
                                  struct type type)
{
  if (type_equal(expr->type, type))
    return expr;
  struct bound_expr *converted = convert(binder, expr, type, CAST_MODE_IMPLICIT);

  if (!converted && !err_is_set(binder->err)) {
    struct text from = type_text(binder->arena, expr->type);
    struct text to = type_text(binder->arena, type);

    bind_fail(binder, &expr->place, ERR_TYPE_MISMATCH,
              "inconsistent data type for result columns: expected " TEXT_FMT ", got " TEXT_FMT,
              TEXT_ARG(to), TEXT_ARG(from));
  }
  return converted;
}

static bool wants_conversion(struct type from, struct type to)
{
  return from.kind != to.kind || (from.kind == TYPE_NUMBER && from.scale != to.scale);
}

static struct bound_query *with_types(struct binder *binder, struct bound_query *query,
                                      const struct type *types)
{
  bool needed = false;

  for (int i = 0; i < query->column_count; i++)
    needed |= wants_conversion(query->columns[i].type, types[i]);
  if (needed && (query->kind != QUERY_SELECT || query->select->distinct || query->order_count ||
                 query->limit))
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

/* ---- set operations ---- */

static bool set_columns(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *left = bound->left, *right = bound->right;
  struct type *types;
  int count = left->column_count;

  if (right->column_count != count) {
    bind_fail(binder, NULL, ERR_SET_COLUMN_COUNT,
              "invalid number of result columns for set operator input branches, expected %d, "
              "got %d in branch {2}", count, right->column_count);
    return false;
  }
  types = ARENA_ARRAY(binder->arena, (size_t)count, struct type);
  for (int i = 0; i < count; i++)
    if (!common_type(left->columns[i].type, right->columns[i].type, &types[i])) {
      struct text a = type_text(binder->arena, left->columns[i].type);
      struct text b = type_text(binder->arena, right->columns[i].type);

      bind_fail(binder, NULL, ERR_TYPE_MISMATCH,
                "inconsistent data type for result columns for set operator input branches, "
                "expected " TEXT_FMT ", got " TEXT_FMT " for expression [" TEXT_FMT
                "] branch {2}", TEXT_ARG(a), TEXT_ARG(b), TEXT_ARG(right->columns[i].name));
      return false;
    }
  bound->left = with_types(binder, left, types);
  bound->right = bound->left ? with_types(binder, right, types) : NULL;
  if (!bound->right)
    return false;
  bound->column_count = count;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);
  for (int i = 0; i < count; i++) {
    struct bound_column *column = &bound->columns[i];
    const struct bound_column *a = &bound->left->columns[i], *b = &bound->right->columns[i];

    *column = *a;
    column->nullable = a->nullable || b->nullable;
    column->bytes = a->bytes && b->bytes ? (a->bytes > b->bytes ? a->bytes : b->bytes) : 0;
    column->width = a->width > b->width ? a->width : b->width;
    column->origin_database = column->origin_schema = column->origin_table = (struct text){ 0 };
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

  if (query->order_by_all) {
    order_by_all(binder, query, bound);
    return bound;
  }
  if (!count)
    return bound;
  outer = wrapped(binder, bound);
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

    order->descending = item->descending;
    order->nulls_first = item->nulls == ORDER_NULLS_UNSAID ? item->descending
                                                           : item->nulls == ORDER_NULLS_FIRST;
    if (item_position(item->expr, &position)) {
      ok = position >= 1 && position <= outer->column_count;
      if (!ok)
        bind_fail(binder, &item->expr->place, ERR_INVALID_IDENTIFIER,
                  "Invalid ORDER BY position %lld", (long long)position);
      outer->order_ordinals[i] = (int)position;
      continue;
    }
    order->expr = bind_expression(binder, item->expr);
    ok = order->expr != NULL;
    if (ok && type_is_semi(order->expr->type))
      order->expr = comparison_key(binder, order->expr);
  }
  binder->scope = scope.parent;
  return ok ? outer : NULL;
}

/* The columns of one side of UNION BY NAME in the order of all names; NULL where it has none. */
static struct bound_query *arranged(struct binder *binder, struct bound_query *query,
                                    const struct bound_column *all, int count)
{
  struct bound_query *outer = wrapped(binder, query);
  struct bound_expr **items = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_expr *);
  struct bound_column *columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);

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
  struct bound_column *all = ARENA_ARRAY(binder->arena,
                                         (size_t)(bound->left->column_count +
                                                  bound->right->column_count),
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

static struct bound_query *bind_set(struct binder *binder, const struct query *query)
{
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);

  bound->kind = QUERY_SET;
  bound->op = query->op;
  if (++binder->depth > 1000) {
    err_set(binder->err, ERR_TOO_COMPLEX, "SQL compilation error:\nToo many set operations.");
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
  return order_set(binder, query, bound);
}

/* ---- VALUES ---- */

static bool unify_column(struct binder *binder, struct bound_query *bound, int column)
{
  struct type type = type_of(TYPE_UNKNOWN);
  struct bound_column *out = &bound->columns[column];

  for (int r = 0; r < bound->row_count; r++) {
    struct type both;

    if (!common_type(type, bound->rows[r][column]->type, &both)) {
      bind_fail(binder, &bound->rows[r][column]->place, ERR_TYPE_MISMATCH,
                "inconsistent types in column %d of VALUES", column + 1);
      return false;
    }
    type = both;
  }
  if (type.kind == TYPE_UNKNOWN)
    type = type_of(TYPE_VARCHAR);
  *out = (struct bound_column){ .name = arena_printf(binder->arena, "COLUMN%d", column + 1),
                                .type = type };
  for (int r = 0; r < bound->row_count; r++) {
    struct bound_expr *value = bound->rows[r][column];

    if (wants_conversion(value->type, type) || value->is_null)
      value = as_type(binder, value, type);
    if (!value)
      return false;
    bound->rows[r][column] = value;
    out->nullable |= value->nullable;
    out->bytes = r && (!out->bytes || !value->bytes) ? 0
                 : out->bytes > value->bytes          ? out->bytes : value->bytes;
    out->width = out->width > value->width ? out->width : value->width;
  }
  return true;
}

bool check_values_expr(struct binder *binder, const struct expr *expr,
                       const struct bound_expr *bound)
{
  bool semi = type_is_semi(bound->type) && bound->kind == BOUND_TEMPLATE;
  struct text source;

  if (!semi && bound->kind != BOUND_SCALAR && bound->kind != BOUND_EXISTS &&
      bound->kind != BOUND_IN_QUERY)
    return true;
  source = text_slice(binder->context->sql, expr->place.from, expr->place.to - expr->place.from);
  return bind_fail(binder, NULL, ERR_VALUES_EXPRESSION,
                   "Invalid expression [" TEXT_FMT "] in VALUES clause", TEXT_ARG(source));
}

static struct bound_query *bind_values(struct binder *binder, const struct query *query)
{
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);
  const struct list *first = query->rows->at[0];

  bound->kind = QUERY_VALUES;
  bound->row_count = query->rows->count;
  bound->column_count = first->count;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)first->count, struct bound_column);
  bound->rows = ARENA_ARRAY(binder->arena, (size_t)bound->row_count, struct bound_expr **);
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
  entry->columns = ARENA_ARRAY(binder->arena, (size_t)query->column_count, struct bound_column);
  memcpy(entry->columns, query->columns, (size_t)query->column_count * sizeof *query->columns);
  if (!cte->columns || !cte->columns->count)
    return true;
  if (cte->columns->count != query->column_count) {
    bind_fail(binder, &cte->name.place, ERR_SYNTAX,
              "CTE '" TEXT_FMT "' has %d columns, its column list %d", TEXT_ARG(cte->name.name),
              query->column_count, cte->columns->count);
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
      type = type_of(TYPE_VARCHAR);
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
    return set_columns(binder, bound) ? bound : NULL;
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
  return bound;
}

static bool bind_ctes(struct binder *binder, const struct query *query, struct bound_query *bound,
                      struct list *ctes)
{
  struct scope *scope = binder->scope;

  for (int i = 0; i < query->ctes->count; i++) {
    const struct cte *cte = query->ctes->at[i];
    struct cte_entry *entry = push_cte(binder, cte);
    const struct query *body = cte->query;
    bool may_recur = body->kind == QUERY_SET && !body->ctes && !body->order_by && !body->limit &&
                     (body->op == SET_UNION_ALL || (body->op == SET_UNION && query->recursive));

    entry->cte->query = may_recur ? bind_recursive(binder, cte, entry)
                                  : bind_subquery(binder, body);
    binder->scope = scope;
    if (!entry->cte->query || !name_cte_columns(binder, cte, entry, entry->cte->query))
      return false;
    entry->busy = false;
    list_add(binder->arena, ctes, entry->cte);
  }
  (void)bound;
  return true;
}

/* ---- the whole ---- */

static bool bind_limit(struct binder *binder, const struct expr *expr, struct bound_expr **limit)
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
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);
  struct list ctes = { 0 };
  const struct expr *limit = query->limit;

  if (query->ctes && !bind_ctes(binder, query, bound, &ctes))
    return NULL;
  switch (query->kind) {
  case QUERY_SELECT:
    bound->kind = QUERY_SELECT;
    bound = bind_select(binder, query, bound) ? distinct_by_key(binder, bound) : NULL;
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
  bound = bind_query(context, query, err);
  context->database = kept_database;
  context->schema = kept_schema;
  context->sql = kept_sql;
  return bound;
}
