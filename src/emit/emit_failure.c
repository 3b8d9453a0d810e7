/* emit_failure.c: queries that say which column's value a failed INSERT, UPDATE or MERGE stopped at.
 *
 * TRY gives NULL where its operand fails, and a hash is never NULL. It takes no volatile function
 * (those hardly fail), and what two values have in common is computed outside of it: then the probe
 * fails, too. (DuckDB 1.5.5) */
#include "emit/emit_failure.h"

#include "emit/emit.h"
#include "storage/storage.h"

static bool is_plain(const struct bound_query *query)
{
  return query && query->kind == QUERY_SELECT && !query->cte_count && query->select->from;
}

static bool is_values(const struct bound_query *query)
{
  return query && query->kind == QUERY_VALUES && query->row_count;
}

int emit_written_count(const struct bound_dml *dml)
{
  switch (dml->kind) {
  case BOUND_INSERT: return is_plain(dml->query) || is_values(dml->query);
  case BOUND_UPDATE: return 1;
  case BOUND_MERGE: return dml->clause_count;
  case BOUND_DELETE:
  case BOUND_MULTI_INSERT: break;
  }
  return 0;
}

struct written_values emit_written(const struct bound_dml *dml, int at)
{
  struct written_values written = { .count = dml->column_count,
                                    .column_ids = dml->column_ids,
                                    .values = dml->values };

  if (dml->kind == BOUND_MERGE) {
    written.clause = &dml->clauses[at];
    written.count = written.clause->count;
    written.column_ids = written.clause->column_ids;
    written.values = written.clause->values;
  } else if (dml->kind == BOUND_INSERT && dml->query->kind == QUERY_VALUES) {
    written.row_count = dml->query->row_count;
    written.rows = (struct bound_expr *const *const *)dml->query->rows;
  } else if (dml->kind == BOUND_INSERT) {
    written.values = dml->query->select->items;
  }
  return written;
}

static void put_target(const struct bound_dml *dml, struct buf *sql)
{
  storage_table_name(dml->target->table_id, dml->target->temporary, sql);
  buf_printf(sql, " AS t%d", dml->target->id);
}

static void put_condition(const struct bind_context *context, const char *word,
                          const struct bound_expr *condition, struct buf *sql)
{
  if (!condition)
    return;
  buf_add_string(sql, word);
  emit_expr(context, condition, sql);
}

/* The rows that a WHEN NOT MATCHED meets. */
static void put_unmatched(const struct bind_context *context, const struct bound_dml *dml,
                          struct buf *sql)
{
  emit_from(context, dml->from, sql);
  buf_add_string(sql, " WHERE NOT EXISTS (SELECT 1 FROM ");
  put_target(dml, sql);
  put_condition(context, " WHERE ", dml->where, sql);
  buf_add_char(sql, ')');
}

static void put_from(const struct bind_context *context, const struct bound_dml *dml,
                     const struct written_values *written, struct buf *sql)
{
  buf_add_string(sql, " FROM ");
  if (dml->kind == BOUND_INSERT) {
    emit_from(context, dml->query->select->from, sql);
    return;
  }
  if (written->clause && !written->clause->matched) {
    put_unmatched(context, dml, sql);
  } else {
    put_target(dml, sql);
    if (dml->from) {
      buf_add_string(sql, ", ");
      emit_from(context, dml->from, sql);
    }
    put_condition(context, " WHERE ", dml->where, sql);
  }
  if (written->clause)
    put_condition(context, " AND ", written->clause->condition, sql);
}

static void put_test(const struct bind_context *context, const struct bound_expr *value,
                     enum failure_test test, struct buf *sql)
{
  if (value->is_volatile) {
    buf_add_string(sql, "false");
    return;
  }
  buf_add_string(sql, test == FAILURE_FAILS ? "TRY(hash(" : "TRY((");
  emit_expr(context, value, sql);
  buf_add_string(sql, ")) IS NULL");
}

static void put_rows_probe(const struct bind_context *context,
                           const struct written_values *written, enum failure_test test,
                           struct buf *sql)
{
  buf_add_string(sql, "SELECT ");
  for (int i = 0; i < written->count; i++)
    buf_printf(sql, "%sbool_or(f%d)", i ? ", " : "", i);
  buf_add_string(sql, " FROM (VALUES ");
  for (int r = 0; r < written->row_count; r++) {
    buf_add_string(sql, r ? "), (" : "(");
    for (int i = 0; i < written->count; i++) {
      buf_add_string(sql, i ? ", " : "");
      put_test(context, written->rows[r][i], test, sql);
    }
  }
  buf_add_string(sql, ")) AS v(");
  for (int i = 0; i < written->count; i++)
    buf_printf(sql, "%sf%d", i ? ", " : "", i);
  buf_add_char(sql, ')');
}

void emit_failure_probe(const struct bind_context *context, const struct bound_dml *dml,
                        const struct written_values *written, enum failure_test test,
                        struct buf *sql)
{
  if (written->rows) {
    put_rows_probe(context, written, test, sql);
    return;
  }
  buf_add_string(sql, "SELECT ");
  for (int i = 0; i < written->count; i++) {
    buf_add_string(sql, i ? ", bool_or(" : "bool_or(");
    put_test(context, written->values[i], test, sql);
    buf_add_char(sql, ')');
  }
  put_from(context, dml, written, sql);
}

void emit_failure(const struct bind_context *context, const struct bound_dml *dml,
                  const struct written_values *written, int column, struct buf *sql)
{
  buf_add_string(sql, "SELECT max(hash(");
  if (!written->rows) {
    emit_expr(context, written->values[column], sql);
    buf_add_string(sql, "))");
    put_from(context, dml, written, sql);
    return;
  }
  buf_add_string(sql, "v)) FROM (VALUES ");
  for (int r = 0; r < written->row_count; r++) {
    buf_add_string(sql, r ? ", (" : "(");
    emit_expr(context, written->rows[r][column], sql);
    buf_add_char(sql, ')');
  }
  buf_add_string(sql, ") AS v(v)");
}
