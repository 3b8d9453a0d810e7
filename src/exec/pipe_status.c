/* pipe_status.c: what SYSTEM$PIPE_STATUS says of a pipe.
 * (docs.snowflake.com/en/sql-reference/functions/system_pipe_status) */
#include "exec/pipe_status.h"

#include <inttypes.h>

#include "bind/bind_name.h"
#include "catalog/loads.h"
#include "data/json.h"
#include "data/member.h"
#include "session/instance.h"
#include "session/pipe_work.h"
#include "sql/parse.h"

const struct pipe *pipe_by_name(const struct bind_context *context, struct text written,
                                struct path *path, struct err *err)
{
  struct bind_context own = *context;
  struct name *name = parse_name(own.arena, text_trim(written), err);
  const struct pipe *pipe;
  struct schema *schema;

  if (!name || !bind_path(&own, name, KIND_PIPE, path, err))
    return NULL;
  schema = path_schema(&own, *path);
  pipe = schema ? catalog_find_pipe(schema, path->name) : NULL;
  if (!pipe)
    err_set(err, ERR_NO_OBJECT,
            "SQL compilation error:\nPipe '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(path_text(own.arena, *path)));
  return pipe;
}

/* A file and a time, where there is such a row. */
struct seen {
  int64_t count;
  struct text file;
  int64_t ms;
};

static bool look(const struct session *session, const struct bind_context *context,
                 const char *query, int64_t pipe_id, struct seen *seen, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  *seen = (struct seen){ 0 };
  buf_init(&sql);
  buf_printf(&sql, "%s%" PRId64, query, pipe_id);
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err);
  if (ok && batch.rows == 1) {
    seen->count = batch_int64(&batch.columns[0], 0);
    if (!batch_is_null(&batch.columns[1], 0))
      seen->file = arena_text(context->arena, batch_text(&batch.columns[1], 0));
    seen->ms = batch_int64(&batch.columns[2], 0);
  }
  engine_result_free(result);
  return ok;
}

static void put_pending(struct buf *out, const struct seen *pending)
{
  member_int(out, "pendingFileCount", pending->count);
  if (!pending->count)
    return;
  member_text(out, "oldestPendingFilePath", pending->file);
  member_utc(out, "oldestFileTimestamp", pending->ms);
}

static void put_trouble(struct buf *out, const struct pipe_trouble *trouble)
{
  member_string(out, "error", trouble->message);
  member_utc(out, "lastPipeErrorTimestamp", trouble->since_ms);
}

bool pipe_status(const struct session *session, const struct bind_context *context,
                 struct text written, struct buf *out, struct err *err)
{
  struct path path;
  const struct pipe *pipe = pipe_by_name(context, written, &path, err);
  struct seen pending, ingested;
  struct pipe_trouble trouble;
  bool has_trouble;

  if (!pipe ||
      !look(session, context,
            "SELECT count(DISTINCT file), arg_min(file, received_ms), min(received_ms) "
            "FROM " PIPE_QUEUE " WHERE pipe_id = ",
            pipe->object.id, &pending, err) ||
      !look(session, context,
            "SELECT count(*), arg_max(file, loaded_ms), max(loaded_ms) FROM " LOADS
            " WHERE status <> 'Load failed' AND pipe_id = ",
            pipe->object.id, &ingested, err))
    return false;
  has_trouble = pipe_work_has_trouble(session->instance->pipe_work, pipe->object.id,
                                      &trouble);
  json_put_open(out, '{');
  member_string(out, "executionState",
                pipe->paused  ? "PAUSED"
                : has_trouble ? trouble.state
                              : "RUNNING");
  put_pending(out, &pending);
  if (ingested.count) {
    member_utc(out, "lastIngestedTimestamp", ingested.ms);
    member_text(out, "lastIngestedFilePath", ingested.file);
  }
  if (has_trouble)
    put_trouble(out, &trouble);
  json_put_close(out, '}');
  return true;
}
