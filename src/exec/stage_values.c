/* stage_values.c: GET_STAGE_LOCATION and its like: where a stage and its files are. */
#include "exec/stage_values.h"

#include "bind/bind_name.h"
#include "exec/file_url.h"
#include "session/instance.h"
#include "stage/stage_functions.h"
#include "stage/stage_ticket.h"

const struct stage *stage_value_find(const struct bind_context *context,
                                     struct text written, struct path *path,
                                     struct err *err)
{
  const struct stage *stage = NULL;
  struct stage_name name;
  struct schema *schema;

  if (!stage_name_read(context->arena, written, &name, err))
    return NULL;
  if (name.kind != STAGE_NAMED) {
    err_set(err, ERR_SYNTAX,
            "SQL compilation error:\nThe stage '" TEXT_FMT "' is not a named one.",
            TEXT_ARG(written));
    return NULL;
  }
  path->database = name.database.len ? name.database : context->database;
  path->schema = name.schema.len ? name.schema : context->schema;
  path->name = name.name;
  schema = path->database.at && path->schema.at ? path_schema(context, *path) : NULL;
  if (schema)
    stage = catalog_find_stage(context->catalog, schema, path->name, context->session_id);
  if (!stage)
    err_set(err, ERR_NO_OBJECT,
            "SQL compilation error:\nStage '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(path_text(context->arena, *path)));
  return stage;
}

/* With a slash at its end. */
static struct text location(const struct session *session, struct arena *arena,
                            const struct stage *stage)
{
  if (!stage->url.len)
    return arena_printf(arena, TEXT_FMT STAGE_URL "/%lld/",
                        TEXT_ARG(file_url_base(session, arena)),
                        (long long)stage->object.id);
  return arena_printf(arena, TEXT_FMT "%s", TEXT_ARG(stage->url),
                      stage->url.at[stage->url.len - 1] == '/' ? "" : "/");
}

/* Who asks is part of the scope: the session's user, in this statement. */
static struct text scope(const struct session *session, struct arena *arena,
                         const struct stage *stage)
{
  struct stage_place place = { .number = stage->object.id };
  struct stage_scope scope = { .base = arena_printf(
                                 arena, TEXT_FMT FILE_URL,
                                 TEXT_ARG(file_url_base(session, arena))),
                               .query_id = text_of(session->statement_id),
                               .bucket = stage_bucket(arena, &place, session->user),
                               .user = session->user };

  return stage_scope_text(arena, &scope);
}

bool stage_value(const struct session *session, const struct bind_context *context,
                 enum system_value which, struct text written, struct buf *out,
                 struct err *err)
{
  struct arena *arena = context->arena;
  struct path path;
  const struct stage *stage = stage_value_find(context, written, &path, err);

  if (!stage)
    return false;
  if (which == SYSTEM_STAGE_OF_FILES && stage->url.len)
    return err_set(
      err, ERR_UNSUPPORTED,
      "Unsupported feature 'GET_PRESIGNED_URL of a file of an external stage'.");
  if (which == SYSTEM_STAGE_FILE_URL)
    buf_add_text(
      out, file_url_of_stage(session, arena, path.database, path.schema, path.name));
  else if (which == SYSTEM_STAGE_SCOPE)
    buf_add_text(out, scope(session, arena, stage));
  else
    buf_add_text(out, location(session, arena, stage));
  return true;
}
