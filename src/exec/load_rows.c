/* load_rows.c: COPY_HISTORY and LOAD_HISTORY: what became of the files that were loaded.
 * (docs.snowflake.com/en/sql-reference/functions/copy_history, .../info-schema/load_history) */
#include "exec/load_rows.h"

#include "base/clock.h"
#include "catalog/loads.h"
#include "catalog/sheet.h"
#include "exec/named_table.h"
#include "session/instance.h"
#include "stage/s3_store.h"

#define NANOS_A_MILLI 1000000

bool load_rows_has(enum view_id view)
{
  return view == VIEW_COPY_HISTORY || view == VIEW_LOAD_HISTORY;
}

/* In the order in which the query gives them. */
enum {
  LOAD_TABLE,
  LOAD_STAGE,
  LOAD_FILE,
  LOAD_SIZE,
  LOAD_TIME,
  LOAD_STATUS,
  LOAD_ROWS,
  LOAD_PARSED,
  LOAD_ERRORS,
  LOAD_LIMIT,
  LOAD_MESSAGE,
  LOAD_LINE,
  LOAD_CHARACTER,
  LOAD_COLUMN,
  LOAD_PIPE,
  LOAD_RECEIVED
};

static void put_number(struct sheet *sheet, const struct batch *batch, int column,
                       size_t row)
{
  int128 number = 0;

  if (!batch_is_null(&batch->columns[column], row) &&
      batch_int(&batch->columns[column], row, &number))
    sheet_int(sheet, (int64_t)number);
  else
    sheet_null(sheet, 1);
}

static void put_text(struct sheet *sheet, const struct batch *batch, int column,
                     size_t row)
{
  if (batch_is_null(&batch->columns[column], row))
    sheet_null(sheet, 1);
  else
    sheet_text(sheet, batch_text(&batch->columns[column], row));
}

static void put_time(struct sheet *sheet, const struct batch *batch, int column,
                     size_t row)
{
  sheet_time(sheet, batch_int64(&batch->columns[column], row));
}

static void put_numbers(struct sheet *sheet, const struct batch *batch, int from, int to,
                        size_t row)
{
  for (int column = from; column <= to; column++)
    put_number(sheet, batch, column, row);
}

/* Where the stage is below the folder of all stages: the machine's own paths are nobody's business. The
 * URL of another store is. */
static struct text location(struct text folder)
{
  size_t from = folder.len;

  if (s3_is_url(folder))
    return folder;
  while (from && folder.at[from - 1] != '/')
    from--;
  return text_slice(folder, from, folder.len);
}

/* Of a pipe its name and when it was told of the file. (docs.snowflake.com/en/sql-reference/functions/copy_history) */
static void put_pipe(struct sheet *sheet, struct catalog *catalog,
                     const struct batch *batch, size_t row)
{
  int64_t id = batch_int64(&batch->columns[LOAD_PIPE], row);
  struct path path;

  if (!id || !catalog_pipe_by_id(catalog, id, &path)) {
    sheet_null(sheet, 4);
    return;
  }
  sheet_text(sheet, path.database);
  sheet_text(sheet, path.schema);
  sheet_text(sheet, path.name);
  put_time(sheet, batch, LOAD_RECEIVED, row);
}

static void copy_row(struct sheet *sheet, struct catalog *catalog,
                     const struct batch *batch, size_t row, struct path path)
{
  put_text(sheet, batch, LOAD_FILE, row);
  sheet_text(sheet, location(batch_text(&batch->columns[LOAD_STAGE], row)));
  put_time(sheet, batch, LOAD_TIME, row);
  put_numbers(sheet, batch, LOAD_ROWS, LOAD_PARSED, row);
  put_number(sheet, batch, LOAD_SIZE, row);
  put_text(sheet, batch, LOAD_MESSAGE, row);
  put_numbers(sheet, batch, LOAD_LINE, LOAD_CHARACTER, row);
  put_text(sheet, batch, LOAD_COLUMN, row);
  put_numbers(sheet, batch, LOAD_ERRORS, LOAD_LIMIT, row);
  put_text(sheet, batch, LOAD_STATUS, row);
  sheet_text(sheet, path.database);
  sheet_text(sheet, path.schema);
  sheet_text(sheet, path.name);
  put_pipe(sheet, catalog, batch, row);
  put_time(sheet, batch, LOAD_TIME, row);
}

/* LOAD_HISTORY has COPY's own words, and nothing of pipes.
 * (docs.snowflake.com/en/sql-reference/info-schema/load_history) */
static const char *status_word(struct text status)
{
  return text_is(status, "Loaded")             ? "LOADED"
         : text_is(status, "Partially loaded") ? "PARTIALLY_LOADED"
                                               : "LOAD_FAILED";
}

static void load_row(struct sheet *sheet, const struct batch *batch, size_t row,
                     struct path path)
{
  sheet_text(sheet, path.schema);
  put_text(sheet, batch, LOAD_FILE, row);
  sheet_text(sheet, path.name);
  put_time(sheet, batch, LOAD_TIME, row);
  sheet_string(sheet, status_word(batch_text(&batch->columns[LOAD_STATUS], row)));
  put_numbers(sheet, batch, LOAD_ROWS, LOAD_PARSED, row);
  put_text(sheet, batch, LOAD_MESSAGE, row);
  put_numbers(sheet, batch, LOAD_LINE, LOAD_CHARACTER, row);
  put_text(sheet, batch, LOAD_COLUMN, row);
  put_numbers(sheet, batch, LOAD_ERRORS, LOAD_LIMIT, row);
}

static bool put_rows(struct session *session, const struct info_view *view,
                     struct text database, struct text sql, struct sheet *sheet,
                     struct err *err)
{
  struct catalog *catalog = session->instance->catalog;
  struct engine_result *result = engine_query(session->connection, sql, false, err);
  struct batch batch;
  bool ok = result != NULL;

  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows) {
    catalog_read(catalog);
    for (size_t row = 0; row < batch.rows; row++) {
      int64_t id = batch_int64(&batch.columns[LOAD_TABLE], row);
      struct path path;

      if (!catalog_path_of_table(catalog, id, &path) ||
          (database.len && !text_equal(path.database, database)))
        continue;
      if (view->id == VIEW_COPY_HISTORY)
        copy_row(sheet, catalog, &batch, row, path);
      else
        load_row(sheet, &batch, row, path);
    }
    catalog_read_end(catalog);
  }
  engine_result_free(result);
  return ok;
}

/* COPY_HISTORY(TABLE_NAME => 't', START_TIME => ...) */
static bool put_table(struct bind_context *context, const struct view_arg *args,
                      struct buf *sql, struct err *err)
{
  int64_t id;

  if (!named_table(context, args[0].text, false, &id, err))
    return false;
  buf_printf(sql, " AND table_id = %lld", (long long)id);
  if (args[1].is_given)
    buf_printf(sql, " AND loaded_ms >= %lld",
               (long long)(args[1].number / NANOS_A_MILLI));
  if (args[2].is_given)
    buf_printf(sql, " AND loaded_ms <= %lld",
               (long long)(args[2].number / NANOS_A_MILLI));
  return true;
}

struct batch_builder *load_rows(struct session *session, struct bind_context *context,
                                const struct info_view *view, struct text database,
                                const struct view_arg *args, struct err *err)
{
  struct sheet sheet = { 0 };
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(
    &sql,
    "SELECT table_id, stage, file, size, loaded_ms, status, row_count, "
    "row_parsed, error_count, error_limit, first_error, first_line, "
    "first_character, first_column, pipe_id, coalesce(received_ms, 0) FROM " LOADS
    " WHERE loaded_ms > %lld%s",
    (long long)(clock_now_ms() - LOADS_MS),
    view->id == VIEW_LOAD_HISTORY ? " AND pipe_id = 0" : "");
  ok = view->id != VIEW_COPY_HISTORY || put_table(context, args, &sql, err);
  buf_add_string(&sql, " ORDER BY loaded_ms, file");
  if (ok) {
    sheet.rows = info_view_sheet(view);
    ok = put_rows(session, view,
                  view->id == VIEW_LOAD_HISTORY ? database : (struct text){ .len = 0 },
                  buf_text(&sql), &sheet, err);
  }
  buf_clear(&sql);
  if (ok)
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
