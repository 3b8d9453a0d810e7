/* engine_append.c: rows of a builder into a table.
 *
 * One INSERT over the builder's columns: DuckDB's own appender neither casts nor keeps its rows
 * together, it commits every 204,800 of them. (DuckDB 1.5.5) */
#include "engine/engine_append.h"

#include "engine/engine_handle.h"
#include "engine/engine_rows.h"

bool engine_append(struct engine_connection *connection, const char *schema,
                   const char *table, struct batch_builder *rows, struct err *err)
{
  struct engine_registry *registry = engine_rows(engine_of(connection));
  int64_t id = rows_registry_add(registry, rows, false);
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "INSERT INTO ");
  buf_add_identifier(&sql, text_of(schema));
  buf_add_char(&sql, '.');
  buf_add_identifier(&sql, text_of(table));
  buf_printf(&sql, " FROM sg_rows(%lld)", (long long)id);
  bool ok = engine_run(connection, buf_text(&sql), err);

  buf_clear(&sql);
  engine_registry_drop(registry, id);
  return ok;
}
