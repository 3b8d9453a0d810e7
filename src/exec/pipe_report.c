/* pipe_report.c: what the Snowpipe REST API asks of pipes. */
#include "exec/pipe_report.h"

#include <inttypes.h>

#include "catalog/loads.h"
#include "exec/copy_files.h"
#include "exec/pipe_copy.h"
#include "session/instance.h"
#include "session/pipe_work.h"
#include "sql/parse.h"

/* ---- names ---- */

static const struct pipe *find(struct catalog *catalog, struct path path)
{
  struct database *database = catalog_find_database(catalog, path.database);
  struct schema *schema = database ? catalog_find_schema(database, path.schema) : NULL;

  return schema && schema->pipes ? catalog_find_pipe(schema, path.name) : NULL;
}

/* "a.b.c" in three, whatever is in them. */
static struct path cut(struct text written)
{
  size_t first = text_find(written, '.');
  struct text rest = text_slice(written, first + 1, written.len);
  size_t second = text_find(rest, '.');

  return (struct path){ text_slice(written, 0, first), text_slice(rest, 0, second),
                        text_slice(rest, second + 1, rest.len) };
}

static bool parse(struct arena *arena, struct text written, struct path *path)
{
  struct err wrong = { 0 };
  const struct name *name = parse_name(arena, written, &wrong);

  if (!name || name->parts.count != 3)
    return false;
  path->database = ((const struct ident *)name->parts.at[0])->name;
  path->schema = ((const struct ident *)name->parts.at[1])->name;
  path->name = ((const struct ident *)name->parts.at[2])->name;
  return true;
}

bool pipe_named(struct session *session, struct arena *arena, struct text written,
                int64_t *id, struct text *name)
{
  struct catalog *catalog = session->instance->catalog;
  struct path path = cut(written);
  const struct pipe *pipe;

  catalog_read(catalog);
  pipe = find(catalog, path);
  if (!pipe && parse(arena, written, &path))
    pipe = find(catalog, path);
  if (pipe) {
    *id = pipe->object.id;
    *name = arena_printf(arena, TEXT_FMT "." TEXT_FMT "." TEXT_FMT,
                         TEXT_ARG(path.database), TEXT_ARG(path.schema),
                         TEXT_ARG(path.name));
  }
  catalog_read_end(catalog);
  return pipe != NULL;
}

/* ---- files ---- */

bool pipe_insert(struct session *session, int64_t id, const struct pipe_file *files,
                 int count, struct err *err)
{
  if (!pipe_queue_add(session->connection, id, files, count, err))
    return false;
  pipe_work_wake(session->instance->pipe_work);
  return true;
}

static struct text string(const struct batch *batch, int column, size_t row,
                          struct arena *arena)
{
  struct text none = { 0 };

  return batch_is_null(&batch->columns[column], row)
           ? none
           : arena_text(arena, batch_text(&batch->columns[column], row));
}

static void read_report(const struct batch *batch, size_t row, struct arena *arena,
                        struct text path, struct text location,
                        struct pipe_file_report *file)
{
  *file = (struct pipe_file_report){
    .path = copy_name_below(arena, path, string(batch, 0, row, arena)),
    .location = location,
    .size = batch_int64(&batch->columns[1], row),
    .received_ms = batch_int64(&batch->columns[2], row),
    .loaded_ms = batch_int64(&batch->columns[3], row),
    .rows = batch_int64(&batch->columns[4], row),
    .parsed = batch_int64(&batch->columns[5], row),
    .errors = batch_int64(&batch->columns[6], row),
    .error_limit = batch_int64(&batch->columns[7], row),
    .status = string(batch, 8, row, arena),
    .first_error = string(batch, 9, row, arena),
    .first_line = batch_int64(&batch->columns[10], row),
    .first_character = batch_int64(&batch->columns[11], row),
    .first_column = string(batch, 12, row, arena),
  };
}

/* Of those that were loaded at the last time of too many there may be more: they come next time. */
static void keep_whole(const struct pipe_file_report *files, int most, int *count,
                       bool *complete)
{
  int kept = *count;

  *complete = *count <= most;
  if (*complete)
    return;
  while (kept && files[kept - 1].loaded_ms == files[*count - 1].loaded_ms)
    kept--;
  *count = kept;
}

/* The path of the pipe's location, and where that is; empty when the stage is no more. */
static void find_place(struct session *session, struct arena *arena, int64_t id,
                       struct text *path, struct text *location)
{
  struct exec_request request;
  struct stage_place place;
  struct pipe_copy pipe;
  struct err gone = { 0 };
  bool found = false;
  struct run run;

  *path = *location = TEXT("");
  if (!pipe_copy_read(session, arena, id, &found, &pipe, &gone) || !found)
    return;
  run = pipe_copy_run(session, arena, &request, &pipe);
  if (!pipe_copy_place(&run, &pipe, &place, &gone))
    return;
  *path = place.path;
  *location = stage_is_internal(&place)
                ? arena_printf(arena, "stages/%" PRId64 "/", place.number)
                : place.label;
}

bool pipe_report(struct session *session, struct arena *arena, int64_t id,
                 int64_t from_ms, int64_t until_ms, int most,
                 struct pipe_file_report **files, int *count, bool *complete,
                 struct err *err)
{
  struct engine_result *result;
  struct text path, location;
  struct batch batch;
  struct buf sql;
  bool ok;

  *count = 0;
  *files = ARENA_ARRAY(arena, (size_t)most + 1, struct pipe_file_report);
  find_place(session, arena, id, &path, &location);
  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, size, received_ms, loaded_ms, row_count, row_parsed, "
             "error_count, error_limit, status, first_error, first_line, "
             "first_character, first_column FROM " LOADS " WHERE pipe_id = %" PRId64
             " AND loaded_ms >= %" PRId64 " AND loaded_ms < %" PRId64
             " ORDER BY loaded_ms, file LIMIT %d",
             id, from_ms, until_ms, most + 1);
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows && *count <= most; row++)
      read_report(&batch, row, arena, path, location, &(*files)[(*count)++]);
  engine_result_free(result);
  keep_whole(*files, most, count, complete);
  return ok;
}

bool pipe_time(struct session *session, struct arena *arena, struct text written,
               int64_t *ms, struct err *err)
{
  struct pipe_copy nothing = { .text = TEXT("") };
  struct exec_request request;
  struct run run = pipe_copy_run(session, arena, &request, &nothing);
  struct bind_constant value;
  struct expr *expr;
  struct buf sql;

  run.within = (struct path){ .database = { 0 } };
  buf_init(&sql);
  buf_add_string(&sql, "DATE_PART(EPOCH_MILLISECOND, TO_TIMESTAMP_TZ(");
  buf_add_quoted(&sql, written);
  buf_add_string(&sql, "))::VARCHAR");
  expr = parse_expr(arena, buf_copy(&sql, arena), err);
  buf_clear(&sql);
  if (!expr || !pipeline_value(&run, expr, &value, err))
    return false;
  return (!value.is_null && text_to_int64(value.value, ms)) ||
         err_set(err, ERR_INVALID_VALUE, "Timestamp '" TEXT_FMT "' is not recognized",
                 TEXT_ARG(written));
}
