/* tree_query.c: queries and expressions, a node a line. */
#include "sql/tree.h"

#include <stdio.h>

/* A line "words name". */
void tree_name(struct tree *tree, const char *words, const struct name *name)
{
  if (!name)
    return;
  tree_start(tree);
  buf_printf(tree->buf, "%s ", words);
  tree_add_name(tree, name);
  tree_end(tree);
  if (name->dynamic) {
    tree->depth++;
    tree_expr(tree, name->dynamic);
    tree->depth--;
  }
}

/* Below a line of its own. */
void tree_under(struct tree *tree, const char *words, const struct expr *expr)
{
  if (!expr)
    return;
  tree_line(tree, words);
  tree->depth++;
  tree_expr(tree, expr);
  tree->depth--;
}

void tree_exprs(struct tree *tree, const char *words, const struct list *exprs)
{
  if (!exprs)
    return;
  tree_line(tree, words);
  tree->depth++;
  for (int i = 0; i < exprs->count; i++)
    tree_expr(tree, exprs->at[i]);
  tree->depth--;
}

void tree_query_under(struct tree *tree, const char *words, const struct query *query)
{
  if (!query)
    return;
  tree_line(tree, words);
  tree->depth++;
  tree_query(tree, query);
  tree->depth--;
}

/* ---- expressions ---- */

static const char *op_name(enum op op)
{
  switch (op) {
  case OP_NONE: return "none";
  case OP_ADD: return "+";
  case OP_SUB: return "-";
  case OP_MUL: return "*";
  case OP_DIV: return "/";
  case OP_MOD: return "%";
  case OP_CONCAT: return "||";
  case OP_EQ: return "=";
  case OP_NE: return "<>";
  case OP_LT: return "<";
  case OP_LE: return "<=";
  case OP_GT: return ">";
  case OP_GE: return ">=";
  case OP_AND: return "AND";
  case OP_OR: return "OR";
  case OP_NOT: return "NOT";
  case OP_NEG: return "-";
  case OP_PLUS: return "+";
  case OP_LIKE: return "LIKE";
  case OP_ILIKE: return "ILIKE";
  case OP_RLIKE: return "RLIKE";
  }
  return "?";
}

void tree_orders(struct tree *tree, const char *words, const struct list *orders)
{
  if (!orders)
    return;
  tree_line(tree, words);
  tree->depth++;
  for (int i = 0; i < orders->count; i++) {
    const struct order_item *order = orders->at[i];

    tree_start(tree);
    buf_add_string(tree->buf, order->descending ? "desc" : "asc");
    if (order->nulls == ORDER_NULLS_FIRST)
      buf_add_string(tree->buf, " nulls first");
    if (order->nulls == ORDER_NULLS_LAST)
      buf_add_string(tree->buf, " nulls last");
    tree_end(tree);
    tree->depth++;
    tree_expr(tree, order->expr);
    tree->depth--;
  }
  tree->depth--;
}

static void print_item(struct tree *tree, const struct select_item *item)
{
  if (!item->alias) {
    tree_expr(tree, item->expr);
    return;
  }
  tree_ident(tree, "as", item->alias);
  tree->depth++;
  tree_expr(tree, item->expr);
  tree->depth--;
}

static void print_items(struct tree *tree, const char *words, const struct list *items)
{
  if (!items)
    return;
  tree_line(tree, words);
  tree->depth++;
  for (int i = 0; i < items->count; i++)
    print_item(tree, items->at[i]);
  tree->depth--;
}

static void print_star(struct tree *tree, const struct star *star)
{
  tree_start(tree);
  buf_add_string(tree->buf, "star");
  if (star->qualifier) {
    buf_add_char(tree->buf, ' ');
    tree_add_name(tree, star->qualifier);
  }
  tree_end(tree);
  tree->depth++;
  tree_string(tree, "ilike", star->ilike);
  tree_idents(tree, "exclude", star->exclude);
  print_items(tree, "replace", star->replace);
  for (int i = 0; star->rename && i < star->rename->count; i++) {
    const struct rename *rename = star->rename->at[i];

    tree_start(tree);
    buf_add_string(tree->buf, "rename ");
    tree_add_ident(tree, &rename->from);
    buf_add_string(tree->buf, " to ");
    tree_add_ident(tree, &rename->to);
    tree_end(tree);
  }
  tree->depth--;
}

static void print_bound(struct tree *tree, const char *words, enum frame_bound bound,
                        const struct expr *offset)
{
  static const char *const names[] = { "unbounded preceding", "preceding", "current row",
                                       "following", "unbounded following" };

  tree_start(tree);
  buf_printf(tree->buf, "%s %s", words, names[bound]);
  tree_end(tree);
  if (offset) {
    tree->depth++;
    tree_expr(tree, offset);
    tree->depth--;
  }
}

static void print_window(struct tree *tree, const struct window *window)
{
  static const char *const units[] = { "", "rows", "range", "groups" };

  tree_ident(tree, "base", window->name);
  tree_exprs(tree, "partition by", window->partition_by);
  tree_orders(tree, "order by", window->order_by);
  if (window->frame == FRAME_NONE)
    return;
  tree_line(tree, units[window->frame]);
  tree->depth++;
  print_bound(tree, "from", window->from, window->from_offset);
  print_bound(tree, "to", window->to, window->to_offset);
  tree->depth--;
}

static void print_call(struct tree *tree, const struct call *call)
{
  tree_start(tree);
  buf_add_string(tree->buf, "call ");
  tree_add_name(tree, call->name);
  if (call->distinct)
    buf_add_string(tree->buf, " distinct");
  if (call->nulls != NULLS_UNSAID)
    buf_add_string(tree->buf,
                   call->nulls == NULLS_IGNORE ? " ignore nulls" : " respect nulls");
  if (call->from_last)
    buf_add_string(tree->buf, " from last");
  tree_end(tree);
  tree->depth++;
  if (call->name->dynamic)
    tree_under(tree, "name", call->name->dynamic);
  for (int i = 0; i < call->args.count; i++)
    tree_expr(tree, call->args.at[i]);
  tree_orders(tree, "within group", call->within_group);
  if (call->over) {
    tree_line(tree, "over");
    tree->depth++;
    print_window(tree, call->over);
    tree->depth--;
  }
  tree->depth--;
}

/* The line of a node: its kind and what it says of itself. */
static void print_node(struct tree *tree, const struct expr *expr)
{
  const char *negation = expr->yes ? "not " : "";

  tree_start(tree);
  switch (expr->kind) {
  case EXPR_NULL: buf_add_string(tree->buf, "null"); break;
  case EXPR_NUMBER:
    buf_printf(tree->buf, "number " TEXT_FMT, TEXT_ARG(expr->text));
    break;
  case EXPR_STRING:
    buf_add_string(tree->buf, "string ");
    tree_add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_BOOLEAN:
    buf_add_string(tree->buf, expr->yes ? "boolean TRUE" : "boolean FALSE");
    break;
  case EXPR_BINARY:
    buf_printf(tree->buf, "binary " TEXT_FMT, TEXT_ARG(expr->text));
    break;
  case EXPR_DATETIME:
    buf_add_string(tree->buf, "datetime ");
    tree_add_type(tree, expr->type);
    buf_add_char(tree->buf, ' ');
    tree_add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_INTERVAL:
    buf_add_string(tree->buf, "interval ");
    tree_add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_COLUMN:
    buf_add_string(tree->buf, "column ");
    tree_add_name(tree, expr->name);
    break;
  case EXPR_POSITION:
    buf_add_string(tree->buf, "position ");
    if (expr->name) {
      tree_add_name(tree, expr->name);
      buf_add_char(tree->buf, '.');
    }
    buf_printf(tree->buf, "$%d", expr->number);
    break;
  case EXPR_VARIABLE:
    buf_printf(tree->buf, "variable %s" TEXT_FMT, expr->yes ? ":" : "$",
               TEXT_ARG(expr->text));
    break;
  case EXPR_BIND: buf_printf(tree->buf, "bind %d", expr->number); break;
  case EXPR_UNARY: buf_printf(tree->buf, "unary %s", op_name(expr->op)); break;
  case EXPR_OPERATOR: buf_printf(tree->buf, "operator %s", op_name(expr->op)); break;
  case EXPR_CASE: buf_add_string(tree->buf, "case"); break;
  case EXPR_CAST:
    buf_add_string(tree->buf, expr->yes ? "try cast " : "cast ");
    tree_add_type(tree, expr->type);
    break;
  case EXPR_BETWEEN: buf_printf(tree->buf, "%sbetween", negation); break;
  case EXPR_IN: buf_printf(tree->buf, "%sin", negation); break;
  case EXPR_EXISTS: buf_add_string(tree->buf, "exists"); break;
  case EXPR_QUERY: buf_add_string(tree->buf, "subquery"); break;
  case EXPR_QUANTIFIED:
    buf_printf(tree->buf, "%s %s", op_name(expr->op), expr->yes ? "all" : "any");
    break;
  case EXPR_LIKE:
    buf_printf(tree->buf, "%s%s%s", negation, op_name(expr->op),
               expr->number == 1   ? " any"
               : expr->number == 2 ? " all"
                                   : "");
    break;
  case EXPR_IS_NULL: buf_printf(tree->buf, "is %snull", negation); break;
  case EXPR_IS_TRUE:
    buf_printf(tree->buf, "is %s%s", negation, expr->number ? "true" : "false");
    break;
  case EXPR_IS_DISTINCT: buf_printf(tree->buf, "is %sdistinct from", negation); break;
  case EXPR_PATH: buf_add_string(tree->buf, "path"); break;
  case EXPR_ROW: buf_add_string(tree->buf, "row"); break;
  case EXPR_ARRAY: buf_add_string(tree->buf, "array"); break;
  case EXPR_OBJECT: buf_add_string(tree->buf, "object"); break;
  case EXPR_COLLATE:
    buf_add_string(tree->buf, "collate ");
    tree_add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_LAMBDA:
    buf_add_string(tree->buf, "lambda");
    for (int i = 0; i < expr->list.count; i++) {
      const struct column_def *param = expr->list.at[i];

      buf_add_string(tree->buf, i ? ", " : " ");
      tree_add_ident(tree, &param->name);
      if (param->type) {
        buf_add_char(tree->buf, ' ');
        tree_add_type(tree, param->type);
      }
    }
    break;
  case EXPR_SPREAD: buf_add_string(tree->buf, "spread"); break;
  case EXPR_NAMED: buf_printf(tree->buf, TEXT_FMT " =>", TEXT_ARG(expr->text)); break;
  case EXPR_PRIOR: buf_add_string(tree->buf, "prior"); break;
  case EXPR_CONNECT_ROOT: buf_add_string(tree->buf, "connect_by_root"); break;
  case EXPR_OUTER_JOIN: buf_add_string(tree->buf, "outer (+)"); break;
  case EXPR_DEFAULT: buf_add_string(tree->buf, "default"); break;
  case EXPR_AT_TIME_ZONE: buf_add_string(tree->buf, "at time zone"); break;
  case EXPR_STAR:
  case EXPR_CALL: break;
  }
  tree_end(tree);
}

static void print_path(struct tree *tree, const struct expr *expr)
{
  for (int i = 0; i < expr->list.count; i++) {
    const struct path_step *step = expr->list.at[i];

    if (step->index)
      tree_under(tree, "at", step->index);
    else
      tree_string(tree, "key", step->name);
  }
}

static void print_whens(struct tree *tree, const struct expr *expr)
{
  for (int i = 0; i < expr->list.count; i++) {
    const struct when *when = expr->list.at[i];

    tree_under(tree, "when", when->condition);
    tree_under(tree, "then", when->result);
  }
  tree_under(tree, "else", expr->right);
}

void tree_expr(struct tree *tree, const struct expr *expr)
{
  if (expr->kind == EXPR_STAR) {
    print_star(tree, expr->star);
    return;
  }
  if (expr->kind == EXPR_CALL) {
    print_call(tree, expr->call);
    return;
  }
  print_node(tree, expr);
  tree->depth++;
  if (expr->name && expr->name->dynamic)
    tree_expr(tree, expr->name->dynamic);
  if (expr->left)
    tree_expr(tree, expr->left);
  if (expr->kind == EXPR_CASE) {
    print_whens(tree, expr);
  } else if (expr->kind == EXPR_PATH) {
    print_path(tree, expr);
  } else {
    for (int i = 0; expr->kind != EXPR_LAMBDA && i < expr->list.count; i++)
      tree_expr(tree, expr->list.at[i]);
    if (expr->right && expr->kind == EXPR_LIKE)
      tree_under(tree, "escape", expr->right);
    else if (expr->right)
      tree_expr(tree, expr->right);
  }
  if (expr->query)
    tree_query(tree, expr->query);
  tree->depth--;
}

/* ---- tables ---- */

static void print_pivot(struct tree *tree, const struct pivot *pivot)
{
  tree_expr(tree, pivot->aggregate);
  tree_ident(tree, "as", pivot->aggregate_alias);
  tree_ident(tree, "for", pivot->column);
  print_items(tree, "in", pivot->values);
  tree_flag(tree, "in any", pivot->any);
  tree_orders(tree, "order by", pivot->any_order);
  tree_query_under(tree, "in", pivot->query);
  tree_under(tree, "default", pivot->default_value);
  tree_flag(tree, "include nulls", pivot->include_nulls);
}

static const char *join_name(enum join_kind join)
{
  switch (join) {
  case JOIN_INNER: return "inner join";
  case JOIN_LEFT: return "left join";
  case JOIN_RIGHT: return "right join";
  case JOIN_FULL: return "full join";
  case JOIN_CROSS: return "cross join";
  case JOIN_ASOF: return "asof join";
  }
  return "?";
}

static void print_table_node(struct tree *tree, const struct table_ref *table)
{
  tree_start(tree);
  if (table->lateral)
    buf_add_string(tree->buf, "lateral ");
  if (table->natural)
    buf_add_string(tree->buf, "natural ");
  switch (table->kind) {
  case TABLE_NAME:
    buf_add_string(tree->buf, "table ");
    tree_add_name(tree, table->name);
    break;
  case TABLE_QUERY: buf_add_string(tree->buf, "derived table"); break;
  case TABLE_FUNCTION: buf_add_string(tree->buf, "table function"); break;
  case TABLE_RESULT: buf_add_string(tree->buf, "table of value"); break;
  case TABLE_FLOW: buf_add_string(tree->buf, "earlier result"); break;
  case TABLE_STAGE:
    buf_add_string(tree->buf, "stage ");
    tree_add_quoted(tree, table->text, '\'');
    break;
  case TABLE_SEMANTIC:
    buf_add_string(tree->buf, "semantic view ");
    tree_add_name(tree, table->name);
    break;
  case TABLE_JOIN: buf_add_string(tree->buf, join_name(table->join)); break;
  case TABLE_PIVOT: buf_add_string(tree->buf, "pivot"); break;
  case TABLE_UNPIVOT: buf_add_string(tree->buf, "unpivot"); break;
  case TABLE_MATCH: buf_add_string(tree->buf, "match recognize"); break;
  }
  if (table->alias) {
    buf_add_string(tree->buf, " as ");
    tree_add_ident(tree, table->alias);
    tree_add_idents(tree, table->column_aliases);
  }
  tree_end(tree);
}

static void print_sample(struct tree *tree, const struct sample *sample)
{
  tree_start(tree);
  buf_printf(tree->buf, "sample%s%s", sample->block ? " block" : "",
             sample->rows ? " rows" : "");
  tree_end(tree);
  tree->depth++;
  tree_expr(tree, sample->size);
  tree_under(tree, "seed", sample->seed);
  tree->depth--;
}

const char *tree_semantic_name(enum semantic_kind kind)
{
  static const char *const names[] = { "tables", "relationships", "facts", "dimensions",
                                       "metrics" };

  return names[kind];
}

void tree_table(struct tree *tree, const struct table_ref *table)
{
  print_table_node(tree, table);
  tree->depth++;
  if (table->name && table->name->dynamic)
    tree_expr(tree, table->name->dynamic);
  if (table->query)
    tree_query(tree, table->query);
  if (table->call)
    print_call(tree, table->call);
  if (table->expr)
    tree_expr(tree, table->expr);
  tree_options(tree, table->options);
  tree_under(tree, table->before ? "before" : "at", table->at_before);
  tree_under(tree, "changes", table->changes);
  tree_under(tree, "end", table->end);
  if (table->left)
    tree_table(tree, table->left);
  if (table->right)
    tree_table(tree, table->right);
  for (int i = 0; table->parts && i < table->parts->count; i++) {
    const struct semantic_part *part = table->parts->at[i];

    print_items(tree, tree_semantic_name(part->kind), &part->items);
  }
  tree_under(tree, "match condition", table->match_condition);
  tree_under(tree, "on", table->on);
  tree_idents(tree, "using", table->using_columns);
  if (table->pivot)
    print_pivot(tree, table->pivot);
  tree_string(tree, "text", table->match_text);
  if (table->sample)
    print_sample(tree, table->sample);
  tree->depth--;
}

void tree_table_under(struct tree *tree, const char *words, const struct table_ref *table)
{
  if (!table)
    return;
  tree_line(tree, words);
  tree->depth++;
  tree_table(tree, table);
  tree->depth--;
}

/* ---- queries ---- */

static void print_group(struct tree *tree, const struct group_item *group)
{
  static const char *const names[] = { "", "all", "rollup", "cube", "grouping sets" };

  if (group->kind == GROUP_EXPR) {
    tree_expr(tree, group->expr);
    return;
  }
  tree_line(tree, names[group->kind]);
  tree->depth++;
  for (int i = 0; group->items && i < group->items->count; i++)
    if (group->kind == GROUP_SETS)
      print_group(tree, group->items->at[i]);
    else
      tree_expr(tree, group->items->at[i]);
  tree->depth--;
}

static void print_select(struct tree *tree, const struct select *select)
{
  tree_line(tree, select->distinct ? "select distinct" : "select");
  tree->depth++;
  tree_under(tree, "top", select->top);
  print_items(tree, "items", &select->items);
  tree_idents(tree, "into", select->into);
  tree_table_under(tree, "from", select->from);
  tree_under(tree, "where", select->where);
  tree_under(tree, "start with", select->start_with);
  tree_under(tree, "connect by", select->connect_by);
  if (select->group_by) {
    tree_line(tree, "group by");
    tree->depth++;
    for (int i = 0; i < select->group_by->count; i++)
      print_group(tree, select->group_by->at[i]);
    tree->depth--;
  }
  tree_under(tree, "having", select->having);
  tree_under(tree, "qualify", select->qualify);
  for (int i = 0; select->windows && i < select->windows->count; i++) {
    const struct named_window *named = select->windows->at[i];

    tree_ident(tree, "window", &named->name);
    tree->depth++;
    print_window(tree, named->window);
    tree->depth--;
  }
  tree->depth--;
}

static void print_set(struct tree *tree, const struct query *query)
{
  static const char *const names[] = { "", "union", "union all", "intersect", "except" };

  tree_start(tree);
  buf_printf(tree->buf, "%s%s", names[query->op], query->by_name ? " by name" : "");
  tree_end(tree);
  tree->depth++;
  tree_query(tree, query->left);
  tree_query(tree, query->right);
  tree->depth--;
}

void tree_ctes(struct tree *tree, const struct list *ctes)
{
  for (int i = 0; ctes && i < ctes->count; i++) {
    const struct cte *cte = ctes->at[i];

    tree_start(tree);
    tree_add_ident(tree, &cte->name);
    tree_add_idents(tree, cte->columns);
    tree_end(tree);
    tree->depth++;
    tree_query(tree, cte->query);
    tree->depth--;
  }
}

static void print_with(struct tree *tree, const struct query *query)
{
  tree_line(tree, query->recursive ? "with recursive" : "with");
  tree->depth++;
  tree_ctes(tree, query->ctes);
  tree->depth--;
}

void tree_query(struct tree *tree, const struct query *query)
{
  tree_line(tree, "query");
  tree->depth++;
  if (query->ctes)
    print_with(tree, query);
  switch (query->kind) {
  case QUERY_SELECT: print_select(tree, query->select); break;
  case QUERY_VALUES:
    tree_line(tree, "values");
    tree->depth++;
    for (int i = 0; i < query->rows->count; i++)
      tree_exprs(tree, "row", query->rows->at[i]);
    tree->depth--;
    break;
  case QUERY_SET: print_set(tree, query); break;
  }
  tree_orders(tree, "order by", query->order_by);
  if (query->order_by_all)
    tree_line(tree, query->order_all->descending ? "order by all desc" : "order by all");
  tree_under(tree, "limit", query->limit);
  tree_under(tree, "offset", query->offset);
  tree_flag(tree, "for update", query->for_update != NULL);
  tree->depth--;
}

/* ---- options ---- */

static void print_option(struct tree *tree, const struct option *option)
{
  tree_words(tree, "option", option->key);
  tree->depth++;
  if (option->value)
    tree_expr(tree, option->value);
  tree_exprs(tree, "list", option->list);
  tree_options(tree, option->options);
  tree->depth--;
}

void tree_options(struct tree *tree, const struct list *options)
{
  for (int i = 0; options && i < options->count; i++)
    print_option(tree, options->at[i]);
}
