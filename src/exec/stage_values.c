/* stage_values.c: GET_STAGE_LOCATION and its like: where a stage and its files are. */
#include "exec/stage_values.h"

#include "base/clock.h"
#include "bind/bind_name.h"
#include "exec/file_url.h"
#include "net/url.h"
#include "session/instance.h"
#include "stage/stage_ticket.h"

#define DEFAULT_SECONDS \
 3600 /* docs.snowflake.com/en/sql-reference/functions/get_presigned_url */
#define MOST_SECONDS ((int64_t)7 * 24 * 3600)

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

static bool put_relative(struct text where, struct text absolute, struct buf *out,
                         struct err *err)
{
  if (!text_equal(text_slice(absolute, 0, where.len), where))
    return err_set(err, ERR_INVALID_VALUE,
                   "The file '" TEXT_FMT "' is not at the location of the stage.",
                   TEXT_ARG(absolute));
  buf_add_text(out, text_slice(absolute, where.len, absolute.len));
  return true;
}

static bool read_seconds(const struct text *args, int count, int64_t *seconds,
                         struct err *err)
{
  *seconds = DEFAULT_SECONDS;
  if (count < 3)
    return true;
  if (text_to_int64(args[2], seconds) && *seconds > 0 && *seconds <= MOST_SECONDS)
    return true;
  return err_set(err, ERR_INVALID_VALUE,
                 "invalid value [" TEXT_FMT "] for parameter 'EXPIRATION_TIME'",
                 TEXT_ARG(args[2]));
}

static bool put_presigned(const struct session *session, struct arena *arena,
                          const struct stage *stage, const struct text *args, int count,
                          struct buf *out, struct err *err)
{
  struct stages *stages = session->instance->stages;
  struct stage_place place = { .stages = stages, .number = stage->object.id };
  struct text bucket = stage_bucket(arena, &place, session->user);
  int64_t seconds;

  if (stage->url.len)
    return err_set(
      err, ERR_UNSUPPORTED,
      "Unsupported feature 'GET_PRESIGNED_URL of a file of an external stage'.");
  if (!read_seconds(args, count, &seconds, err))
    return false;
  buf_printf(out, TEXT_FMT STAGE_URL "/" TEXT_FMT "/" TEXT_FMT "?ticket=" TEXT_FMT,
             TEXT_ARG(file_url_base(session, arena)), TEXT_ARG(bucket),
             TEXT_ARG(url_encode(arena, args[1])),
             TEXT_ARG(stage_ticket_for_file(stages, arena, bucket, args[1], TICKET_READ,
                                            clock_now_ms() + seconds * 1000)));
  return true;
}

bool stage_value(const struct session *session, const struct bind_context *context,
                 enum system_value which, const struct text *args, int count,
                 struct buf *out, struct err *err)
{
  struct path path;
  const struct stage *stage = stage_value_find(context, args[0], &path, err);
  struct text where;

  if (!stage)
    return false;
  where = location(session, context->arena, stage);
  if (which == SYSTEM_STAGE_PRESIGNED)
    return put_presigned(session, context->arena, stage, args, count, out, err);
  if (which == SYSTEM_STAGE_RELATIVE)
    return put_relative(where, args[1], out, err);
  buf_add_text(out, where);
  if (which == SYSTEM_STAGE_ABSOLUTE)
    buf_add_text(out, args[1]);
  return true;
}
