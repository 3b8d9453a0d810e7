/* external_rows.c: EXTERNAL_TABLE_FILES: the files that an external table reads.
 * (docs.snowflake.com/en/sql-reference/functions/external_table_files) */
#include "exec/external_rows.h"

#include "bind/bind_name.h"
#include "catalog/external_files.h"
#include "catalog/sheet.h"
#include "session/instance.h"
#include "sql/parse.h"

static bool find_table(struct bind_context *context, struct text written, int64_t *id,
                       struct err *err)
{
  struct name *name = parse_name(context->arena, written, err);
  const struct table *table;
  struct path path;

  if (!name || !bind_path(context, name, KIND_TABLE, &path, err))
    return false;
  catalog_read(context->catalog);
  table = path_table(context, path);
  *id = table && table->variety == TABLE_EXTERNAL ? table->object.id : 0;
  catalog_read_end(context->catalog);
  if (*id)
    return true;
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\nExternal table '" TEXT_FMT
          "' does not exist or not authorized.",
          TEXT_ARG(path_text(context->arena, path)));
  return err_set_state(err, "42S02");
}

static int64_t number(const struct batch *batch, int column, size_t row)
{
  int128 value = 0;

  batch_int(&batch->columns[column], row, &value);
  return (int64_t)value;
}

static void put_row(struct sheet *sheet, const struct batch *batch, size_t row)
{
  sheet_text(sheet, batch_text(&batch->columns[0], row));
  sheet_time(sheet, number(batch, 1, row));
  sheet_int(sheet, number(batch, 2, row));
  sheet_time(sheet, number(batch, 3, row));
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

  if (!find_table(context, args[0].text, &id, err))
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
