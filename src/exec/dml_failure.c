/* dml_failure.c: which column a failed INSERT, UPDATE or MERGE stopped at. */
#include "exec/dml_failure.h"

#include <string.h>

#include "bind/bind_name.h"
#include "emit/emit_failure.h"

/* Class 22 of SQLSTATE, found while rows were made: a value that does not fit or is not one. */
static bool is_of_a_value(const struct err *err)
{
  int number = err_number(err->code);

  return number >= 100000 && number < 101000 && !strncmp(err->sqlstate, "22", 2);
}

static const struct bound_column *column_of(const struct bound_dml *dml, int column_id)
{
  for (int i = 0; i < dml->target->column_count; i++)
    if (dml->target->columns[i].column_id == column_id)
      return &dml->target->columns[i];
  return NULL;
}

/* The first value that fails, or is NULL in a column that must not be; -1 when there is none, -2
 * when the probe cannot say. */
static int find(struct run *run, const struct bind_context *context,
                const struct bound_dml *dml, const struct written_values *written,
                enum failure_test test)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  struct err ignored;
  int found = -1;

  err_clear(&ignored);
  buf_init(&sql);
  emit_failure_probe(context, dml, written, test, &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, &ignored);
  buf_clear(&sql);
  if (!result || !engine_fetch(result, &batch, &ignored) || batch.rows != 1) {
    engine_result_free(result);
    return -2;
  }
  for (int i = 0; i < written->count && found < 0; i++) {
    const struct bound_column *column = column_of(dml, written->column_ids[i]);

    if (column && !(test == FAILURE_IS_NULL && column->nullable) &&
        !batch_is_null(&batch.columns[i], 0) && batch_bool(&batch.columns[i], 0))
      found = i;
  }
  engine_result_free(result);
  return found;
}

/* The error of that column: another one may have been met first. */
static bool fail_again(struct run *run, const struct bind_context *context,
                       const struct bound_dml *dml, const struct written_values *written,
                       int at, struct err *err)
{
  struct engine_result *result;
  struct err again, lost;
  struct buf sql;
  bool failed;

  err_clear(&again);
  buf_init(&sql);
  emit_failure(context, dml, written, at, &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, &again);
  buf_clear(&sql);
  failed = !result;
  engine_result_free(result);
  err_clear(&lost);
  if (failed && !pipeline_recover(run, &lost))
    again = lost;
  else if (!failed || !is_of_a_value(&again))
    return false;
  *err = again;
  return true;
}

/* A column that the statement gives no value, though it must have one. */
static const struct bound_column *missing_column(const struct bound_dml *dml)
{
  if (dml->kind != BOUND_INSERT)
    return NULL;
  for (int i = 0; i < dml->target->column_count; i++) {
    const struct bound_column *column = &dml->target->columns[i];
    bool given = column->nullable;

    for (int c = 0; c < dml->column_count; c++)
      given |= dml->column_ids[c] == column->column_id;
    if (!given)
      return column;
  }
  return NULL;
}

static void name_column(const struct bind_context *context, const struct bound_dml *dml,
                        const struct bound_column *column, struct err *err)
{
  struct err cause = *err;

  err_set(err, cause.code,
          "DML operation to table " TEXT_FMT " failed on column " TEXT_FMT
          " with error: %s",
          TEXT_ARG(dml->written), TEXT_ARG(ident_text(context->arena, column->name)),
          cause.message);
  err_set_state(err, cause.sqlstate);
}

/* A value that failed, with its error: false when it is none of these, or all is lost. */
static bool name_failed(struct run *run, const struct bind_context *context,
                        const struct bound_dml *dml, const struct written_values *written,
                        struct err *err)
{
  int at = find(run, context, dml, written, FAILURE_FAILS);
  int from = at == -2 ? 0 : at, to = at == -2 ? written->count : at + 1;
  struct err lost;

  err_clear(&lost);
  if (at == -2 && !pipeline_recover(run, &lost)) {
    *err = lost;
    return true;
  }
  for (int i = from; i >= 0 && i < to; i++) {
    if (!fail_again(run, context, dml, written, i, err))
      continue;
    if (is_of_a_value(err))
      name_column(context, dml, column_of(dml, written->column_ids[i]), err);
    return true;
  }
  return false;
}

static void name_null(struct run *run, const struct bind_context *context,
                      const struct bound_dml *dml, struct err *err)
{
  const struct bound_column *column = NULL;

  for (int i = 0; i < emit_written_count(dml) && !column; i++) {
    struct written_values written = emit_written(dml, i);
    int at = written.count ? find(run, context, dml, &written, FAILURE_IS_NULL) : -1;

    if (at >= 0)
      column = column_of(dml, written.column_ids[at]);
  }
  if (!column)
    column = missing_column(dml);
  if (column)
    name_column(context, dml, column, err);
}

void dml_failure_name(struct run *run, const struct bind_context *context,
                      const struct bound_dml *dml, struct err *err)
{
  if (!is_of_a_value(err))
    return;
  if (err->code == ERR_NULL_VALUE) {
    name_null(run, context, dml, err);
    return;
  }
  for (int i = 0; i < emit_written_count(dml); i++) {
    struct written_values written = emit_written(dml, i);

    if (written.count && name_failed(run, context, dml, &written, err))
      return;
  }
}
