/* parquet_slices.c: a Parquet file of few row groups, read by several threads. */
#include "stage/parquet_slices.h"

/* Of each slice, two of the engine's own row groups at least: the file is decompressed for each of them. */
#define LEAST_ROWS ((int64_t)245760)
#define MOST_SLICES 4

static bool fetch_three(struct engine_connection *connection, struct text sql,
                        int64_t numbers[3], struct err *err)
{
  struct engine_result *result = engine_query(connection, sql, false, err);
  struct batch batch = { 0 };
  bool ok = result && engine_fetch(result, &batch, err);

  for (int i = 0; ok && i < 3; i++)
    numbers[i] = batch.rows == 1 ? batch_int64(&batch.columns[i], 0) : 0;
  engine_result_free(result);
  return ok;
}

bool parquet_slices_find(struct engine *engine, struct text path,
                         struct parquet_slices *slices, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  int64_t numbers[3], most; /* Rows, row groups, threads. */
  struct buf sql;
  bool ok;

  *slices = (struct parquet_slices){ 0 };
  if (!connection)
    return false;
  buf_init(&sql);
  buf_add_string(&sql, "SELECT coalesce(num_rows, 0)::BIGINT, coalesce(num_row_groups, "
                       "0)::BIGINT, current_setting('threads')::BIGINT FROM "
                       "parquet_file_metadata(");
  buf_add_quoted(&sql, path);
  buf_add_char(&sql, ')');
  ok = fetch_three(connection, buf_text(&sql), numbers, err);
  buf_clear(&sql);
  engine_disconnect(connection);
  if (!ok)
    return false;
  most = numbers[2] < MOST_SLICES ? numbers[2] : MOST_SLICES;
  if (most > numbers[0] / LEAST_ROWS)
    most = numbers[0] / LEAST_ROWS;
  if (most < 2 || numbers[1] >= most)
    return true;
  slices->count = (int)most;
  slices->rows = (numbers[0] + most - 1) / most;
  return true;
}

void parquet_slices_put_paths(const struct parquet_slices *slices, struct text path,
                              struct buf *sql)
{
  if (!slices->count) {
    buf_add_quoted(sql, path);
    return;
  }
  for (int i = 0; i < slices->count; i++) {
    buf_add_char(sql, i ? ',' : '[');
    buf_add_quoted(sql, path);
  }
  buf_add_char(sql, ']');
}

void parquet_slices_put_where(const struct parquet_slices *slices, struct buf *sql)
{
  if (slices->count)
    buf_printf(sql, " WHERE least(r.file_row_number // %lld, %d) = r.file_index",
               (long long)slices->rows, slices->count - 1);
}
