/* files_stmt.c: LIST, REMOVE, COPY FILES, PUT and GET: the files of stages, and the plans by which clients send and
 * fetch them themselves. */
#include "exec/files_stmt.h"

#include <stdio.h>
#include <time.h>

#include "catalog/sheet.h"
#include "exec/property.h"
#include "exec/stage_place.h"
#include "exec/staged_file.h"

#define NANOS_A_SECOND 1000000000LL
#define MOST_PARALLEL 99 /* docs.snowflake.com/en/sql-reference/sql/put */

static const struct outcome_spec list_columns[] = {
  { "name", "VARCHAR" },
  { "size", "NUMBER(38,0)" },
  { "md5", "VARCHAR" },
  { "last_modified", "VARCHAR" },
};

static const struct outcome_spec remove_columns[] = {
  { "name", "VARCHAR" },
  { "result", "VARCHAR" },
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

static bool list_files(struct run *run, const struct copy *files,
                       struct stage_place *place, struct stage_files *found,
                       struct err *err)
{
  struct text pattern;

  return stage_place_of(run, files, place, err) &&
         stage_option(run, files, "PATTERN", &pattern, err) &&
         stage_list(place, run->arena, pattern, found, err);
}

/* "Tue, 9 Jun 2020 08:01:27 GMT" */
static void put_date(struct sheet *sheet, int64_t ns)
{
  static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  time_t seconds = (time_t)(ns / NANOS_A_SECOND);
  char text[64];
  struct tm at;

  gmtime_r(&seconds, &at);
  snprintf(text, sizeof text, "%s, %d %s %d %02d:%02d:%02d GMT", days[at.tm_wday],
           at.tm_mday, months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min,
           at.tm_sec);
  sheet_string(sheet, text);
}

/* A file that another statement has removed meanwhile is not in the list. */
static bool list_row(struct run *run, const struct stage_place *place,
                     const struct stage_file *file, struct sheet *sheet, struct err *err)
{
  struct text key;

  if (!stage_content_key(place, run->arena, file, &key, err))
    return err_forgive(err, ERR_FILE_NOT_FOUND);
  sheet->next = 0;
  sheet_text(sheet, file->shown);
  sheet_int(sheet, file->size);
  sheet_text(sheet, key);
  put_date(sheet, file->modified_ns);
  return true;
}

static bool list_run(struct run *run, const struct copy *files, struct outcome *outcome,
                     struct err *err)
{
  struct stage_place place;
  struct stage_files found = { 0 };
  struct sheet sheet;

  if (!list_files(run, files, &place, &found, err) ||
      !outcome_table(run->arena, outcome, TYPE_ID_LIST, COLUMNS(list_columns), err))
    return false;
  if (run->request->describe_only)
    return true;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (int i = 0; i < found.count; i++)
    if (!list_row(run, &place, &found.at[i], &sheet, err))
      return false;
  return true;
}

static bool remove_run(struct run *run, const struct copy *files, struct outcome *outcome,
                       struct err *err)
{
  struct stage_place place;
  struct stage_files found = { 0 };
  struct sheet sheet;

  if (!list_files(run, files, &place, &found, err) ||
      !outcome_table(run->arena, outcome, TYPE_ID_REMOVE, COLUMNS(remove_columns), err))
    return false;
  if (run->request->describe_only)
    return true;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (int i = 0; i < found.count; i++) {
    if (!stage_remove(&place, &found.at[i], err))
      return false;
    sheet.next = 0;
    sheet_text(&sheet, found.at[i].shown);
    sheet_string(&sheet, "removed");
  }
  return true;
}

/* ---- PUT and GET ---- */

/* The path behind file://, exactly as it was written: drivers compare. */
static bool local_path(const struct copy *files, struct text *path, struct err *err)
{
  if (!text_starts_with_nocase(files->file, "file://"))
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA local file is written as file://path: "
                   "'" TEXT_FMT "'.",
                   TEXT_ARG(files->file));
  *path = text_slice(files->file, sizeof "file://" - 1, files->file.len);
  return true;
}

/* The name that one file of a PUT gets: drivers of the old kind send the statement again for each file,
 * with its final name in the place of the last part, or behind the wildcards of the first. */
static struct text object_name(struct text path)
{
  size_t from = path.len;

  while (from && path.at[from - 1] != '/')
    from--;
  for (size_t i = from; i < path.len; i++)
    if (path.at[i] == '*' || path.at[i] == '?' || path.at[i] == ']')
      from = i + 1;
  return text_slice(path, from, path.len);
}

static bool number_option(struct run *run, const struct copy *files, const char *key,
                          int64_t otherwise, int64_t *number, struct err *err)
{
  struct text value;

  *number = otherwise;
  if (!stage_option(run, files, key, &value, err))
    return false;
  if (!value.at || (text_to_int64(value, number) && *number > 0))
    return true;
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value [" TEXT_FMT
                 "] for parameter '%s'",
                 TEXT_ARG(value), key);
}

static bool bool_option(struct run *run, const struct copy *files, const char *key,
                        bool otherwise, bool *yes, struct err *err)
{
  struct text value;

  if (!stage_option(run, files, key, &value, err))
    return false;
  *yes = value.at ? text_is_nocase(value, "TRUE") : otherwise;
  return true;
}

/* As drivers know it: in lower case. */
static bool compression_option(struct run *run, const struct copy *files,
                               struct text *name, struct err *err)
{
  char *lower;

  if (!stage_option(run, files, "SOURCE_COMPRESSION", name, err))
    return false;
  if (!name->at) {
    *name = TEXT("auto_detect");
    return true;
  }
  lower = arena_c_string(run->arena, *name);
  for (char *at = lower; *at; at++)
    if (*at >= 'A' && *at <= 'Z')
      *at += 'a' - 'A';
  *name = text_is(text_of(lower), "bz2") ? TEXT("bzip2") : text_of(lower);
  return true;
}

static bool put_options(struct run *run, const struct copy *files,
                        struct transfer *transfer, struct err *err)
{
  int64_t parallel;

  if (!number_option(run, files, "PARALLEL", 4, &parallel, err) ||
      !bool_option(run, files, "AUTO_COMPRESS", true, &transfer->auto_compress, err) ||
      !bool_option(run, files, "OVERWRITE", false, &transfer->overwrite, err) ||
      !compression_option(run, files, &transfer->compression, err))
    return false;
  transfer->parallel = parallel > MOST_PARALLEL ? MOST_PARALLEL : (int)parallel;
  return true;
}

/* "sub" and "sub/" are the same folder for a file that is put there. */
static struct text as_folder(struct arena *arena, struct text path)
{
  if (!path.len || path.at[path.len - 1] == '/')
    return path;
  return arena_printf(arena, TEXT_FMT "/", TEXT_ARG(path));
}

/* Clients' URLs would lose such parts of a name on their way. */
static bool check_parts(struct text path, struct err *err)
{
  while (path.len) {
    size_t slash = text_find(path, '/');
    struct text part = text_slice(path, 0, slash);

    if (text_is(part, ".") || text_is(part, "..") || (!part.len && slash < path.len))
      return err_set(err, ERR_SYNTAX,
                     "SQL compilation error:\nA file cannot be sent or fetched by a name "
                     "with the part '" TEXT_FMT "'.",
                     TEXT_ARG(part));
    path = text_slice(path, slash + 1, path.len);
  }
  return true;
}

/* docs.snowflake.com/en/sql-reference/sql/put: not to external stages. The words are the service's, see
 * github.com/snowflakedb/gosnowflake/issues/920. */
static bool is_internal(const struct stage_place *place, struct err *err)
{
  return stage_is_internal(place) ||
         err_set(err, ERR_STAGE_AREA,
                 "Failure using stage area. Cause: [" TEXT_FMT
                 " GET and PUT commands are not supported with external stage]",
                 TEXT_ARG(place->name));
}

static bool put_run(struct run *run, const struct copy *files, struct transfer *transfer,
                    struct err *err)
{
  struct text path;

  transfer->is_upload = true;
  if (!local_path(files, &path, err) || !put_options(run, files, transfer, err) ||
      !stage_place_of(run, files, &transfer->place, err))
    return false;
  if (!is_internal(&transfer->place, err))
    return false;
  transfer->place.path = as_folder(run->arena, transfer->place.path);
  transfer->local = path;
  transfer->count = 1;
  transfer->names = ARENA_NEW(run->arena, struct text);
  transfer->names[0] = object_name(path);
  return check_parts(transfer->place.path, err);
}

static bool get_run(struct run *run, const struct copy *files, struct transfer *transfer,
                    struct err *err)
{
  struct stage_files found = { 0 };
  int64_t parallel;

  if (!local_path(files, &transfer->local, err) ||
      !number_option(run, files, "PARALLEL", 10, &parallel, err) ||
      !stage_place_of(run, files, &transfer->place, err) ||
      !is_internal(&transfer->place, err) ||
      !list_files(run, files, &transfer->place, &found, err))
    return false;
  transfer->parallel = parallel > MOST_PARALLEL ? MOST_PARALLEL : (int)parallel;
  transfer->count = found.count;
  transfer->names = ARENA_ARRAY(run->arena, (size_t)found.count, struct text);
  for (int i = 0; i < found.count; i++) {
    transfer->names[i] = found.at[i].name;
    if (!check_parts(transfer->names[i], err))
      return false;
  }
  return true;
}

static bool transfer_run(struct run *run, const struct statement *statement,
                         struct outcome *outcome, struct err *err)
{
  bool is_put = text_is(statement->text, "PUT");

  outcome->transfer = ARENA_NEW(run->arena, struct transfer);
  outcome->type_id = is_put ? TYPE_ID_PUT : TYPE_ID_GET;
  return is_put ? put_run(run, statement->copy, outcome->transfer, err)
                : get_run(run, statement->copy, outcome->transfer, err);
}

/* ---- COPY FILES ---- */

static const struct outcome_spec copied_columns[] = { { "file", "VARCHAR" } };
static const struct outcome_spec count_columns[] = {
  { "number of files copied", "NUMBER(38,0)" },
};

/* What a file is called behind the folder that is copied from. */
static struct text below(struct text path, struct text name)
{
  size_t from = path.len < name.len ? path.len : name.len;

  if (from && from < name.len && name.at[from] == '/')
    from++;
  while (from && name.at[from - 1] != '/')
    from--;
  return text_slice(name, from, name.len);
}

/* FILES = (...) names them behind the path, each of which must be there. */
static bool named_files(struct run *run, const struct copy *copy,
                        const struct stage_place *from, const struct list *names,
                        struct stage_files *found, struct err *err)
{
  struct text folder = as_folder(run->arena, from->path);

  found->at = ARENA_ARRAY(run->arena, (size_t)names->count, struct stage_file);
  for (int i = 0; i < names->count; i++) {
    struct option option = { .value = names->at[i] };
    struct text name;
    bool is_there;

    if (!property_text(run, &option, &name, err))
      return false;
    name = arena_printf(run->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(folder), TEXT_ARG(name));
    if (!stage_find_file(from, run->arena, name, &found->at[found->count], &is_there,
                         err))
      return false;
    if (!is_there)
      return err_set(err, ERR_FILE_NOT_FOUND,
                     "Remote file '" TEXT_FMT TEXT_FMT "' was not found.",
                     TEXT_ARG(copy->stage), TEXT_ARG(name));
    found->count++;
  }
  return true;
}

static const struct list *files_option(const struct copy *copy)
{
  for (int i = 0; copy->options && i < copy->options->count; i++) {
    const struct option *option = copy->options->at[i];

    if (text_is(option->key, "FILES"))
      return option->list;
  }
  return NULL;
}

static bool find_sources(struct run *run, const struct copy *copy,
                         struct stage_place *from, struct stage_files *found,
                         struct err *err)
{
  const struct list *names = files_option(copy);
  struct text pattern;

  if (!stage_place_find(run, copy->from->stage, from, err) ||
      !stage_option(run, copy, "PATTERN", &pattern, err))
    return false;
  return names ? named_files(run, copy->from, from, names, found, err)
               : stage_list(from, run->arena, pattern, found, err);
}

/* ---- COPY FILES of a query ---- */

/* What a row says: a file by '@stage/path' or its URL, and perhaps its new name. */
static bool copy_named(struct run *run, const struct stage_place *to,
                       const struct batch *batch, size_t row, struct text *name,
                       struct err *err)
{
  const struct session *session = run->session;
  struct staged_asker asker = {
    session->instance,
    run->arena,
    { session->database, session->schema, { 0 }, session->id },
    session->user,
  };
  struct text written = arena_text(run->arena, batch_text(&batch->columns[0], row));
  struct stage_place from;
  struct stage_file file;
  struct text path;
  bool found;

  if (!staged_file_locate(&asker, written, &from, &path, err) ||
      !stage_find_file(&from, run->arena, path, &file, &found, err))
    return false;
  if (!found)
    return staged_file_missing(written, err);
  if (batch->column_count > 1 && !batch_is_null(&batch->columns[1], row))
    path = batch_text(&batch->columns[1], row);
  *name = arena_printf(run->arena, TEXT_FMT TEXT_FMT,
                       TEXT_ARG(as_folder(run->arena, to->path)), TEXT_ARG(path));
  return stage_copy(&from, &file, to, *name, err);
}

static bool is_list_of_files(const struct outcome *rows, struct err *err)
{
  bool ok = rows->column_count == 1 || rows->column_count == 2;

  for (int i = 0; ok && i < rows->column_count; i++)
    ok = rows->columns[i].type.kind == TYPE_VARCHAR;
  return ok || err_set(err, ERR_SYNTAX,
                       "SQL compilation error:\nThe query of COPY FILES gives other than "
                       "one or two texts: a file, and its new name.");
}

/* docs.snowflake.com/en/sql-reference/sql/copy-files: variants with a query */
static bool copy_query_run(struct run *run, const struct copy *copy,
                           const struct stage_place *to, bool detailed,
                           struct sheet *sheet, struct err *err)
{
  struct outcome rows = { 0 };
  struct batch batch = { 0 };
  int64_t count = 0;
  bool ok = pipeline_query(run, copy->from->query, &rows, err) &&
            is_list_of_files(&rows, err);

  while (ok && (ok = outcome_fetch(&rows, &batch, err)) && batch.rows)
    for (size_t row = 0; ok && row < batch.rows; row++) {
      struct text name;

      if (batch_is_null(&batch.columns[0], row))
        continue;
      ok = copy_named(run, to, &batch, row, &name, err);
      sheet->next = 0;
      count += ok;
      if (ok && detailed)
        sheet_text(sheet, name);
    }
  outcome_clear(&rows);
  if (ok && !detailed)
    sheet_int(sheet, count);
  return ok;
}

static bool copy_run(struct run *run, const struct copy *copy, struct outcome *outcome,
                     struct err *err)
{
  struct stage_files found = { 0 };
  struct stage_place from, to;
  struct sheet sheet;
  bool detailed;

  if (!bool_option(run, copy, "DETAILED_OUTPUT", true, &detailed, err) ||
      !stage_place_find(run, copy->stage, &to, err) ||
      (copy->from->stage.at && !find_sources(run, copy, &from, &found, err)) ||
      !(detailed ? outcome_table(run->arena, outcome, TYPE_ID_COPY_FILES,
                                 COLUMNS(copied_columns), err)
                 : outcome_table(run->arena, outcome, TYPE_ID_COPY_FILES,
                                 COLUMNS(count_columns), err)))
    return false;
  if (run->request->describe_only)
    return true;
  sheet = (struct sheet){ outcome->rows, 0 };
  if (!copy->from->stage.at)
    return copy_query_run(run, copy, &to, detailed, &sheet, err);
  for (int i = 0; i < found.count; i++) {
    struct text name = arena_printf(run->arena, TEXT_FMT TEXT_FMT,
                                    TEXT_ARG(as_folder(run->arena, to.path)),
                                    TEXT_ARG(below(from.path, found.at[i].name)));

    if (!stage_copy(&from, &found.at[i], &to, name, err))
      return false;
    sheet.next = 0;
    if (detailed)
      sheet_text(&sheet, name);
  }
  if (!detailed)
    sheet_int(&sheet, found.count);
  return true;
}

bool files_run(struct run *run, const struct statement *statement,
               struct outcome *outcome, struct err *err)
{
  if (text_is(statement->text, "LIST"))
    return list_run(run, statement->copy, outcome, err);
  if (text_is(statement->text, "REMOVE"))
    return remove_run(run, statement->copy, outcome, err);
  if (text_is(statement->text, "PUT") || text_is(statement->text, "GET"))
    return transfer_run(run, statement, outcome, err);
  if (text_is(statement->text, "COPY FILES"))
    return copy_run(run, statement->copy, outcome, err);
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
                 TEXT_ARG(statement->text));
}
