/* copy_files.c: the files of a COPY, and the history of those that were loaded. */
#include "exec/copy_files.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/loads.h"
#include "exec/copy_query.h"
#include "exec/property.h"
#include "session/instance.h"

/* ---- where they are ---- */

struct text copy_written_stage(struct arena *arena, const struct copy *copy)
{
  const struct copy *from = copy->from;
  struct buf own;
  struct text text;

  if (from && from->stage.at)
    return from->stage;
  if (from && from->query)
    return copy_query_stage(from->query) ? copy_query_stage(from->query)->text : TEXT("");
  /* COPY INTO t: from its own stage. */
  buf_init(&own);
  buf_add_char(&own, '@');
  for (int i = 0; i < copy->table->parts.count; i++) {
    const struct ident *part = copy->table->parts.at[i];

    buf_add_string(&own, i ? "." : "");
    buf_add_string(&own, i + 1 == copy->table->parts.count ? "%" : "");
    buf_add_text(&own, ident_text(arena, part->name));
  }
  text = buf_copy(&own, arena);
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

/* ---- those that a pipe was told of ---- */

static const struct stage_file *find_listed(const struct stage_file *files, int count,
                                            struct text name)
{
  int from = 0, to = count;

  while (from < to) {
    int middle = from + (to - from) / 2;
    int order = text_compare(files[middle].name, name);

    if (!order)
      return &files[middle];
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}

/* "d/" of the location @s/d, and of @s/d/. */
static struct text as_folder(struct arena *arena, struct text path)
{
  return !path.len || text_ends_with(path, "/")
           ? path
           : arena_printf(arena, TEXT_FMT "/", TEXT_ARG(path));
}

struct text copy_name_full(struct arena *arena, struct text path, struct text name)
{
  return arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(as_folder(arena, path)),
                      TEXT_ARG(name));
}

struct text copy_name_below(struct arena *arena, struct text path, struct text name)
{
  struct text folder = as_folder(arena, path);
  size_t last = 0;

  if (name.len > folder.len && !memcmp(name.at, folder.at, folder.len))
    return text_slice(name, folder.len, name.len);
  for (size_t i = 0; i < path.len; i++)
    if (path.at[i] == '/')
      last = i + 1;
  return text_slice(name, last, name.len);
}

/* A name below the pipe's location, or, when there is no such file, below its last folder or the stage.
 * One that PATTERN does not let pass is passed over. */
static bool add_queued(struct copying *copying, const struct pipe_file *queued,
                       const struct stage_file *listed, int listed_count, struct err *err)
{
  struct stage_place *place = &copying->staged.place;
  struct arena *arena = copying->run->arena;
  struct text full = copy_name_full(arena, place->path, queued->name);
  const struct stage_file *file = find_listed(listed, listed_count, full);
  struct stage_file other;
  bool found = false;

  for (size_t i = place->path.len; !file && i > 0; i--)
    if (place->path.at[i - 1] == '/')
      file = find_listed(listed, listed_count,
                         arena_printf(arena, TEXT_FMT TEXT_FMT,
                                      TEXT_ARG(text_slice(place->path, 0, i)),
                                      TEXT_ARG(queued->name)));
  if (!file)
    file = find_listed(listed, listed_count, queued->name);
  if (!file && copying->options.pattern.at &&
      !stage_find_file(place, arena, full, &other, &found, err))
    return false;
  if (found)
    return true;
  add_file(copying, file, full);
  copying->files[copying->count - 1].received_ms = queued->received_ms;
  return true;
}

static bool take_queued(struct copying *copying, struct err *err)
{
  const struct pipe_batch *pipe = copying->pipe;
  const struct stage_file *listed = copying->staged.files;
  int listed_count = copying->staged.count;
  struct arena *arena = copying->run->arena;

  copying->files = ARENA_ARRAY(arena, (size_t)pipe->count, struct copy_file);
  copying->staged.files = ARENA_ARRAY(arena, (size_t)pipe->count, struct stage_file);
  for (int i = 0; i < pipe->count; i++)
    if (!add_queued(copying, &pipe->files[i], listed, listed_count, err))
      return false;
  return true;
}

/* ---- what was loaded before ---- */

static struct text stage_key(const struct copying *copying)
{
  return copying->staged.place.folder;
}

/* A pipe knows a file by its name alone: written again, it is not loaded again.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-ts) */
static void mark_loaded(struct copying *copying, struct text file, struct text etag)
{
  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate == FATE_LOADED &&
        text_equal(copying->files[i].name, file) &&
        (copying->pipe || text_equal(copying->files[i].input.content_key, etag)))
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
             "SELECT file, etag FROM " LOADS " WHERE table_id = %lld "
             "AND status <> 'Load failed' AND loaded_ms > %lld AND pipe_id = %lld "
             "AND %s stage = ",
             (long long)copying->target.id,
             (long long)(clock_now_ms() - (copying->pipe ? PIPE_LOADS_MS : LOADS_MS)),
             copying->pipe ? (long long)copying->pipe->pipe_id : 0LL,
             copying->pipe ? "" : "NOT forgotten AND");
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
        TEXT_ARG(copy_written_stage(copying->run->arena, copying->copy)),
        TEXT_ARG(copying->files[i].name));
  return true;
}

/* FILES, the files of a pipe, or all that are there. */
static bool choose_files(struct copying *copying, struct err *err)
{
  if (copying->pipe)
    return take_queued(copying, err);
  if (copying->options.files)
    return name_files(copying, err);
  list_all(copying, copying->staged.files, copying->staged.count);
  return true;
}

bool copy_files_find(struct copying *copying, struct err *err)
{
  struct text stage = copy_written_stage(copying->run->arena, copying->copy);
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
  if (!choose_files(copying, err))
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
                       .query_id = copying->run->request->query_id,
                       .pipe_id = copying->pipe ? copying->pipe->pipe_id : 0,
                       .received_ms = file->received_ms };

  if (file->fate == FATE_MISSING)
    load.first_error = TEXT("Remote file was not found.");
  if (first) {
    load.first_error = first->message;
    load.first_line = first->place.line;
    load.first_character = first->place.character;
    load.first_column = csv_column_text(copying->run->arena, &first->named);
  }
  loads_put(&load, sql);
}

/* A pipe tells of what it does not find, too: there is nobody whom an error would reach. */
static bool is_noted(const struct copying *copying, const struct copy_file *file)
{
  return file->fate == FATE_LOADED || file->fate == FATE_SKIPPED ||
         (file->fate == FATE_MISSING && copying->pipe);
}

bool copy_files_note(struct copying *copying, struct buf *sql)
{
  int count = 0;

  for (int i = 0; i < copying->count; i++) {
    if (!is_noted(copying, &copying->files[i]))
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
