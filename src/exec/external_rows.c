/* external_rows.c: EXTERNAL_TABLE_FILES and EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY.
 * (docs.snowflake.com/en/sql-reference/functions/external_table_files,
 * .../external_table_file_registration_history) */
#include "exec/external_rows.h"

#include "base/clock.h"
#include "catalog/external_files.h"
#include "catalog/sheet.h"
#include "exec/named_table.h"
#include "session/instance.h"

#define NANOS_A_MILLI 1000000

bool external_rows_has(enum view_id view)
{
  return view == VIEW_EXTERNAL_TABLE_FILES || view == VIEW_EXTERNAL_TABLE_HISTORY;
}

static void put_file(struct sheet *sheet, const struct batch *batch, size_t row)
{
  sheet_text(sheet, batch_text(&batch->columns[0], row));
  sheet_time(sheet, batch_int64(&batch->columns[1], row));
  sheet_int(sheet, batch_int64(&batch->columns[2], row));
  sheet_time(sheet, batch_int64(&batch->columns[3], row));
  sheet_text(sheet, batch_text(&batch->columns[4], row));
  sheet_text(sheet, batch_text(&batch->columns[4], row));
}

enum { EVENT_AT, EVENT_FILE, EVENT_STATUS, EVENT_MESSAGE, EVENT_SIZE, EVENT_MODIFIED };

static void put_event(struct sheet *sheet, const struct batch *batch, size_t row)
{
  sheet_time(sheet, batch_int64(&batch->columns[EVENT_AT], row));
  sheet_text(sheet, batch_text(&batch->columns[EVENT_FILE], row));
  sheet_text(sheet, batch_text(&batch->columns[EVENT_STATUS], row));
  sheet_text(sheet, batch_text(&batch->columns[EVENT_MESSAGE], row));
  if (batch_is_null(&batch->columns[EVENT_SIZE], row)) {
    sheet_null(sheet, 2);
    return;
  }
  sheet_int(sheet, batch_int64(&batch->columns[EVENT_SIZE], row));
  sheet_time(sheet, batch_int64(&batch->columns[EVENT_MODIFIED], row));
}

static void put_files_query(int64_t id, struct buf *sql)
{
  buf_printf(sql,
             "SELECT file, registered_ms, size, modified_ms, etag FROM " EXTERNAL_FILES
             " WHERE table_id = %lld ORDER BY file",
             (long long)id);
}

/* The page says so: a start that is too far back counts as the farthest. */
static void put_events_query(int64_t id, const struct view_arg *since, struct buf *sql)
{
  int64_t first = clock_now_ms() - EXTERNAL_EVENTS_MS;

  if (since->is_given && since->number / NANOS_A_MILLI > first)
    first = (int64_t)(since->number / NANOS_A_MILLI);
  buf_printf(
    sql,
    "SELECT at_ms, file, status, message, size, modified_ms FROM " EXTERNAL_EVENTS
    " WHERE table_id = %lld AND at_ms >= %lld ORDER BY at_ms, file",
    (long long)id, (long long)first);
}

struct batch_builder *external_rows(struct session *session, struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err)
{
  bool files = view->id == VIEW_EXTERNAL_TABLE_FILES;
  struct engine_result *result;
  struct sheet sheet = { 0 };
  struct batch batch;
  struct buf sql;
  int64_t id;
  bool ok;

  if (!named_table(context, args[0].text, true, &id, err))
    return NULL;
  buf_init(&sql);
  if (files)
    put_files_query(id, &sql);
  else
    put_events_query(id, &args[1], &sql);
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  sheet.rows = info_view_sheet(view);
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      sheet.next = 0;
      if (files)
        put_file(&sheet, &batch, row);
      else
        put_event(&sheet, &batch, row);
    }
  engine_result_free(result);
  if (ok)
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
