/* directory_table.c: the directory tables of stages, made fresh. */
#include "exec/directory_table.h"

#include "base/clock.h"
#include "base/map.h"
#include "catalog/sheet.h"
#include "exec/directory_list.h"
#include "exec/property.h"
#include "exec/stage_place.h"

/* ---- refreshing ---- */

/* What a refresh does, and the rows that tell of it. */
struct refresh {
  struct ddl *ddl;
  int64_t stage_id, now_ms;
  struct buf sql;
  struct sheet *sheet; /* NULL: nobody asks. */
};

static void tell(struct refresh *refresh, struct text path, const char *status,
                 const char *description)
{
  if (!refresh->sheet)
    return;
  refresh->sheet->next = 0;
  sheet_text(refresh->sheet, path);
  sheet_string(refresh->sheet, status);
  sheet_string(refresh->sheet, description);
}

static void add(struct refresh *refresh, const struct stage_file *file,
                const struct directory_file *known)
{
  struct directory_file now = { file->name, file->size, file->modified_ns, file->etag };
  bool is_same = known && known->size == now.size && text_equal(known->etag, now.etag) &&
                 known->modified_ns == now.modified_ns;

  if (is_same)
    return;
  directory_put_file(refresh->stage_id, refresh->now_ms, &now,
                     known ? "REGISTERED_UPDATE" : "REGISTERED_NEW", &refresh->sql);
  tell(refresh, file->name, known ? "REGISTERED_UPDATE" : "REGISTERED_NEW",
       known ? "File updated successfully." : "File registered successfully.");
}

static void compare(struct refresh *refresh, const struct stage_files *files,
                    const struct list *known)
{
  struct map *by_path = map_new();

  for (int i = 0; i < known->count; i++)
    map_put(by_path, ((const struct directory_file *)known->at[i])->path, known->at[i]);
  for (int i = 0; i < files->count; i++)
    add(refresh, &files->at[i], map_take(by_path, files->at[i].name));
  for (int i = 0; i < known->count; i++) {
    const struct directory_file *file = known->at[i];

    if (!map_get(by_path, file->path))
      continue;
    directory_put_gone(refresh->stage_id, refresh->now_ms, file, &refresh->sql);
    tell(refresh, file->path, "UNREGISTERED", "File unregistered successfully.");
  }
  map_free(by_path);
}

static bool write_changes(struct refresh *refresh, const struct stage_files *files,
                          const struct list *known, struct err *err)
{
  bool ok;

  refresh->now_ms = clock_now_ms();
  buf_init(&refresh->sql);
  directory_put_forget(refresh->now_ms, &refresh->sql);
  compare(refresh, files, known);
  ok = engine_run(refresh->ddl->session->connection, buf_text(&refresh->sql), err);
  buf_clear(&refresh->sql);
  return ok;
}

bool directory_end(struct ddl *ddl, int64_t stage_id, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  directory_put_end(stage_id, &sql);
  ok = engine_run(ddl->session->connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

/* ---- ALTER STAGE ... REFRESH ---- */

static const struct outcome_spec refresh_columns[] = {
  { "file", "VARCHAR" },
  { "status", "VARCHAR" },
  { "description", "VARCHAR" },
};

bool directory_is_refresh(const struct statement *statement)
{
  return statement->kind == STMT_ALTER && statement->alter->name &&
         text_is(statement->alter->kind_words, "STAGE") &&
         text_is_nocase(statement->alter->text, "REFRESH");
}

static bool read_subpath(struct run *run, const struct alter *alter, struct text *subpath,
                         struct err *err)
{
  *subpath = TEXT("");
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];

    if (!text_is(option->key, "SUBPATH"))
      return err_set(err, ERR_INVALID_PROPERTY,
                     "SQL compilation error:\ninvalid property '" TEXT_FMT
                     "' for 'STAGE'",
                     TEXT_ARG(option->key));
    if (!property_text(run, option, subpath, err))
      return false;
  }
  return true;
}

/* The stage as it is in the change; another may have been made since its files were listed. */
static bool register_files(struct ddl *ddl, struct path path,
                           const struct stage_place *place,
                           const struct stage_files *files, struct sheet *sheet,
                           struct err *err)
{
  struct refresh refresh = { .ddl = ddl, .stage_id = place->number, .sheet = sheet };
  const struct stage *stage = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  struct list known = { 0 };
  struct stage spec;

  if (!stage)
    return false;
  if (!stage->directory || stage->object.id != place->number)
    return directory_not_enabled(path.name, err);
  spec = *stage;
  spec.refreshed_ms = clock_now_ms();
  return directory_known(ddl->session, ddl->arena, place->number, place->path, &known,
                         err) &&
         write_changes(&refresh, files, &known, err) &&
         catalog_update(ddl->change, KIND_STAGE, path, &spec, err);
}

bool directory_fill(struct ddl *ddl, struct path path, const struct stage_files *files,
                    struct err *err)
{
  const struct object *object;
  struct stage_place place = { 0 };

  if (!ddl_begin(ddl, err))
    return false;
  object = ddl_find(ddl, KIND_STAGE, path, err);
  place.number = object ? object->id : 0;
  place.path = TEXT("");
  return ddl_end(ddl, object && register_files(ddl, path, &place, files, NULL, err), err);
}

static bool is_enabled(struct ddl *ddl, struct path path, bool *is_enabled,
                       struct err *err)
{
  const struct stage *stage;

  catalog_read(ddl->catalog);
  stage = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  *is_enabled = stage && stage->directory;
  catalog_read_end(ddl->catalog);
  return stage != NULL;
}

/* "@DB.S.ST/subpath" */
static struct text written(struct arena *arena, struct path path, struct text subpath)
{
  struct stage_name name = { .database = path.database,
                             .schema = path.schema,
                             .name = path.name };

  return arena_printf(arena, TEXT_FMT "/" TEXT_FMT,
                      TEXT_ARG(stage_name_text(arena, &name)), TEXT_ARG(subpath));
}

bool directory_refresh_run(struct run *run, const struct statement *statement,
                           struct outcome *outcome, struct err *err)
{
  const struct alter *alter = statement->alter;
  struct ddl ddl = ddl_new(run, outcome);
  struct stage_place place;
  struct stage_files files;
  struct text subpath;
  struct path path;
  struct sheet sheet;
  bool enabled;

  if (!ddl_path(&ddl, alter->name, KIND_STAGE, &path, err) ||
      !read_subpath(run, alter, &subpath, err) ||
      !outcome_table(run->arena, outcome, TYPE_ID_DDL, refresh_columns, 3, err))
    return false;
  if (run->request->describe_only)
    return true;
  if (!is_enabled(&ddl, path, &enabled, err)) {
    if (alter->if_exists && err->code == ERR_NO_OBJECT) {
      err_clear(err);
      return true;
    }
    return false;
  }
  if (!enabled)
    return directory_not_enabled(path.name, err);
  if (!stage_place_find(run, written(run->arena, path, subpath), &place, err) ||
      !directory_list(&place, run->arena, &files, err) || !ddl_begin(&ddl, err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  return ddl_end(&ddl, register_files(&ddl, path, &place, &files, &sheet, err), err);
}
