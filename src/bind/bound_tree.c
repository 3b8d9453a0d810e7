/* bound_tree.c: bound trees as indented text: one node a line, with its type. */
#include "bind/bound_tree.h"

#include <inttypes.h>

static void print_query(const struct bound_query *query, int depth, struct buf *out);

static void indent(int depth, struct buf *out)
{
  for (int i = 0; i < depth; i++)
    buf_add_string(out, "  ");
}

static void title(int depth, const char *name, struct buf *out)
{
  indent(depth, out);
  buf_add_string(out, name);
  buf_add_char(out, '\n');
}

static void print_type(const struct bound_expr *expr, struct buf *out)
{
  buf_add_string(out, " : ");
  type_print(expr->type, out);
  if (!expr->nullable)
    buf_add_string(out, " not null");
  if (expr->bytes)
    buf_printf(out, " int%d", expr->bytes * 8);
  if (expr->width && expr->type.scale)
    buf_printf(out, " decimal(%d)", expr->width);
  buf_add_char(out, '\n');
}

static void print_expr(const struct bound_expr *expr, int depth, struct buf *out)
{
  static const char *const kinds[] = {
    [BOUND_PARAM] = "param",     [BOUND_CONST] = "const",
    [BOUND_COLUMN] = "column",   [BOUND_TEMPLATE] = "template",
    [BOUND_CASE] = "case",       [BOUND_SCALAR] = "scalar",
    [BOUND_EXISTS] = "exists",   [BOUND_IN_QUERY] = "in",
    [BOUND_IN_ROWS] = "in rows", [BOUND_QUANTIFIED] = "quantified",
  };

  indent(depth, out);
  buf_add_string(out, kinds[expr->kind]);
  if (expr->negated)
    buf_add_string(out, " negated");
  if (expr->kind == BOUND_CONST) {
    buf_add_char(out, ' ');
    buf_add_text(out, expr->sql);
  } else if (expr->kind == BOUND_COLUMN) {
    buf_printf(out, " t%d." TEXT_FMT, expr->source, TEXT_ARG(expr->sql));
  } else if (expr->duckdb) {
    buf_printf(out, " %s", expr->duckdb);
  }
  if (expr->is_aggregate)
    buf_add_string(out, " aggregate");
  if (expr->distinct)
    buf_add_string(out, " distinct");
  print_type(expr, out);
  for (int i = 0; i < expr->arg_count; i++)
    if (expr->args[i])
      print_expr(expr->args[i], depth + 1, out);
  if (expr->over) {
    title(depth + 1, "over", out);
    for (int i = 0; i < expr->over->partition_count; i++)
      print_expr(expr->over->partition_by[i], depth + 2, out);
    for (int i = 0; i < expr->over->order_count; i++)
      print_expr(expr->over->order_by[i].expr, depth + 2, out);
  }
  if (expr->query)
    print_query(expr->query, depth + 1, out);
}

static void print_named(const char *name, const struct bound_expr *expr, int depth,
                        struct buf *out)
{
  if (!expr)
    return;
  title(depth, name, out);
  print_expr(expr, depth + 1, out);
}

static void print_source(const struct bound_source *source, int depth, struct buf *out)
{
  indent(depth, out);
  buf_printf(out, "t%d", source->id);
  switch (source->kind) {
  case SOURCE_TABLE: buf_printf(out, " table %" PRId64, source->table_id); break;
  case SOURCE_QUERY: buf_add_string(out, " query"); break;
  case SOURCE_CTE: buf_printf(out, " cte%d", source->cte); break;
  case SOURCE_ROWS: buf_add_string(out, " rows"); break;
  case SOURCE_STAGED: buf_add_string(out, " staged"); break;
  case SOURCE_TEMPLATE:
  case SOURCE_UNNEST: buf_printf(out, " %s", source->duckdb); break;
  }
  if (source->alias.len)
    buf_printf(out, " as " TEXT_FMT, TEXT_ARG(source->alias));
  buf_add_char(out, '\n');
  if (source->kind == SOURCE_QUERY)
    print_query(source->query, depth + 1, out);
}

static void print_from(const struct bound_from *from, int depth, struct buf *out)
{
  static const char *const joins[] = {
    [JOIN_INNER] = "join",     [JOIN_LEFT] = "left join",   [JOIN_RIGHT] = "right join",
    [JOIN_FULL] = "full join", [JOIN_CROSS] = "cross join", [JOIN_ASOF] = "asof join",
  };

  if (from->source) {
    print_source(from->source, depth, out);
    return;
  }
  title(depth, joins[from->join], out);
  print_from(from->left, depth + 1, out);
  print_from(from->right, depth + 1, out);
  print_named("on", from->on, depth + 1, out);
}

static void print_select(const struct bound_select *select, int depth, struct buf *out)
{
  title(depth, select->distinct ? "select distinct" : "select", out);
  for (int i = 0; i < select->item_count; i++)
    print_expr(select->items[i], depth + 1, out);
  if (select->from) {
    title(depth, "from", out);
    print_from(select->from, depth + 1, out);
  }
  print_named("where", select->where, depth, out);
  for (int g = 0; g < select->group_count; g++) {
    title(depth, "group by", out);
    for (int i = 0; i < select->groups[g].count; i++)
      print_expr(select->groups[g].exprs[i], depth + 1, out);
  }
  print_named("having", select->having, depth, out);
  print_named("qualify", select->qualify, depth, out);
}

static void print_query(const struct bound_query *query, int depth, struct buf *out)
{
  static const char *const ops[] = { [SET_NONE] = "",
                                     [SET_UNION] = "union",
                                     [SET_UNION_ALL] = "union all",
                                     [SET_INTERSECT] = "intersect",
                                     [SET_EXCEPT] = "except" };

  for (int i = 0; i < query->cte_count; i++) {
    indent(depth, out);
    buf_printf(out, "cte%d%s\n", query->ctes[i]->id,
               query->ctes[i]->recursive ? " recursive" : "");
    print_query(query->ctes[i]->query, depth + 1, out);
  }
  switch (query->kind) {
  case QUERY_SELECT: print_select(query->select, depth, out); break;
  case QUERY_VALUES:
    title(depth, "values", out);
    for (int r = 0; r < query->row_count; r++)
      for (int c = 0; c < query->column_count; c++)
        print_expr(query->rows[r][c], depth + 1, out);
    break;
  case QUERY_SET:
    title(depth, ops[query->op], out);
    print_query(query->left, depth + 1, out);
    print_query(query->right, depth + 1, out);
    break;
  }
  for (int i = 0; i < query->order_count; i++) {
    indent(depth, out);
    buf_printf(out, "order by %s%s", query->order_by[i].descending ? "desc" : "asc",
               query->order_by[i].nulls_first ? " nulls first" : " nulls last");
    if (query->order_ordinals[i])
      buf_printf(out, " column %d", query->order_ordinals[i]);
    buf_add_char(out, '\n');
    if (!query->order_ordinals[i])
      print_expr(query->order_by[i].expr, depth + 1, out);
  }
  print_named("limit", query->limit, depth, out);
  print_named("offset", query->offset, depth, out);
}

void bound_print_query(const struct bound_query *query, struct buf *out)
{
  print_query(query, 0, out);
}

void bound_print_dml(const struct bound_dml *dml, struct buf *out)
{
  static const char *const kinds[] = { [BOUND_INSERT] = "insert",
                                       [BOUND_MULTI_INSERT] = "multi insert",
                                       [BOUND_UPDATE] = "update",
                                       [BOUND_DELETE] = "delete",
                                       [BOUND_MERGE] = "merge" };

  buf_printf(out, "%s " TEXT_FMT "\n", kinds[dml->kind], TEXT_ARG(dml->target_name));
  for (int i = 0; i < dml->column_count; i++) {
    indent(1, out);
    buf_printf(out, "column %d\n", dml->column_ids[i]);
    if (dml->values)
      print_expr(dml->values[i], 2, out);
  }
  if (dml->query)
    print_query(dml->query, 1, out);
  if (dml->from) {
    title(1, "from", out);
    print_from(dml->from, 2, out);
  }
  print_named("where", dml->where, 1, out);
  for (int i = 0; i < dml->part_count; i++)
    bound_print_dml(dml->parts[i], out);
  for (int i = 0; i < dml->clause_count; i++) {
    const struct bound_merge_clause *clause = &dml->clauses[i];

    title(1, clause->matched ? "when matched" : "when not matched", out);
    print_named("and", clause->condition, 2, out);
    for (int c = 0; c < clause->count; c++)
      print_expr(clause->values[c], 2, out);
  }
}
