/* emit_dml.c: INSERT, UPDATE, DELETE and MERGE to DuckDB SQL. */
#include "emit/emit_dml.h"

#include "emit/emit.h"
#include "storage/storage.h"

static void put_target(const struct bound_dml *dml, struct buf *sql)
{
  storage_table_name(dml->target->table_id, dml->target->temporary, sql);
}

static void put_column_list(const int *ids, int count, struct buf *sql)
{
  for (int i = 0; i < count; i++) {
    buf_add_string(sql, i ? ", " : " (");
    storage_column_name(ids[i], sql);
  }
  buf_add_string(sql, ") ");
}

static void put_assignments(const struct bind_context *context, const int *ids,
                            struct bound_expr *const *values, int count, struct buf *sql)
{
  for (int i = 0; i < count; i++) {
    buf_add_string(sql, i ? ", " : "");
    storage_column_name(ids[i], sql);
    buf_add_string(sql, " = ");
    emit_expr(context, values[i], sql);
  }
}

static void put_where(const struct bind_context *context, const struct bound_expr *where,
                      struct buf *sql)
{
  if (!where)
    return;
  buf_add_string(sql, " WHERE ");
  emit_expr(context, where, sql);
}

static void put_insert(const struct bind_context *context, const struct bound_dml *dml,
                       struct buf *sql)
{
  buf_add_string(sql, "INSERT INTO ");
  put_target(dml, sql);
  put_column_list(dml->column_ids, dml->column_count, sql);
  emit_query(context, dml->query, sql);
}

/* FROM target AS t<id>, the other tables. */
static void put_joined(const struct bind_context *context, const struct bound_dml *dml,
                       struct buf *sql)
{
  buf_add_string(sql, " FROM ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d, ", dml->target->id);
  emit_from(context, dml->from, sql);
}

/* UPDATE ... FROM: a row that several rows meet is changed once, by any of them. */
static void put_update_from(const struct bind_context *context,
                            const struct bound_dml *dml, struct buf *sql)
{
  int id = dml->target->id;

  buf_add_string(sql, "UPDATE ");
  put_target(dml, sql);
  buf_add_string(sql, " AS target SET ");
  for (int i = 0; i < dml->column_count; i++) {
    buf_add_string(sql, i ? ", " : "");
    storage_column_name(dml->column_ids[i], sql);
    buf_printf(sql, " = news.v%d", i);
  }
  buf_printf(sql, " FROM (SELECT t%d.rowid AS row_number", id);
  for (int i = 0; i < dml->column_count; i++) {
    buf_add_string(sql, ", first(");
    emit_expr(context, dml->values[i], sql);
    buf_printf(sql, ") AS v%d", i);
  }
  put_joined(context, dml, sql);
  put_where(context, dml->where, sql);
  buf_printf(sql, " GROUP BY t%d.rowid) AS news WHERE target.rowid = news.row_number",
             id);
}

static void put_update(const struct bind_context *context, const struct bound_dml *dml,
                       struct buf *sql)
{
  if (dml->from) {
    put_update_from(context, dml, sql);
    return;
  }
  buf_add_string(sql, "UPDATE ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d SET ", dml->target->id);
  put_assignments(context, dml->column_ids, dml->values, dml->column_count, sql);
  put_where(context, dml->where, sql);
}

static void put_delete(const struct bind_context *context, const struct bound_dml *dml,
                       struct buf *sql)
{
  buf_add_string(sql, "DELETE FROM ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d", dml->target->id);
  if (dml->from) {
    buf_add_string(sql, " USING ");
    emit_from(context, dml->from, sql);
  }
  put_where(context, dml->where, sql);
}

static void put_merge_clause(const struct bind_context *context,
                             const struct bound_merge_clause *clause, struct buf *sql)
{
  buf_add_string(sql, clause->matched ? " WHEN MATCHED" : " WHEN NOT MATCHED");
  if (clause->condition) {
    buf_add_string(sql, " AND ");
    emit_expr(context, clause->condition, sql);
  }
  buf_add_string(sql, " THEN ");
  switch (clause->action) {
  case BOUND_MERGE_DELETE: buf_add_string(sql, "DELETE"); break;
  case BOUND_MERGE_UPDATE:
    buf_add_string(sql, "UPDATE SET ");
    put_assignments(context, clause->column_ids, clause->values, clause->count, sql);
    break;
  case BOUND_MERGE_INSERT:
    buf_add_string(sql, "INSERT");
    put_column_list(clause->column_ids, clause->count, sql);
    buf_add_string(sql, "VALUES (");
    for (int i = 0; i < clause->count; i++) {
      buf_add_string(sql, i ? ", " : "");
      emit_expr(context, clause->values[i], sql);
    }
    buf_add_char(sql, ')');
    break;
  }
}

static bool changes_matched(const struct bound_dml *dml)
{
  for (int i = 0; i < dml->clause_count; i++)
    if (dml->clauses[i].matched && dml->clauses[i].action == BOUND_MERGE_UPDATE)
      return true;
  return false;
}

/* What the first clause that holds does to a matched pair: 1 updates, 0 deletes, NULL nothing. */
static void put_matched_action(const struct bind_context *context,
                               const struct bound_dml *dml, struct buf *sql)
{
  buf_add_string(sql, "CASE");
  for (int i = 0; i < dml->clause_count; i++) {
    const struct bound_merge_clause *clause = &dml->clauses[i];

    if (!clause->matched)
      continue;
    buf_add_string(sql, " WHEN ");
    if (clause->condition)
      emit_expr(context, clause->condition, sql);
    else
      buf_add_string(sql, "true");
    buf_printf(sql, " THEN %d", clause->action == BOUND_MERGE_UPDATE);
  }
  buf_add_string(sql, " END");
}

/* With ERROR_ON_NONDETERMINISTIC_MERGE = false a row that several rows match is changed once, by
 * any of those for which a clause holds: of each target row's pairs one is the source then. */
static void put_one_source_each(const struct bind_context *context,
                                const struct bound_dml *dml, struct buf *sql)
{
  int id = dml->target->id, source = dml->from->source->id;

  buf_printf(sql, "(SELECT * FROM (SELECT t%d.*, t%d.rowid AS merge_row, ", source, id);
  put_matched_action(context, dml, sql);
  buf_add_string(sql, " AS merge_updates FROM ");
  emit_from(context, dml->from, sql);
  buf_add_string(sql, " LEFT JOIN ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d ON ", id);
  emit_expr(context, dml->where, sql);
  buf_printf(sql,
             ") QUALIFY merge_row IS NULL OR row_number() OVER (PARTITION BY merge_row "
             "ORDER BY merge_updates IS NULL) = 1) AS t%d ON t%d.rowid = t%d.merge_row",
             source, id, source);
}

static bool takes_any_source(const struct bind_context *context,
                             const struct bound_dml *dml)
{
  return dml->from->source && changes_matched(dml) && context->parameter &&
         text_is_nocase(
           context->parameter(context->owner, "ERROR_ON_NONDETERMINISTIC_MERGE"),
           "false");
}

static void put_merge(const struct bind_context *context, const struct bound_dml *dml,
                      struct buf *sql)
{
  buf_add_string(sql, "MERGE INTO ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d USING ", dml->target->id);
  if (takes_any_source(context, dml)) {
    put_one_source_each(context, dml, sql);
  } else {
    emit_from(context, dml->from, sql);
    buf_add_string(sql, " ON ");
    emit_expr(context, dml->where, sql);
  }
  for (int i = 0; i < dml->clause_count; i++)
    put_merge_clause(context, &dml->clauses[i], sql);
  buf_add_string(sql, " RETURNING merge_action");
}

/* The rows are kept in a table of the connection's own meanwhile. */
static void put_multi_insert(const struct bind_context *context,
                             const struct bound_dml *dml, struct buf *sql)
{
  buf_add_string(sql, "CREATE TEMP TABLE " MULTI_INSERT_ROWS " AS ");
  emit_query(context, dml->query, sql);
}

void emit_dml(const struct bind_context *context, const struct bound_dml *dml,
              struct buf *sql)
{
  switch (dml->kind) {
  case BOUND_INSERT: put_insert(context, dml, sql); break;
  case BOUND_MULTI_INSERT: put_multi_insert(context, dml, sql); break;
  case BOUND_UPDATE: put_update(context, dml, sql); break;
  case BOUND_DELETE: put_delete(context, dml, sql); break;
  case BOUND_MERGE: put_merge(context, dml, sql); break;
  }
}

bool emit_dml_probe(const struct bind_context *context, const struct bound_dml *dml,
                    struct buf *sql)
{
  int id = dml->target->id;

  if (dml->kind == BOUND_UPDATE && dml->from) {
    buf_add_string(sql, "SELECT count(*) FROM (SELECT 1");
    put_joined(context, dml, sql);
    put_where(context, dml->where, sql);
    buf_printf(sql, " GROUP BY t%d.rowid HAVING count(*) > 1)", id);
    return true;
  }
  if (dml->kind != BOUND_MERGE || !changes_matched(dml))
    return false;
  buf_add_string(sql, "SELECT count(*) FROM (SELECT number FROM (SELECT ");
  buf_printf(sql, "t%d.rowid AS number, ", id);
  put_matched_action(context, dml, sql);
  buf_add_string(sql, " AS updates");
  put_joined(context, dml, sql);
  put_where(context, dml->where, sql);
  buf_add_string(sql,
                 ") WHERE updates IS NOT NULL GROUP BY number HAVING count(*) > 1 AND "
                 "sum(updates) > 0)");
  return true;
}
