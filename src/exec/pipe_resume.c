/* pipe_resume.c: SYSTEM$PIPE_FORCE_RESUME: a pipe that is paused loads again.
 * (docs.snowflake.com/en/sql-reference/functions/system_pipe_force_resume) */
#include "exec/pipe_resume.h"

#include "bind/bind_name.h"
#include "exec/pipe_status.h"
#include "session/pipe_work.h"

/* Whether the pipe is paused, and where it is; its texts live in the arena. */
static bool find(const struct bind_context *context, struct text written,
                 struct path *path, bool *paused, struct err *err)
{
  const struct pipe *pipe;

  catalog_read(context->catalog);
  pipe = pipe_by_name(context, written, path, err);
  if (pipe) {
    *paused = pipe->paused;
    *path = (struct path){ arena_text(context->arena, path->database),
                           arena_text(context->arena, path->schema),
                           arena_text(context->arena, path->name) };
  }
  catalog_read_end(context->catalog);
  return pipe != NULL;
}

static bool resume_in(struct catalog_change *change, const struct bind_context *context,
                      struct text written, struct path path, struct err *err)
{
  struct path now;
  const struct pipe *pipe = pipe_by_name(context, written, &now, err);
  struct pipe spec;

  if (!pipe)
    return false;
  spec = *pipe;
  spec.paused = false;
  return catalog_update(change, KIND_PIPE, path, &spec, err);
}

/* A change of its own: the statement that calls is in a transaction of the engine's. */
static bool resume(struct instance *instance, const struct bind_context *context,
                   struct text written, struct path path, struct err *err)
{
  struct engine_connection *connection = engine_connect(instance->engine, err);
  struct catalog_change *change = connection
                                    ? catalog_begin(instance->catalog, connection, 0,
                                                    (struct text){ 0 }, err)
                                    : NULL;
  bool ok = change && resume_in(change, context, written, path, err);

  if (ok)
    ok = catalog_commit(change, err);
  else if (change)
    catalog_abandon(change);
  engine_disconnect(connection);
  if (ok)
    pipe_work_wake(instance->pipe_work);
  return ok;
}

enum { ARG_SESSION, ARG_DATABASE, ARG_SCHEMA, ARG_USER, ARG_NAME };

static void pipe_resume(struct engine_call *call)
{
  struct instance *instance = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    struct arena *arena = arena_new();
    struct bind_context context = {
      .arena = arena,
      .catalog = instance->catalog,
      .session_id = (uint64_t)call_int(call, ARG_SESSION, row),
      .database = call_text(call, ARG_DATABASE, row),
      .schema = call_text(call, ARG_SCHEMA, row),
    };
    struct text written = call_text(call, ARG_NAME, row);
    struct path path;
    struct err err;
    bool paused;

    err_clear(&err);
    if (find(&context, written, &path, &paused, &err) &&
        (!paused || resume(instance, &context, written, path, &err)))
      call_set_text(call, row,
                    arena_printf(arena, "Pipe " TEXT_FMT " successfully resumed.",
                                 TEXT_ARG(path_text(arena, path))));
    else
      call_fail(call, err.code, "%s", err.message);
    arena_free(arena);
  }
}

const struct engine_function_row pipe_resume_row = {
  "sg_pipe_resume", "BIGINT, VARCHAR, VARCHAR, VARCHAR, VARCHAR", "VARCHAR", pipe_resume,
  ENGINE_VOLATILE,
};
