/* ast_tree.c: the parser's tree as text, for people and golden files: a node a line, indented. */
#include "sql/ast_tree.h"

#include <stdarg.h>
#include <stdio.h>

#include "sql/ast_block.h"

struct tree {
  struct buf *buf;
  int depth;
};

static void print_expr(struct tree *tree, const struct expr *expr);
static void print_query(struct tree *tree, const struct query *query);
static void print_statement(struct tree *tree, const struct statement *statement);

/* ---- lines ---- */

static void start_line(struct tree *tree)
{
  for (int i = 0; i < tree->depth; i++)
    buf_add_string(tree->buf, "  ");
}

static void end_line(struct tree *tree)
{
  buf_add_char(tree->buf, '\n');
}

static void print_line(struct tree *tree, const char *words)
{
  start_line(tree);
  buf_add_string(tree->buf, words);
  end_line(tree);
}

static void add_quoted(struct tree *tree, struct text text, char quote)
{
  buf_add_char(tree->buf, quote);
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.at[i];

    if (c == '\n')
      buf_add_string(tree->buf, "\\n");
    else if (c < 0x20 || c == 0x7f)
      buf_printf(tree->buf, "\\x%02x", c);
    else
      buf_add_char(tree->buf, (char)c);
    if (c == (unsigned char)quote || c == '\\')
      buf_add_char(tree->buf, (char)c);
  }
  buf_add_char(tree->buf, quote);
}

static void add_ident(struct tree *tree, const struct ident *ident)
{
  if (ident->quoted)
    add_quoted(tree, ident->name, '"');
  else
    buf_add_text(tree->buf, ident->name);
}

static void add_name(struct tree *tree, const struct name *name)
{
  if (name->dynamic)
    buf_add_string(tree->buf, "IDENTIFIER(...)");
  for (int i = 0; i < name->parts.count; i++) {
    if (i > 0)
      buf_add_char(tree->buf, '.');
    add_ident(tree, name->parts.at[i]);
  }
}

static void add_idents(struct tree *tree, const struct list *idents)
{
  if (!idents || !idents->count)
    return;
  buf_add_string(tree->buf, " (");
  for (int i = 0; i < idents->count; i++) {
    if (i > 0)
      buf_add_string(tree->buf, ", ");
    add_ident(tree, idents->at[i]);
  }
  buf_add_char(tree->buf, ')');
}

static void add_type(struct tree *tree, const struct type_name *type)
{
  buf_add_text(tree->buf, type->name);
  if (type->fields) {
    buf_add_char(tree->buf, '(');
    for (int i = 0; i < type->fields->count; i++) {
      const struct column_def *field = type->fields->at[i];

      if (i > 0)
        buf_add_string(tree->buf, ", ");
      if (field->name.name.len) {
        add_ident(tree, &field->name);
        buf_add_char(tree->buf, ' ');
      }
      add_type(tree, field->type);
      if (field->not_null)
        buf_add_string(tree->buf, " NOT NULL");
    }
    if (type->first >= 0)
      buf_printf(tree->buf, ", %lld", (long long)type->first);
    buf_add_char(tree->buf, ')');
  } else if (type->second >= 0) {
    buf_printf(tree->buf, "(%lld, %lld)", (long long)type->first,
               (long long)type->second);
  } else if (type->first >= 0) {
    buf_printf(tree->buf, "(%lld)", (long long)type->first);
  }
}

/* A line "words name". */
static void print_name(struct tree *tree, const char *words, const struct name *name)
{
  if (!name)
    return;
  start_line(tree);
  buf_printf(tree->buf, "%s ", words);
  add_name(tree, name);
  end_line(tree);
  if (name->dynamic) {
    tree->depth++;
    print_expr(tree, name->dynamic);
    tree->depth--;
  }
}

static void print_ident(struct tree *tree, const char *words, const struct ident *ident)
{
  if (!ident)
    return;
  start_line(tree);
  buf_printf(tree->buf, "%s ", words);
  add_ident(tree, ident);
  end_line(tree);
}

static void print_idents(struct tree *tree, const char *words, const struct list *idents)
{
  if (!idents)
    return;
  start_line(tree);
  buf_add_string(tree->buf, words);
  add_idents(tree, idents);
  end_line(tree);
}

/* A line "words 'text'"; nothing when the text is absent. */
static void print_string(struct tree *tree, const char *words, struct text text)
{
  if (!text.at)
    return;
  start_line(tree);
  buf_printf(tree->buf, "%s ", words);
  add_quoted(tree, text, '\'');
  end_line(tree);
}

static void print_words(struct tree *tree, const char *words, struct text text)
{
  if (!text.at)
    return;
  start_line(tree);
  buf_printf(tree->buf, "%s " TEXT_FMT, words, TEXT_ARG(text));
  end_line(tree);
}

static void print_flag(struct tree *tree, const char *words, bool flag)
{
  if (flag)
    print_line(tree, words);
}

/* Below a line of its own. */
static void print_under(struct tree *tree, const char *words, const struct expr *expr)
{
  if (!expr)
    return;
  print_line(tree, words);
  tree->depth++;
  print_expr(tree, expr);
  tree->depth--;
}

static void print_exprs(struct tree *tree, const char *words, const struct list *exprs)
{
  if (!exprs)
    return;
  print_line(tree, words);
  tree->depth++;
  for (int i = 0; i < exprs->count; i++)
    print_expr(tree, exprs->at[i]);
  tree->depth--;
}

static void print_query_under(struct tree *tree, const char *words,
                              const struct query *query)
{
  if (!query)
    return;
  print_line(tree, words);
  tree->depth++;
  print_query(tree, query);
  tree->depth--;
}

/* ---- parts of expressions ---- */

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

static void print_orders(struct tree *tree, const char *words, const struct list *orders)
{
  if (!orders)
    return;
  print_line(tree, words);
  tree->depth++;
  for (int i = 0; i < orders->count; i++) {
    const struct order_item *order = orders->at[i];

    start_line(tree);
    buf_add_string(tree->buf, order->descending ? "desc" : "asc");
    if (order->nulls == ORDER_NULLS_FIRST)
      buf_add_string(tree->buf, " nulls first");
    if (order->nulls == ORDER_NULLS_LAST)
      buf_add_string(tree->buf, " nulls last");
    end_line(tree);
    tree->depth++;
    print_expr(tree, order->expr);
    tree->depth--;
  }
  tree->depth--;
}

static void print_item(struct tree *tree, const struct select_item *item)
{
  if (!item->alias) {
    print_expr(tree, item->expr);
    return;
  }
  print_ident(tree, "as", item->alias);
  tree->depth++;
  print_expr(tree, item->expr);
  tree->depth--;
}

static void print_items(struct tree *tree, const char *words, const struct list *items)
{
  if (!items)
    return;
  print_line(tree, words);
  tree->depth++;
  for (int i = 0; i < items->count; i++)
    print_item(tree, items->at[i]);
  tree->depth--;
}

static void print_star(struct tree *tree, const struct star *star)
{
  start_line(tree);
  buf_add_string(tree->buf, "star");
  if (star->qualifier) {
    buf_add_char(tree->buf, ' ');
    add_name(tree, star->qualifier);
  }
  end_line(tree);
  tree->depth++;
  print_string(tree, "ilike", star->ilike);
  print_idents(tree, "exclude", star->exclude);
  print_items(tree, "replace", star->replace);
  for (int i = 0; star->rename && i < star->rename->count; i++) {
    const struct rename *rename = star->rename->at[i];

    start_line(tree);
    buf_add_string(tree->buf, "rename ");
    add_ident(tree, &rename->from);
    buf_add_string(tree->buf, " to ");
    add_ident(tree, &rename->to);
    end_line(tree);
  }
  tree->depth--;
}

static void print_bound(struct tree *tree, const char *words, enum frame_bound bound,
                        const struct expr *offset)
{
  static const char *const names[] = { "unbounded preceding", "preceding", "current row",
                                       "following", "unbounded following" };

  start_line(tree);
  buf_printf(tree->buf, "%s %s", words, names[bound]);
  end_line(tree);
  if (offset) {
    tree->depth++;
    print_expr(tree, offset);
    tree->depth--;
  }
}

static void print_window(struct tree *tree, const struct window *window)
{
  static const char *const units[] = { "", "rows", "range", "groups" };

  print_ident(tree, "base", window->name);
  print_exprs(tree, "partition by", window->partition_by);
  print_orders(tree, "order by", window->order_by);
  if (window->frame == FRAME_NONE)
    return;
  print_line(tree, units[window->frame]);
  tree->depth++;
  print_bound(tree, "from", window->from, window->from_offset);
  print_bound(tree, "to", window->to, window->to_offset);
  tree->depth--;
}

static void print_call(struct tree *tree, const struct call *call)
{
  start_line(tree);
  buf_add_string(tree->buf, "call ");
  add_name(tree, call->name);
  if (call->distinct)
    buf_add_string(tree->buf, " distinct");
  if (call->nulls != NULLS_UNSAID)
    buf_add_string(tree->buf,
                   call->nulls == NULLS_IGNORE ? " ignore nulls" : " respect nulls");
  if (call->from_last)
    buf_add_string(tree->buf, " from last");
  end_line(tree);
  tree->depth++;
  if (call->name->dynamic)
    print_under(tree, "name", call->name->dynamic);
  for (int i = 0; i < call->args.count; i++)
    print_expr(tree, call->args.at[i]);
  print_orders(tree, "within group", call->within_group);
  if (call->over) {
    print_line(tree, "over");
    tree->depth++;
    print_window(tree, call->over);
    tree->depth--;
  }
  tree->depth--;
}

/* ---- expressions ---- */

/* The line of a node: its kind and what it says of itself. */
static void print_node(struct tree *tree, const struct expr *expr)
{
  const char *negation = expr->yes ? "not " : "";

  start_line(tree);
  switch (expr->kind) {
  case EXPR_NULL: buf_add_string(tree->buf, "null"); break;
  case EXPR_NUMBER:
    buf_printf(tree->buf, "number " TEXT_FMT, TEXT_ARG(expr->text));
    break;
  case EXPR_STRING:
    buf_add_string(tree->buf, "string ");
    add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_BOOLEAN:
    buf_add_string(tree->buf, expr->yes ? "boolean TRUE" : "boolean FALSE");
    break;
  case EXPR_BINARY:
    buf_printf(tree->buf, "binary " TEXT_FMT, TEXT_ARG(expr->text));
    break;
  case EXPR_DATETIME:
    buf_add_string(tree->buf, "datetime ");
    add_type(tree, expr->type);
    buf_add_char(tree->buf, ' ');
    add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_INTERVAL:
    buf_add_string(tree->buf, "interval ");
    add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_COLUMN:
    buf_add_string(tree->buf, "column ");
    add_name(tree, expr->name);
    break;
  case EXPR_POSITION:
    buf_add_string(tree->buf, "position ");
    if (expr->name) {
      add_name(tree, expr->name);
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
    add_type(tree, expr->type);
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
    add_quoted(tree, expr->text, '\'');
    break;
  case EXPR_LAMBDA:
    buf_add_string(tree->buf, "lambda");
    for (int i = 0; i < expr->list.count; i++) {
      const struct column_def *param = expr->list.at[i];

      buf_add_string(tree->buf, i ? ", " : " ");
      add_ident(tree, &param->name);
      if (param->type) {
        buf_add_char(tree->buf, ' ');
        add_type(tree, param->type);
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
  end_line(tree);
}

static void print_path(struct tree *tree, const struct expr *expr)
{
  for (int i = 0; i < expr->list.count; i++) {
    const struct path_step *step = expr->list.at[i];

    if (step->index)
      print_under(tree, "at", step->index);
    else
      print_string(tree, "key", step->name);
  }
}

static void print_whens(struct tree *tree, const struct expr *expr)
{
  for (int i = 0; i < expr->list.count; i++) {
    const struct when *when = expr->list.at[i];

    print_under(tree, "when", when->condition);
    print_under(tree, "then", when->result);
  }
  print_under(tree, "else", expr->right);
}

static void print_expr(struct tree *tree, const struct expr *expr)
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
    print_expr(tree, expr->name->dynamic);
  if (expr->left)
    print_expr(tree, expr->left);
  if (expr->kind == EXPR_CASE) {
    print_whens(tree, expr);
  } else if (expr->kind == EXPR_PATH) {
    print_path(tree, expr);
  } else {
    for (int i = 0; expr->kind != EXPR_LAMBDA && i < expr->list.count; i++)
      print_expr(tree, expr->list.at[i]);
    if (expr->right && expr->kind == EXPR_LIKE)
      print_under(tree, "escape", expr->right);
    else if (expr->right)
      print_expr(tree, expr->right);
  }
  if (expr->query)
    print_query(tree, expr->query);
  tree->depth--;
}

/* ---- tables ---- */

static void print_options(struct tree *tree, const struct list *options);

static void print_pivot(struct tree *tree, const struct pivot *pivot)
{
  print_expr(tree, pivot->aggregate);
  print_ident(tree, "as", pivot->aggregate_alias);
  print_ident(tree, "for", pivot->column);
  print_items(tree, "in", pivot->values);
  print_flag(tree, "in any", pivot->any);
  print_orders(tree, "order by", pivot->any_order);
  print_query_under(tree, "in", pivot->query);
  print_under(tree, "default", pivot->default_value);
  print_flag(tree, "include nulls", pivot->include_nulls);
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
  start_line(tree);
  if (table->lateral)
    buf_add_string(tree->buf, "lateral ");
  if (table->natural)
    buf_add_string(tree->buf, "natural ");
  switch (table->kind) {
  case TABLE_NAME:
    buf_add_string(tree->buf, "table ");
    add_name(tree, table->name);
    break;
  case TABLE_QUERY: buf_add_string(tree->buf, "derived table"); break;
  case TABLE_FUNCTION: buf_add_string(tree->buf, "table function"); break;
  case TABLE_RESULT: buf_add_string(tree->buf, "table of value"); break;
  case TABLE_FLOW: buf_add_string(tree->buf, "earlier result"); break;
  case TABLE_STAGE:
    buf_add_string(tree->buf, "stage ");
    add_quoted(tree, table->text, '\'');
    break;
  case TABLE_SEMANTIC:
    buf_add_string(tree->buf, "semantic view ");
    add_name(tree, table->name);
    break;
  case TABLE_JOIN: buf_add_string(tree->buf, join_name(table->join)); break;
  case TABLE_PIVOT: buf_add_string(tree->buf, "pivot"); break;
  case TABLE_UNPIVOT: buf_add_string(tree->buf, "unpivot"); break;
  case TABLE_MATCH: buf_add_string(tree->buf, "match recognize"); break;
  }
  if (table->alias) {
    buf_add_string(tree->buf, " as ");
    add_ident(tree, table->alias);
    add_idents(tree, table->column_aliases);
  }
  end_line(tree);
}

static void print_sample(struct tree *tree, const struct sample *sample)
{
  start_line(tree);
  buf_printf(tree->buf, "sample%s%s", sample->block ? " block" : "",
             sample->rows ? " rows" : "");
  end_line(tree);
  tree->depth++;
  print_expr(tree, sample->size);
  print_under(tree, "seed", sample->seed);
  tree->depth--;
}

static const char *semantic_name(enum semantic_kind kind)
{
  static const char *const names[] = { "tables", "relationships", "facts", "dimensions",
                                       "metrics" };

  return names[kind];
}

static void print_table(struct tree *tree, const struct table_ref *table)
{
  print_table_node(tree, table);
  tree->depth++;
  if (table->name && table->name->dynamic)
    print_expr(tree, table->name->dynamic);
  if (table->query)
    print_query(tree, table->query);
  if (table->call)
    print_call(tree, table->call);
  if (table->expr)
    print_expr(tree, table->expr);
  print_options(tree, table->options);
  print_under(tree, table->before ? "before" : "at", table->at_before);
  print_under(tree, "changes", table->changes);
  print_under(tree, "end", table->end);
  if (table->left)
    print_table(tree, table->left);
  if (table->right)
    print_table(tree, table->right);
  for (int i = 0; table->parts && i < table->parts->count; i++) {
    const struct semantic_part *part = table->parts->at[i];

    print_items(tree, semantic_name(part->kind), &part->items);
  }
  print_under(tree, "match condition", table->match_condition);
  print_under(tree, "on", table->on);
  print_idents(tree, "using", table->using_columns);
  if (table->pivot)
    print_pivot(tree, table->pivot);
  print_string(tree, "text", table->match_text);
  if (table->sample)
    print_sample(tree, table->sample);
  tree->depth--;
}

static void print_table_under(struct tree *tree, const char *words,
                              const struct table_ref *table)
{
  if (!table)
    return;
  print_line(tree, words);
  tree->depth++;
  print_table(tree, table);
  tree->depth--;
}

/* ---- queries ---- */

static void print_group(struct tree *tree, const struct group_item *group)
{
  static const char *const names[] = { "", "all", "rollup", "cube", "grouping sets" };

  if (group->kind == GROUP_EXPR) {
    print_expr(tree, group->expr);
    return;
  }
  print_line(tree, names[group->kind]);
  tree->depth++;
  for (int i = 0; group->items && i < group->items->count; i++)
    if (group->kind == GROUP_SETS)
      print_group(tree, group->items->at[i]);
    else
      print_expr(tree, group->items->at[i]);
  tree->depth--;
}

static void print_select(struct tree *tree, const struct select *select)
{
  print_line(tree, select->distinct ? "select distinct" : "select");
  tree->depth++;
  print_under(tree, "top", select->top);
  print_items(tree, "items", &select->items);
  print_idents(tree, "into", select->into);
  print_table_under(tree, "from", select->from);
  print_under(tree, "where", select->where);
  print_under(tree, "start with", select->start_with);
  print_under(tree, "connect by", select->connect_by);
  if (select->group_by) {
    print_line(tree, "group by");
    tree->depth++;
    for (int i = 0; i < select->group_by->count; i++)
      print_group(tree, select->group_by->at[i]);
    tree->depth--;
  }
  print_under(tree, "having", select->having);
  print_under(tree, "qualify", select->qualify);
  for (int i = 0; select->windows && i < select->windows->count; i++) {
    const struct named_window *named = select->windows->at[i];

    print_ident(tree, "window", &named->name);
    tree->depth++;
    print_window(tree, named->window);
    tree->depth--;
  }
  tree->depth--;
}

static void print_set(struct tree *tree, const struct query *query)
{
  static const char *const names[] = { "", "union", "union all", "intersect", "except" };

  start_line(tree);
  buf_printf(tree->buf, "%s%s", names[query->op], query->by_name ? " by name" : "");
  end_line(tree);
  tree->depth++;
  print_query(tree, query->left);
  print_query(tree, query->right);
  tree->depth--;
}

static void print_ctes(struct tree *tree, const struct list *ctes)
{
  for (int i = 0; ctes && i < ctes->count; i++) {
    const struct cte *cte = ctes->at[i];

    start_line(tree);
    add_ident(tree, &cte->name);
    add_idents(tree, cte->columns);
    end_line(tree);
    tree->depth++;
    print_query(tree, cte->query);
    tree->depth--;
  }
}

static void print_with(struct tree *tree, const struct query *query)
{
  print_line(tree, query->recursive ? "with recursive" : "with");
  tree->depth++;
  print_ctes(tree, query->ctes);
  tree->depth--;
}

static void print_query(struct tree *tree, const struct query *query)
{
  print_line(tree, "query");
  tree->depth++;
  if (query->ctes)
    print_with(tree, query);
  switch (query->kind) {
  case QUERY_SELECT: print_select(tree, query->select); break;
  case QUERY_VALUES:
    print_line(tree, "values");
    tree->depth++;
    for (int i = 0; i < query->rows->count; i++)
      print_exprs(tree, "row", query->rows->at[i]);
    tree->depth--;
    break;
  case QUERY_SET: print_set(tree, query); break;
  }
  print_orders(tree, "order by", query->order_by);
  if (query->order_by_all)
    print_line(tree, query->order_all->descending ? "order by all desc" : "order by all");
  print_under(tree, "limit", query->limit);
  print_under(tree, "offset", query->offset);
  print_flag(tree, "for update", query->for_update != NULL);
  tree->depth--;
}

/* ---- columns, constraints, options ---- */

static void print_option(struct tree *tree, const struct option *option)
{
  print_words(tree, "option", option->key);
  tree->depth++;
  if (option->value)
    print_expr(tree, option->value);
  print_exprs(tree, "list", option->list);
  print_options(tree, option->options);
  tree->depth--;
}

static void print_options(struct tree *tree, const struct list *options)
{
  for (int i = 0; options && i < options->count; i++)
    print_option(tree, options->at[i]);
}

static void print_constraint(struct tree *tree, const struct constraint *constraint)
{
  static const char *const names[] = { "primary key", "unique", "foreign key", "check",
                                       "index" };

  start_line(tree);
  buf_add_string(tree->buf, names[constraint->kind]);
  if (constraint->name) {
    buf_add_char(tree->buf, ' ');
    add_ident(tree, constraint->name);
  }
  add_idents(tree, &constraint->columns);
  end_line(tree);
  tree->depth++;
  if (constraint->references) {
    start_line(tree);
    buf_add_string(tree->buf, "references ");
    add_name(tree, constraint->references);
    add_idents(tree, constraint->ref_columns);
    end_line(tree);
  }
  print_words(tree, "match", constraint->match);
  print_words(tree, "on delete", constraint->on_delete);
  print_words(tree, "on update", constraint->on_update);
  for (int i = 0; constraint->flags && i < constraint->flags->count; i++)
    print_ident(tree, "flag", constraint->flags->at[i]);
  if (constraint->check)
    print_expr(tree, constraint->check);
  if (constraint->include) {
    start_line(tree);
    buf_add_string(tree->buf, "include");
    add_idents(tree, constraint->include);
    end_line(tree);
  }
  tree->depth--;
}

static void print_column(struct tree *tree, const struct column_def *column)
{
  start_line(tree);
  buf_add_string(tree->buf, "column ");
  add_ident(tree, &column->name);
  if (column->type) {
    buf_add_char(tree->buf, ' ');
    add_type(tree, column->type);
  }
  if (column->not_null)
    buf_add_string(tree->buf, " not null");
  if (column->autoincrement)
    buf_printf(tree->buf, " autoincrement(%lld, %lld)", (long long)column->start,
               (long long)column->step);
  if (column->has_order)
    buf_add_string(tree->buf, column->ordered ? " order" : " noorder");
  end_line(tree);
  tree->depth++;
  print_under(tree, "default", column->default_value);
  print_under(tree, "generated", column->generated);
  print_words(tree, "mode", column->mode);
  if (column->table) {
    print_line(tree, "table");
    tree->depth++;
    for (int i = 0; i < column->table->count; i++)
      print_column(tree, column->table->at[i]);
    tree->depth--;
  }
  print_string(tree, "collate", column->collation);
  print_string(tree, "comment", column->comment);
  for (int i = 0; column->constraints && i < column->constraints->count; i++)
    print_constraint(tree, column->constraints->at[i]);
  print_name(tree, "masking policy", column->masking_policy);
  print_exprs(tree, "using", column->masking_using);
  print_name(tree, "projection policy", column->projection_policy);
  print_options(tree, column->tags);
  tree->depth--;
}

static void print_columns(struct tree *tree, const struct list *columns)
{
  for (int i = 0; i < columns->count; i++)
    print_column(tree, columns->at[i]);
}

/* ---- statements ---- */

static const char *object_name(enum object_kind kind)
{
  switch (kind) {
  case OBJECT_NONE: return "object";
  case OBJECT_DATABASE: return "database";
  case OBJECT_SCHEMA: return "schema";
  case OBJECT_TABLE: return "table";
  case OBJECT_VIEW: return "view";
  case OBJECT_SEQUENCE: return "sequence";
  case OBJECT_WAREHOUSE: return "warehouse";
  case OBJECT_COLUMN: return "column";
  case OBJECT_STAGE: return "stage";
  case OBJECT_FILE_FORMAT: return "file format";
  case OBJECT_FUNCTION: return "function";
  case OBJECT_PROCEDURE: return "procedure";
  case OBJECT_TASK: return "task";
  case OBJECT_STREAM: return "stream";
  case OBJECT_USER: return "user";
  case OBJECT_ROLE: return "role";
  case OBJECT_PIPE: return "pipe";
  case OBJECT_INDEX: return "index";
  case OBJECT_VOLUME: return "volume";
  case OBJECT_OTHER: return "other";
  }
  return "?";
}

/* "verb kind NAME", and what stands below it. */
static void print_verb(struct tree *tree, const char *verb, enum object_kind kind,
                       const struct name *name)
{
  start_line(tree);
  buf_printf(tree->buf, "%s %s", verb, object_name(kind));
  if (name) {
    buf_add_char(tree->buf, ' ');
    add_name(tree, name);
  }
  end_line(tree);
  tree->depth++;
  if (name && name->dynamic)
    print_under(tree, "name", name->dynamic);
}

static void print_assignments(struct tree *tree, const struct list *assignments)
{
  for (int i = 0; i < assignments->count; i++) {
    const struct assignment *assignment = assignments->at[i];

    print_name(tree, "set", assignment->column);
    tree->depth++;
    print_expr(tree, assignment->value);
    tree->depth--;
  }
}

static void print_insert(struct tree *tree, const struct insert *insert)
{
  print_line(tree, insert->overwrite ? "insert overwrite" : "insert");
  tree->depth++;
  print_name(tree, "into", insert->table);
  print_idents(tree, "columns", insert->columns);
  print_query(tree, insert->query);
  tree->depth--;
}

static void print_into(struct tree *tree, const struct multi_into *into)
{
  print_name(tree, "into", into->table);
  tree->depth++;
  print_idents(tree, "columns", into->columns);
  print_exprs(tree, "values", into->values);
  tree->depth--;
}

static void print_multi_insert(struct tree *tree, const struct multi_insert *insert)
{
  print_line(tree, insert->first       ? "insert first"
                   : insert->overwrite ? "insert overwrite all"
                                       : "insert all");
  tree->depth++;
  print_flag(tree, "overwrite", insert->overwrite && insert->first);
  for (int i = 0; i < insert->branches.count; i++) {
    const struct multi_branch *branch = insert->branches.at[i];

    print_under(tree, "when", branch->condition);
    print_flag(tree, "else", branch->otherwise);
    for (int j = 0; j < branch->intos.count; j++)
      print_into(tree, branch->intos.at[j]);
  }
  print_query(tree, insert->query);
  tree->depth--;
}

static void print_update(struct tree *tree, const struct update *update)
{
  print_line(tree, "update");
  tree->depth++;
  print_table(tree, update->table);
  print_assignments(tree, &update->assignments);
  print_table_under(tree, "from", update->from);
  print_under(tree, "where", update->where);
  tree->depth--;
}

static void print_delete(struct tree *tree, const struct delete_from *delete_from)
{
  print_line(tree, "delete");
  tree->depth++;
  print_table(tree, delete_from->table);
  print_table_under(tree, "using", delete_from->using_tables);
  print_under(tree, "where", delete_from->where);
  tree->depth--;
}

static void print_merge(struct tree *tree, const struct merge *merge)
{
  static const char *const actions[] = { "update", "delete", "insert",
                                         "update all by name", "insert all by name" };

  print_line(tree, "merge");
  tree->depth++;
  print_table_under(tree, "into", merge->table);
  print_table_under(tree, "using", merge->source);
  print_under(tree, "on", merge->on);
  for (int i = 0; i < merge->clauses.count; i++) {
    const struct merge_clause *clause = merge->clauses.at[i];

    print_line(tree, clause->matched ? "when matched" : "when not matched");
    tree->depth++;
    print_under(tree, "and", clause->condition);
    print_line(tree, actions[clause->action]);
    tree->depth++;
    print_assignments(tree, &clause->assignments);
    print_idents(tree, "columns", clause->columns);
    if (clause->action == MERGE_INSERT)
      print_exprs(tree, "values", &clause->values);
    tree->depth -= 2;
  }
  tree->depth--;
}

static void print_semantic_item(struct tree *tree, const struct semantic_item *item)
{
  print_name(tree, "name", item->name);
  tree->depth++;
  print_ident(tree, "as", item->alias);
  print_words(tree, "visibility", item->visibility);
  for (int i = 0; item->along && i < item->along->count; i++)
    print_name(tree, "using", item->along->at[i]);
  print_orders(tree, "non additive by", item->non_additive);
  if (item->expr)
    print_expr(tree, item->expr);
  for (int i = 0; i < item->constraints.count; i++)
    print_constraint(tree, item->constraints.at[i]);
  print_idents(tree, "columns", item->columns);
  print_name(tree, "references", item->references);
  print_idents(tree, item->asof ? "asof" : "keys", item->ref_columns);
  print_options(tree, &item->options);
  tree->depth--;
}

static void print_semantic_part(struct tree *tree, const struct semantic_part *part)
{
  print_line(tree, semantic_name(part->kind));
  tree->depth++;
  for (int i = 0; i < part->items.count; i++)
    print_semantic_item(tree, part->items.at[i]);
  tree->depth--;
}

static void print_statement_under(struct tree *tree, const char *words,
                                  const struct statement *statement)
{
  if (!statement)
    return;
  print_line(tree, words);
  tree->depth++;
  print_statement(tree, statement);
  tree->depth--;
}

static void print_create_more(struct tree *tree, const struct create_more *more)
{
  print_words(tree, "on", more->on_words);
  print_name(tree, "name", more->on);
  for (int i = 0; more->after && i < more->after->count; i++)
    print_name(tree, "after", more->after->at[i]);
  print_under(tree, "when", more->when);
  print_statement_under(tree, "if exists", more->condition);
  if (more->returns) {
    start_line(tree);
    buf_add_string(tree->buf, "returns ");
    add_type(tree, more->returns);
    end_line(tree);
  }
  print_under(tree, "rule", more->rule);
  print_exprs(tree, "allowed values", more->allowed);
  print_exprs(tree, "partition by", more->partition_by);
  print_query_under(tree, "template", more->template);
  print_words(tree, "from", more->from_words);
  print_name(tree, "name", more->from);
  print_words(tree, "execute as", more->execute_words);
  print_name(tree, "name", more->execute_as);
  print_string(tree, "words", more->words);
  for (int i = 0; i < more->parts.count; i++)
    print_semantic_part(tree, more->parts.at[i]);
  print_statement_under(tree, "as", more->run);
}

static void print_arg_types(struct tree *tree, const struct list *types)
{
  if (!types)
    return;
  start_line(tree);
  buf_add_string(tree->buf, "arguments (");
  for (int i = 0; i < types->count; i++) {
    if (i > 0)
      buf_add_string(tree->buf, ", ");
    add_type(tree, types->at[i]);
  }
  buf_add_char(tree->buf, ')');
  end_line(tree);
}

static void print_grant(struct tree *tree, const struct grant *grant)
{
  static const char *const reaches[] = { "on", "on all", "on future" };

  print_line(tree, grant->revoke ? "revoke" : "grant");
  tree->depth++;
  print_flag(tree, "grant option for", grant->option_only);
  for (int i = 0; grant->privileges && i < grant->privileges->count; i++)
    print_ident(tree, "privilege", grant->privileges->at[i]);
  print_words(tree, reaches[grant->reach], grant->kind_words);
  print_words(tree, "in", grant->in_words);
  print_name(tree, "name", grant->name);
  print_arg_types(tree, grant->arg_types);
  print_words(tree, "to", grant->grantee_words);
  print_name(tree, "grantee", grant->grantee);
  print_words(tree, "with", grant->tail);
  tree->depth--;
}

static void print_copy(struct tree *tree, const char *words, const struct copy *copy)
{
  print_line(tree, words);
  tree->depth++;
  print_name(tree, "table", copy->table);
  print_string(tree, "stage", copy->stage);
  print_string(tree, "file", copy->file);
  print_idents(tree, "columns", copy->columns);
  if (copy->query)
    print_query(tree, copy->query);
  if (copy->from)
    print_copy(tree, "from", copy->from);
  print_under(tree, "partition by", copy->partition);
  print_exprs(tree, "using", copy->values);
  print_options(tree, copy->options);
  tree->depth--;
}

static void print_execute(struct tree *tree, const struct execute *execute,
                          struct text what)
{
  print_line(tree, "execute");
  tree->depth++;
  print_words(tree, "what", what);
  print_under(tree, "text", execute->text);
  print_name(tree, "name", execute->object);
  print_exprs(tree, "using", execute->values);
  print_options(tree, execute->options);
  if (execute->query)
    print_query(tree, execute->query);
  tree->depth--;
}

static void print_create(struct tree *tree, const struct create *create)
{
  static const char *const persistences[] = { "", "transient", "temporary" };

  print_verb(tree, "create", create->kind, create->name);
  if (create->more || create->kind == OBJECT_OTHER ||
      text_ends_with(create->kind_words, " TABLE"))
    print_words(tree, "kind", create->kind_words);
  print_flag(tree, "or replace", create->or_replace);
  print_flag(tree, "or alter", create->or_alter);
  print_flag(tree, "if not exists", create->if_not_exists);
  print_flag(tree, persistences[create->persistence],
             create->persistence != PERSIST_PERMANENT);
  print_flag(tree, "hybrid", create->hybrid);
  print_flag(tree, "external", create->external);
  print_flag(tree, "dynamic", create->dynamic);
  print_flag(tree, "materialized", create->materialized);
  print_flag(tree, "secure", create->secure);
  print_flag(tree, "recursive", create->recursive);
  print_flag(tree, "copy grants", create->copy_grants);
  print_columns(tree, &create->columns);
  for (int i = 0; i < create->constraints.count; i++)
    print_constraint(tree, create->constraints.at[i]);
  print_name(tree, "like", create->like);
  print_name(tree, "clone", create->clone);
  print_under(tree, create->clone_before ? "before" : "at", create->clone_at);
  print_exprs(tree, "cluster by", create->cluster_by);
  print_options(tree, &create->options);
  if (create->more)
    print_create_more(tree, create->more);
  if (create->query) {
    print_string(tree, "as", create->query_text);
    print_query(tree, create->query);
  }
  tree->depth--;
}

static void print_routine(struct tree *tree, const struct routine *routine)
{
  print_verb(tree, "create", routine->kind, routine->name);
  print_words(tree, "kind", routine->kind_words);
  print_flag(tree, "or replace", routine->or_replace);
  print_flag(tree, "or alter", routine->or_alter);
  print_flag(tree, "if not exists", routine->if_not_exists);
  print_flag(tree, "temporary", routine->temporary);
  print_flag(tree, "secure", routine->secure);
  print_flag(tree, "aggregate", routine->aggregate);
  print_flag(tree, "copy grants", routine->copy_grants);
  print_columns(tree, &routine->args);
  if (routine->returns) {
    start_line(tree);
    buf_add_string(tree->buf, "returns ");
    add_type(tree, routine->returns);
    buf_add_string(tree->buf, routine->returns_not_null ? " not null" : "");
    end_line(tree);
  }
  if (routine->returns_table) {
    print_line(tree, "returns table");
    tree->depth++;
    print_columns(tree, routine->returns_table);
    tree->depth--;
  }
  print_words(tree, "language", routine->language);
  print_words(tree, "execute as", routine->execute_as);
  for (int i = 0; i < routine->words.count; i++)
    print_words(tree, "word", ((const struct ident *)routine->words.at[i])->name);
  print_options(tree, &routine->options);
  if (routine->block)
    print_statement_under(tree, "as", routine->block);
  else
    print_string(tree, "as", routine->body);
  tree->depth--;
}

static void print_call_statement(struct tree *tree, const struct call_procedure *call)
{
  print_line(tree, "call");
  tree->depth++;
  if (call->with)
    print_routine(tree, call->with);
  print_ctes(tree, call->ctes);
  print_name(tree, "name", call->call->name);
  for (int i = 0; i < call->call->args.count; i++)
    print_expr(tree, call->call->args.at[i]);
  print_ident(tree, "into", call->into);
  tree->depth--;
}

static const char *alter_name(enum alter_action action)
{
  switch (action) {
  case ALTER_RENAME_TO: return "rename to";
  case ALTER_SWAP_WITH: return "swap with";
  case ALTER_SET: return "set";
  case ALTER_UNSET: return "unset";
  case ALTER_SET_TAG: return "set tag";
  case ALTER_UNSET_TAG: return "unset tag";
  case ALTER_ADD_COLUMN: return "add column";
  case ALTER_DROP_COLUMN: return "drop column";
  case ALTER_RENAME_COLUMN: return "rename column";
  case ALTER_COLUMN: return "alter column";
  case ALTER_ADD_CONSTRAINT: return "add constraint";
  case ALTER_DROP_CONSTRAINT: return "drop constraint";
  case ALTER_RENAME_CONSTRAINT: return "rename constraint";
  case ALTER_CLUSTER_BY: return "cluster by";
  case ALTER_DROP_CLUSTERING: return "drop clustering key";
  case ALTER_SUSPEND_RECLUSTER: return "suspend recluster";
  case ALTER_RESUME_RECLUSTER: return "resume recluster";
  case ALTER_SUSPEND: return "suspend";
  case ALTER_RESUME: return "resume";
  case ALTER_ABORT_QUERIES: return "abort all queries";
  case ALTER_OTHER: return "other";
  }
  return "?";
}

static void print_change(struct tree *tree, const struct column_change *change)
{
  static const char *const names[] = { "type",          "set not null", "drop not null",
                                       "set default",   "drop default", "comment",
                                       "unset comment", "collate",      "other" };

  start_line(tree);
  add_ident(tree, &change->column);
  buf_printf(tree->buf, " %s", names[change->what]);
  if (change->type) {
    buf_add_char(tree->buf, ' ');
    add_type(tree, change->type);
  }
  if (change->collation.at) {
    buf_add_string(tree->buf, " collate ");
    add_quoted(tree, change->collation, '\'');
  }
  if (change->text.at) {
    buf_add_char(tree->buf, ' ');
    add_quoted(tree, change->text, '\'');
  }
  end_line(tree);
  tree->depth++;
  if (change->value)
    print_expr(tree, change->value);
  print_name(tree, "policy", change->policy);
  print_exprs(tree, "using", change->policy_using);
  print_flag(tree, "force", change->force);
  print_options(tree, change->tags);
  tree->depth--;
}

static void print_action(struct tree *tree, const struct alter *alter);

static void print_alter_more(struct tree *tree, const struct alter_more *more)
{
  for (int i = 0; more->names && i < more->names->count; i++)
    print_name(tree, "name", more->names->at[i]);
  print_exprs(tree, "of", more->exprs);
  if (more->expr)
    print_expr(tree, more->expr);
  if (more->run)
    print_statement(tree, more->run);
  print_flag(tree, "force", more->force);
  if (more->then)
    print_action(tree, more->then);
}

static void print_action(struct tree *tree, const struct alter *alter)
{
  print_line(tree, alter_name(alter->action));
  tree->depth++;
  print_string(tree, "text", alter->text);
  print_flag(tree, "if (not) exists", alter->if_exists_inner);
  print_name(tree, "name", alter->name2);
  print_options(tree, &alter->options);
  print_columns(tree, &alter->columns);
  if (alter->idents.count)
    print_idents(tree, "columns", &alter->idents);
  for (int i = 0; i < alter->column_changes.count; i++)
    print_change(tree, alter->column_changes.at[i]);
  if (alter->constraint)
    print_constraint(tree, alter->constraint);
  if (alter->ident.name.at) {
    print_ident(tree, "from", &alter->ident);
    print_ident(tree, "to", &alter->ident2);
  }
  if (alter->cluster_by)
    print_exprs(tree, "by", alter->cluster_by);
  if (alter->more)
    print_alter_more(tree, alter->more);
  tree->depth--;
}

static void print_alter(struct tree *tree, const struct alter *alter)
{
  print_verb(tree, "alter", alter->kind, alter->name);
  if (alter->kind == OBJECT_OTHER)
    print_words(tree, "kind", alter->kind_words);
  print_flag(tree, "if exists", alter->if_exists);
  print_arg_types(tree, alter->arg_types);
  print_action(tree, alter);
  tree->depth--;
}

static void print_drop(struct tree *tree, const char *verb, const struct drop *drop)
{
  print_verb(tree, verb, drop->kind, drop->name);
  if (drop->kind == OBJECT_OTHER)
    print_words(tree, "kind", drop->kind_words);
  print_flag(tree, "if exists", drop->if_exists);
  print_flag(tree, "cascade", drop->cascade);
  print_flag(tree, "restrict", drop->restricted);
  print_arg_types(tree, drop->arg_types);
  tree->depth--;
}

static void print_comment(struct tree *tree, const struct comment_on *comment)
{
  print_verb(tree, "comment", comment->kind, comment->name);
  if (comment->kind == OBJECT_OTHER)
    print_words(tree, "kind", comment->kind_words);
  print_arg_types(tree, comment->arg_types);
  print_flag(tree, "if exists", comment->if_exists);
  print_string(tree, "is", comment->comment);
  tree->depth--;
}

static void print_describe(struct tree *tree, const struct describe *describe)
{
  print_verb(tree, "describe", describe->kind, describe->name);
  if (describe->kind == OBJECT_OTHER)
    print_words(tree, "kind", describe->kind_words);
  print_words(tree, "type", describe->type);
  print_words(tree, "number", describe->number);
  print_arg_types(tree, describe->arg_types);
  print_under(tree, "result", describe->result);
  tree->depth--;
}

static void print_show(struct tree *tree, const struct show *show)
{
  static const char *const scopes[] = { "",          "in account", "in database",
                                        "in schema", "in table",   "in view",
                                        "in other" };

  print_words(tree, show->terse ? "show terse" : "show", show->what);
  tree->depth++;
  print_flag(tree, "history", show->history);
  if (show->has_like)
    print_string(tree, "like", show->like);
  if (show->in != SHOW_IN_UNSAID && show->in_name)
    print_name(tree, scopes[show->in], show->in_name);
  else
    print_flag(tree, scopes[show->in], show->in != SHOW_IN_UNSAID);
  if (show->has_starts_with)
    print_string(tree, "starts with", show->starts_with);
  print_under(tree, "limit", show->limit);
  if (show->has_limit_from)
    print_string(tree, "from", show->limit_from);
  if (show->words.len)
    print_words(tree, "words", show->words);
  tree->depth--;
}

static void print_use(struct tree *tree, const struct use *use)
{
  static const char *const whats[] = { "use database",        "use schema",
                                       "use warehouse",       "use role",
                                       "use secondary roles", "use" };

  if (use->name)
    print_name(tree, whats[use->what], use->name);
  else
    print_words(tree, whats[use->what], use->word);
}

static void print_set_variables(struct tree *tree, const char *verb,
                                const struct set_variable *set)
{
  print_idents(tree, verb, &set->idents);
  tree->depth++;
  for (int i = 0; i < set->values.count; i++)
    print_expr(tree, set->values.at[i]);
  tree->depth--;
}

/* ---- Snowflake Scripting ---- */

static void print_scripts(struct tree *tree, const char *words,
                          const struct list *scripts);

static void print_value(struct tree *tree, const char *words,
                        const struct script_value *value)
{
  if (!value)
    return;
  print_line(tree, words);
  tree->depth++;
  print_flag(tree, "async", value->async);
  if (value->expr)
    print_expr(tree, value->expr);
  if (value->statement)
    print_statement(tree, value->statement);
  tree->depth--;
}

static void print_declaration(struct tree *tree, const struct declaration *declaration)
{
  static const char *const names[] = { "variable", "cursor", "resultset", "exception",
                                       "procedure" };

  start_line(tree);
  buf_printf(tree->buf, "%s ", names[declaration->kind]);
  add_ident(tree, &declaration->name);
  if (declaration->type) {
    buf_add_char(tree->buf, ' ');
    add_type(tree, declaration->type);
  }
  end_line(tree);
  tree->depth++;
  print_value(tree, "value", declaration->value);
  print_ident(tree, "for", declaration->of);
  if (declaration->query)
    print_query(tree, declaration->query);
  print_under(tree, "number", declaration->number);
  print_under(tree, "message", declaration->message);
  if (declaration->routine)
    print_routine(tree, declaration->routine);
  tree->depth--;
}

static const char *script_name(enum script_kind kind)
{
  switch (kind) {
  case SCRIPT_SQL: return "sql";
  case SCRIPT_LET: return "let";
  case SCRIPT_ASSIGN: return "assign";
  case SCRIPT_IF: return "if";
  case SCRIPT_CASE: return "case";
  case SCRIPT_FOR_ROW: return "for row";
  case SCRIPT_FOR_RANGE: return "for range";
  case SCRIPT_WHILE: return "while";
  case SCRIPT_REPEAT: return "repeat";
  case SCRIPT_LOOP: return "loop";
  case SCRIPT_BREAK: return "break";
  case SCRIPT_CONTINUE: return "continue";
  case SCRIPT_RETURN: return "return";
  case SCRIPT_RETURN_TABLE: return "return table";
  case SCRIPT_RAISE: return "raise";
  case SCRIPT_OPEN: return "open";
  case SCRIPT_FETCH: return "fetch";
  case SCRIPT_CLOSE: return "close";
  case SCRIPT_AWAIT: return "await";
  case SCRIPT_CANCEL: return "cancel";
  case SCRIPT_ASYNC: return "async";
  case SCRIPT_CALL: return "do";
  case SCRIPT_NULL: return "nothing";
  }
  return "?";
}

static void print_script(struct tree *tree, const struct script *script)
{
  if (script->kind == SCRIPT_SQL) {
    print_statement(tree, script->statement);
    return;
  }
  start_line(tree);
  buf_add_string(tree->buf, script_name(script->kind));
  if (script->name) {
    buf_add_char(tree->buf, ' ');
    add_ident(tree, script->name);
  }
  end_line(tree);
  tree->depth++;
  print_flag(tree, "reverse", script->yes);
  if (script->declaration)
    print_declaration(tree, script->declaration);
  print_value(tree, "value", script->value);
  if (script->expr)
    print_expr(tree, script->expr);
  print_under(tree, "to", script->last);
  print_exprs(tree, "using", script->values);
  print_idents(tree, "into", script->idents);
  for (int i = 0; i < script->branches.count; i++) {
    const struct branch *branch = script->branches.at[i];

    print_under(tree, "when", branch->condition);
    print_scripts(tree, "then", &branch->body);
  }
  print_scripts(tree, "else", script->otherwise);
  print_scripts(tree, "do", &script->body);
  if (script->statement)
    print_statement(tree, script->statement);
  print_ident(tree, "label", script->label);
  tree->depth--;
}

static void print_scripts(struct tree *tree, const char *words,
                          const struct list *scripts)
{
  if (!scripts || !scripts->count)
    return;
  print_line(tree, words);
  tree->depth++;
  for (int i = 0; i < scripts->count; i++)
    print_script(tree, scripts->at[i]);
  tree->depth--;
}

static void print_handler(struct tree *tree, const struct handler *handler)
{
  print_line(tree, handler->goes_on ? "handler continue" : "handler");
  tree->depth++;
  print_flag(tree, "other", handler->names.count == 0);
  print_idents(tree, "when", handler->names.count ? &handler->names : NULL);
  print_scripts(tree, "then", &handler->body);
  tree->depth--;
}

static void print_block(struct tree *tree, const struct block *block)
{
  print_line(tree, "block");
  tree->depth++;
  for (int i = 0; i < block->declarations.count; i++)
    print_declaration(tree, block->declarations.at[i]);
  print_scripts(tree, "begin", &block->body);
  for (int i = 0; i < block->handlers.count; i++)
    print_handler(tree, block->handlers.at[i]);
  tree->depth--;
}

/* ---- all statements ---- */

static void print_statement(struct tree *tree, const struct statement *statement)
{
  switch (statement->kind) {
  case STMT_QUERY: print_query(tree, statement->query); break;
  case STMT_INSERT: print_insert(tree, statement->insert); break;
  case STMT_UPDATE: print_update(tree, statement->update); break;
  case STMT_DELETE: print_delete(tree, statement->delete_from); break;
  case STMT_MERGE: print_merge(tree, statement->merge); break;
  case STMT_TRUNCATE: print_drop(tree, "truncate", statement->truncate); break;
  case STMT_CREATE_DATABASE:
  case STMT_CREATE_SCHEMA:
  case STMT_CREATE_TABLE:
  case STMT_CREATE_VIEW:
  case STMT_CREATE_SEQUENCE:
  case STMT_CREATE_OTHER:
  case STMT_CREATE_WAREHOUSE:
  case STMT_CREATE_INDEX:
  case STMT_CREATE_VOLUME:
  case STMT_CREATE_USER: print_create(tree, statement->create); break;
  case STMT_CREATE_ROUTINE: print_routine(tree, statement->routine); break;
  case STMT_GRANT: print_grant(tree, statement->grant); break;
  case STMT_COPY: print_copy(tree, "copy into", statement->copy); break;
  case STMT_FILES:
    print_words(tree, "files", statement->text);
    print_copy(tree, "of", statement->copy);
    break;
  case STMT_CALL: print_call_statement(tree, statement->call); break;
  case STMT_EXECUTE_IMMEDIATE:
    print_execute(tree, statement->execute, TEXT("EXECUTE IMMEDIATE"));
    break;
  case STMT_EXECUTE_OBJECT:
    print_execute(tree, statement->execute, statement->text);
    break;
  case STMT_ALTER: print_alter(tree, statement->alter); break;
  case STMT_ALTER_SESSION:
    print_line(tree, statement->alter->action == ALTER_UNSET ? "alter session unset"
                                                             : "alter session set");
    tree->depth++;
    print_options(tree, &statement->alter->options);
    tree->depth--;
    break;
  case STMT_DROP: print_drop(tree, "drop", statement->drop); break;
  case STMT_UNDROP: print_drop(tree, "undrop", statement->drop); break;
  case STMT_COMMENT: print_comment(tree, statement->comment); break;
  case STMT_SHOW: print_show(tree, statement->show); break;
  case STMT_DESCRIBE: print_describe(tree, statement->describe); break;
  case STMT_USE: print_use(tree, statement->use); break;
  case STMT_BEGIN:
    print_line(tree, "begin");
    tree->depth++;
    print_words(tree, "name", statement->text);
    tree->depth--;
    break;
  case STMT_COMMIT: print_line(tree, "commit"); break;
  case STMT_ROLLBACK: print_line(tree, "rollback"); break;
  case STMT_SET: print_set_variables(tree, "set", statement->set); break;
  case STMT_UNSET: print_set_variables(tree, "unset", statement->set); break;
  case STMT_EXPLAIN:
    print_line(tree, "explain");
    tree->depth++;
    print_words(tree, "using", statement->explain->format);
    print_statement(tree, statement->explain->statement);
    tree->depth--;
    break;
  case STMT_FLOW:
    print_line(tree, "flow");
    tree->depth++;
    for (int i = 0; i < statement->flow->count; i++)
      print_statement(tree, statement->flow->at[i]);
    tree->depth--;
    break;
  case STMT_MULTI_INSERT: print_multi_insert(tree, statement->multi_insert); break;
  case STMT_BLOCK: print_block(tree, statement->block); break;
  }
}

void ast_print(const struct statement *statement, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  print_statement(&tree, statement);
}

void ast_print_query(const struct query *query, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  print_query(&tree, query);
}

void ast_print_expr(const struct expr *expr, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  print_expr(&tree, expr);
}
