/* explain_plan.c: a bound statement as the operations that EXPLAIN lists. */
#include "exec/explain_plan.h"

/* Each stored table counts as one partition. */
#define PARTITIONS_A_TABLE 1

struct planning {
  struct arena *arena;
  struct plan plan;
};

static void plan_query(struct planning *planning, const struct bound_query *query,
                       int parent);

static int add(struct planning *planning, const char *operation, int parent)
{
  plan_add(planning->arena, &planning->plan, text_of(operation), parent);
  return planning->plan.steps.count - 1;
}

static struct plan_step *step_at(struct planning *planning, int step)
{
  return planning->plan.steps.at[step];
}

static void keep(struct planning *planning, struct list *texts, struct text text)
{
  struct text *kept = ARENA_NEW(planning->arena, struct text);

  *kept = text;
  list_add(planning->arena, texts, kept);
}

static void express(struct planning *planning, int step, struct text text)
{
  keep(planning, &step_at(planning, step)->expressions, text);
}

/* ---- relations ---- */

static void plan_scan(struct planning *planning, const struct bound_source *source,
                      int parent)
{
  int step = add(planning, "TableScan", parent);
  struct plan_step *at = step_at(planning, step);

  keep(planning, &at->objects,
       arena_printf(
         planning->arena, TEXT_FMT "." TEXT_FMT "." TEXT_FMT, TEXT_ARG(source->database),
         TEXT_ARG(source->schema),
         TEXT_ARG(source->table.at ? source->table : source->columns[0].origin_table)));
  at->is_scan = true;
  at->total = at->assigned = PARTITIONS_A_TABLE;
  planning->plan.total += at->total;
  planning->plan.assigned += at->assigned;
  if (source->alias.len && !text_equal(source->alias, source->table))
    at->alias = source->alias;
  for (int i = 0; i < source->column_count; i++)
    if (source->columns[i].used)
      express(planning, step, source->columns[i].name);
}

static void plan_source(struct planning *planning, const struct bound_source *source,
                        int parent)
{
  switch (source->kind) {
  case SOURCE_TABLE: plan_scan(planning, source, parent); return;
  case SOURCE_QUERY: plan_query(planning, source->query, parent); return;
  case SOURCE_CTE: add(planning, "WithReference", parent); return;
  case SOURCE_ROWS: add(planning, "ValuesClause", parent); return;
  case SOURCE_STAGED: add(planning, "ExternalScan", parent); return;
  case SOURCE_TEMPLATE:
    add(planning, source->is_generator ? "Generator" : "TableFunction", parent);
    return;
  case SOURCE_UNNEST: add(planning, "Flatten", parent); return;
  }
}

static const char *join_operation(const struct bound_from *from)
{
  switch (from->join) {
  case JOIN_LEFT: return "LeftOuterJoin";
  case JOIN_RIGHT: return "RightOuterJoin";
  case JOIN_FULL: return "FullOuterJoin";
  case JOIN_ASOF: return "AsofJoin";
  case JOIN_INNER:
  case JOIN_CROSS: break;
  }
  return from->on ? "InnerJoin" : "CartesianJoin";
}

static void plan_from(struct planning *planning, const struct bound_from *from,
                      int parent)
{
  int step;

  if (from->source) {
    plan_source(planning, from->source, parent);
    return;
  }
  step = add(planning, join_operation(from), parent);
  plan_from(planning, from->left, step);
  plan_from(planning, from->right, step);
}

/* ---- queries ---- */

static bool has_aggregate(const struct bound_select *select)
{
  for (int i = 0; i < select->item_count; i++)
    if (select->items[i]->has_aggregate)
      return true;
  return select->group_count || select->having;
}

static bool has_window(const struct bound_select *select)
{
  for (int i = 0; i < select->item_count; i++)
    if (select->items[i]->has_window)
      return true;
  return select->qualify;
}

/* From what is done last to what is done first. */
static void plan_select(struct planning *planning, const struct bound_select *select,
                        int parent)
{
  if (select->distinct)
    parent = add(planning, "Aggregate", parent);
  if (select->qualify)
    parent = add(planning, "Filter", parent);
  if (has_window(select))
    parent = add(planning, "WindowFunction", parent);
  if (select->having)
    parent = add(planning, "Filter", parent);
  if (has_aggregate(select))
    parent = add(planning,
                 select->group_count && select->groups[0].kind != GROUP_EXPR
                   ? "GroupingSets"
                   : "Aggregate",
                 parent);
  if (select->where)
    parent = add(planning, "Filter", parent);
  if (select->from)
    plan_from(planning, select->from, parent);
  else
    express(planning, add(planning, "Generator", parent), TEXT("1"));
}

static void plan_set(struct planning *planning, const struct bound_query *query,
                     int parent)
{
  static const char *const operations[] = { [SET_NONE] = "UnionAll",
                                            [SET_UNION] = "UnionAll",
                                            [SET_UNION_ALL] = "UnionAll",
                                            [SET_INTERSECT] = "Intersect",
                                            [SET_EXCEPT] = "Except" };

  if (query->op == SET_UNION)
    parent = add(planning, "Aggregate", parent);
  parent = add(planning, operations[query->op], parent);
  plan_query(planning, query->left, parent);
  plan_query(planning, query->right, parent);
}

static void plan_query(struct planning *planning, const struct bound_query *query,
                       int parent)
{
  for (int i = 0; i < query->cte_count; i++)
    plan_query(planning, query->ctes[i]->query, add(planning, "WithClause", parent));
  if (query->limit || query->offset)
    parent = add(planning, query->order_count ? "SortWithLimit" : "Limit", parent);
  else if (query->order_count)
    parent = add(planning, "Sort", parent);
  switch (query->kind) {
  case QUERY_SELECT: plan_select(planning, query->select, parent); return;
  case QUERY_VALUES: add(planning, "ValuesClause", parent); return;
  case QUERY_SET: plan_set(planning, query, parent); return;
  }
}

static const char *dml_operation(const struct bound_dml *dml)
{
  switch (dml->kind) {
  case BOUND_INSERT: return "Insert";
  case BOUND_MULTI_INSERT: return "MultiInsert";
  case BOUND_UPDATE: return "Update";
  case BOUND_DELETE: return "Delete";
  case BOUND_MERGE: return "Merge";
  }
  return "Insert";
}

static void plan_dml(struct planning *planning, const struct bound_dml *dml, int parent)
{
  int step = add(planning, dml_operation(dml), parent);

  keep(planning, &step_at(planning, step)->objects, dml->target_name);
  if (dml->where && dml->kind != BOUND_MERGE)
    step = add(planning, "Filter", step);
  if (dml->query)
    plan_query(planning, dml->query, step);
  if (dml->from) {
    step = add(planning, "InnerJoin", step);
    plan_from(planning, dml->from, step);
  }
  if (dml->kind == BOUND_UPDATE || dml->kind == BOUND_DELETE || dml->kind == BOUND_MERGE)
    plan_scan(planning, dml->target, step);
}

struct plan explain_plan(struct arena *arena, const struct bound_query *query,
                         const struct bound_dml *dml)
{
  struct planning planning = { .arena = arena };
  int result = add(&planning, "Result", -1);

  for (int i = 0; query && i < query->column_count; i++)
    express(&planning, result, query->columns[i].name);
  if (query)
    plan_query(&planning, query, result);
  else
    plan_dml(&planning, dml, result);
  return planning.plan;
}
