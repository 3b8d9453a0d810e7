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

static void put_update(const struct bind_context *context, const struct bound_dml *dml,
                       struct buf *sql)
{
  buf_add_string(sql, "UPDATE ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d SET ", dml->target->id);
  put_assignments(context, dml->column_ids, dml->values, dml->column_count, sql);
  if (dml->from) {
    buf_add_string(sql, " FROM ");
    emit_from(context, dml->from, sql);
  }
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
  case BOUND_MERGE_DELETE:
    buf_add_string(sql, "DELETE");
    break;
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

static void put_merge(const struct bind_context *context, const struct bound_dml *dml,
                      struct buf *sql)
{
  buf_add_string(sql, "MERGE INTO ");
  put_target(dml, sql);
  buf_printf(sql, " AS t%d USING ", dml->target->id);
  emit_from(context, dml->from, sql);
  buf_add_string(sql, " ON ");
  emit_expr(context, dml->where, sql);
  for (int i = 0; i < dml->clause_count; i++)
    put_merge_clause(context, &dml->clauses[i], sql);
  buf_add_string(sql, " RETURNING merge_action");
}

void emit_dml(const struct bind_context *context, const struct bound_dml *dml, struct buf *sql)
{
  switch (dml->kind) {
  case BOUND_INSERT: put_insert(context, dml, sql); break;
  case BOUND_UPDATE: put_update(context, dml, sql); break;
  case BOUND_DELETE: put_delete(context, dml, sql); break;
  case BOUND_MERGE: put_merge(context, dml, sql); break;
  }
}
