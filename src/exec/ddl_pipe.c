/* ddl_pipe.c: CREATE and ALTER PIPE.
 * (docs.snowflake.com/en/sql-reference/sql/create-pipe, .../alter-pipe) */
#include "exec/ddl_pipe.h"

#include "exec/copy_files.h"
#include "exec/copy_stmt.h"
#include "exec/ddl_objects.h"
#include "exec/pipe_copy.h"
#include "exec/property.h"
#include "exec/table_lock.h"
#include "session/instance.h"
#include "session/pipe_work.h"

/* ---- options ---- */

static bool unsupported_option(const char *what, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'PIPE ... %s'.", what);
}

static bool set_option(struct ddl *ddl, const struct option *option, struct pipe *pipe,
                       struct err *err)
{
  bool yes;

  if (text_is(option->key, "COMMENT"))
    return property_text(ddl->run, option, &pipe->object.comment, err);
  if (text_is(option->key, "PIPE_EXECUTION_PAUSED"))
    return property_bool(ddl->run, option, &pipe->paused, err);
  if (text_is(option->key, "AUTO_INGEST"))
    return property_bool(ddl->run, option, &yes, err) &&
           (!yes || unsupported_option("AUTO_INGEST = TRUE", err));
  return unsupported_option(arena_c_string(ddl->arena, option->key), err);
}

bool alter_pipe(struct ddl *ddl, const struct list *options, bool set, struct pipe *spec,
                struct err *err)
{
  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];

    if (set) {
      if (!set_option(ddl, option, spec, err))
        return false;
      continue;
    }
    if (text_is(option->key, "COMMENT"))
      spec->object.comment = (struct text){ 0 };
    else if (text_is(option->key, "PIPE_EXECUTION_PAUSED"))
      spec->paused = false;
    else
      return unsupported_option(arena_c_string(ddl->arena, option->key), err);
  }
  pipe_work_wake(ddl->session->instance->pipe_work);
  return true;
}

/* ---- CREATE ---- */

static bool forbidden(const char *what, struct err *err)
{
  return err_set(
    err, ERR_UNSUPPORTED,
    "SQL compilation error:\nUnsupported feature 'COPY option %s in a pipe'.", what);
}

/* What a pipe's COPY may not say. */
static bool check_copy(struct ddl *ddl, const struct copy *copy,
                       const struct copy_options *options, struct err *err)
{
  struct copy_options said = *options;

  for (int i = 0; copy->options && i < copy->options->count; i++) {
    const struct option *option = copy->options->at[i];

    if (text_is(option->key, "ON_ERROR") && said.on_error == ON_ERROR_ABORT)
      return forbidden("ON_ERROR = ABORT_STATEMENT", err);
  }
  if (said.files)
    return forbidden("FILES", err);
  if (said.size_limit)
    return forbidden("SIZE_LIMIT", err);
  if (said.purge)
    return forbidden("PURGE = TRUE", err);
  if (said.force)
    return forbidden("FORCE = TRUE", err);
  if (said.failed_only)
    return forbidden("RETURN_FAILED_ONLY = TRUE", err);
  if (said.validation != VALIDATE_NOTHING)
    return forbidden("VALIDATION_MODE", err);
  if (text_starts_with(copy_written_stage(ddl->arena, copy), "@~"))
    return ddl_unsupported("pipes over the stage of a user", err);
  return true;
}

static bool is_lasting(struct run *run, const struct copy *copy, struct err *err)
{
  struct found_table found;

  if (!table_find(run, copy->table, &found, err))
    return !err_is_set(err);
  return !found.temporary || ddl_unsupported("pipes into a temporary table", err);
}

/* The COPY is read as it will be: by its own text, in the pipe's schema. */
static bool read_copy(struct ddl *ddl, const struct statement *statement,
                      struct path path, struct pipe *spec, struct err *err)
{
  const struct statement *run = statement->create->more->run;
  struct pipe_copy pipe = { .path = path };
  struct copy_options options;
  struct exec_request request;
  struct stage_place place;
  struct run own;

  if (!run || run->kind != STMT_COPY || !run->copy->table)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA pipe is made of COPY INTO a table alone.");
  pipe.copy = run->copy;
  pipe.text = ddl->run->sql;
  own = pipe_copy_run(ddl->session, ddl->arena, &request, &pipe);
  if (!copy_may_be_pipe(&own, run->copy, &options, &place, err) ||
      !check_copy(ddl, run->copy, &options, err) || !is_lasting(&own, run->copy, err))
    return false;
  spec->copy = run->source;
  spec->pattern = options.pattern;
  spec->is_external = !stage_is_internal(&place);
  return true;
}

bool create_pipe(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct create *create = statement->create;
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  struct pipe spec = { .object = { .kind = KIND_PIPE } };
  struct path path;
  bool made = false, ok;

  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER PIPE", err);
  err_clear(err);
  if (!ddl_own_path(ddl, create->name, KIND_PIPE, &path, err) ||
      !alter_pipe(ddl, &create->options, true, &spec, err) ||
      !read_copy(ddl, statement, path, &spec, err))
    return false;
  spec.object.name = path.name;
  if (!ddl_begin(ddl, err))
    return false;
  ok = catalog_create_pipe(ddl->change, path.database, path.schema, &spec, mode, &made,
                           err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, "Pipe", path.name, made);
}
