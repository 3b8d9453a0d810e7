/* bind_select.c: SELECT: its items, grouping, HAVING, QUALIFY and ORDER BY. */
#include <string.h>

#include "bind/binder.h"
#include "bind/bound_shape.h"
#include "bind/outer_join.h"

/* An unnamed expression is called by its source text in upper case. */
static struct text source_name(struct binder *binder, const struct expr *expr)
{
  struct text sql = binder->context->sql;

  if (expr->kind == EXPR_COLUMN && expr->name->parts.count)
    return ((const struct ident *)expr->name->parts.at[expr->name->parts.count - 1])
      ->name;
  if (expr->kind == EXPR_PATH && expr->list.count) {
    const struct path_step *last = expr->list.at[expr->list.count - 1];

    if (!last->index)
      return text_trim(
        arena_upper(binder->arena, text_slice(sql, expr->place.from,
                                              expr->place.to - expr->place.from)));
  }
  return text_trim(arena_upper(
    binder->arena, text_slice(sql, expr->place.from, expr->place.to - expr->place.from)));
}

/* ---- grouping ---- */

#define MOST_CUBE \
 12 /* Columns of a CUBE within GROUPING SETS: each more doubles the sets. */

struct grouping {
  struct binder *binder;
  const struct scope *scope;
  struct list exprs; /* struct bound_expr: what is grouped by */
  bool has_clause;   /* GROUP BY was written. */
  bool rolls_up; /* With ROLLUP, CUBE or GROUPING SETS: not every row has every group. */
};

static bool belongs_to(const struct scope *scope, int source)
{
  for (int i = 0; i < scope->sources.count; i++)
    if (((const struct scope_source *)scope->sources.at[i])->source->id == source)
      return true;
  return false;
}

static bool fail_not_grouped(const struct grouping *grouping,
                             const struct bound_expr *column)
{
  struct text name = TEXT("?"), table = TEXT("");

  for (int i = 0; i < grouping->scope->sources.count; i++) {
    const struct bound_source *source =
      ((const struct scope_source *)grouping->scope->sources.at[i])->source;

    const struct bound_column *own = source_own_column(source, column);

    if (own) {
      name = own->name;
      table = source->alias;
    }
  }
  if (!grouping->has_clause || grouping->scope->clause == CLAUSE_ORDER)
    return bind_fail(grouping->binder, NULL, ERR_NOT_A_GROUP,
                     "[" TEXT_FMT "%s" TEXT_FMT "] is not a valid %s by expression",
                     TEXT_ARG(table), table.len ? "." : "", TEXT_ARG(name),
                     grouping->scope->clause == CLAUSE_ORDER ? "order" : "group");
  return bind_fail(grouping->binder, &column->place, ERR_NOT_IN_GROUP_BY,
                   "'" TEXT_FMT "%s" TEXT_FMT
                   "' in select clause is neither an aggregate nor in "
                   "the group by clause.",
                   TEXT_ARG(table), table.len ? "." : "", TEXT_ARG(name));
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
    return belongs_to(grouping->scope, expr->source) ? fail_not_grouped(grouping, expr)
                                                     : true;
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

/* One of the group's values, NULL in a row of a ROLLUP that is not grouped by it. */
static struct bound_expr *value_of_group(const struct grouping *grouping,
                                         struct bound_expr *group,
                                         struct bound_expr *expr)
{
  struct binder *binder = grouping->binder;
  struct bound_expr *any = any_of_group(binder, expr);

  if (!grouping->rolls_up)
    return any;
  any = bound_template2(binder, "CASE WHEN grouping($2) = 0 THEN any_value($1) END",
                        expr->type, expr, comparison_key(binder, group));
  any->is_aggregate = any->has_aggregate = true;
  any->nullable = true;
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
      return value_of_group(grouping, grouping->exprs.at[i], expr);
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
  struct list items;     /* struct bound_expr */
  struct list names;     /* struct text */
  struct list item_asts; /* struct expr; NULL for columns of a star */
};

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

/* A select item, bound once whether it is named first by another clause or not. Its alias is the
 * next of those that register_aliases made, in order. */
static struct bound_expr *bind_item(struct binder *binder, const struct select_item *item,
                                    int *aliases)
{
  const struct expr *expr = item->expr;
  struct scope_alias *alias;

  if (!item->alias)
    return bind_expression(binder, expr);
  alias = binder->scope->aliases.at[(*aliases)++];
  if (!alias->bound) {
    alias->busy = true;
    alias->bound = bind_expression(binder, expr);
    alias->busy = false;
  }
  return alias->bound;
}

static bool bind_item_list(struct selecting *selecting)
{
  struct binder *binder = selecting->binder;
  int aliases = 0;

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
    bound = settled(binder, bind_item(binder, item, &aliases));
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

/* The select list may be bound early, by a GROUP BY that counts its items. */
static bool bind_items(struct selecting *selecting)
{
  struct scope *scope = selecting->binder->scope;
  enum clause clause = scope->clause;
  bool ok;

  scope->clause = CLAUSE_SELECT;
  ok = bind_item_list(selecting);
  scope->clause = clause;
  return ok;
}

/* GROUP BY 2: an aggregate or a window function as that item cannot be grouped by. */
static bool place_item(struct selecting *selecting, int item)
{
  struct scope_alias alias = { .expr = selecting->item_asts.at[item],
                               .bound = selecting->items.at[item] };

  return !alias.expr || place_alias(selecting->binder, &alias, &alias.expr->place);
}

/* GROUP BY 2, GROUP BY alias, GROUP BY expression. */
static struct bound_expr *bind_group_expr(struct selecting *selecting,
                                          const struct expr *expr)
{
  struct binder *binder = selecting->binder;
  int64_t position;

  if (item_position(expr, &position)) {
    /* Stars before it would move the positions: count them as they expand. */
    if (!selecting->items.count && !bind_items(selecting))
      return NULL;
    if (position < 1 || position > selecting->items.count) {
      bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                "[%lld] is not a valid group by expression", (long long)position);
      return NULL;
    }
    if (!place_item(selecting, (int)position - 1))
      return NULL;
    return selecting->items.at[position - 1];
  }
  return bind_expression(binder, expr);
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
      struct bound_expr *bound = bind_group_expr(selecting,
                                                 row ? place->list.at[j] : place);

      if (!bound || key_is_refused(binder, bound, ERR_GROUP_KEY, "GROUP BY"))
        return false;
      list_add(binder->arena, &exprs,
               groups_by_key(bound) ? comparison_key(binder, bound) : bound);
      list_add(binder->arena, &grouping->exprs, bound);
    }
  }
  group->count = exprs.count;
  group->exprs = (struct bound_expr **)exprs.at;
  return true;
}

/* One of the sets that ROLLUP and CUBE stand for: the items whose bits are set, as one row. */
static struct expr *set_of(struct arena *arena, const struct list *items, uint32_t chosen)
{
  struct expr *row = ARENA_NEW(arena, struct expr);

  row->kind = EXPR_ROW;
  for (int i = 0; i < items->count; i++) {
    struct expr *item = items->at[i];

    if (!(chosen & (uint32_t)1 << i))
      continue;
    if (item->kind != EXPR_ROW)
      list_add(arena, &row->list, item);
    for (int j = 0; item->kind == EXPR_ROW && j < item->list.count; j++)
      list_add(arena, &row->list, item->list.at[j]);
  }
  return row;
}

/* GROUPING SETS ((a, b), a, (), ROLLUP (a, b)): each member is one place, (…) a row; ROLLUP and CUBE
 * stand for the sets that they would be. */
static bool add_set_members(struct selecting *selecting, const struct list *members,
                            struct list *places)
{
  struct arena *arena = selecting->binder->arena;

  for (int i = 0; i < members->count; i++) {
    const struct group_item *member = members->at[i];
    int count = member->items ? member->items->count : 0;
    uint32_t all = count < MOST_CUBE ? ((uint32_t)1 << count) - 1 : 0;

    if (member->kind == GROUP_EXPR) {
      list_add(arena, places, member->expr);
      continue;
    }
    if (member->kind == GROUP_SETS) {
      if (!add_set_members(selecting, member->items, places))
        return false;
      continue;
    }
    if (count >= MOST_CUBE)
      return err_set(selecting->binder->err, ERR_TOO_COMPLEX,
                     "SQL compilation error:\nToo many columns in ROLLUP or CUBE.");
    if (member->kind == GROUP_CUBE)
      for (uint32_t set = all + 1; set > 0; set--)
        list_add(arena, places, set_of(arena, member->items, set - 1));
    for (int size = count; member->kind == GROUP_ROLLUP && size >= 0; size--)
      list_add(arena, places, set_of(arena, member->items, ((uint32_t)1 << size) - 1));
  }
  return true;
}

static bool add_grouping_sets(struct selecting *selecting, const struct list *members,
                              struct bound_group *group, struct grouping *grouping)
{
  struct list places = { 0 };

  return add_set_members(selecting, members, &places) &&
         add_group_places(selecting, &places, group, grouping);
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
    if (key_is_refused(binder, item, ERR_GROUP_KEY, "GROUP BY"))
      return false;
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
    grouping->rolls_up |= item->kind == GROUP_ROLLUP || item->kind == GROUP_CUBE ||
                          item->kind == GROUP_SETS;
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

  if (!grouping->exprs.count)
    return;
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

/* c::VARCHAR is c but for its collation. */
static bool sorts_as(const struct bound_expr *expr, const struct bound_expr *item)
{
  return expr == item ||
         (expr->type.collation == item->type.collation && bound_equal(expr, item));
}

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

    bind_direction(binder, item, order);
    if (item_position(item->expr, &position)) {
      if (position < 1 || position > selecting->items.count) {
        bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                  "[%lld] is not a valid order by expression", (long long)position);
        return false;
      }
      order->expr = selecting->items.at[position - 1];
    } else {
      binder->scope->clause = CLAUSE_ORDER;
      order->expr = settled(binder, bind_expression(binder, item->expr));
      if (!order->expr)
        return false;
    }
    if (key_is_refused(binder, order->expr, ERR_ORDER_KEY, "ORDER BY"))
      return false;
    for (int j = 0; j < selecting->items.count && !bound->order_ordinals[i]; j++)
      if (sorts_as(order->expr, selecting->items.at[j]))
        bound->order_ordinals[i] = j + 1;
    if (type_sorts_by_key(order->expr->type) && !selecting->select->distinct) {
      order->expr = comparison_key(binder, order->expr);
      bound->order_ordinals[i] = 0;
    }
    if (bound->order_ordinals[i])
      continue;
    if (selecting->select->distinct) {
      bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                "[" TEXT_FMT "] is not a valid order by expression",
                TEXT_ARG(bind_echo(binder, item->expr)));
      return false;
    }
    if (grouped && !check_grouped(grouping, order->expr))
      return false;
    order->expr = shown_of_group(grouping, order->expr);
  }
  bound->order_count = count;
  return true;
}

static void finish_select(struct selecting *selecting, struct bound_query *bound)
{
  struct binder *binder = selecting->binder;
  struct bound_select *select = selecting->select;
  struct scope *scope = binder->scope;

  select->item_count = bound->column_count = selecting->items.count;
  select->items = (struct bound_expr **)selecting->items.at;
  bound->columns = ARENA_ARRAY(binder->arena, (size_t)bound->column_count,
                               struct bound_column);
  for (int i = 0; i < bound->column_count; i++) {
    const struct bound_expr *item = select->items[i];

    bound->columns[i] = column_of(item, *(struct text *)selecting->names.at[i]);
    for (int s = 0; item->kind == BOUND_COLUMN && s < scope->sources.count; s++) {
      const struct bound_source *source =
        ((const struct scope_source *)scope->sources.at[s])->source;

      const struct bound_column *own = source_own_column(source, item);

      if (own) {
        bound->columns[i].origin_database = own->origin_database;
        bound->columns[i].origin_schema = own->origin_schema;
        bound->columns[i].origin_table = own->origin_table;
      }
    }
  }
}

/* QUALIFY filters what window functions give: there must be one. */
static bool bind_qualify(struct selecting *selecting)
{
  struct binder *binder = selecting->binder;
  const struct expr *qualify = selecting->ast->qualify;
  struct bound_expr *bound = bind_filter(binder, qualify);
  bool any = bound && bound->has_window;

  for (int i = 0; i < selecting->items.count; i++)
    any |= ((const struct bound_expr *)selecting->items.at[i])->has_window;
  if (bound && !any)
    return bind_fail(binder, &qualify->place, ERR_SYNTAX,
                     "found QUALIFY clause but no window function.");
  selecting->select->qualify = bound;
  return bound;
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
  struct grouping grouping = { .binder = binder,
                               .scope = scope,
                               .has_clause = ast->group_by != NULL };

  scope->clause = CLAUSE_FROM;
  if (!outer_join_rewrite(binder->arena, ast, &from, &where, binder->err))
    return false;
  if (from && (!(select->from = bind_from(binder, from)) || !scope_check_names(binder)))
    return false;
  if (ast->connect_by && !bind_connect_by(binder, ast, select))
    return false;
  scope->windows = ast->windows;
  scope->is_grouped = ast->group_by != NULL;
  register_aliases(binder, ast);
  scope->clause = CLAUSE_WHERE;
  if (where && !(select->where = bind_filter(binder, where)))
    return false;
  if (!bind_groups(selecting, &grouping))
    return false;
  if (!selecting->items.count && !bind_items(selecting))
    return false;
  scope->clause = CLAUSE_HAVING;
  if (ast->having && !(select->having = bind_filter(binder, ast->having)))
    return false;
  scope->clause = CLAUSE_QUALIFY;
  if (ast->qualify && !bind_qualify(selecting))
    return false;
  if (!check_grouping(selecting, &grouping))
    return false;
  show_groups(selecting, &grouping);
  rolled_up_are_nullable(selecting);
  select->distinct = ast->distinct;
  if (!bind_select_order(selecting, query, bound, &grouping))
    return false;
  finish_select(selecting, bound);
  if (scope->hierarchy)
    finish_connect_by(binder, scope->hierarchy, bound);
  if (query->order_by_all)
    order_by_all(binder, query, bound);
  return true;
}

static bool bind_clauses(struct binder *binder, const struct query *query,
                         struct bound_query *bound)
{
  struct scope scope = { .parent = binder->scope };
  struct selecting selecting = { .binder = binder, .ast = query->select };
  bool ok;

  if (query->select->into)
    return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'SELECT INTO'.");
  bound->select = selecting.select = ARENA_NEW(binder->arena, struct bound_select);
  binder->scope = &scope;
  ok = bind_select_clauses(&selecting, query, bound);
  binder->scope = scope.parent;
  return ok;
}

/* SELECT DISTINCT of TIMESTAMP_TZ: grouped by the instants. */
static struct bound_query *distinct_by_key(struct binder *binder,
                                           struct bound_query *bound)
{
  struct bound_query *outer;
  bool needed = false;

  for (int i = 0; i < bound->column_count; i++)
    needed |= type_groups_by_key(bound->columns[i].type);
  if (!needed || !bound->select->distinct)
    return bound;
  bound->select->distinct = false;
  outer = wrapped(binder, bound);
  outer->order_count = bound->order_count;
  outer->order_by = bound->order_by;
  outer->order_ordinals = bound->order_ordinals;
  bound->order_count = 0;
  group_by_keys(binder, outer, outer->column_count);
  return outer;
}

/* The engine orders distinct rows by their columns alone: those by a key are ordered around it. */
static struct bound_query *order_outside(struct binder *binder, struct bound_query *bound)
{
  struct bound_query *outer;
  bool needed = false;

  for (int i = 0; i < bound->order_count; i++) {
    int ordinal = bound->order_ordinals[i];

    needed |= ordinal && type_sorts_by_key(bound->columns[ordinal - 1].type);
  }
  if (!needed || !bound->select->distinct)
    return bound;
  outer = wrapped(binder, bound);
  outer->order_count = bound->order_count;
  outer->order_by = bound->order_by;
  outer->order_ordinals = bound->order_ordinals;
  bound->order_count = 0;
  return outer;
}

struct bound_query *bind_select(struct binder *binder, const struct query *query)
{
  struct bound_query *bound = ARENA_NEW(binder->arena, struct bound_query);

  bound->kind = QUERY_SELECT;
  if (!bind_clauses(binder, query, bound))
    return NULL;
  bound = order_outside(binder, distinct_by_key(binder, bound));
  order_by_keys(binder, bound);
  return bound;
}
