/* external_rows.c: EXTERNAL_TABLE_FILES: the files that an external table reads.
 * (docs.snowflake.com/en/sql-reference/functions/external_table_files) */
#include "exec/external_rows.h"

#include "catalog/external_files.h"
#include "catalog/sheet.h"
#include "exec/named_table.h"
#include "session/instance.h"

static void put_row(struct sheet *sheet, const struct batch *batch, size_t row)
{
  sheet_text(sheet, batch_text(&batch->columns[0], row));
  sheet_time(sheet, batch_int64(&batch->columns[1], row));
  sheet_int(sheet, batch_int64(&batch->columns[2], row));
  sheet_time(sheet, batch_int64(&batch->columns[3], row));
  sheet_text(sheet, batch_text(&batch->columns[4], row));
  sheet_text(sheet, batch_text(&batch->columns[4], row));
}

struct batch_builder *external_rows(struct session *session, struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err)
{
  struct engine_result *result;
  struct sheet sheet = { 0 };
  struct batch batch;
  struct buf sql;
  int64_t id;
  bool ok;

  if (!named_table(context, args[0].text, true, &id, err))
    return NULL;
  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, registered_ms, size, modified_ms, etag FROM " EXTERNAL_FILES
             " WHERE table_id = %lld ORDER BY file",
             (long long)id);
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  sheet.rows = info_view_sheet(view);
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++)
      put_row(&sheet, &batch, row);
  engine_result_free(result);
  if (ok)
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
