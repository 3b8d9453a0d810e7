/* bind_match.c: MATCH_RECOGNIZE: rows that follow each other as a pattern says. */
#include <string.h>

#include "bind/binder.h"
#include "bind/bound_shape.h"
#include "sql/match.h"
#include "sql/walk.h"

/* Names that no statement can write: columns of the matches, beside those of the rows. */
#define MATCH_ID "\1match"
#define MATCH_NUMBER "\1number"
#define MATCH_SYMBOL "\1symbol"
#define MATCH_SEQUENCE "\1sequence"
#define MATCH_LAST "\1last"
#define MATCH_SHOWN "\1shown"

enum { LAST_COLUMN = 5, SHOWN_COLUMN = 6 }; /* Of what sg_match gives. */

/* The rows are numbered by partition and order, and each gets the bits of the symbols that it may be
 * (DEFINE looks at no match, only at rows around). The engine gives all rows at once to sg_match,
 * which says what row is what in which match; those are joined with the rows again. A measure is a
 * window over the rows of a match, and ONE ROW PER MATCH keeps the last of them. */
struct matching {
  const struct match *match;
  enum { MATCHING_DEFINE, MATCHING_MEASURE } phase;
  int own_symbol;   /* DEFINE: of what. */
  bool in_function; /* MEASURES: a symbol's column is one of its rows. */
  int frame;        /* As struct match_measure. */
};

/* ---- pieces of trees ---- */

static struct expr *expr_new(struct arena *arena, enum expr_kind kind, struct place place)
{
  struct expr *expr = ARENA_NEW(arena, struct expr);

  expr->kind = kind;
  expr->place = place;
  return expr;
}

static struct expr *column_named(struct arena *arena, const char *name,
                                 struct place place)
{
  struct expr *expr = expr_new(arena, EXPR_COLUMN, place);
  struct ident *ident = ARENA_NEW(arena, struct ident);

  ident->name = text_of(name);
  ident->quoted = true;
  ident->place = place;
  expr->name = ARENA_NEW(arena, struct name);
  expr->name->place = place;
  list_add(arena, &expr->name->parts, ident);
  return expr;
}

static struct expr *number_of(struct arena *arena, int number, struct place place)
{
  struct expr *expr = expr_new(arena, EXPR_NUMBER, place);

  expr->text = arena_printf(arena, "%d", number);
  return expr;
}

/* The rows of the match, to the current one or all. */
static struct window *match_window(struct arena *arena, bool all, struct place place)
{
  struct window *window = ARENA_NEW(arena, struct window);
  struct order_item *order = ARENA_NEW(arena, struct order_item);

  order->expr = column_named(arena, MATCH_SEQUENCE, place);
  window->partition_by = list_of(arena, column_named(arena, MATCH_ID, place));
  window->order_by = list_of(arena, order);
  window->frame = FRAME_ROWS;
  window->from = BOUND_UNBOUNDED_PRECEDING;
  window->to = all ? BOUND_UNBOUNDED_FOLLOWING : BOUND_CURRENT_ROW;
  return window;
}

/* "\1symbol" = 3 */
static struct expr *is_symbol(struct arena *arena, int symbol, struct place place)
{
  struct expr *equal = expr_new(arena, EXPR_OPERATOR, place);

  equal->op = OP_EQ;
  equal->left = column_named(arena, MATCH_SYMBOL, place);
  equal->right = number_of(arena, symbol, place);
  return equal;
}

/* "\1symbol" >= 0: a row of the match; an empty match has none. */
static struct expr *is_matched(struct arena *arena, struct place place)
{
  struct expr *test = is_symbol(arena, 0, place);

  test->op = OP_GE;
  return test;
}

/* ---- symbols ---- */

int match_symbol(const struct matching *matching, const struct name *name)
{
  return name->parts.count == 2
           ? match_find_symbol(matching->match,
                               ((const struct ident *)name->parts.at[0])->name)
           : -1;
}

bool match_place_symbol(struct binder *binder, const struct matching *matching,
                        int symbol)
{
  if (matching->phase == MATCHING_DEFINE ? symbol == matching->own_symbol
                                         : matching->in_function)
    return true;
  return err_set(
    binder->err, ERR_UNSUPPORTED,
    "Unsupported feature 'a symbol of MATCH_RECOGNIZE outside of FIRST, LAST "
    "and aggregates'.");
}

struct symbol_search {
  const struct matching *matching;
  int symbol;
  bool mixed;
};

static bool find_symbol(void *context, const struct expr *expr)
{
  struct symbol_search *search = context;
  int symbol = expr->kind == EXPR_COLUMN && expr->name
                 ? match_symbol(search->matching, expr->name)
                 : -1;

  if (expr->kind == EXPR_STAR && expr->star->qualifier &&
      expr->star->qualifier->parts.count == 1)
    symbol = match_find_symbol(
      search->matching->match,
      ((const struct ident *)expr->star->qualifier->parts.at[0])->name);
  if (symbol < 0)
    return false;
  search->mixed |= search->symbol >= 0 && search->symbol != symbol;
  search->symbol = symbol;
  return false;
}

/* The symbol whose rows an argument is about; -1: of all. */
static bool symbol_of(struct binder *binder, const struct matching *matching,
                      const struct list *args, int *symbol)
{
  struct symbol_search search = { .matching = matching, .symbol = -1 };

  for (int i = 0; i < args->count; i++)
    expr_walk(args->at[i], find_symbol, &search);
  *symbol = search.symbol;
  return !search.mixed ||
         err_set(binder->err, ERR_UNSUPPORTED,
                 "Unsupported feature 'several symbols of MATCH_RECOGNIZE in one "
                 "function'.");
}

/* ---- functions of DEFINE ---- */

static bool is_one_of(struct text name, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (text_is(name, names[i]))
      return true;
  return false;
}

static struct bound_expr *unsupported(struct binder *binder, const char *what)
{
  err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '%s in MATCH_RECOGNIZE'.",
          what);
  return NULL;
}

static struct window *row_window(struct arena *arena, const struct match *match)
{
  struct window *window = ARENA_NEW(arena, struct window);

  window->partition_by = match->partition_by;
  window->order_by = match->order_by;
  return window;
}

static struct expr *with_window(struct arena *arena, const struct expr *call,
                                struct window *window)
{
  struct expr *copy = expr_new(arena, EXPR_CALL, call->place);

  *copy = *call;
  copy->call = ARENA_NEW(arena, struct call);
  *copy->call = *call->call;
  copy->call->over = window;
  return copy;
}

/* LAG and LEAD look at the rows around, in the partition's order. */
static struct bound_expr *define_call(struct binder *binder,
                                      const struct matching *matching,
                                      const struct expr *expr, struct text name)
{
  static const char *const of_rows[] = { "LAG", "LEAD" };
  static const char *const of_match[] = {
    "FIRST", "LAST", "AVG",          "COUNT",      "MAX",
    "MIN",   "SUM",  "MATCH_NUMBER", "CLASSIFIER", "MATCH_SEQUENCE_NUMBER"
  };

  if (is_one_of(name, of_match, sizeof of_match / sizeof *of_match))
    return unsupported(binder, "a function of the match in DEFINE");
  if (!is_one_of(name, of_rows, sizeof of_rows / sizeof *of_rows))
    return NULL;
  if (!matching->match->order_by)
    return unsupported(binder, "LAG and LEAD without ORDER BY");
  return bind_expression(
    binder, with_window(binder->arena, expr, row_window(binder->arena, matching->match)));
}

/* ---- functions of MEASURES ---- */

/* The frame of a function that depends on it; false with an error when it was not said. */
static bool whole_match(struct binder *binder, const struct matching *matching,
                        bool depends, bool *all)
{
  *all = !matching->match->all_rows || matching->frame == MATCH_FINAL;
  if (!depends || !matching->match->all_rows || matching->frame != MATCH_UNSAID)
    return true;
  unsupported(binder,
              "ALL ROWS PER MATCH with a measure that is neither RUNNING nor FINAL");
  return false;
}

/* FIRST(sym.x), LAST(sym.x): of the symbol's first or last row, also when it is NULL there. */
static struct bound_expr *bind_edge(struct binder *binder, struct matching *matching,
                                    const struct expr *expr, bool first)
{
  struct bound_expr *value, *is = NULL, *edge;
  struct place place = expr->place;
  struct window *window;
  int symbol;
  bool all;

  if (expr->call->args.count != 1)
    return unsupported(binder, "FIRST and LAST with an offset");
  if (!symbol_of(binder, matching, &expr->call->args, &symbol) ||
      !whole_match(binder, matching, !first || symbol >= 0, &all))
    return NULL;
  matching->in_function = true;
  value = settled(binder, bind_expression(binder, expr->call->args.at[0]));
  matching->in_function = false;
  if (value)
    is = bind_expression(binder, symbol >= 0 ? is_symbol(binder->arena, symbol, place)
                                             : is_matched(binder->arena, place));
  if (!value || !is)
    return NULL;
  if (value->has_window || value->has_aggregate)
    return unsupported(binder, "a function within FIRST or LAST");
  window = match_window(binder->arena, all, place);
  edge = bound_template2(binder,
                         first
                           ? "(first_value(CASE WHEN $2 THEN struct_pack(v := $1) END "
                             "IGNORE NULLS)$O).v"
                           : "(last_value(CASE WHEN $2 THEN struct_pack(v := $1) END "
                             "IGNORE NULLS)$O).v",
                         value->type, value, is);
  edge->over = bind_window(binder, window);
  if (!edge->over)
    return NULL;
  edge->has_window = edge->nullable = true;
  edge->bytes = value->bytes;
  edge->width = value->width;
  return edge;
}

/* SUM(sym.x): CASE WHEN it is the symbol THEN x END; COUNT(*) and COUNT(sym.*) count rows. */
static struct bound_expr *bind_match_aggregate(struct binder *binder,
                                               struct matching *matching,
                                               const struct expr *expr)
{
  struct arena *arena = binder->arena;
  const struct expr *arg;
  struct bound_expr *bound;
  struct expr *call, *only;
  struct when *when;
  int symbol;
  bool all;

  if (expr->call->distinct || expr->call->args.count != 1)
    return unsupported(binder, "an aggregate with DISTINCT or several arguments");
  if (!symbol_of(binder, matching, &expr->call->args, &symbol) ||
      !whole_match(binder, matching, true, &all))
    return NULL;
  call = with_window(arena, expr, match_window(arena, all, expr->place));
  arg = expr->call->args.at[0];
  only = expr_new(arena, EXPR_CASE, expr->place);
  when = ARENA_NEW(arena, struct when);
  when->condition = symbol >= 0 ? is_symbol(arena, symbol, expr->place)
                                : is_matched(arena, expr->place);
  when->result = arg->kind == EXPR_STAR ? number_of(arena, 1, expr->place)
                                        : (struct expr *)(uintptr_t)arg;
  list_add(arena, &only->list, when);
  call->call->args = (struct list){ 0 };
  list_add(arena, &call->call->args, only);
  matching->in_function = true;
  bound = bind_expression(binder, call);
  matching->in_function = false;
  return bound;
}

static struct bound_expr *bind_classifier(struct binder *binder,
                                          const struct matching *matching,
                                          const struct place *place)
{
  const struct list *symbols = &matching->match->symbols;
  struct expr *choice = expr_new(binder->arena, EXPR_CASE, *place);
  struct bound_expr *bound;

  for (int i = 0; i < symbols->count; i++) {
    struct when *when = ARENA_NEW(binder->arena, struct when);

    when->condition = is_symbol(binder->arena, i, *place);
    when->result = expr_new(binder->arena, EXPR_STRING, *place);
    when->result->text = ((const struct match_symbol *)symbols->at[i])->name;
    list_add(binder->arena, &choice->list, when);
  }
  bound = bind_expression(binder, choice);
  if (bound)
    bound->type = type_of(TYPE_VARCHAR);
  return bound;
}

static struct bound_expr *measure_call(struct binder *binder, struct matching *matching,
                                       const struct expr *expr, struct text name)
{
  static const char *const aggregates[] = { "AVG", "COUNT", "MAX", "MIN", "SUM" };

  if (text_is(name, "MATCH_NUMBER"))
    return bind_expression(binder,
                           column_named(binder->arena, MATCH_NUMBER, expr->place));
  if (text_is(name, "MATCH_SEQUENCE_NUMBER"))
    return bind_expression(binder,
                           column_named(binder->arena, MATCH_SEQUENCE, expr->place));
  if (text_is(name, "CLASSIFIER"))
    return bind_classifier(binder, matching, &expr->place);
  if (text_is(name, "FIRST") || text_is(name, "LAST") || text_is(name, "FIRST_VALUE") ||
      text_is(name, "LAST_VALUE"))
    return bind_edge(binder, matching, expr, text_starts_with_nocase(name, "FIRST"));
  if (is_one_of(name, aggregates, sizeof aggregates / sizeof *aggregates))
    return bind_match_aggregate(binder, matching, expr);
  return NULL;
}

struct bound_expr *bind_match_call(struct binder *binder, struct matching *matching,
                                   const struct expr *expr, struct text name)
{
  if (expr->call->over)
    return NULL;
  return matching->phase == MATCHING_DEFINE ? define_call(binder, matching, expr, name)
                                            : measure_call(binder, matching, expr, name);
}

/* ---- the rows ---- */

struct rows {
  struct list exprs, names; /* What there is to match, then what is added: */
  int count;                /* ... from here on partition, row in it, symbols, number. */
};

static struct bound_expr *counted(struct binder *binder, const char *template,
                                  struct bound_window *over)
{
  struct bound_expr *expr = bound_template(binder, template, type_number(18, 0), NULL, 0,
                                           NULL);

  expr->bytes = 8;
  expr->nullable = false;
  expr->over = over;
  expr->has_window = over != NULL;
  return expr;
}

/* The partitions in an order, and the rows within each. */
static bool add_numbers(struct binder *binder, const struct match *match,
                        struct rows *rows)
{
  struct bound_window *own = bind_window(binder, row_window(binder->arena, match));
  struct bound_window *parts = ARENA_NEW(binder->arena, struct bound_window);

  if (!own)
    return false;
  parts->order_count = own->partition_count;
  parts->order_by = ARENA_ARRAY(binder->arena, (size_t)own->partition_count,
                                struct bound_order);
  for (int i = 0; i < own->partition_count; i++)
    parts->order_by[i] = (struct bound_order){ .expr = own->partition_by[i] };
  list_add(binder->arena, &rows->exprs,
           own->partition_count ? counted(binder, "dense_rank()$O", parts)
                                : counted(binder, "CAST(1 AS BIGINT)", NULL));
  list_add(binder->arena, &rows->exprs, counted(binder, "row_number()$O", own));
  return true;
}

/* The bits of the symbols that a row may be. */
static bool add_symbols(struct binder *binder, struct matching *matching,
                        struct rows *rows)
{
  const struct list *symbols = &matching->match->symbols;
  struct bound_expr *all = counted(binder, "CAST(0 AS BIGINT)", NULL);

  matching->phase = MATCHING_DEFINE;
  for (int i = 0; i < symbols->count; i++) {
    const struct match_symbol *symbol = symbols->at[i];
    struct bound_expr *condition = NULL;
    struct text bit;

    matching->own_symbol = i;
    if (symbol->define && !(condition = bind_condition(binder, symbol->define)))
      return false;
    bit = condition ? arena_printf(binder->arena,
                                   "($1 + CASE WHEN $2 THEN %lld ELSE 0 END)", 1LL << i)
                    : arena_printf(binder->arena, "($1 + %lld)", 1LL << i);
    all = condition ? bound_template2(binder, arena_c_string(binder->arena, bit),
                                      type_number(18, 0), all, condition)
                    : bound_template1(binder, arena_c_string(binder->arena, bit),
                                      type_number(18, 0), all);
    all->bytes = 8;
  }
  list_add(binder->arena, &rows->exprs, all);
  return true;
}

static struct bound_cte *cte_of(struct binder *binder, struct bound_query *query)
{
  struct bound_cte *cte = ARENA_NEW(binder->arena, struct bound_cte);

  cte->id = binder->context->next_id++;
  cte->query = query;
  cte->materialized = true;
  return cte;
}

static struct bound_source *cte_source(struct binder *binder, const struct bound_cte *cte)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_CTE,
                                                 cte->query->column_count);

  source->cte = cte->id;
  memcpy(source->columns, cte->query->columns,
         (size_t)source->column_count * sizeof *source->columns);
  return source;
}

/* All rows numbered through: by partition, and by row within. */
static struct bound_cte *numbered(struct binder *binder, const struct rows *rows,
                                  struct bound_from *from)
{
  struct bound_query *inner = select_of(binder, &rows->exprs, from);
  struct bound_query *outer = wrapped(binder, inner);
  struct bound_window *over = ARENA_NEW(binder->arena, struct bound_window);
  struct list items = { 0 };

  for (int i = 0; i < outer->column_count; i++)
    list_add(binder->arena, &items, outer->select->items[i]);
  over->order_count = 2;
  over->order_by = ARENA_ARRAY(binder->arena, 2, struct bound_order);
  over->order_by[0].expr = items.at[rows->count];
  over->order_by[1].expr = items.at[rows->count + 1];
  list_add(binder->arena, &items, counted(binder, "row_number()$O", over));
  return cte_of(binder, select_of(binder, &items, outer->select->from));
}

/* What sg_match says of the rows of a numbered relation. */
static struct bound_source *matches_source(struct binder *binder,
                                           const struct match *match,
                                           const struct bound_cte *cte, int rows)
{
  static const char *const names[] = { "",           MATCH_ID,       MATCH_NUMBER,
                                       MATCH_SYMBOL, MATCH_SEQUENCE, MATCH_LAST,
                                       MATCH_SHOWN };
  struct bound_source *source = bound_source_new(binder, SOURCE_TEMPLATE, 7);
  struct text sql = arena_printf(
    binder->arena,
    "(SELECT unnest(sg_match((SELECT string_agg(CASE WHEN c%d = 1 THEN 'p' ELSE '' END || "
    "format('{:x}', c%d), ',' ORDER BY c%d) FROM cte%d), '" TEXT_FMT
    "', %d, %d, %d), recursive := true))",
    rows + 1, rows + 2, rows + 3, cte->id, TEXT_ARG(match->pattern), (int)match->skip,
    match->skip_symbol, (int)match->rows);

  source->duckdb = arena_c_string(binder->arena, sql);
  for (int i = 0; i < 7; i++)
    source->columns[i] = (struct bound_column){ .name = text_of(names[i]),
                                                .type = type_number(18, 0),
                                                .bytes = 8 };
  return source;
}

/* ---- the result ---- */

struct result {
  struct list exprs, names; /* struct bound_expr, struct text */
};

static void add_result(struct binder *binder, struct result *result,
                       struct bound_expr *expr, struct text name)
{
  struct text *kept = ARENA_NEW(binder->arena, struct text);

  *kept = name;
  list_add(binder->arena, &result->exprs, expr);
  list_add(binder->arena, &result->names, kept);
}

/* ONE ROW PER MATCH shows what is partitioned by, ALL ROWS all that the rows have. */
static bool add_columns(struct binder *binder, const struct match *match,
                        const struct rows *rows, const struct scope_source *entry,
                        struct result *result)
{
  const struct list *parts = match->partition_by;

  for (int i = 0; match->all_rows && i < rows->count; i++)
    add_result(binder, result, source_column(binder, NULL, entry, i, NULL),
               *(struct text *)rows->names.at[i]);
  for (int i = 0; !match->all_rows && parts && i < parts->count; i++) {
    const struct expr *part = parts->at[i];
    struct bound_expr *bound;

    if (part->kind != EXPR_COLUMN || !part->name->parts.count)
      return unsupported(binder, "PARTITION BY of an expression");
    bound = bind_expression(binder, part);
    if (!bound)
      return false;
    add_result(
      binder, result, bound,
      ((const struct ident *)part->name->parts.at[part->name->parts.count - 1])->name);
  }
  return true;
}

/* Of a row that is in no match every measure is NULL. */
static struct bound_expr *only_of_matches(struct binder *binder, struct bound_expr *value)
{
  struct bound_expr *number = bind_expression(
    binder, column_named(binder->arena, MATCH_NUMBER, value->place));
  struct bound_expr *only;

  if (!number)
    return NULL;
  only = bound_template2(binder, "CASE WHEN $2 > 0 THEN $1 END", value->type, value,
                         number);
  only->bytes = value->bytes;
  only->width = value->width;
  only->nullable = true;
  return only;
}

static bool add_measures(struct binder *binder, struct matching *matching,
                         struct result *result)
{
  matching->phase = MATCHING_MEASURE;
  for (int i = 0; i < matching->match->measures.count; i++) {
    const struct match_measure *measure = matching->match->measures.at[i];
    struct bound_expr *bound;

    matching->frame = (int)measure->frame;
    bound = settled(binder, bind_expression(binder, measure->expr));
    if (bound && matching->match->rows == MATCH_WITH_UNMATCHED)
      bound = only_of_matches(binder, bound);
    if (!bound)
      return false;
    add_result(binder, result, bound, measure->name);
  }
  return true;
}

/* Only the rows of which the last column is 1, and without that. */
static struct bound_query *only_marked(struct binder *binder, struct bound_query *query)
{
  struct bound_query *outer = wrapped(binder, query);
  int last = query->column_count - 1;

  outer->select->where = bound_template1(binder, "($1 = 1)", type_of(TYPE_BOOLEAN),
                                         outer->select->items[last]);
  outer->column_count = outer->select->item_count = last;
  return outer;
}

static struct bound_query *result_query(struct binder *binder, struct matching *matching,
                                        const struct rows *rows, struct bound_cte *cte)
{
  struct bound_source *matches = matches_source(binder, matching->match, cte,
                                                rows->count);
  struct bound_source *all = cte_source(binder, cte);
  struct scope_source row_entry = { .source = all }, match_entry = { .source = matches };
  struct bound_from *join = ARENA_NEW(binder->arena, struct bound_from);
  struct result result = { 0 };
  struct bound_query *query;

  join->join = JOIN_INNER;
  join->left = from_one(binder, matches);
  join->right = from_one(binder, all);
  join->on = bound_template2(
    binder, "($1 = $2)", type_of(TYPE_BOOLEAN),
    source_column(binder, NULL, &match_entry, 0, NULL),
    source_column(binder, NULL, &row_entry, all->column_count - 1, NULL));
  all->column_count = rows->count;
  for (int i = 0; i < rows->count; i++)
    all->columns[i].name = *(struct text *)rows->names.at[i];
  list_add(binder->arena, &binder->scope->sources, &row_entry);
  list_add(binder->arena, &binder->scope->sources, &match_entry);
  binder->scope->clause = CLAUSE_SELECT;
  if (!add_columns(binder, matching->match, rows, &row_entry, &result) ||
      !add_measures(binder, matching, &result))
    return NULL;
  if (!result.exprs.count) {
    bind_fail(binder, NULL, ERR_SYNTAX, "MATCH_RECOGNIZE gives no columns");
    return NULL;
  }
  add_result(binder, &result,
             source_column(binder, NULL, &match_entry,
                           matching->match->all_rows ? SHOWN_COLUMN : LAST_COLUMN, NULL),
             TEXT(""));
  query = select_of(binder, &result.exprs, join);
  for (int i = 0; i < result.names.count; i++)
    query->columns[i].name = *(struct text *)result.names.at[i];
  query = only_marked(binder, query);
  query->cte_count = 1;
  query->ctes = ARENA_ARRAY(binder->arena, 1, struct bound_cte *);
  query->ctes[0] = cte;
  return query;
}

/* ---- the whole ---- */

static struct bound_cte *bind_rows(struct binder *binder, struct matching *matching,
                                   const struct table_ref *ref, struct rows *rows)
{
  struct scope *scope = binder->scope;
  struct star star = { 0 };
  const struct expr all = { .kind = EXPR_STAR, .star = &star, .place = ref->place };
  struct bound_from *from = bind_from(binder, ref->left);

  if (!from || !scope_star(binder, &all, &rows->exprs, &rows->names))
    return NULL;
  rows->count = rows->exprs.count;
  scope->clause = CLAUSE_SELECT;
  scope->matching = matching;
  if (!add_numbers(binder, matching->match, rows) || !add_symbols(binder, matching, rows))
    return NULL;
  return numbered(binder, rows, from);
}

struct bound_query *bind_match_recognize(struct binder *binder,
                                         const struct table_ref *ref)
{
  struct scope *outer = binder->scope;
  struct scope row_scope = { .parent = outer->parent, .clause = CLAUSE_FROM };
  struct matching matching = { 0 };
  struct scope scope = { .parent = outer->parent, .matching = &matching };
  struct bound_query *query = NULL;
  struct rows rows = { 0 };
  struct bound_cte *cte;

  matching.match = match_parse(binder->arena, ref->match_text, binder->err);
  if (!matching.match)
    return NULL;
  binder->scope = &row_scope;
  cte = bind_rows(binder, &matching, ref, &rows);
  binder->scope = &scope;
  if (cte)
    query = result_query(binder, &matching, &rows, cte);
  binder->scope = outer;
  binder->context->by_order = true;
  return query;
}
