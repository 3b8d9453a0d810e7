/* unload_stmt.c: COPY INTO a location: rows of a table or a query become files of a stage. */
#include "exec/unload_stmt.h"

#include "catalog/sheet.h"
#include "exec/format_options.h"
#include "exec/stage_place.h"
#include "exec/staged_source.h"
#include "exec/unload_files.h"
#include "exec/unload_parquet.h"
#include "exec/unload_query.h"
#include "exec/unload_rows.h"
#include "session/instance.h"
#include "session/result_file.h"
#include "session/results.h"

static const struct outcome_spec file_columns[] = {
  { "FILE_NAME", "VARCHAR" },
  { "FILE_SIZE", "NUMBER(19,0)" },
  { "ROW_COUNT", "NUMBER(19,0)" },
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* ---- what is to be done ---- */

/* The format of the statement, on top of the stage's own. */
static bool read_format(struct unloading *unloading, struct err *err)
{
  struct run *run = unloading->run;
  struct text own = unloading->place.file_format;

  file_format_init(&unloading->format, FORMAT_CSV);
  if (!staged_format_read(run, own, &unloading->format, err))
    return false;
  return !unloading->options.format ||
         format_options_read(run, unloading->options.format, &unloading->format, err);
}

static bool set_packing(struct unloading *unloading, struct err *err)
{
  struct text word = unloading->format.values[FORMAT_COMPRESSION];

  return packing_of(word, &unloading->rules.packing) ||
         err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'COMPRESSION = " TEXT_FMT "'.", TEXT_ARG(word));
}

/* docs.snowflake.com/en/sql-reference/sql/copy-into-location: AUTO is SNAPPY. */
static bool set_parquet(struct unloading *unloading, struct err *err)
{
  struct text word = unloading->format.values[FORMAT_COMPRESSION];

  if (text_is_nocase(word, "AUTO"))
    unloading->packs_parquet = file_format_is(&unloading->format,
                                              FORMAT_SNAPPY_COMPRESSION);
  else if (text_is_nocase(word, "SNAPPY"))
    unloading->packs_parquet = true;
  else if (!text_is_nocase(word, "NONE"))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COMPRESSION = " TEXT_FMT " of PARQUET'.",
                   TEXT_ARG(word));
  return true;
}

/* EMPTY_FIELD_AS_NULL = TRUE without FIELD_OPTIONALLY_ENCLOSED_BY is the standard, and taken. */
static bool settle_format(struct unloading *unloading, struct err *err)
{
  if (!read_format(unloading, err))
    return false;
  switch (unloading->format.type) {
  case FORMAT_CSV: return csv_rules_of(&unloading->format, &unloading->rules, err);
  case FORMAT_JSON: return set_packing(unloading, err);
  case FORMAT_PARQUET: return set_parquet(unloading, err);
  case FORMAT_AVRO:
  case FORMAT_ORC:
  case FORMAT_XML:
  case FORMAT_CUSTOM: break;
  }
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'unloading to %s'.",
                 format_type_name(unloading->format.type));
}

static bool prepare(struct unloading *unloading, struct err *err)
{
  return stage_place_find(unloading->run, unloading->copy->stage, &unloading->place,
                          err) &&
         settle_format(unloading, err) && unload_query_find(unloading, err) &&
         unload_query_make(unloading, err);
}

/* ---- answers ---- */

static int64_t bytes_of(const struct unload_files *files)
{
  int64_t bytes = 0;

  for (int i = 0; i < files->all.count; i++)
    bytes += ((const struct unload_file *)files->all.at[i])->size;
  return bytes;
}

static void answer_sums(const struct unloading *unloading,
                        const struct unload_files *files, struct outcome *outcome)
{
  static const char *const names[] = { "rows_unloaded", "input_bytes", "output_bytes" };
  int64_t values[] = { unloading->rows, unloading->input_bytes, bytes_of(files) };

  outcome_counts(unloading->run->arena, outcome, TYPE_ID_UNLOAD, names, values,
                 sizeof values / sizeof *values);
}

static bool answer_files(const struct unloading *unloading,
                         const struct unload_files *files, struct outcome *outcome,
                         struct err *err)
{
  struct sheet sheet;

  if (!outcome_table(unloading->run->arena, outcome, TYPE_ID_UNLOAD,
                     COLUMNS(file_columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (int i = 0; i < files->all.count; i++) {
    const struct unload_file *file = files->all.at[i];

    sheet.next = 0;
    sheet_text(&sheet, unload_file_shown(unloading, file));
    sheet_int(&sheet, file->size);
    sheet_int(&sheet, file->rows);
  }
  return true;
}

static bool answer(const struct unloading *unloading, const struct unload_files *files,
                   struct outcome *outcome, struct err *err)
{
  if (unloading->options.detailed)
    return answer_files(unloading, files, outcome, err);
  answer_sums(unloading, files, outcome);
  return true;
}

/* ---- running ---- */

static bool write_files(struct unloading *unloading, struct unload_files *files,
                        struct err *err)
{
  if (!unload_files_check(unloading, err))
    return false;
  if (!(unloading->format.type == FORMAT_PARQUET ? unload_parquet(unloading, files, err)
                                                 : unload_rows(unloading, files, err)))
    return false;
  return unload_files_publish(files, err);
}

bool unload_run(struct run *run, const struct statement *statement,
                struct outcome *outcome, struct err *err)
{
  const struct instance *instance = run->session->instance;
  struct unloading unloading = {
    .run = run,
    .copy = statement->copy,
    .helpers = result_folder_workers(results_folder(instance->results)),
  };
  struct unload_files files;
  bool ok;

  if (!unload_options_read(run, statement->copy, &unloading.options, err))
    return false;
  if (unloading.options.returns_rows) {
    outcome->type_id = TYPE_ID_SELECT;
    return unload_query_find(&unloading, err) &&
           pipeline_query(run, unloading.source, outcome, err);
  }
  unload_files_init(&files, &unloading);
  if (!prepare(&unloading, err))
    return false;
  ok = (run->request->describe_only || write_files(&unloading, &files, err)) &&
       answer(&unloading, &files, outcome, err);
  unload_files_clear(&files);
  return ok;
}
