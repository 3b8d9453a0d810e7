/* unload_files.c: the files of an unload, from their names to the moment when all of them appear. A file that
 * is full is put on the disk by another thread while the next is written. */
#include "exec/unload_files.h"

#include "base/log.h"
#include "data/pack.h"

/* Where the expression of PARTITION BY is NULL. */
#define NULL_PARTITION "__NULL__"

void unload_files_init(struct unload_files *files, const struct unloading *unloading)
{
  *files = (struct unload_files){ .unloading = unloading };
}

void unload_files_clear(struct unload_files *files)
{
  for (int i = 0; i < files->all.count; i++) {
    struct unload_file *file = files->all.at[i];

    task_end(file->settling);
    file->settling = NULL;
    if (file->upload)
      stage_upload_abandon(file->upload);
    file->upload = NULL;
  }
  files->open = NULL;
}

/* ---- names ---- */

static bool is_folder(struct text path)
{
  return !path.len || path.at[path.len - 1] == '/';
}

static struct text as_folder(struct arena *arena, struct text path)
{
  return is_folder(path) ? path : arena_printf(arena, TEXT_FMT "/", TEXT_ARG(path));
}

/* The path, or "data" in it where it is a folder: the whole name of a single file, else what all names
 * begin with. */
static struct text base_name(const struct unloading *unloading)
{
  struct text path = unloading->place.path;

  return is_folder(path)
           ? arena_printf(unloading->run->arena, TEXT_FMT "data", TEXT_ARG(path))
           : path;
}

/* "csv.gz", "snappy.parquet"; what FILE_EXTENSION says is all of it. */
static struct text extension(const struct unloading *unloading)
{
  struct arena *arena = unloading->run->arena;
  struct text said = file_format_text(&unloading->format, FORMAT_FILE_EXTENSION);
  const char *suffix = packing_suffix(unloading->rules.packing);

  if (unloading->format.type == FORMAT_PARQUET)
    return unloading->packs_parquet ? TEXT("snappy.parquet") : TEXT("parquet");
  if (said.len)
    return said.at[0] == '.' ? text_slice(said, 1, said.len) : said;
  return arena_printf(arena, "%s%s",
                      unloading->format.type == FORMAT_JSON ? "json" : "csv", suffix);
}

/* data_0_0_0.csv.gz, date=2020-01-28/data_<query id>_0_0_0.snappy.parquet: threads and servers, for which
 * Snowflake's first two numbers stand, there is one of. */
static struct text next_name(struct unload_files *files)
{
  const struct unloading *unloading = files->unloading;
  struct arena *arena = unloading->run->arena;
  struct text base = base_name(unloading);
  const char *id = "", *line = "";

  if (unloading->options.single)
    return base;
  if (files->in_partition)
    base = arena_printf(
      arena, TEXT_FMT TEXT_FMT "data", TEXT_ARG(as_folder(arena, unloading->place.path)),
      TEXT_ARG(
        as_folder(arena, files->partition.at ? files->partition : TEXT(NULL_PARTITION))));
  if (unloading->options.names_query) {
    id = unloading->run->request->query_id;
    line = "_";
  }
  return arena_printf(arena, TEXT_FMT "%s%s_0_0_%d." TEXT_FMT, TEXT_ARG(base), line, id,
                      files->number++, TEXT_ARG(extension(unloading)));
}

static bool exists_error(const struct unloading *unloading, struct err *err)
{
  return err_set(err, ERR_FILES_EXIST,
                 "Files already existing at the unload destination: " TEXT_FMT
                 ". Use overwrite option to force unloading.",
                 TEXT_ARG(unloading->copy->stage));
}

bool unload_files_check(const struct unloading *unloading, struct err *err)
{
  struct arena *arena = unloading->run->arena;
  struct stage_place place = unloading->place;
  struct stage_files found;
  struct stage_file one;
  bool is_there;

  if (unloading->options.overwrite || unloading->options.names_query)
    return true;
  place.path = base_name(unloading);
  if (unloading->options.single) {
    if (!stage_find_file(&place, arena, place.path, &one, &is_there, err))
      return false;
  } else {
    if (!stage_list(&place, arena, (struct text){ 0 }, &found, err))
      return false;
    is_there = found.count > 0;
  }
  return !is_there || exists_error(unloading, err);
}

struct text unload_file_shown(const struct unloading *unloading,
                              const struct unload_file *file)
{
  struct text path = unloading->place.path;

  if (unloading->copy->partition && !is_folder(path))
    path.len++; /* The slash behind it. */
  else
    while (!is_folder(path))
      path.len--;
  return text_slice(file->name, path.len, file->name.len);
}

/* ---- writing ---- */

void unload_files_partition(struct unload_files *files, struct text partition)
{
  files->in_partition = true;
  files->partition = partition.at ? arena_text(files->unloading->run->arena, partition)
                                  : partition;
  files->number = 0;
}

static bool too_large(const struct unload_files *files, struct err *err)
{
  return err_set(err, ERR_UNLOAD_SIZE,
                 "Max file size (%lld) exceeded for unload single file mode. Please "
                 "increase MAX_FILE_SIZE or disable SINGLE mode.",
                 (long long)files->unloading->options.max_file_size);
}

static struct unload_file *add_file(struct unload_files *files, struct err *err)
{
  struct arena *arena = files->unloading->run->arena;
  struct unload_file *file;

  if (files->unloading->options.single && files->all.count && !too_large(files, err))
    return NULL;
  file = ARENA_NEW(arena, struct unload_file);
  file->name = next_name(files);
  list_add(arena, &files->all, file);
  return file;
}

bool unload_files_open(struct unload_files *files, struct err *err)
{
  struct unload_file *file = add_file(files, err);

  if (!file)
    return false;
  file->upload = stage_upload_begin(&files->unloading->place, file->name, err);
  files->open = file;
  if (file->upload)
    stage_upload_leave_digest(file->upload);
  return file->upload != NULL;
}

bool unload_files_write(struct unload_files *files, struct text bytes, struct err *err)
{
  return stage_upload_write(files->open->upload, bytes.at, bytes.len, err);
}

static void settle(void *argument)
{
  struct unload_file *file = argument;

  file->settled = stage_upload_settle(file->upload, &file->err);
}

static void begin_settling(const struct unload_files *files, struct unload_file *file)
{
  stage_upload_count(file->upload);
  file->settling = task_begin(files->unloading->helpers, settle, file);
}

void unload_files_close(struct unload_files *files)
{
  struct unload_file *file = files->open;

  files->open = NULL;
  file->size = stage_upload_size(file->upload);
  begin_settling(files, file);
}

bool unload_files_take(struct unload_files *files, const char *path, int64_t rows,
                       struct err *err)
{
  struct unload_file *file = add_file(files, err);

  if (!file)
    return false;
  file->upload = stage_upload_of_scratch(&files->unloading->place, file->name, path, err);
  if (!file->upload)
    return false;
  file->rows = rows;
  file->size = stage_upload_size(file->upload);
  if (files->unloading->options.single &&
      file->size > files->unloading->options.max_file_size)
    return too_large(files, err);
  begin_settling(files, file);
  return true;
}

/* ---- the end ---- */

/* Of those that were not there before. */
static void take_back(struct unload_files *files, int count)
{
  const struct unloading *unloading = files->unloading;
  struct err ignored = { 0 };

  for (int i = 0; i < count && !unloading->options.overwrite; i++) {
    const struct unload_file *file = files->all.at[i];
    struct stage_file found;
    bool is_there;

    if (!stage_find_file(&unloading->place, unloading->run->arena, file->name, &found,
                         &is_there, &ignored) ||
        (is_there && !stage_remove(&unloading->place, &found, &ignored)))
      log_warn("unload: %s", ignored.message);
  }
}

static bool end_settling(struct unload_files *files, struct err *err)
{
  for (int i = 0; i < files->all.count; i++) {
    struct unload_file *file = files->all.at[i];

    task_end(file->settling);
    file->settling = NULL;
    if (file->settled)
      continue;
    *err = file->err;
    return false;
  }
  return true;
}

bool unload_files_publish(struct unload_files *files, struct err *err)
{
  const struct unloading *unloading = files->unloading;
  enum stage_conflict conflict = unloading->options.overwrite ? STAGE_REPLACE
                                                              : STAGE_KEEP;

  if (!end_settling(files, err))
    return false;
  for (int i = 0; i < files->all.count; i++) {
    struct unload_file *file = files->all.at[i];
    struct stage_upload *upload = file->upload;
    bool written;

    file->upload = NULL;
    if (stage_upload_end(upload, conflict, &written, err) &&
        (written || exists_error(unloading, err)))
      continue;
    take_back(files, i);
    return false;
  }
  return true;
}
