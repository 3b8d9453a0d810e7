/* pipe_copy.c: a pipe's COPY: read from the catalog, and run for the files that wait for it.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-intro) */
#include "exec/pipe_copy.h"

#include <time.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/loads.h"
#include "exec/copy_files.h"
#include "exec/copy_stmt.h"
#include "exec/ddl.h"
#include "exec/stage_place.h"
#include "exec/staged_source.h"
#include "exec/table_lock.h"
#include "session/instance.h"
#include "session/pipe_work.h"
#include "sql/parse.h"

#define MOST_FILES 1000 /* Of one transaction. */

/* ---- reading ---- */

static bool copy_described(struct session *session, struct arena *arena, int64_t id,
                           struct pipe_copy *copy)
{
  struct catalog *catalog = session->instance->catalog;
  const struct pipe *pipe;
  struct path path;

  catalog_read(catalog);
  pipe = catalog_pipe_by_id(catalog, id, &path);
  if (pipe)
    *copy = (struct pipe_copy){
      .id = id,
      .path = { arena_text(arena, path.database), arena_text(arena, path.schema),
                arena_text(arena, path.name) },
      .text = arena_text(arena, pipe->copy),
      .paused = pipe->paused,
      .created_ms = pipe->object.created_ms,
    };
  catalog_read_end(catalog);
  return pipe != NULL;
}

bool pipe_copy_read(struct session *session, struct arena *arena, int64_t id, bool *found,
                    struct pipe_copy *pipe, struct err *err)
{
  struct list statements = { 0 };
  const struct statement *statement;

  *found = copy_described(session, arena, id, pipe);
  if (!*found)
    return true;
  if (!parse_statements(arena, pipe->text, &statements, err))
    return false;
  statement = statements.count == 1 ? statements.at[0] : NULL;
  if (!statement || statement->kind != STMT_COPY || !statement->copy->table)
    return err_set(err, ERR_INTERNAL, "The text of a pipe is no COPY INTO a table.");
  pipe->copy = statement->copy;
  return true;
}

struct run pipe_copy_run(struct session *session, struct arena *arena,
                         struct exec_request *request, const struct pipe_copy *pipe)
{
  *request = (struct exec_request){ .sql = pipe->text, .statement_count = 1 };
  id_query(request->query_id);
  return (struct run){ .session = session,
                       .arena = arena,
                       .request = request,
                       .now_ns = clock_now_ns(),
                       .sql = pipe->text,
                       .within = { pipe->path.database, pipe->path.schema, { 0 } },
                       .staged = staged_source_reader() };
}

bool pipe_copy_place(struct run *run, const struct pipe_copy *pipe,
                     struct stage_place *place, struct err *err)
{
  return stage_place_find(run, copy_written_stage(run->arena, pipe->copy), place, err);
}

/* ---- loading ---- */

static bool load_files(struct session *session, struct arena *arena,
                       const struct pipe_copy *pipe, const struct pipe_file *files,
                       int count, bool *ran, struct err *err)
{
  struct pipe_batch batch = { pipe->id, files, count };
  struct exec_request request;
  struct run run = pipe_copy_run(session, arena, &request, pipe);
  bool ok;

  session->statement_id = request.query_id;
  ok = copy_run_pipe(&run, pipe->copy, &batch, ran, err);
  outcome_release(&run.fetched);
  session->statement_id = "";
  return ok;
}

/* A file that cannot be read as the statement wants, though no record of it can be named. */
static bool is_of_file(const struct err *err)
{
  int number = err_number(err->code);

  return number >= 100000 && number < 102000;
}

/* The file is done with: it was not loaded, for this reason. */
static bool note_failed(struct session *session, struct arena *arena,
                        const struct pipe_copy *pipe, const struct pipe_file *file,
                        const struct err *cause, struct err *err)
{
  struct exec_request request;
  struct run run = pipe_copy_run(session, arena, &request, pipe);
  struct found_table found = { .id = 0 };
  struct stage_place place;
  struct load load = { .loaded_ms = clock_now_ms(),
                       .size = file->size,
                       .status = "Load failed",
                       .error_count = 1,
                       .error_limit = 1,
                       .first_error = text_of(cause->message),
                       .query_id = request.query_id,
                       .pipe_id = pipe->id,
                       .received_ms = file->received_ms };
  struct buf sql;
  bool ok;

  if (!pipe_copy_place(&run, pipe, &place, err) ||
      (!table_find(&run, pipe->copy->table, &found, err) && err_is_set(err)))
    return false;
  load.table_id = found.id;
  load.stage = place.folder;
  load.file = copy_name_full(arena, place.path, file->name);
  buf_init(&sql);
  buf_add_string(&sql, "INSERT INTO " LOADS " VALUES ");
  loads_put(&load, &sql);
  buf_add_string(&sql, ";\n");
  pipe_queue_put_delete(pipe->id, file, 1, &sql);
  pipe_work_no_trouble(session->instance->pipe_work, pipe->id);
  ok = engine_run_whole(session->connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

/* One by one, so that what is wrong with one keeps no other out. */
static bool load_each(struct session *session, struct arena *arena,
                      const struct pipe_copy *pipe, const struct pipe_file *files,
                      int count, struct err *err)
{
  for (int i = 0; i < count; i++) {
    struct err cause = { 0 };
    bool ran;

    if (load_files(session, arena, pipe, &files[i], 1, &ran, &cause))
      continue;
    if (!is_of_file(&cause)) {
      *err = cause;
      return false;
    }
    if (!note_failed(session, arena, pipe, &files[i], &cause, err))
      return false;
  }
  return true;
}

/* docs.snowflake.com/en/sql-reference/functions/system_pipe_status: executionState */
static const char *state_of(bool ran, const struct err *err)
{
  if (ran)
    return err->code == ERR_INTERNAL ? "STALLED_INTERNAL_ERROR"
                                     : "STALLED_EXECUTION_ERROR";
  if (err->code != ERR_NO_OBJECT)
    return "STALLED_COMPILATION_ERROR";
  if (text_find_text(text_of(err->message), TEXT("Stage '")) < text_of(err->message).len)
    return "STOPPED_STAGE_DROPPED";
  if (text_find_text(text_of(err->message), TEXT("File format '")) <
      text_of(err->message).len)
    return "STOPPED_FILE_FORMAT_DROPPED";
  return "STOPPED_MISSING_TABLE";
}

/* Whoever has been told of what was loaded until some millisecond asks for what came later: no two batches
 * of a pipe have one time. */
static void pass_the_time(void)
{
  struct timespec little = { 0, 2 * 1000 * 1000 };

  nanosleep(&little, NULL);
}

bool pipe_load(struct session *session, struct arena *arena, int64_t id, int *count,
               struct err *err)
{
  struct pipe_work *work = session->instance->pipe_work;
  struct pipe_file *files;
  struct pipe_copy pipe;
  bool found, ok, ran = false;

  *count = 0;
  if (!pipe_copy_read(session, arena, id, &found, &pipe, err))
    return false;
  if (!found)
    return pipe_queue_forget(session->connection, id, err);
  if (pipe.paused)
    return true;
  if (!pipe_queue_next(session->connection, arena, id, MOST_FILES, &files, count, err))
    return false;
  if (!*count)
    return true;
  ok = load_files(session, arena, &pipe, files, *count, &ran, err);
  if (!ok && ran && is_of_file(err)) {
    err_clear(err);
    ok = load_each(session, arena, &pipe, files, *count, err);
  }
  if (ok) {
    pass_the_time();
    return true;
  }
  pipe_work_trouble(work, id, state_of(ran, err), err->message);
  return false;
}
