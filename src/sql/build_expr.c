/* build_expr.c: constructors of expressions, called by the grammar. */
#include "sql/build_expr.h"

static struct expr *expr_new(struct build *b, enum expr_kind kind, struct place from)
{
  struct expr *expr = ARENA_NEW(b->arena, struct expr);

  expr->kind = kind;
  expr->depth = 1;
  expr->place = build_place(b, from);
  return expr;
}

static void over(struct build *b, struct expr *expr, const struct expr *below)
{
  if (below)
    build_deepen(b, &expr->depth, below->depth);
}

static void over_list(struct build *b, struct expr *expr, const struct list *list)
{
  for (int i = 0; list && i < list->count; i++)
    over(b, expr, list->at[i]);
}

static void over_query(struct build *b, struct expr *expr, const struct query *query)
{
  if (query)
    build_deepen(b, &expr->depth, query->depth);
}

static void over_orders(struct build *b, struct expr *expr, const struct list *orders)
{
  for (int i = 0; orders && i < orders->count; i++)
    over(b, expr, ((struct order_item *)orders->at[i])->expr);
}

static struct list list_value(const struct list *list)
{
  return list ? *list : (struct list){ 0 };
}

/* ---- what has no operands ---- */

struct expr *build_literal(struct build *b, const struct token *token,
                           enum expr_kind kind)
{
  struct expr *expr = expr_new(b, kind, token->place);

  expr->place.to = token->place.to;
  expr->text = token->text;
  return expr;
}

struct expr *build_boolean(struct build *b, const struct token *token, bool value)
{
  struct expr *expr = build_literal(b, token, EXPR_BOOLEAN);

  expr->yes = value;
  return expr;
}

struct expr *build_string(struct build *b, const struct token *token)
{
  struct expr *expr = build_literal(b, token, EXPR_STRING);

  expr->text = build_unquote(b, token);
  return expr;
}

struct expr *build_binary(struct build *b, const struct token *token)
{
  struct expr *expr = build_literal(b, token, EXPR_BINARY);

  expr->text = arena_upper(b->arena, text_slice(token->text, 2, token->text.len - 3));
  if (expr->text.len % 2)
    build_syntax_error(b, token);
  return expr;
}

struct expr *build_datetime(struct build *b, const struct token *word,
                            const struct token *string)
{
  struct expr *expr = expr_new(b, EXPR_DATETIME, word->place);

  expr->type = build_type(b, build_ident(b, word));
  expr->text = build_unquote(b, string);
  return expr;
}

struct expr *build_interval(struct build *b, const struct token *word,
                            const struct token *string)
{
  struct expr *expr = expr_new(b, EXPR_INTERVAL, word->place);

  expr->text = build_unquote(b, string);
  return expr;
}

struct expr *build_escape(struct build *b, const struct token *brace,
                          const struct ident *word, struct expr *inner)
{
  static const char *const types[][2] = { { "D", "DATE" },
                                          { "T", "TIME" },
                                          { "TS", "TIMESTAMP" } };

  inner->place = build_place(b, brace->place);
  if (text_is(word->name, "FN") && inner->kind == EXPR_CALL)
    return inner;
  for (size_t i = 0; inner->kind == EXPR_STRING && i < sizeof types / sizeof *types; i++)
    if (text_is(word->name, types[i][0])) {
      inner->kind = EXPR_DATETIME;
      inner->type = build_type_token(b, brace, types[i][1]);
      return inner;
    }
  build_syntax_error_at(b, word->place);
  return inner;
}

struct expr *build_position(struct build *b, struct name *name, const struct token *token)
{
  struct expr *expr = expr_new(b, EXPR_POSITION, name ? name->place : token->place);
  int64_t number;

  expr->name = name;
  if (!text_to_int64(text_slice(token->text, 1, token->text.len), &number) ||
      number > INT32_MAX)
    build_syntax_error(b, token);
  else
    expr->number = (int)number;
  return expr;
}

struct expr *build_variable(struct build *b, const struct token *token)
{
  struct expr *expr = build_literal(b, token, EXPR_VARIABLE);

  expr->text = arena_upper(b->arena, text_slice(token->text, 1, token->text.len));
  return expr;
}

struct expr *build_bind(struct build *b, const struct token *token)
{
  struct expr *expr = build_literal(b, token, EXPR_BIND);

  expr->number = ++b->bind_count;
  return expr;
}

struct expr *build_bind_number(struct build *b, const struct token *colon,
                               const struct token *number)
{
  struct expr *expr = expr_new(b, EXPR_BIND, colon->place);
  int64_t value;

  expr->text = number->text;
  b->numbers_binds = true;
  if (!text_to_int64(number->text, &value) || value < 1 || value > 100000) {
    build_syntax_error(b, number);
    return expr;
  }
  expr->number = (int)value;
  if (b->bind_count < expr->number)
    b->bind_count = expr->number;
  return expr;
}

struct expr *build_bind_name(struct build *b, const struct token *colon,
                             const struct ident *ident)
{
  struct expr *expr = expr_new(b, EXPR_VARIABLE, colon->place);

  expr->text = ident->name;
  expr->yes = true;
  return expr;
}

struct expr *build_column(struct build *b, struct name *name)
{
  struct expr *expr = expr_new(b, EXPR_COLUMN, name->place);

  expr->name = name;
  over(b, expr, name->dynamic);
  return expr;
}

struct expr *build_word(struct build *b, const struct token *token)
{
  return build_column(b, build_name(b, build_ident(b, token)));
}

/* ---- operators ---- */

struct expr *build_parens(struct build *b, const struct token *paren, struct expr *inner)
{
  inner->parenthesized = true;
  inner->place = build_place(b, paren->place);
  return inner;
}

struct expr *build_row(struct build *b, const struct token *paren, struct list *items)
{
  struct expr *expr = expr_new(b, EXPR_ROW, paren->place);

  expr->list = list_value(items);
  over_list(b, expr, items);
  return expr;
}

struct expr *build_subquery(struct build *b, struct query *query)
{
  struct expr *expr = expr_new(b, EXPR_QUERY, query->place);

  expr->query = query;
  over_query(b, expr, query);
  return expr;
}

struct expr *build_query_argument(struct build *b, struct query *query)
{
  struct expr *expr = build_subquery(b, query);

  expr->yes = true;
  return expr;
}

struct expr *build_operator(struct build *b, const struct token *sign, enum op op,
                            struct expr *left, struct expr *right)
{
  struct expr *expr = expr_new(b, EXPR_OPERATOR, left->place);

  expr->sign = sign ? sign->place : left->place;
  expr->op = op;
  expr->left = left;
  expr->right = right;
  over(b, expr, left);
  over(b, expr, right);
  return expr;
}

struct expr *build_prefix(struct build *b, const struct token *token, enum expr_kind kind,
                          struct expr *operand)
{
  struct expr *expr = expr_new(b, kind, token->place);

  expr->left = operand;
  over(b, expr, operand);
  return expr;
}

struct expr *build_unary(struct build *b, const struct token *token, enum op op,
                         struct expr *operand)
{
  struct expr *expr = build_prefix(b, token, EXPR_UNARY, operand);

  expr->op = op;
  return expr;
}

struct expr *build_not_null(struct build *b, const struct token *token)
{
  struct expr *null = build_literal(b, token, EXPR_NULL);

  null->place.from = null->place.to - 4;
  null->text = build_source(b, null->place);
  return build_unary(b, token, OP_NOT, null);
}

struct expr *build_quantified(struct build *b, struct expr *left, enum op op,
                              const struct token *word, struct list *list,
                              struct query *query)
{
  struct expr *expr = expr_new(b, EXPR_QUANTIFIED, left->place);

  expr->op = op;
  expr->left = left;
  expr->yes = text_is_nocase(word->text, "ALL");
  expr->list = list_value(list);
  expr->query = query;
  over(b, expr, left);
  over_list(b, expr, list);
  over_query(b, expr, query);
  return expr;
}

/* A test of `left`, with or without NOT. */
static struct expr *test_new(struct build *b, enum expr_kind kind, struct expr *left,
                             bool negated)
{
  struct expr *expr = expr_new(b, kind, left->place);

  expr->left = left;
  expr->yes = negated;
  over(b, expr, left);
  return expr;
}

struct expr *build_is_null(struct build *b, struct expr *left, bool negated)
{
  return test_new(b, EXPR_IS_NULL, left, negated);
}

struct expr *build_is_true(struct build *b, struct expr *left, bool value, bool negated)
{
  struct expr *expr = test_new(b, EXPR_IS_TRUE, left, negated);

  expr->number = value;
  return expr;
}

struct expr *build_is_distinct(struct build *b, struct expr *left, struct expr *right,
                               bool negated)
{
  struct expr *expr = test_new(b, EXPR_IS_DISTINCT, left, negated);

  expr->right = right;
  over(b, expr, right);
  return expr;
}

struct expr *build_between(struct build *b, struct expr *left, struct expr *low,
                           struct expr *high, bool negated)
{
  struct expr *expr = test_new(b, EXPR_BETWEEN, left, negated);

  list_add(b->arena, &expr->list, low);
  list_add(b->arena, &expr->list, high);
  over_list(b, expr, &expr->list);
  return expr;
}

struct expr *build_in(struct build *b, struct expr *left, struct list *list,
                      struct query *query, bool negated)
{
  struct expr *expr = test_new(b, EXPR_IN, left, negated);

  expr->list = list_value(list);
  expr->query = query;
  over_list(b, expr, list);
  over_query(b, expr, query);
  return expr;
}

struct expr *build_in_bare(struct build *b, struct expr *left, struct expr *right)
{
  struct expr *expr = build_in(b, left, build_list(b, right), NULL, false);

  if (b->bare_in)
    build_syntax_error_at(b, right->place);
  b->bare_in = expr;
  return expr;
}

struct expr *build_like(struct build *b, struct expr *left, enum op op,
                        struct expr *pattern, struct expr *escape, bool negated)
{
  struct expr *expr = test_new(b, EXPR_LIKE, left, negated);

  expr->op = op;
  expr->right = escape;
  list_add(b->arena, &expr->list, pattern);
  over(b, expr, pattern);
  over(b, expr, escape);
  return expr;
}

struct expr *build_like_any(struct build *b, struct expr *left, enum op op,
                            const struct token *word, struct list *patterns,
                            struct expr *escape, bool negated)
{
  struct expr *expr = test_new(b, EXPR_LIKE, left, negated);

  expr->op = op;
  expr->number = text_is_nocase(word->text, "ALL") ? 2 : 1;
  expr->right = escape;
  expr->list = list_value(patterns);
  over_list(b, expr, patterns);
  over(b, expr, escape);
  return expr;
}

struct expr *build_collate(struct build *b, struct expr *left,
                           const struct token *collation)
{
  struct expr *expr = test_new(b, EXPR_COLLATE, left, false);

  expr->text = build_unquote(b, collation);
  return expr;
}

struct expr *build_cast(struct build *b, struct place from, struct expr *left,
                        struct type_name *type, bool try_cast)
{
  struct expr *expr = test_new(b, EXPR_CAST, left, try_cast);

  expr->place = build_place(b, from);
  expr->sign = from;
  expr->type = type;
  return expr;
}

struct expr *build_cast_sign(struct build *b, const struct token *sign, struct expr *left,
                             struct type_name *type)
{
  struct expr *expr = build_cast(b, left->place, left, type, false);

  expr->sign = sign->place;
  return expr;
}

struct expr *build_cast_fields(struct build *b, struct place from, struct expr *left,
                               struct type_name *type, int changes)
{
  struct expr *expr = build_cast(b, from, left, type, false);

  expr->number = changes;
  return expr;
}

/* The path that a step is added to: `left` itself, when it is one already. */
static struct expr *path_of(struct build *b, const struct token *sign, struct expr *left)
{
  if (left->kind != EXPR_PATH || left->parenthesized) {
    struct expr *path = test_new(b, EXPR_PATH, left, false);

    path->sign = sign->place;
    return path;
  }
  left->place = build_place(b, left->place);
  return left;
}

struct expr *build_path_name(struct build *b, const struct token *sign, struct expr *left,
                             const struct ident *ident)
{
  struct expr *expr = path_of(b, sign, left);
  struct path_step *step = ARENA_NEW(b->arena, struct path_step);

  /* Keys keep the case in which they are written, quoted or not. */
  step->name = ident->quoted ? ident->name : build_source(b, ident->place);
  step->place = ident->place;
  list_add(b->arena, &expr->list, step);
  return expr;
}

struct expr *build_path_index(struct build *b, const struct token *sign,
                              struct expr *left, struct expr *index)
{
  struct expr *expr = path_of(b, sign, left);
  struct path_step *step = ARENA_NEW(b->arena, struct path_step);

  step->index = index;
  step->place = index->place;
  list_add(b->arena, &expr->list, step);
  over(b, expr, index);
  return expr;
}

struct expr *build_outer_join(struct build *b, struct name *name)
{
  struct expr *column = build_column(b, name);

  column->place.to = name->place.to;
  return test_new(b, EXPR_OUTER_JOIN, column, false);
}

struct expr *build_exists(struct build *b, const struct token *token, struct query *query)
{
  struct expr *expr = expr_new(b, EXPR_EXISTS, token->place);

  expr->query = query;
  over_query(b, expr, query);
  return expr;
}

struct expr *build_case(struct build *b, const struct token *token, struct expr *operand,
                        struct list *whens, struct expr *otherwise)
{
  struct expr *expr = expr_new(b, EXPR_CASE, token->place);

  expr->left = operand;
  expr->list = *whens;
  expr->right = otherwise;
  over(b, expr, operand);
  over(b, expr, otherwise);
  for (int i = 0; i < whens->count; i++) {
    struct when *when = whens->at[i];

    over(b, expr, when->condition);
    over(b, expr, when->result);
  }
  return expr;
}

struct when *build_when(struct build *b, struct expr *condition, struct expr *result)
{
  struct when *when = ARENA_NEW(b->arena, struct when);

  when->condition = condition;
  when->result = result;
  return when;
}

struct expr *build_array(struct build *b, const struct token *bracket, struct list *items)
{
  struct expr *expr = expr_new(b, EXPR_ARRAY, bracket->place);

  expr->list = list_value(items);
  over_list(b, expr, items);
  return expr;
}

struct expr *build_object(struct build *b, const struct token *brace, struct list *items)
{
  struct expr *expr = build_array(b, brace, items);

  expr->kind = EXPR_OBJECT;
  return expr;
}

struct list *build_object_item(struct build *b, struct list *items,
                               const struct token *key, struct expr *value)
{
  if (!items)
    items = build_list(b, NULL);
  list_add(b->arena, items, build_string(b, key));
  list_add(b->arena, items, value);
  return items;
}

struct list *build_object_spread(struct build *b, struct list *items,
                                 const struct token *stars, struct expr *value)
{
  if (!items)
    items = build_list(b, NULL);
  list_add(b->arena, items, build_prefix(b, stars, EXPR_SPREAD, value));
  list_add(b->arena, items, build_literal(b, stars, EXPR_NULL));
  return items;
}

/* ---- calls ---- */

struct call *build_args(struct build *b, struct list *args, bool distinct,
                        enum nulls_treatment nulls)
{
  struct call *call = ARENA_NEW(b->arena, struct call);

  call->args = list_value(args);
  call->distinct = distinct;
  call->nulls = nulls;
  return call;
}

static bool is_in_one(const struct expr *expr)
{
  return expr->kind == EXPR_IN && !expr->yes && !expr->query && expr->list.count == 1;
}

/* POSITION(a IN b) came as one argument: x IN y. What followed y, as in x IN y::T or x IN y || z,
 * was taken to follow the whole, which then is the left end of a tree. */
static void split_position(struct build *b, struct call *call)
{
  struct expr *whole = call->args.count == 1 ? call->args.at[0] : NULL;
  struct expr **end = &whole;

  while (*end && !(*end)->parenthesized && !is_in_one(*end))
    end = &(*end)->left;
  if (!*end || (*end)->parenthesized)
    return;
  struct expr *in = *end;

  if (b->bare_in == in)
    b->bare_in = NULL;
  *end = in->list.at[0];
  call->args = (struct list){ 0 };
  list_add(b->arena, &call->args, in->left);
  list_add(b->arena, &call->args, whole);
}

struct expr *build_call(struct build *b, struct name *name, struct call *call)
{
  struct expr *expr = expr_new(b, EXPR_CALL, name->place);
  struct ident *only = name->parts.count == 1 ? name->parts.at[0] : NULL;

  if (only && !only->quoted && text_is(only->name, "POSITION"))
    split_position(b, call);
  call->name = name;
  expr->call = call;
  over(b, expr, name->dynamic);
  over_list(b, expr, &call->args);
  return expr;
}

struct expr *build_niladic(struct build *b, const struct token *token, struct call *call)
{
  if (!call)
    call = build_args(b, NULL, false, NULLS_UNSAID);
  return build_call(b, build_name(b, build_ident(b, token)), call);
}

struct expr *build_extract(struct build *b, const struct token *token, struct list *args)
{
  struct expr *expr = build_niladic(b, token, build_args(b, args, false, NULLS_UNSAID));
  struct ident *ident = expr->call->name->parts.at[0];

  ident->name = TEXT("DATE_PART");
  return expr;
}

struct expr *build_call_within(struct build *b, struct expr *expr, struct list *orders)
{
  expr->call->within_group = orders;
  expr->place = build_place(b, expr->place);
  over_orders(b, expr, orders);
  return expr;
}

struct expr *build_call_side(struct build *b, struct expr *expr, bool last)
{
  expr->call->from_last = last;
  expr->place = build_place(b, expr->place);
  return expr;
}

struct expr *build_call_nulls(struct build *b, struct expr *expr,
                              enum nulls_treatment nulls)
{
  expr->call->nulls = nulls;
  expr->place = build_place(b, expr->place);
  return expr;
}

struct expr *build_call_over(struct build *b, struct expr *expr, struct window *window)
{
  expr->call->over = window;
  expr->place = build_place(b, expr->place);
  over_list(b, expr, window->partition_by);
  over_orders(b, expr, window->order_by);
  over(b, expr, window->from_offset);
  over(b, expr, window->to_offset);
  return expr;
}

struct expr *build_named(struct build *b, const struct ident *ident, struct expr *value)
{
  struct expr *expr = expr_new(b, EXPR_NAMED, ident->place);

  expr->text = ident->name;
  expr->left = value;
  over(b, expr, value);
  return expr;
}

/* A lambda's parameter out of the column that it was read as. */
static struct column_def *param_of(struct build *b, const struct expr *expr)
{
  if (expr->kind != EXPR_COLUMN || expr->name->parts.count != 1) {
    build_syntax_error_at(b, expr->place);
    return build_field(b, NULL, NULL, false);
  }
  return build_field(b, expr->name->parts.at[0], NULL, false);
}

struct expr *build_lambda(struct build *b, const struct expr *params, struct expr *body)
{
  struct list *list = build_list(b, NULL);

  if (params->kind != EXPR_ROW)
    list_add(b->arena, list, param_of(b, params));
  else
    for (int i = 0; i < params->list.count; i++)
      list_add(b->arena, list, param_of(b, params->list.at[i]));
  return build_lambda_typed(b, params->place, list, body);
}

struct expr *build_lambda_typed(struct build *b, struct place from, struct list *params,
                                struct expr *body)
{
  struct expr *expr = expr_new(b, EXPR_LAMBDA, from);

  expr->list = *params;
  expr->left = body;
  over(b, expr, body);
  return expr;
}

/* ---- stars, windows, orders ---- */

struct star_ref build_star(struct build *b, struct place place, struct name *qualifier)
{
  struct star *star = ARENA_NEW(b->arena, struct star);

  star->qualifier = qualifier;
  return (struct star_ref){ star, build_place(b, place) };
}

/* The star once more, now that it is longer. */
static struct star_ref star_longer(struct build *b, struct star_ref ref)
{
  ref.place = build_place(b, ref.place);
  return ref;
}

struct star_ref build_star_ilike(struct build *b, struct star_ref ref,
                                 const struct token *pattern)
{
  ref.star->ilike = build_unquote(b, pattern);
  return star_longer(b, ref);
}

struct star_ref build_star_exclude(struct build *b, struct star_ref ref,
                                   struct list *idents)
{
  ref.star->exclude = idents;
  return star_longer(b, ref);
}

struct star_ref build_star_replace(struct build *b, struct star_ref ref,
                                   struct list *items)
{
  ref.star->replace = items;
  return star_longer(b, ref);
}

struct star_ref build_star_rename(struct build *b, struct star_ref ref,
                                  struct list *renames)
{
  ref.star->rename = renames;
  return star_longer(b, ref);
}

struct expr *build_star_expr(struct build *b, struct star_ref ref)
{
  struct expr *expr = expr_new(b, EXPR_STAR, ref.place);
  const struct list *replace = ref.star->replace;

  expr->place = ref.place;
  expr->star = ref.star;
  for (int i = 0; replace && i < replace->count; i++)
    over(b, expr, ((struct select_item *)replace->at[i])->expr);
  return expr;
}

struct rename *build_rename(struct build *b, const struct ident *from,
                            const struct ident *to)
{
  struct rename *rename = ARENA_NEW(b->arena, struct rename);

  rename->from = *from;
  rename->to = *to;
  return rename;
}

struct window *build_window_named(struct build *b, struct ident *name)
{
  return build_window(b, name, NULL, NULL);
}

struct window *build_window(struct build *b, struct ident *base,
                            struct list *partition_by, struct list *order_by)
{
  struct window *window = ARENA_NEW(b->arena, struct window);

  window->name = base;
  window->partition_by = partition_by;
  window->order_by = order_by;
  return window;
}

struct window *build_window_frame(struct build *b, struct window *window,
                                  enum frame_unit unit, const struct frame_edge *from,
                                  const struct frame_edge *to)
{
  (void)b;
  window->frame = unit;
  window->from = from->bound;
  window->from_offset = from->offset;
  window->to = to ? to->bound : BOUND_CURRENT_ROW;
  window->to_offset = to ? to->offset : NULL;
  return window;
}

struct frame_edge *build_frame_edge(struct build *b, enum frame_bound bound,
                                    struct expr *offset)
{
  struct frame_edge *edge = ARENA_NEW(b->arena, struct frame_edge);

  edge->bound = bound;
  edge->offset = offset;
  return edge;
}

struct order_item *build_order(struct build *b, struct expr *expr, int direction)
{
  struct order_item *order = ARENA_NEW(b->arena, struct order_item);

  order->expr = expr;
  order->descending = direction & BUILD_DESCENDING;
  if (direction & BUILD_NULLS_FIRST)
    order->nulls = ORDER_NULLS_FIRST;
  if (direction & BUILD_NULLS_LAST)
    order->nulls = ORDER_NULLS_LAST;
  return order;
}

struct list *build_orders(struct build *b, struct list *orders, struct order_item *order)
{
  const struct expr *row = order->expr;

  if (!row || row->kind != EXPR_ROW)
    return orders ? build_append(b, orders, order) : build_list(b, order);
  for (int i = 0; i < row->list.count; i++) {
    struct order_item *key = ARENA_NEW(b->arena, struct order_item);

    *key = *order;
    key->expr = row->list.at[i];
    orders = build_orders(b, orders, key);
  }
  return orders;
}

struct list *build_keys(struct build *b, struct list *exprs)
{
  struct list *keys = ARENA_NEW(b->arena, struct list);

  for (int i = 0; i < exprs->count; i++) {
    struct expr *expr = exprs->at[i];

    if (expr->kind == EXPR_ROW)
      build_append_all(b, keys, build_keys(b, &expr->list));
    else
      build_append(b, keys, expr);
  }
  return keys;
}
