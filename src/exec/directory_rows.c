/* directory_rows.c: DIRECTORY(@stage) and STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY. */
#include "exec/directory_rows.h"

#include "base/clock.h"
#include "catalog/sheet.h"
#include "engine/engine.h"
#include "exec/directory_list.h"
#include "exec/external_stage.h"
#include "exec/file_url.h"
#include "exec/stage_values.h"
#include "net/url.h"
#include "session/instance.h"

#define NANOS_A_MILLI 1000000

/* TIMESTAMP_TZ in UTC: nanoseconds times 4096, the offset in minutes plus 1440. */
#define UTC_OF_NS(ns) ((int128)(ns)*4096 + 1440)

/* ---- DIRECTORY(@stage) ---- */

/* A stage with a directory table, as the rows need it. */
struct found_stage {
  int64_t id;
  struct text url; /* Before the path of a file. */
  /* AUTO_REFRESH: there is no service that would tell of new files, so it is looked. */
  bool is_live;
  struct stage_place place;
};

/* Under the read lock. */
static bool find_place(struct session *session, struct arena *arena,
                       const struct stage *stage, struct stage_place *place,
                       struct err *err)
{
  struct external_stage external = external_stage_of(stage);

  place->stages = session->instance->stages;
  place->number = stage->object.id;
  if (stage->url.len)
    return external_stage_place(session->instance, arena, &external, place, err);
  place->folder = stage_folder_of_number(place->stages, arena, place->number);
  return true;
}

static bool find_stage(struct session *session, struct bind_context *context,
                       struct text name, struct found_stage *found, struct err *err)
{
  const struct stage *stage;
  struct path path;
  bool enabled = false;

  catalog_read(context->catalog);
  stage = stage_value_find(context, name, &path, err);
  if (stage) {
    enabled = stage->directory;
    found->is_live = stage->auto_refresh;
    if (enabled && !find_place(session, context->arena, stage, &found->place, err))
      stage = NULL;
  }
  if (stage) {
    found->id = stage->object.id;
    path.database = arena_text(context->arena, path.database);
    path.schema = arena_text(context->arena, path.schema);
    path.name = arena_text(context->arena, path.name);
  }
  catalog_read_end(context->catalog);
  if (!stage || !enabled)
    return stage ? directory_not_enabled(path.name, err) : false;
  found->url = file_url_of_stage(session, context->arena, path.database, path.schema,
                                 path.name);
  return true;
}

/* An MD5 has 32 digits; what a store says of an upload in parts has more. */
static bool is_md5(struct text etag)
{
  return etag.len == 32;
}

static void put_file(struct arena *arena, struct sheet *sheet, struct text url,
                     const struct directory_file *file)
{
  sheet->next = 0;
  sheet_text(sheet, file->path);
  sheet_int(sheet, file->size);
  batch_add_int(sheet->rows, sheet->next++, UTC_OF_NS(file->modified_ns));
  sheet_text(sheet, is_md5(file->etag) ? file->etag : (struct text){ 0 });
  sheet_text(sheet, file->etag);
  sheet_text(sheet, arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(url),
                                 TEXT_ARG(url_encode(arena, file->path))));
}

static bool list_live(struct arena *arena, const struct found_stage *stage,
                      struct list *files, struct err *err)
{
  struct stage_files found;

  if (!directory_list(&stage->place, arena, &found, err))
    return false;
  for (int i = 0; i < found.count; i++) {
    const struct stage_file *from = &found.at[i];
    struct directory_file *file = ARENA_NEW(arena, struct directory_file);

    *file = (struct directory_file){ from->name, from->size, from->modified_ns,
                                     from->etag };
    list_add(arena, files, file);
  }
  return true;
}

static bool put_files(struct session *session, struct arena *arena,
                      const struct found_stage *stage, struct sheet *sheet,
                      struct err *err)
{
  struct list files = { 0 };

  if (!(stage->is_live
          ? list_live(arena, stage, &files, err)
          : directory_known(session, arena, stage->id, TEXT(""), &files, err)))
    return false;
  for (int i = 0; i < files.count; i++)
    put_file(arena, sheet, stage->url, files.at[i]);
  return true;
}

/* ---- STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY ---- */

enum { EVENT_AT, EVENT_PATH, EVENT_STATUS, EVENT_SIZE, EVENT_MODIFIED };

static void put_event(struct sheet *sheet, const struct batch *batch, size_t row)
{
  struct text status = batch_text(&batch->columns[EVENT_STATUS], row);

  sheet->next = 0;
  sheet_time(sheet, batch_int64(&batch->columns[EVENT_AT], row));
  sheet_text(sheet, batch_text(&batch->columns[EVENT_PATH], row));
  sheet_text(sheet, status);
  sheet_string(sheet, text_is(status, "UNREGISTERED") ? "File unregistered successfully."
                      : text_is(status, "REGISTERED_UPDATE")
                        ? "File updated successfully."
                        : "File registered successfully.");
  sheet_int(sheet, batch_int64(&batch->columns[EVENT_SIZE], row));
  sheet_time(sheet, batch_int64(&batch->columns[EVENT_MODIFIED], row) / NANOS_A_MILLI);
}

static bool put_events(struct session *session, const struct found_stage *stage,
                       const struct view_arg *since, struct sheet *sheet, struct err *err)
{
  int64_t first = clock_now_ms() - DIRECTORY_EVENTS_MS;
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  /* The page says so: none when the start is too far back. */
  if (since->is_given && since->number / NANOS_A_MILLI < first)
    return true;
  if (since->is_given)
    first = (int64_t)(since->number / NANOS_A_MILLI);
  buf_init(&sql);
  buf_printf(&sql,
             "SELECT at_ms, path, status, size, modified_ns FROM " DIRECTORY_EVENTS
             " WHERE stage_id = %lld AND at_ms >= %lld ORDER BY at_ms, path",
             (long long)stage->id, (long long)first);
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++)
      put_event(sheet, &batch, row);
  engine_result_free(result);
  return ok;
}

bool directory_rows_has(enum view_id view)
{
  return view == VIEW_DIRECTORY || view == VIEW_DIRECTORY_HISTORY;
}

struct batch_builder *directory_rows(struct session *session,
                                     struct bind_context *context,
                                     const struct info_view *view,
                                     const struct view_arg *args, struct err *err)
{
  struct found_stage stage = { 0 };
  struct sheet sheet;

  if (!find_stage(session, context, args[0].text, &stage, err))
    return NULL;
  sheet = (struct sheet){ info_view_sheet(view), 0 };
  if (view->id == VIEW_DIRECTORY ? put_files(session, context->arena, &stage, &sheet, err)
                                 : put_events(session, &stage, &args[1], &sheet, err))
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
