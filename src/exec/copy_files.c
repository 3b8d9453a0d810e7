/* copy_files.c: the files of a COPY, and the history of those that were loaded. */
#include "exec/copy_files.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalog/loads.h"
#include "exec/copy_query.h"
#include "exec/property.h"
#include "session/instance.h"

/* ---- where they are ---- */

static struct text written_stage(const struct copying *copying)
{
  const struct copy *from = copying->copy->from;
  struct buf own;
  struct text text;

  if (from && from->stage.at)
    return from->stage;
  if (from && from->query)
    return copy_query_stage(from->query) ? copy_query_stage(from->query)->text : TEXT("");
  /* COPY INTO t: from its own stage. */
  buf_init(&own);
  buf_add_char(&own, '@');
  for (int i = 0; i < copying->copy->table->parts.count; i++) {
    const struct ident *part = copying->copy->table->parts.at[i];

    buf_add_string(&own, i ? "." : "");
    buf_add_string(&own, i + 1 == copying->copy->table->parts.count ? "%" : "");
    buf_add_text(&own, ident_text(copying->run->arena, part->name));
  }
  text = buf_copy(&own, copying->run->arena);
  buf_clear(&own);
  return text;
}

static void add_file(struct copying *copying, const struct stage_file *from,
                     struct text name)
{
  struct copy_file *file = &copying->files[copying->count++];

  file->name = from ? from->name : name;
  file->shown = from ? from->shown : name;
  file->fate = from ? FATE_LOADED : FATE_MISSING;
  if (!from)
    return;
  file->size = from->size;
  file->input.name = from->name;
  file->input.modified_ns = from->modified_ns;
  copying->staged.files[copying->count - 1] = *from;
}

/* FILES = (...): each below the location's path. */
static bool name_files(struct copying *copying, struct err *err)
{
  const struct list *names = copying->options.files;
  struct stage_place *place = &copying->staged.place;
  struct arena *arena = copying->run->arena;

  copying->files = ARENA_ARRAY(arena, (size_t)names->count, struct copy_file);
  copying->staged.files = ARENA_ARRAY(arena, (size_t)names->count, struct stage_file);
  for (int i = 0; i < names->count; i++) {
    struct option option = { .value = (struct expr *)(uintptr_t)names->at[i] };
    const char *slash = place->path.len && !text_ends_with(place->path, "/") ? "/" : "";
    struct stage_file file;
    struct text name, full;
    bool found;

    if (!property_text(copying->run, &option, &name, err))
      return false;
    full = arena_printf(arena, TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(place->path), slash,
                        TEXT_ARG(name));
    if (!stage_find_file(place, arena, full, &file, &found, err))
      return false;
    add_file(copying, found ? &file : NULL, name);
  }
  return true;
}

static void list_all(struct copying *copying, const struct stage_file *files, int count)
{
  struct arena *arena = copying->run->arena;

  copying->files = ARENA_ARRAY(arena, (size_t)count, struct copy_file);
  copying->staged.files = ARENA_ARRAY(arena, (size_t)count, struct stage_file);
  for (int i = 0; i < count; i++)
    add_file(copying, &files[i], (struct text){ 0 });
}

/* ---- what was loaded before ---- */

static struct text stage_key(const struct copying *copying)
{
  return copying->staged.place.folder;
}

static void mark_loaded(struct copying *copying, struct text file, struct text etag)
{
  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate == FATE_LOADED &&
        text_equal(copying->files[i].name, file) &&
        text_equal(copying->files[i].input.content_key, etag))
      copying->files[i].fate = FATE_LOADED_BEFORE;
}

static bool find_loaded(struct copying *copying, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, etag FROM " LOADS " WHERE table_id = %lld AND NOT forgotten "
             "AND status <> 'Load failed' AND loaded_ms > %lld AND stage = ",
             (long long)copying->target.id, (long long)(clock_now_ms() - LOADS_MS));
  buf_add_quoted(&sql, stage_key(copying));
  result = engine_query(copying->run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (!result)
    return false;
  while ((ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++)
      mark_loaded(copying, batch_text(&batch.columns[0], row),
                  batch_text(&batch.columns[1], row));
  engine_result_free(result);
  return ok;
}

/* Without FILES, those that were loaded before are not spoken of. */
static void drop_loaded(struct copying *copying)
{
  int count = 0;

  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate != FATE_LOADED_BEFORE) {
      copying->staged.files[count] = copying->staged.files[i];
      copying->files[count++] = copying->files[i];
    }
  copying->count = count;
}

/* SIZE_LIMIT: files are taken until their bytes are more than that. */
static void limit_size(struct copying *copying)
{
  int64_t bytes = 0;

  for (int i = 0; i < copying->count && copying->options.size_limit; i++) {
    if (bytes > copying->options.size_limit) {
      copying->count = i;
      return;
    }
    if (copying->files[i].fate == FATE_LOADED)
      bytes += copying->files[i].size;
  }
}

/* ---- all of it ---- */

static bool describe(struct copying *copying, struct err *err)
{
  struct staged_files *staged = &copying->staged;

  for (int i = 0; i < copying->count; i++) {
    struct copy_file *file = &copying->files[i];

    if (file->fate == FATE_LOADED &&
        !staged_input_describe(copying->run, staged, &staged->files[i], &file->input,
                               err))
      return false;
  }
  return true;
}

/* Those that are still to be loaded. */
static bool fetch(struct copying *copying, struct err *err)
{
  struct staged_files *staged = &copying->staged;

  for (int i = 0; i < copying->count; i++) {
    struct copy_file *file = &copying->files[i];

    if (file->fate == FATE_LOADED &&
        !staged_input_fetch(copying->run, staged, &staged->files[i], &file->input, err))
      return false;
  }
  return true;
}

/* docs.snowflake.com/en/sql-reference/sql/copy-into-table: a file that is named must be there. */
static bool check_missing(const struct copying *copying, struct err *err)
{
  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate == FATE_MISSING)
      return err_set(
        err, ERR_FILE_NOT_FOUND,
        "Remote file '" TEXT_FMT "/" TEXT_FMT
        "' was not found. If you are running a copy command, please make sure files are "
        "not deleted when they are being loaded or files are not being loaded into two "
        "different tables concurrently with auto purge option.",
        TEXT_ARG(written_stage(copying)), TEXT_ARG(copying->files[i].name));
  return true;
}

bool copy_files_find(struct copying *copying, struct err *err)
{
  struct text stage = written_stage(copying);
  bool named = copying->options.files != NULL;
  struct text pattern = { 0 };

  if (!named)
    pattern = copying->options.pattern;
  if (!stage.len)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nCOPY statement only supports simple SELECT "
                   "from stage statements for import.");
  if (!staged_files_find(copying->run, stage, pattern, &copying->staged, err))
    return false;
  if (named ? !name_files(copying, err)
            : (list_all(copying, copying->staged.files, copying->staged.count), false))
    return false;
  if ((copying->options.on_error == ON_ERROR_ABORT &&
       copying->options.validation != VALIDATE_ERRORS && !check_missing(copying, err)) ||
      !describe(copying, err))
    return false;
  if (!copying->options.force && !copying->options.validation &&
      !find_loaded(copying, err))
    return false;
  if (!named)
    drop_loaded(copying);
  limit_size(copying);
  return fetch(copying, err);
}

const char *copy_file_status(const struct copy_file *file)
{
  switch (file->fate) {
  case FATE_LOADED_BEFORE: return "LOAD_SKIPPED";
  case FATE_MISSING:
  case FATE_SKIPPED: return "LOAD_FAILED";
  case FATE_LOADED: break;
  }
  if (!file->rejects.count)
    return "LOADED";
  return file->loaded ? "PARTIALLY_LOADED" : "LOAD_FAILED";
}

/* As COPY_HISTORY and LOAD_HISTORY spell it. */
static const char *noted_status(const struct copy_file *file)
{
  if (text_is(text_of(copy_file_status(file)), "LOADED"))
    return "Loaded";
  return text_is(text_of(copy_file_status(file)), "PARTIALLY_LOADED") ? "Partially loaded"
                                                                      : "Load failed";
}

static void put_load(struct copying *copying, const struct copy_file *file,
                     struct buf *sql)
{
  const struct reject *first = file->rejects.count ? file->rejects.at[0] : NULL;
  struct load load = { .table_id = copying->target.id,
                       .stage = stage_key(copying),
                       .file = file->name,
                       .etag = file->input.content_key,
                       .size = file->size,
                       .loaded_ms = clock_now_ms(),
                       .status = noted_status(file),
                       .row_count = file->fate == FATE_LOADED ? file->loaded : 0,
                       .row_parsed = file->parsed,
                       .error_count = file->rejects.count,
                       .error_limit = copy_error_limit(&copying->options, file->parsed),
                       .query_id = copying->run->request->query_id };

  if (first) {
    load.first_error = first->message;
    load.first_line = first->place.line;
    load.first_character = first->place.character;
    load.first_column = csv_column_text(copying->run->arena, &first->named);
  }
  loads_put(&load, sql);
}

bool copy_files_note(struct copying *copying, struct buf *sql)
{
  int count = 0;

  for (int i = 0; i < copying->count; i++) {
    if (copying->files[i].fate != FATE_LOADED && copying->files[i].fate != FATE_SKIPPED)
      continue;
    buf_add_string(sql, count++ ? ", " : "INSERT INTO " LOADS " VALUES ");
    put_load(copying, &copying->files[i], sql);
  }
  return count > 0;
}

void copy_files_purge(struct copying *copying)
{
  for (int i = 0; i < copying->count; i++) {
    struct err err;

    err_clear(&err);
    if (copying->files[i].fate == FATE_LOADED &&
        !text_is(text_of(copy_file_status(&copying->files[i])), "LOAD_FAILED") &&
        !stage_remove(&copying->staged.place, &copying->staged.files[i], &err))
      log_warn("copy: a loaded file could not be removed from its stage: %s",
               err.message);
  }
}
