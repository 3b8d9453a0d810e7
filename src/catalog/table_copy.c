/* table_copy.c: the rows of a table, copied into another. */
#include "catalog/table_copy.h"

bool table_copy_rows(struct engine_connection *connection, const struct table *from,
                     int64_t to, bool to_temporary, struct err *err)
{
  struct buf columns, sql;
  bool ok;

  buf_init(&columns);
  buf_init(&sql);
  for (int i = 0; i < from->column_count; i++) {
    if (i)
      buf_add_string(&columns, ", ");
    storage_column_name(from->columns[i].stored.id, &columns);
  }
  buf_add_string(&sql, "INSERT INTO ");
  storage_table_name(to, to_temporary, &sql);
  buf_printf(&sql, " (%s) SELECT %s FROM ", columns.at, columns.at);
  storage_table_name(from->object.id, from->object.session_id != 0, &sql);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&columns);
  buf_clear(&sql);
  return ok;
}
