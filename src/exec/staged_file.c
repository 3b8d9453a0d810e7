/* staged_file.c: files of stages by names and URLs that are known only while a statement runs. */
#include "exec/staged_file.h"

#include "base/clock.h"
#include "data/content_type.h"
#include "data/file_value.h"
#include "data/json_text.h"
#include "exec/external_stage.h"
#include "exec/file_url.h"
#include "exec/past_statement.h"
#include "net/url.h"
#include "stage/stage_functions.h"
#include "stage/stage_ticket.h"

/* ---- places ---- */

/* Under the read lock. */
static bool place_of(struct instance *instance, struct arena *arena,
                     const struct stage *stage, struct stage_place *place,
                     struct err *err)
{
  struct external_stage external;

  if (!stage)
    return err_set(err, ERR_NO_OBJECT, "There is no such stage");
  external = external_stage_of(stage);
  *place = (struct stage_place){ .stages = instance->stages, .number = stage->object.id };
  if (stage->url.len)
    return external_stage_place(instance, arena, &external, place, err);
  place->folder = stage_folder_of_number(place->stages, arena, place->number);
  return true;
}

bool staged_place_by_name(struct instance *instance, struct arena *arena,
                          const struct staged_name *name, struct stage_place *place,
                          struct err *err)
{
  struct catalog *catalog = instance->catalog;
  struct database *database;
  struct schema *schema = NULL;
  bool ok;

  catalog_read(catalog);
  database = catalog_find_database(catalog, name->database);
  if (database)
    schema = catalog_find_schema(database, name->schema);
  ok = place_of(
    instance, arena,
    schema ? catalog_find_stage(catalog, schema, name->stage, name->session_id) : NULL,
    place, err);
  catalog_read_end(catalog);
  return ok;
}

bool staged_place_by_number(struct instance *instance, struct arena *arena,
                            struct text number, struct stage_place *place,
                            struct err *err)
{
  int64_t id;
  bool ok;

  if (!text_to_int64(number, &id))
    return err_set(err, ERR_NO_OBJECT, "There is no such stage");
  catalog_read(instance->catalog);
  ok = place_of(instance, arena, catalog_stage_by_id(instance->catalog, id), place, err);
  catalog_read_end(instance->catalog);
  return ok;
}

/* ---- values of FILE ---- */

/* What makes one FILE. */
struct making {
  struct staged_asker asker;
  struct text written; /* The location or the object. */
  struct file_value value;
  struct stage_place place; /* Of a location. */
  struct text path;
  struct err *err;
};

static struct text quoted(struct making *making, struct text plain)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  json_text_quote(plain, &out);
  text = buf_copy(&out, making->asker.arena);
  buf_clear(&out);
  return text;
}

/* docs.snowflake.com/en/sql-reference/functions/to_file#examples-of-errors */
bool staged_file_missing(struct text written, struct err *err)
{
  return err_set(
    err, ERR_FILE_NOT_FOUND,
    "Remote file '" TEXT_FMT
    "' was not found. There are several potential causes. The file might not "
    "exist. The required credentials may be missing or invalid. If you are "
    "running a copy command, please make sure files are not deleted when they "
    "are being loaded or files are not being loaded into two different tables "
    "concurrently with auto purge option.",
    TEXT_ARG(text_cut(written, 500)));
}

/* "@DB.SCHEMA.STAGE" of a named stage, with what is not written taken from the session. */
static bool read_stage(struct making *making, struct text written,
                       struct staged_name *name, struct text *path, struct text *whole)
{
  struct stage_name stage;

  if (!stage_name_read(making->asker.arena, written, &stage, making->err))
    return false;
  if (stage.kind != STAGE_NAMED)
    return err_set(making->err, ERR_SYNTAX,
                   "SQL compilation error:\nThe stage '" TEXT_FMT "' is not a named one.",
                   TEXT_ARG(text_cut(written, 500)));
  if (!stage.database.len)
    stage.database = making->asker.current.database;
  if (!stage.schema.len)
    stage.schema = making->asker.current.schema;
  *name = (struct staged_name){ stage.database, stage.schema, stage.name,
                                making->asker.current.session_id };
  *path = stage.path;
  *whole = stage_name_text(making->asker.arena, &stage);
  return true;
}

static bool locate_name(struct making *making, const struct staged_name *name,
                        struct text path, struct text stage)
{
  if (!staged_place_by_name(making->asker.instance, making->asker.arena, name,
                            &making->place, making->err)) {
    if (making->err->code == ERR_NO_OBJECT)
      err_set(making->err, ERR_NO_OBJECT,
              "SQL compilation error:\nStage '" TEXT_FMT
              "' does not exist or not authorized.",
              TEXT_ARG(text_slice(stage, 1, stage.len)));
    return false;
  }
  making->value.fields[FILE_STAGE] = quoted(making, stage);
  making->value.fields[FILE_RELATIVE_PATH] = quoted(making, path);
  making->path = path;
  return true;
}

static struct text ticket_of(struct making *making)
{
  size_t at = text_find_text(making->written, TEXT("?ticket="));

  return url_decode(
    making->asker.arena,
    text_slice(making->written, at + sizeof "?ticket=" - 1, making->written.len), false);
}

/* A scoped URL stays what is known of where the file is. */
static bool locate_scoped_url(struct making *making, const struct text *parts)
{
  struct stage_scope scope = { .query_id = parts[0],
                               .bucket = parts[1],
                               .user = making->asker.user };
  enum ticket_right right;

  if (stage_ticket_check(making->asker.instance->stages, ticket_of(making),
                         stage_scope_bucket(making->asker.arena, &scope), parts[2],
                         clock_now_ms(), &right) != TICKET_GOOD)
    return err_set(making->err, ERR_INVALID_VALUE,
                   "The scoped URL is another user's, or not good any more.");
  making->value.fields[FILE_SCOPED_FILE_URL] = quoted(making, making->written);
  making->path = parts[2];
  return staged_place_by_number(making->asker.instance, making->asker.arena, parts[1],
                                &making->place, making->err);
}

static bool locate_url(struct making *making)
{
  struct text parts[4] = { { 0 } };
  int count = file_url_parts(making->asker.arena, making->written, parts, 4);
  struct stage_name stage = {
    .kind = STAGE_NAMED, .database = parts[0], .schema = parts[1], .name = parts[2]
  };
  struct staged_name name = { parts[0], parts[1], parts[2],
                              making->asker.current.session_id };

  if (count && is_query_id(parts[0])) {
    count = file_url_parts(making->asker.arena, making->written, parts, 3);
    if (count == 3)
      return locate_scoped_url(making, parts);
  }
  if (count < 4)
    return err_set(making->err, ERR_INVALID_VALUE,
                   "'" TEXT_FMT "' is no URL of a staged file.",
                   TEXT_ARG(text_cut(making->written, 500)));
  making->value.fields[FILE_STAGE_FILE_URL] = quoted(making, making->written);
  return locate_name(making, &name, parts[3],
                     stage_name_text(making->asker.arena, &stage));
}

static bool locate(struct making *making)
{
  struct staged_name name;
  struct text path, stage;

  if (text_starts_with_nocase(making->written, "https://") ||
      text_starts_with_nocase(making->written, "http://"))
    return locate_url(making);
  if (!making->written.len || making->written.at[0] != '@')
    return staged_file_missing(making->written, making->err);
  return read_stage(making, making->written, &name, &path, &stage) &&
         locate_name(making, &name, path, stage);
}

bool staged_file_locate(const struct staged_asker *asker, struct text written,
                        struct stage_place *place, struct text *path, struct err *err)
{
  struct making making = { .asker = *asker, .written = written, .err = err };

  if (!locate(&making))
    return false;
  *place = making.place;
  *path = making.path;
  return true;
}

/* What the file itself says. */
static bool make_of_location(struct making *making)
{
  struct arena *arena = making->asker.arena;
  struct stage_file file;
  struct text etag;
  struct buf moment;
  bool found = false;

  if (!locate(making) ||
      (making->path.len &&
       !stage_find_file(&making->place, arena, making->path, &file, &found, making->err)))
    return false;
  if (!found)
    return staged_file_missing(making->written, making->err);
  if (!stage_content_key(&making->place, arena, &file, &etag, making->err))
    return false;
  buf_init(&moment);
  file_value_put_moment(file.modified_ns, &moment);
  making->value.fields[FILE_CONTENT_TYPE] = quoted(
    making, text_of(content_type_of(making->path)));
  making->value.fields[FILE_ETAG] = quoted(making, etag);
  making->value.fields[FILE_LAST_MODIFIED] = quoted(making, buf_text(&moment));
  making->value.fields[FILE_SIZE] = arena_printf(arena, "%lld", (long long)file.size);
  buf_clear(&moment);
  return true;
}

/* An object describes a file, which need not be there; text in a VARIANT is a location. */
static bool make_of_said(struct making *making)
{
  struct staged_name name;
  struct text path, stage;
  struct buf plain;
  bool is_text = json_text_type(making->written) == JSON_TEXT_STRING;

  if (!is_text && !file_value_read(making->written, &making->value, making->err))
    return false;
  if (!is_text && !making->value.fields[FILE_STAGE].at)
    return true;
  buf_init(&plain);
  json_text_plain(is_text ? making->written : making->value.fields[FILE_STAGE], &plain);
  path = buf_copy(&plain, making->asker.arena);
  buf_clear(&plain);
  if (is_text) {
    making->written = path;
    return make_of_location(making);
  }
  if (!read_stage(making, path, &name, &path, &stage))
    return false;
  making->value.fields[FILE_STAGE] = quoted(making, stage);
  return true;
}

/* ---- bodies ---- */

enum { ARG_SESSION, ARG_DATABASE, ARG_SCHEMA, ARG_USER, ARG_WRITTEN, ARG_MODE };

static struct staged_asker asker_of(struct engine_call *call, size_t row)
{
  struct staged_name current = { .database = call_text(call, ARG_DATABASE, row),
                                 .schema = call_text(call, ARG_SCHEMA, row),
                                 .session_id = (uint64_t)call_int(call, ARG_SESSION,
                                                                  row) };

  return (struct staged_asker){ call_context(call), arena_new(), current,
                                call_text(call, ARG_USER, row) };
}

static void make_rows(struct engine_call *call, bool (*make)(struct making *making))
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct err err;
    struct making making = {
      .asker = asker_of(call, row),
      .written = call_text(call, ARG_WRITTEN, row),
      .err = &err,
    };

    err_clear(&err);
    buf_reset(&out);
    if (make == make_of_said && json_text_type(making.written) == JSON_TEXT_NULL) {
      call_set_null(call, row);
    } else if (make(&making)) {
      file_value_write(&making.value, &out);
      call_set_text(call, row, buf_text(&out));
    } else if (call_int(call, ARG_MODE, row)) {
      call_set_null(call, row);
    } else {
      call_fail(call, err.code, "%s", err.message);
    }
    arena_free(making.asker.arena);
  }
  buf_clear(&out);
}

static void file(struct engine_call *call)
{
  make_rows(call, make_of_location);
}

static void file_said(struct engine_call *call)
{
  make_rows(call, make_of_said);
}

#define TAKES "BIGINT, VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT"

/* Volatile: a plan that is kept does not keep the file's state. */
const struct engine_function_row staged_file_rows[] = {
  { "sg_file", TAKES, "VARCHAR", file, ENGINE_VOLATILE },
  { "sg_file_said", TAKES, "VARCHAR", file_said, ENGINE_VOLATILE },
};
const int staged_file_count = sizeof staged_file_rows / sizeof staged_file_rows[0];

bool staged_file_register(struct engine_connection *connection, struct instance *instance,
                          struct err *err)
{
  for (int i = 0; i < staged_file_count; i++)
    if (!engine_register(connection, &staged_file_rows[i], instance, err))
      return false;
  return true;
}
