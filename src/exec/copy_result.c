/* copy_result.c: the answers of COPY INTO a table, with Snowflake's columns. */
#include "exec/copy_result.h"

#include "catalog/sheet.h"
#include "emit/emit.h"
#include "exec/copy_files.h"
#include "session/instance.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

static const struct outcome_spec file_columns[] = {
  { "file", V },
  { "status", V },
  { "rows_parsed", N },
  { "rows_loaded", N },
  { "error_limit", N },
  { "errors_seen", N },
  { "first_error", V },
  { "first_error_line", N },
  { "first_error_character", N },
  { "first_error_column_name", V },
};

static const struct outcome_spec error_columns[] = {
  { "ERROR", V },      { "FILE", V },           { "LINE", N },
  { "CHARACTER", N },  { "BYTE_OFFSET", N },    { "CATEGORY", V },
  { "CODE", N },       { "SQL_STATE", V },      { "COLUMN_NAME", V },
  { "ROW_NUMBER", N }, { "ROW_START_LINE", N }, { "REJECTED_RECORD", V },
};

static struct text missing_text(const struct copying *copying,
                                const struct copy_file *file)
{
  return arena_printf(
    copying->run->arena,
    "Remote file '" TEXT_FMT
    "' was not found. There are several potential causes. The file "
    "might not exist. The required credentials may be missing or invalid. If you are "
    "running a copy command, please make sure files are not deleted when they are being "
    "loaded or files are not being loaded into two different tables concurrently with "
    "auto purge option.",
    TEXT_ARG(file->name));
}

static void put_first(const struct copying *copying, const struct copy_file *file,
                      struct sheet *sheet)
{
  const struct reject *first = file->rejects.count ? file->rejects.at[0] : NULL;

  if (file->fate == FATE_LOADED_BEFORE) {
    sheet_string(sheet, "File was loaded before.");
    sheet_null(sheet, 3);
  } else if (file->fate == FATE_MISSING) {
    sheet_text(sheet, missing_text(copying, file));
    sheet_null(sheet, 3);
  } else if (!first) {
    sheet_null(sheet, 4);
  } else {
    sheet_text(sheet, first->message);
    if (file->unreadable)
      sheet_null(sheet, 1);
    else
      sheet_int(sheet, first->place.line);
    if (first->has_character) {
      sheet_int(sheet, first->place.character);
      sheet_text(sheet, csv_column_text(copying->run->arena, &first->named));
    } else {
      sheet_null(sheet, 2);
    }
  }
}

static void file_row(const struct copying *copying, const struct copy_file *file,
                     struct sheet *sheet)
{
  bool loaded = file->fate == FATE_LOADED;

  sheet_text(sheet, file->shown);
  sheet_string(sheet, copy_file_status(file));
  sheet_int(sheet, file->parsed);
  sheet_int(sheet, loaded ? file->loaded : 0);
  if (file->fate == FATE_LOADED_BEFORE)
    sheet_null(sheet, 1);
  else
    sheet_int(sheet, copy_error_limit(&copying->options, file->parsed));
  sheet_int(sheet, file->fate == FATE_MISSING ? 1 : file->rejects.count);
  put_first(copying, file, sheet);
}

static bool is_shown(const struct copying *copying, const struct copy_file *file)
{
  return !copying->options.failed_only ||
         !text_is(text_of(copy_file_status(file)), "LOADED");
}

bool copy_result_files(struct copying *copying, struct outcome *outcome, struct err *err)
{
  struct sheet sheet;

  outcome->is_dml = true;
  if (!copying->count && !copying->run->request->describe_only) {
    outcome_status(copying->run->arena, outcome, TYPE_ID_COPY,
                   TEXT("Copy executed with 0 files processed."));
    return true;
  }
  if (!outcome_table(copying->run->arena, outcome, TYPE_ID_COPY, COLUMNS(file_columns),
                     err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  outcome->rows_inserted = 0;
  for (int i = 0; i < copying->count; i++) {
    outcome->rows_inserted += copying->files[i].loaded;
    if (is_shown(copying, &copying->files[i]))
      file_row(copying, &copying->files[i], &sheet);
  }
  return true;
}

/* Of a file as a whole. */
static void whole_row(const struct copy_file *file, struct text message, int code,
                      const char *sqlstate, struct sheet *sheet)
{
  sheet_text(sheet, message);
  sheet_text(sheet, file->name);
  sheet_null(sheet, 3);
  sheet_string(sheet, "other");
  sheet_int(sheet, code);
  sheet_string(sheet, sqlstate);
  sheet_null(sheet, 1);
  sheet_int(sheet, 0);
  sheet_int(sheet, 0);
  sheet_null(sheet, 1);
}

static void error_row(const struct copying *copying, const struct copy_file *file,
                      const struct reject *reject, struct sheet *sheet)
{
  if (file->unreadable) {
    whole_row(file, reject->message, err_number(reject->code), reject->sqlstate, sheet);
    return;
  }
  sheet_text(sheet, reject->message);
  sheet_text(sheet, file->name);
  sheet_int(sheet, reject->place.line);
  sheet_int(sheet, reject->place.character);
  sheet_int(sheet, reject->place.byte);
  sheet_string(sheet, reject->is_parsing ? "parsing" : "conversion");
  sheet_int(sheet, err_number(reject->code));
  sheet_string(sheet, reject->sqlstate);
  sheet_text(sheet, csv_column_text(copying->run->arena, &reject->named));
  sheet_int(sheet, reject->row);
  sheet_int(sheet, reject->place.row_line);
  sheet_text(sheet, reject->record);
}

void copy_result_put_errors(const struct copying *copying, struct sheet *sheet)
{
  for (int i = 0; i < copying->count; i++) {
    const struct copy_file *file = &copying->files[i];

    if (file->fate == FATE_MISSING)
      whole_row(file, missing_text(copying, file), 100112, "22000", sheet);
    for (int r = 0; r < file->rejects.count; r++)
      error_row(copying, file, file->rejects.at[r], sheet);
  }
}

bool copy_result_errors(struct copying *copying, struct outcome *outcome, struct err *err)
{
  struct sheet sheet;

  if (!outcome_table(copying->run->arena, outcome, TYPE_ID_COPY, COLUMNS(error_columns),
                     err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  copy_result_put_errors(copying, &sheet);
  return true;
}

/* ---- RETURN_n_ROWS ---- */

static void name_columns(struct copying *copying, struct outcome *outcome)
{
  const struct copy_target *target = &copying->target;

  outcome->type_id = TYPE_ID_COPY;
  outcome->column_count = target->column_count;
  outcome->columns = ARENA_ARRAY(copying->run->arena, (size_t)target->column_count,
                                 struct outcome_column);
  for (int i = 0; i < target->column_count; i++)
    outcome->columns[i] = (struct outcome_column){ .name = target->columns[i],
                                                   .type = target->types[i],
                                                   .nullable = !target->not_null[i] };
}

bool copy_result_rows(struct copying *copying, struct outcome *outcome, struct err *err)
{
  struct run *run = copying->run;
  struct catalog *catalog = run->session->instance->catalog;
  struct bind_context context = pipeline_context(run, true);
  struct insert insert;
  struct statement statement = copying_insert(copying, &insert, 0);
  struct given_rows given;
  struct bound_dml *dml;
  struct buf sql;

  copying_aim(copying, 0, copying->count);
  catalog_read(catalog);
  dml = bind_dml(&context, &statement, err);
  catalog_read_end(catalog);
  if (!dml || !pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  buf_init(&sql);
  buf_add_string(&sql, "SELECT ");
  for (int i = 0; i < copying->target.column_count; i++) {
    buf_add_string(&sql, i ? ", " : "");
    emit_expr(&context, dml->query->select->items[i], &sql);
  }
  buf_add_string(&sql, " FROM ");
  emit_from(&context, dml->query->select->from, &sql);
  buf_printf(&sql, " LIMIT %lld", (long long)copying->options.validation_rows);
  outcome->result = engine_query(run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (!outcome->result) {
    pipeline_drop_rows(run->session, &given);
    return false;
  }
  name_columns(copying, outcome);
  outcome->engine = run->session->instance->engine;
  outcome->given_rows = given;
  return true;
}
