/* statement_rows.c: statements as rows of an engine's table that has a column for each of their fields. */
#include "history/statement_rows.h"

#include "engine/engine_append.h"
#include "history/history_fields.h"

void statement_rows_put_table(struct buf *sql, const char *table)
{
  buf_printf(sql, "CREATE TABLE IF NOT EXISTS \"_snowglobe\".\"%s\"", table);
  for (int i = 0; i < HISTORY_FIELDS; i++)
    buf_printf(sql, "%s\"%s\" %s", i ? ", " : " (", history_fields[i].name,
               history_fields[i].kind == HISTORY_INT ? "BIGINT" : "VARCHAR");
  buf_add_string(sql, ");\n");
}

/* ---- writing ---- */

static void add_cell(struct batch_builder *rows, int field,
                     const struct history_entry *entry)
{
  const char *text;

  if (history_fields[field].kind == HISTORY_INT) {
    batch_add_int(rows, field, history_field_int(entry, field));
    return;
  }
  text = history_field_text(entry, field);
  if (text)
    batch_add_text(rows, field, text_of(text));
  else
    batch_add_null(rows, field);
}

bool statement_rows_add(struct engine_connection *connection, const char *table,
                        const struct history_entry *entries, int count, struct err *err)
{
  enum batch_kind kinds[HISTORY_FIELDS];
  struct batch_builder *rows;
  bool ok;

  if (!count)
    return true;
  for (int i = 0; i < HISTORY_FIELDS; i++)
    kinds[i] = history_fields[i].kind == HISTORY_INT ? BATCH_I64 : BATCH_TEXT;
  rows = batch_builder_new(HISTORY_FIELDS, kinds, NULL);
  for (int i = 0; i < count; i++)
    for (int field = 0; field < HISTORY_FIELDS; field++)
      add_cell(rows, field, &entries[i]);
  ok = engine_append(connection, "_snowglobe", table, rows, err);
  batch_builder_free(rows);
  return ok;
}

/* ---- reading ---- */

static void read_cell(struct arena *arena, int field, const struct batch_column *column,
                      size_t row, struct history_entry *entry)
{
  if (batch_is_null(column, row))
    return;
  if (history_fields[field].kind == HISTORY_INT)
    history_field_set_int(entry, field, batch_int64(column, row));
  else
    history_field_set_text(entry, field, arena_c_string(arena, batch_text(column, row)));
}

/* No more than there is room for. */
static bool read_rows(struct engine_result *result, struct arena *arena,
                      struct history_entry *entries, int *count, struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++, ++*count)
      for (int field = 0; field < HISTORY_FIELDS; field++)
        read_cell(arena, field, &batch.columns[field], row, &entries[*count]);
  } while (batch.rows);
  return true;
}

struct history_entry *statement_rows_read(struct engine_connection *connection,
                                          const char *table, int64_t number, int most,
                                          struct arena *arena, int *count,
                                          struct err *err)
{
  struct history_entry *entries = ARENA_ARRAY(arena, (size_t)most, struct history_entry);
  struct engine_result *result;
  struct buf sql;
  bool ok;

  *count = 0;
  buf_init(&sql);
  for (int i = 0; i < HISTORY_FIELDS; i++)
    buf_printf(&sql, "%s\"%s\"", i ? ", " : "SELECT ", history_fields[i].name);
  buf_printf(&sql,
             " FROM \"_snowglobe\".\"%s\" WHERE number > %lld ORDER BY number LIMIT %d",
             table, (long long)number, most);
  result = engine_query(connection, buf_text(&sql), false, err);
  ok = result && read_rows(result, arena, entries, count, err);
  engine_result_free(result);
  buf_clear(&sql);
  return ok ? entries : NULL;
}
