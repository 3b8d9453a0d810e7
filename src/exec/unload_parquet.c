/* unload_parquet.c: files of Parquet: the engine writes them into a folder of their own beside the stages, from
 * which they are taken. */
#include "exec/unload_parquet.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/instance.h"

/* The engine ends a file behind the row group with which it grew too large, and has the next one under way
 * by then: with groups of this size it comes near to its limit. (DuckDB 1.5.5) */
#define ROW_GROUP 40960
#define PART_OF_LIMIT(size) ((size) - (size) / 8)

struct parquet {
  struct unloading *unloading;
  struct unload_files *files;
  struct text folder; /* Of the files that are being written. */
  bool in_parts;      /* Of a partition each, out of a file of all. */
};

/* ---- columns ---- */

/* docs.snowflake.com/en/sql-reference/parameters: ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION: of a number the
 * smallest form that holds the values, or that of its type. 128 bits would become a double. */
static void put_number(const struct parquet *parquet, const struct bound_column *column,
                       int at, struct buf *sql)
{
  const struct params *params = parquet->unloading->run->session->params;

  if (!params_is_true(params, "ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION"))
    buf_printf(sql, "CAST(c%d AS DECIMAL(%d,%d))", at, column->type.precision,
               column->type.scale);
  else if (!column->type.scale && column->bytes > 8)
    buf_printf(sql, "CAST(c%d AS DECIMAL(38,0))", at);
  else
    buf_printf(sql, "c%d", at);
}

static void put_value(const struct parquet *parquet, const struct bound_column *column,
                      int at, struct buf *sql)
{
  switch (column->type.kind) {
  case TYPE_NUMBER: put_number(parquet, column, at, sql); break;
  case TYPE_TIMESTAMP_NTZ: buf_printf(sql, "make_timestamp(sg_micros(c%d))", at); break;
  case TYPE_TIME: buf_printf(sql, "CAST(make_timestamp(c%d // 1000) AS TIME)", at); break;
  default: buf_printf(sql, "c%d", at); break;
  }
}

static void put_name(const struct unloading *unloading, int at, struct buf *sql)
{
  buf_add_string(sql, " AS ");
  if (unloading->options.header)
    buf_add_identifier(sql, unloading->columns[at].name);
  else
    buf_printf(sql, "\"_COL_%d\"", at);
}

/* The engine would give one of them another name. (DuckDB 1.5.5) */
static bool check_names(const struct unloading *unloading, struct err *err)
{
  for (int i = 0; unloading->options.header && i < unloading->column_count; i++) {
    struct text name = unloading->columns[i].name;

    if (!name.len || text_find(name, '\0') < name.len)
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'unloading to PARQUET of a column without a "
                     "name'.");
    for (int k = 0; k < i; k++)
      if (text_equal_nocase(name, unloading->columns[k].name))
        return err_set(err, ERR_UNSUPPORTED,
                       "Unsupported feature 'unloading to PARQUET of columns whose names "
                       "differ in case alone: " TEXT_FMT "'.",
                       TEXT_ARG(name));
  }
  return true;
}

/* ---- the engine's COPY ---- */

static void put_target(const struct parquet *parquet, bool splits, struct buf *sql)
{
  const struct unloading *unloading = parquet->unloading;

  buf_add_string(sql, " TO ");
  buf_add_quoted(sql, parquet->folder);
  buf_printf(sql, " (FORMAT parquet, COMPRESSION %s, ROW_GROUP_SIZE %d",
             unloading->packs_parquet ? "snappy" : "uncompressed", ROW_GROUP);
  if (splits)
    buf_printf(sql, ", FILE_SIZE_BYTES %lld",
               (long long)PART_OF_LIMIT(unloading->options.max_file_size));
  buf_add_char(sql, ')');
}

static void write_copy(void *context, const struct bound_query *query, struct text inner,
                       struct buf *sql)
{
  const struct parquet *parquet = context;
  const struct unloading *unloading = parquet->unloading;

  buf_add_string(sql, "COPY (SELECT ");
  for (int i = 0; i < unloading->column_count; i++) {
    buf_add_string(sql, i ? ", " : "");
    put_value(parquet, &query->columns[i], i, sql);
    if (parquet->in_parts)
      buf_printf(sql, " AS c%d", i);
    else
      put_name(unloading, i, sql);
  }
  if (parquet->in_parts)
    buf_printf(sql, ", c%d AS p", unloading->column_count);
  buf_add_string(sql, " FROM (");
  buf_add_text(sql, inner);
  buf_add_string(sql, "))");
  put_target(parquet, !parquet->in_parts && !unloading->options.single, sql);
}

/* ---- taking what the engine wrote ---- */

struct written_file {
  struct text path;
  int64_t number;
};

static int compare_numbers(const void *left, const void *right)
{
  const struct written_file *a = left, *b = right;

  return (a->number > b->number) - (a->number < b->number);
}

/* "data_12.parquet" */
static int64_t number_of(const char *name)
{
  struct text rest = text_of(name);
  size_t line = text_find(rest, '_');
  int64_t number = 0;

  rest = text_slice(rest, line + 1, rest.len);
  return text_to_int64(text_slice(rest, 0, text_find(rest, '.')), &number) ? number : 0;
}

static struct written_file *list_files(const struct parquet *parquet, size_t *count,
                                       struct err *err)
{
  struct arena *arena = parquet->unloading->run->arena;
  DIR *list = opendir(arena_c_string(arena, parquet->folder));
  struct written_file *files = ARENA_ARRAY(arena, 1, struct written_file);
  size_t room = 1;
  struct dirent *entry;

  *count = 0;
  if (!list) {
    err_set(err, ERR_INTERNAL, "The files of an unload could not be read: %s",
            strerror(errno));
    return NULL;
  }
  while ((entry = readdir(list))) {
    if (entry->d_name[0] == '.')
      continue;
    if (*count == room) {
      struct written_file *more = ARENA_ARRAY(arena, 2 * room, struct written_file);

      memcpy(more, files, room * sizeof *files);
      files = more;
      room *= 2;
    }
    files[(*count)++] = (struct written_file){
      arena_printf(arena, TEXT_FMT "/%s", TEXT_ARG(parquet->folder), entry->d_name),
      number_of(entry->d_name)
    };
  }
  closedir(list);
  qsort(files, *count, sizeof *files, compare_numbers);
  return files;
}

/* The number in the only row of a query. */
static bool ask_number(const struct parquet *parquet, struct text sql, int64_t *number,
                       struct err *err)
{
  struct engine_result *result = engine_query(
    parquet->unloading->run->session->connection, sql, false, err);
  struct batch batch;
  int128 value = 0;
  bool ok = result && engine_fetch(result, &batch, err) && batch.rows == 1 &&
            batch_int(&batch.columns[0], 0, &value);

  engine_result_free(result);
  *number = (int64_t)value;
  return ok;
}

static bool count_rows(const struct parquet *parquet, struct text path, int64_t *rows,
                       struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT num_rows FROM parquet_file_metadata(");
  buf_add_quoted(&sql, path);
  buf_add_char(&sql, ')');
  ok = ask_number(parquet, buf_text(&sql), rows, err);
  buf_clear(&sql);
  return ok;
}

/* One that has no rows is left where it is, and goes with its folder. */
static bool take_files(const struct parquet *parquet, struct err *err)
{
  size_t count;
  struct written_file *files = list_files(parquet, &count, err);

  for (size_t i = 0; files && i < count; i++) {
    int64_t rows;

    if (!count_rows(parquet, files[i].path, &rows, err) ||
        (rows && !unload_files_take(parquet->files, files[i].path.at, rows, err)))
      return false;
  }
  return files != NULL;
}

/* ---- one place for all rows ---- */

static bool write_whole(struct parquet *parquet, struct text folder, struct err *err)
{
  struct unloading *unloading = parquet->unloading;
  struct pipeline_around around = { write_copy, parquet };

  if (!pipeline_run_around(unloading->run, unloading->query, &around, &unloading->rows,
                           err))
    return false;
  parquet->folder = folder;
  return take_files(parquet, err);
}

/* ---- partitions ---- */

static void put_part_condition(struct text partition, struct buf *sql)
{
  if (!partition.at) {
    buf_add_string(sql, " WHERE p IS NULL");
    return;
  }
  buf_add_string(sql, " WHERE p = ");
  buf_add_quoted(sql, partition);
}

static void put_part(const struct parquet *parquet, struct text all,
                     struct text partition, struct buf *sql)
{
  buf_add_string(sql, "COPY (SELECT ");
  for (int i = 0; i < parquet->unloading->column_count; i++) {
    buf_printf(sql, "%sc%d", i ? ", " : "", i);
    put_name(parquet->unloading, i, sql);
  }
  buf_add_string(sql, " FROM read_parquet(");
  buf_add_quoted(sql, all);
  buf_add_string(sql, ", hive_partitioning = false)");
  put_part_condition(partition, sql);
  buf_add_char(sql, ')');
  put_target(parquet, true, sql);
}

/* A file's name cannot have a NUL, and no literal. */
static bool check_partition(struct text partition, struct err *err)
{
  return text_find(partition, '\0') == partition.len ||
         err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'PARTITION BY a text with the character 0'.");
}

static bool write_part(struct parquet *parquet, struct text all, struct text partition,
                       struct err *err)
{
  struct run *run = parquet->unloading->run;
  struct stages *stages = parquet->unloading->place.stages;
  struct buf sql;
  bool ok;

  if (!check_partition(partition, err) ||
      !stage_scratch_new(stages, run->arena, &parquet->folder, err))
    return false;
  unload_files_partition(parquet->files, partition);
  buf_init(&sql);
  put_part(parquet, all, partition, &sql);
  ok = engine_run(run->session->connection, buf_text(&sql), err) &&
       take_files(parquet, err);
  buf_clear(&sql);
  stage_scratch_free(parquet->folder);
  return ok;
}

/* The values of the expression, in their order. */
static bool find_partitions(const struct parquet *parquet, struct text all,
                            struct list *partitions, struct err *err)
{
  struct arena *arena = parquet->unloading->run->arena;
  struct engine_result *result;
  struct batch batch = { 0 };
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT DISTINCT p FROM read_parquet(");
  buf_add_quoted(&sql, all);
  buf_add_string(&sql, ", hive_partitioning = false) ORDER BY p NULLS LAST");
  result = engine_query(parquet->unloading->run->session->connection, buf_text(&sql),
                        false, err);
  buf_clear(&sql);
  while (result && engine_fetch(result, &batch, err) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct text *value = ARENA_NEW(arena, struct text);

      if (!batch_is_null(&batch.columns[0], row))
        *value = arena_text(arena, batch_text(&batch.columns[0], row));
      list_add(arena, partitions, value);
    }
  engine_result_free(result);
  return !err_is_set(err);
}

/* All rows go into one file of their own first, sorted: the query runs once, and the engine finds a
 * partition's rows by the least and greatest values of the row groups. */
static bool write_parts(struct parquet *parquet, struct err *err)
{
  struct unloading *unloading = parquet->unloading;
  struct pipeline_around around = { write_copy, parquet };
  struct text all = arena_printf(unloading->run->arena, TEXT_FMT "/all",
                                 TEXT_ARG(parquet->folder));
  struct list partitions = { 0 };

  parquet->folder = all;
  if (!pipeline_run_around(unloading->run, unloading->query, &around, &unloading->rows,
                           err))
    return false;
  err_clear(err);
  if (!unloading->rows || !find_partitions(parquet, all, &partitions, err))
    return !err_is_set(err);
  for (int i = 0; i < partitions.count; i++)
    if (!write_part(parquet, all, *(const struct text *)partitions.at[i], err))
      return false;
  return true;
}

bool unload_parquet(struct unloading *unloading, struct unload_files *files,
                    struct err *err)
{
  struct parquet parquet = { .unloading = unloading, .files = files };
  struct text folder;
  bool ok;

  if (!check_names(unloading, err) ||
      !stage_scratch_new(unloading->place.stages, unloading->run->arena, &folder, err))
    return false;
  parquet.folder = folder;
  parquet.in_parts = unloading->copy->partition != NULL;
  if (unloading->options.single)
    parquet.folder = arena_printf(unloading->run->arena, TEXT_FMT "/one",
                                  TEXT_ARG(folder));
  ok = parquet.in_parts ? write_parts(&parquet, err) : write_whole(&parquet, folder, err);
  stage_scratch_free(folder);
  for (int i = 0; i < files->all.count; i++)
    unloading->input_bytes += ((const struct unload_file *)files->all.at[i])->size;
  return ok;
}
