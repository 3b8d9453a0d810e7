/* build_query.c: constructors of queries and of what stands in FROM, called by the grammar. */
#include "sql/build_query.h"

#include "sql/build_expr.h"
#include "sql/option_check.h"

/* ---- depth ---- */

static void over_expr(struct build *b, uint16_t *depth, const struct expr *expr)
{
  if (expr)
    build_deepen(b, depth, expr->depth);
}

static void over_exprs(struct build *b, uint16_t *depth, const struct list *exprs)
{
  for (int i = 0; exprs && i < exprs->count; i++)
    over_expr(b, depth, exprs->at[i]);
}

static void over_items(struct build *b, uint16_t *depth, const struct list *items)
{
  for (int i = 0; items && i < items->count; i++)
    over_expr(b, depth, ((struct select_item *)items->at[i])->expr);
}

static void over_orders(struct build *b, uint16_t *depth, const struct list *orders)
{
  for (int i = 0; orders && i < orders->count; i++)
    over_expr(b, depth, ((struct order_item *)orders->at[i])->expr);
}

static void over_groups(struct build *b, uint16_t *depth, const struct list *groups)
{
  for (int i = 0; groups && i < groups->count; i++) {
    const struct group_item *group = groups->at[i];

    over_expr(b, depth, group->expr);
    if (group->kind == GROUP_SETS)
      over_groups(b, depth, group->items); /* As deep as its parentheses. */
    else
      over_exprs(b, depth, group->items);
  }
}

static void over_window(struct build *b, uint16_t *depth, const struct window *window)
{
  over_exprs(b, depth, window->partition_by);
  over_orders(b, depth, window->order_by);
}

static void over_query(struct build *b, uint16_t *depth, const struct query *query)
{
  if (query)
    build_deepen(b, depth, query->depth);
}

static void over_table(struct build *b, uint16_t *depth, const struct table_ref *table)
{
  if (table)
    build_deepen(b, depth, table->depth);
}

/* ---- queries ---- */

static struct query *query_new(struct build *b, enum query_kind kind, struct place from)
{
  struct query *query = ARENA_NEW(b->arena, struct query);

  query->kind = kind;
  query->depth = 1;
  query->place = build_place(b, from);
  return query;
}

struct query *build_query_parens(struct build *b, const struct token *paren,
                                 struct query *query)
{
  query->place = build_place(b, paren->place);
  return query;
}

static bool has_own_clauses(const struct query *query)
{
  return query->ctes || query->order_by || query->order_by_all || query->limit ||
         query->offset;
}

/* (SELECT ... LIMIT 1) LIMIT 2 and the like: SELECT * FROM (...). */
static struct query *wrapped(struct build *b, struct query *inner)
{
  struct query *query = query_new(b, QUERY_SELECT, inner->place);
  struct star_ref star = build_star(b, inner->place, NULL);

  query->select = ARENA_NEW(b->arena, struct select);
  list_add(b->arena, &query->select->items,
           build_item(b, build_star_expr(b, star), NULL));
  query->select->from = build_table_query(b, inner, NULL);
  over_table(b, &query->depth, query->select->from);
  return query;
}

struct query *build_query_tail(struct build *b, struct query *query,
                               const struct query *tail)
{
  if (has_own_clauses(query))
    query = wrapped(b, query);
  query->order_by = tail->order_by;
  query->order_by_all = tail->order_by_all;
  query->order_all = tail->order_all;
  query->limit = tail->limit;
  query->offset = tail->offset;
  query->for_update = tail->for_update;
  query->place = build_place(b, query->place);
  over_orders(b, &query->depth, query->order_by);
  over_expr(b, &query->depth, query->limit);
  over_expr(b, &query->depth, query->offset);
  return query;
}

struct query *build_query_with(struct build *b, const struct query *with,
                               struct query *query)
{
  if (query->ctes)
    query = wrapped(b, query);
  query->ctes = with->ctes;
  query->recursive = with->recursive;
  query->place = build_place(b, with->place);
  for (int i = 0; i < query->ctes->count; i++)
    over_query(b, &query->depth, ((struct cte *)query->ctes->at[i])->query);
  return query;
}

struct query *build_set(struct build *b, enum set_op op, int words, struct query *left,
                        struct query *right)
{
  struct query *query = query_new(b, QUERY_SET, left->place);

  query->op = op == SET_UNION && words & BUILD_SET_ALL ? SET_UNION_ALL : op;
  query->by_name = words & BUILD_SET_BY_NAME;
  query->left = left;
  query->right = right;
  over_query(b, &query->depth, left);
  over_query(b, &query->depth, right);
  return query;
}

struct query *build_with(struct build *b, const struct token *token, struct list *ctes,
                         bool recursive)
{
  struct query *query = query_new(b, QUERY_SELECT, token->place);

  query->ctes = ctes;
  query->recursive = recursive;
  return query;
}

struct cte *build_cte(struct build *b, const struct ident *ident, struct list *columns,
                      struct query *query)
{
  struct cte *cte = ARENA_NEW(b->arena, struct cte);

  cte->name = *ident;
  cte->columns = columns;
  cte->query = query;
  return cte;
}

struct query *build_order_by(struct build *b, struct list *orders)
{
  struct query *tail = ARENA_NEW(b->arena, struct query);

  tail->order_by = orders;
  return tail;
}

struct query *build_order_by_all(struct build *b, int direction)
{
  struct query *tail = ARENA_NEW(b->arena, struct query);

  tail->order_by_all = true;
  tail->order_all = build_order(b, NULL, direction);
  return tail;
}

struct query *build_limit(struct build *b, struct expr *limit, struct expr *offset)
{
  struct query *tail = ARENA_NEW(b->arena, struct query);

  tail->limit = limit;
  tail->offset = offset;
  return tail;
}

struct query *build_tail(struct build *b, struct query *order_by,
                         const struct query *limit)
{
  (void)b;
  order_by->limit = limit->limit;
  order_by->offset = limit->offset;
  return order_by;
}

struct query *build_for_update(struct build *b, struct query *tail)
{
  if (!tail)
    tail = ARENA_NEW(b->arena, struct query);
  tail->for_update = build_list(b, NULL);
  return tail;
}

struct query *build_values(struct build *b, const struct token *token, struct list *row)
{
  struct query *query = query_new(b, QUERY_VALUES, token->place);

  query->rows = build_list(b, row);
  over_exprs(b, &query->depth, row);
  return query;
}

struct query *build_values_row(struct build *b, struct query *query, struct list *row)
{
  build_append(b, query->rows, row);
  query->place = build_place(b, query->place);
  over_exprs(b, &query->depth, row);
  return query;
}

static void select_deepen(struct build *b, struct query *query)
{
  const struct select *select = query->select;

  over_expr(b, &query->depth, select->top);
  over_items(b, &query->depth, &select->items);
  over_table(b, &query->depth, select->from);
  over_expr(b, &query->depth, select->where);
  over_expr(b, &query->depth, select->connect_by);
  over_expr(b, &query->depth, select->start_with);
  over_groups(b, &query->depth, select->group_by);
  over_expr(b, &query->depth, select->having);
  over_expr(b, &query->depth, select->qualify);
  for (int i = 0; select->windows && i < select->windows->count; i++)
    over_window(b, &query->depth,
                ((struct named_window *)select->windows->at[i])->window);
}

struct query *build_select(struct build *b, const struct token *token, bool distinct,
                           struct expr *top, const struct list *items, struct list *into,
                           struct table_ref *from, const struct select *filter,
                           struct list *group_by, struct expr *having,
                           const struct select *finish)
{
  struct query *query = query_new(b, QUERY_SELECT, token->place);
  struct select *select = ARENA_NEW(b->arena, struct select);

  select->distinct = distinct;
  select->top = top;
  select->items = *items;
  select->into = into;
  select->from = from;
  select->where = filter->where;
  select->connect_by = filter->connect_by;
  select->start_with = filter->start_with;
  select->group_by = group_by;
  select->having = having;
  select->qualify = finish->qualify;
  select->windows = finish->windows;
  query->select = select;
  select_deepen(b, query);
  return query;
}

struct select_item *build_item(struct build *b, struct expr *expr, struct ident *alias)
{
  struct select_item *item = ARENA_NEW(b->arena, struct select_item);

  item->expr = expr;
  item->alias = alias;
  return item;
}

struct select *build_filter(struct build *b, struct select *hierarchy, struct expr *where)
{
  struct select *filter = hierarchy ? hierarchy : ARENA_NEW(b->arena, struct select);

  filter->where = where;
  return filter;
}

struct select *build_hierarchy(struct build *b, struct expr *start_with,
                               const struct list *connect_by)
{
  struct select *filter = ARENA_NEW(b->arena, struct select);

  filter->start_with = start_with;
  filter->connect_by = connect_by->at[0];
  for (int i = 1; i < connect_by->count; i++)
    filter->connect_by = build_operator(b, NULL, OP_AND, filter->connect_by,
                                        connect_by->at[i]);
  return filter;
}

struct select *build_finish(struct build *b, struct expr *qualify, struct list *windows)
{
  struct select *finish = ARENA_NEW(b->arena, struct select);

  finish->qualify = qualify;
  finish->windows = windows;
  return finish;
}

struct group_item *build_group(struct build *b, enum group_kind kind, struct expr *expr,
                               struct list *items)
{
  struct group_item *group = ARENA_NEW(b->arena, struct group_item);

  group->kind = kind;
  group->expr = expr;
  group->items = items;
  return group;
}

struct named_window *build_named_window(struct build *b, const struct ident *ident,
                                        struct window *window)
{
  struct named_window *named = ARENA_NEW(b->arena, struct named_window);

  named->name = *ident;
  named->window = window;
  return named;
}

/* ---- tables ---- */

static struct table_ref *table_new(struct build *b, enum table_kind kind,
                                   struct place from, const struct table_ref *alias)
{
  struct table_ref *table = ARENA_NEW(b->arena, struct table_ref);

  table->kind = kind;
  table->depth = 1;
  table->place = build_place(b, from);
  if (alias) {
    table->alias = alias->alias;
    table->column_aliases = alias->column_aliases;
  }
  return table;
}

struct table_ref *build_cross(struct build *b, struct table_ref *left,
                              struct table_ref *right)
{
  return build_join(b, JOIN_CROSS, left, right, NULL);
}

struct table_ref *build_join(struct build *b, int join, struct table_ref *left,
                             struct table_ref *right, const struct table_ref *on)
{
  struct table_ref *table = table_new(b, TABLE_JOIN, left->place, NULL);

  table->join = (enum join_kind)(join & ~BUILD_JOIN_NATURAL);
  table->natural = join & BUILD_JOIN_NATURAL;
  table->left = left;
  table->right = right;
  if (on) {
    table->on = on->on;
    table->match_condition = on->match_condition;
    table->using_columns = on->using_columns;
  }
  over_table(b, &table->depth, left);
  over_table(b, &table->depth, right);
  over_expr(b, &table->depth, table->on);
  over_expr(b, &table->depth, table->match_condition);
  return table;
}

struct table_ref *build_join_match(struct build *b, struct expr *match_condition)
{
  struct table_ref *join = ARENA_NEW(b->arena, struct table_ref);

  join->match_condition = match_condition;
  return join;
}

struct table_ref *build_join_on(struct build *b, struct table_ref *join, struct expr *on)
{
  (void)b;
  join->on = on;
  return join;
}

struct table_ref *build_join_using(struct build *b, struct table_ref *join,
                                   struct list *columns)
{
  (void)b;
  join->using_columns = columns;
  return join;
}

struct table_ref *build_alias(struct build *b, struct ident *ident, struct list *columns)
{
  struct table_ref *alias = ARENA_NEW(b->arena, struct table_ref);

  alias->alias = ident;
  alias->column_aliases = columns;
  return alias;
}

struct table_ref *build_table(struct build *b, struct name *name,
                              const struct table_ref *travel,
                              const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_NAME, name->place, alias);

  table->name = name;
  over_expr(b, &table->depth, name->dynamic);
  if (travel) {
    table->at_before = travel->at_before;
    table->before = travel->before;
    table->changes = travel->changes;
    table->end = travel->end;
    over_expr(b, &table->depth, table->at_before);
    over_expr(b, &table->depth, table->end);
  }
  return table;
}

struct table_ref *build_table_query(struct build *b, struct query *query,
                                    const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_QUERY, query->place, alias);

  table->query = query;
  over_query(b, &table->depth, query);
  return table;
}

/* A parenthesized join; with an alias of its own it is a query: (a JOIN b ON ..) AS x. */
struct table_ref *build_table_parens(struct build *b, struct table_ref *inner,
                                     const struct table_ref *alias)
{
  struct query *query;
  struct star_ref star;

  if (!alias)
    return inner;
  if (inner->kind != TABLE_JOIN) {
    inner->alias = alias->alias;
    inner->column_aliases = alias->column_aliases;
    return inner;
  }
  query = query_new(b, QUERY_SELECT, inner->place);
  star = build_star(b, inner->place, NULL);
  query->select = ARENA_NEW(b->arena, struct select);
  list_add(b->arena, &query->select->items,
           build_item(b, build_star_expr(b, star), NULL));
  query->select->from = inner;
  over_table(b, &query->depth, inner);
  return build_table_query(b, query, alias);
}

struct table_ref *build_table_call(struct build *b, struct name *name, struct call *call,
                                   const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_FUNCTION, name->place, alias);

  call->name = name;
  table->call = call;
  over_expr(b, &table->depth, name->dynamic);
  over_exprs(b, &table->depth, &call->args);
  return table;
}

struct table_ref *build_table_function(struct build *b, const struct token *token,
                                       struct expr *expr, const struct table_ref *alias)
{
  bool is_call = expr->kind == EXPR_CALL;
  struct table_ref *table = table_new(b, is_call ? TABLE_FUNCTION : TABLE_RESULT,
                                      token->place, alias);

  if (is_call)
    table->call = expr->call;
  else
    table->expr = expr;
  over_expr(b, &table->depth, expr);
  return table;
}

struct table_ref *build_table_flow(struct build *b, const struct token *position,
                                   const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_FLOW, position->place, alias);

  table->expr = build_position(b, NULL, position);
  return table;
}

struct table_ref *build_table_stage(struct build *b, const struct token *token,
                                    struct list *options, const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_STAGE, token->place, alias);

  table->text = token->text.at[0] == '@' ? token->text : build_unquote(b, token);
  table->options = options;
  option_check(b, TEXT("STAGED FILES"), options);
  return table;
}

struct table_ref *build_table_semantic(struct build *b, const struct token *token,
                                       struct name *view, struct list *parts,
                                       struct expr *where, const struct table_ref *alias)
{
  struct table_ref *table = table_new(b, TABLE_SEMANTIC, token->place, alias);

  table->name = view;
  table->parts = parts;
  table->on = where;
  for (int i = 0; i < parts->count; i++)
    over_items(b, &table->depth, &((const struct semantic_part *)parts->at[i])->items);
  over_expr(b, &table->depth, where);
  return table;
}

struct table_ref *build_lateral(struct build *b, struct table_ref *table)
{
  (void)b;
  table->lateral = true;
  return table;
}

struct table_ref *build_moment(struct build *b, struct expr *moment, bool before)
{
  struct table_ref *travel = ARENA_NEW(b->arena, struct table_ref);

  travel->at_before = moment;
  travel->before = before;
  return travel;
}

struct table_ref *build_changes(struct build *b, struct expr *changes,
                                struct table_ref *moment, struct expr *end)
{
  (void)b;
  moment->changes = changes;
  moment->end = end;
  return moment;
}

struct sample *build_sample(struct build *b, bool block, struct expr *size, bool rows,
                            struct expr *seed)
{
  struct sample *sample = ARENA_NEW(b->arena, struct sample);

  sample->block = block;
  sample->size = size;
  sample->rows = rows;
  sample->seed = seed;
  return sample;
}

struct table_ref *build_sampled(struct build *b, struct table_ref *table,
                                struct sample *sample, const struct table_ref *alias)
{
  table->sample = sample;
  if (alias) {
    table->alias = alias->alias;
    table->column_aliases = alias->column_aliases;
  }
  over_expr(b, &table->depth, sample->size);
  over_expr(b, &table->depth, sample->seed);
  return table;
}

struct table_ref *build_pivoted(struct build *b, struct table_ref *table,
                                const struct token *word, struct pivot *pivot,
                                const struct table_ref *alias)
{
  bool is_unpivot = text_is_nocase(word->text, "UNPIVOT");
  struct table_ref *made = table_new(b, is_unpivot ? TABLE_UNPIVOT : TABLE_PIVOT,
                                     table->place, alias);

  made->left = table;
  made->pivot = pivot;
  over_table(b, &made->depth, table);
  over_expr(b, &made->depth, pivot->aggregate);
  over_items(b, &made->depth, pivot->values);
  over_orders(b, &made->depth, pivot->any_order);
  over_query(b, &made->depth, pivot->query);
  over_expr(b, &made->depth, pivot->default_value);
  return made;
}

struct table_ref *build_matched(struct build *b, struct table_ref *table,
                                const struct token *match, const struct table_ref *alias)
{
  struct table_ref *made = table_new(b, TABLE_MATCH, table->place, alias);

  made->left = table;
  made->match_text = match->text;
  over_table(b, &made->depth, table);
  return made;
}

struct pivot *build_pivot(struct build *b, struct expr *aggregate, struct ident *alias,
                          struct ident *column)
{
  struct pivot *pivot = ARENA_NEW(b->arena, struct pivot);

  pivot->aggregate = aggregate;
  pivot->aggregate_alias = alias;
  pivot->column = column;
  return pivot;
}

struct pivot *build_pivot_values(struct build *b, struct pivot *pivot,
                                 struct list *values, struct expr *default_value)
{
  (void)b;
  pivot->values = values;
  pivot->default_value = default_value;
  return pivot;
}

struct pivot *build_pivot_any(struct build *b, struct pivot *pivot, struct list *order,
                              struct expr *default_value)
{
  (void)b;
  pivot->any = true;
  pivot->any_order = order;
  pivot->default_value = default_value;
  return pivot;
}

struct pivot *build_pivot_query(struct build *b, struct pivot *pivot, struct query *query,
                                struct expr *default_value)
{
  (void)b;
  pivot->query = query;
  pivot->default_value = default_value;
  return pivot;
}

struct pivot *build_unpivot(struct build *b, struct ident *value, struct ident *name,
                            struct list *columns, bool include_nulls)
{
  struct pivot *pivot = ARENA_NEW(b->arena, struct pivot);

  pivot->aggregate = build_column(b, build_name(b, value));
  pivot->column = name;
  pivot->values = columns;
  pivot->include_nulls = include_nulls;
  return pivot;
}
