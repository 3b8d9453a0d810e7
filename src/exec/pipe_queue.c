/* pipe_queue.c: statements on the engine's table of files that wait for a pipe. */
#include "exec/pipe_queue.h"

#include <inttypes.h>

#include "catalog/loads.h"

#define AT_ONCE 1000 /* Rows of one INSERT. */

static void put_row(struct buf *sql, int64_t pipe_id, const struct pipe_file *file)
{
  buf_printf(sql, "(%" PRId64 ", ", pipe_id);
  buf_add_quoted(sql, file->name);
  buf_printf(sql, ", %" PRId64 ", %" PRId64 ")", file->size, file->received_ms);
}

bool pipe_queue_add(struct engine_connection *connection, int64_t pipe_id,
                    const struct pipe_file *files, int count, struct err *err)
{
  struct buf sql;
  bool ok;

  if (!count)
    return true;
  buf_init(&sql);
  for (int i = 0; i < count; i++) {
    buf_add_string(&sql, i % AT_ONCE ? ", " : "INSERT INTO " PIPE_QUEUE " VALUES ");
    put_row(&sql, pipe_id, &files[i]);
    if (i + 1 == count || (i + 1) % AT_ONCE == 0)
      buf_add_string(&sql, ";\n");
  }
  ok = engine_run_whole(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static void read_file(const struct batch *batch, size_t row, struct arena *arena,
                      struct pipe_file *file)
{
  *file = (struct pipe_file){ arena_text(arena, batch_text(&batch->columns[0], row)),
                              batch_int64(&batch->columns[1], row),
                              batch_int64(&batch->columns[2], row) };
}

bool pipe_queue_next(struct engine_connection *connection, struct arena *arena,
                     int64_t pipe_id, int most, struct pipe_file **files, int *count,
                     struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  *files = ARENA_ARRAY(arena, (size_t)most, struct pipe_file);
  *count = 0;
  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, max(size), max(received_ms) FROM " PIPE_QUEUE
             " WHERE pipe_id = %" PRId64 " GROUP BY file ORDER BY min(received_ms), file "
             "LIMIT %d",
             pipe_id, most);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows && *count < most; row++)
      read_file(&batch, row, arena, &(*files)[(*count)++]);
  engine_result_free(result);
  return ok;
}

void pipe_queue_put_delete(int64_t pipe_id, const struct pipe_file *files, int count,
                           struct buf *sql)
{
  buf_printf(sql, "DELETE FROM " PIPE_QUEUE " AS q USING (VALUES ");
  for (int i = 0; i < count; i++) {
    buf_add_string(sql, i ? ", (" : "(");
    buf_add_quoted(sql, files[i].name);
    buf_printf(sql, ", %" PRId64 ")", files[i].received_ms);
  }
  buf_printf(sql,
             ") AS f(file, received_ms) WHERE q.pipe_id = %" PRId64
             " AND q.file = f.file AND q.received_ms <= f.received_ms",
             pipe_id);
}

bool pipe_queue_pipes(struct engine_connection *connection, struct arena *arena,
                      int64_t **ids, int *count, struct err *err)
{
  struct engine_result *result = engine_query(
    connection,
    TEXT("SELECT pipe_id FROM " PIPE_QUEUE " GROUP BY pipe_id ORDER BY min(received_ms)"),
    false, err);
  struct batch batch;
  bool ok = result != NULL;
  int room = 0;

  *count = 0;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows) {
    int64_t *more = ARENA_ARRAY(arena, (size_t)room + batch.rows, int64_t);

    for (int i = 0; i < *count; i++)
      more[i] = (*ids)[i];
    room += (int)batch.rows;
    *ids = more;
    for (size_t row = 0; row < batch.rows; row++)
      more[(*count)++] = batch_int64(&batch.columns[0], row);
  }
  engine_result_free(result);
  return ok;
}

bool pipe_queue_forget(struct engine_connection *connection, int64_t pipe_id,
                       struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM " PIPE_QUEUE " WHERE pipe_id = %" PRId64, pipe_id);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

bool pipe_queue_count(struct engine_connection *connection, int64_t pipe_id,
                      int64_t *count, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  int128 number = 0;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql,
             "SELECT count(DISTINCT file) FROM " PIPE_QUEUE " WHERE pipe_id = %" PRId64,
             pipe_id);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err) && batch.rows == 1 &&
       batch_int(&batch.columns[0], 0, &number);
  engine_result_free(result);
  *count = (int64_t)number;
  return ok;
}
