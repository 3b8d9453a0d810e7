/* storage_native.c: tables in the engine's own database: "data"."t42" with columns "c3".
 *
 * Temporary tables live in the connection's temporary schema, where DuckDB wants their names
 * unqualified. Statements are built as text; numbers are all that goes into the names. */
#include "storage/storage.h"

#include <inttypes.h>
#include <stdio.h>

/* Rows of integers: what a NUMBER(p,0) may be physically. */
struct width {
  int bytes;
  int max_precision;
  const char *name;
};

static const struct width widths[] = {
  { 1, 2, "TINYINT" }, { 2, 4, "SMALLINT" },  { 4, 9, "INTEGER" },
  { 8, 38, "BIGINT" }, { 16, 38, "HUGEINT" },
};

enum { WIDTH_COUNT = sizeof widths / sizeof widths[0] };

int storage_first_bytes(struct type type)
{
  if (type.kind != TYPE_NUMBER || type.scale != 0)
    return 0;
  for (int i = 0; i < WIDTH_COUNT; i++)
    if (type.precision <= widths[i].max_precision)
      return widths[i].bytes;
  return 8;
}

static const char *integer_name(int bytes)
{
  for (int i = 0; i < WIDTH_COUNT; i++)
    if (widths[i].bytes == bytes)
      return widths[i].name;
  return "HUGEINT";
}

void storage_column_type(const struct storage_column *column, struct buf *sql)
{
  struct type type = column->type;

  if (type.kind == TYPE_NUMBER && type.scale == 0)
    buf_add_string(sql, integer_name(column->int_bytes));
  else if (type_is_semi(type))
    /* The JSON type is text with a check on every cast; the text is made by us, so the check
     * would only cost time. */
    buf_add_string(sql, "VARCHAR");
  else
    type_physical(type, false, sql);
}

void storage_table_name(int64_t table_id, bool temporary, struct buf *sql)
{
  buf_printf(sql, temporary ? "\"t%" PRId64 "\"" : "\"data\".\"t%" PRId64 "\"", table_id);
}

void storage_column_name(int column_id, struct buf *sql)
{
  buf_printf(sql, "\"c%d\"", column_id);
}

static bool run(struct engine_connection *connection, struct buf *sql, struct err *err)
{
  bool ok = engine_run(connection, buf_text(sql), err);

  buf_clear(sql);
  return ok;
}

static void begin_alter(struct buf *sql, int64_t table_id, bool temporary)
{
  buf_init(sql);
  buf_add_string(sql, "ALTER TABLE ");
  storage_table_name(table_id, temporary, sql);
}

static void begin_alter_column(struct buf *sql, int64_t table_id, bool temporary,
                               int column_id)
{
  begin_alter(sql, table_id, temporary);
  buf_add_string(sql, " ALTER COLUMN ");
  storage_column_name(column_id, sql);
}

bool storage_prepare(struct engine_connection *connection, struct err *err)
{
  return engine_run(connection, TEXT("CREATE SCHEMA IF NOT EXISTS \"data\""), err);
}

bool storage_create_table(struct engine_connection *connection, int64_t table_id,
                          bool temporary, const struct storage_column *columns,
                          int column_count, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, temporary ? "CREATE TEMPORARY TABLE " : "CREATE TABLE ");
  storage_table_name(table_id, temporary, &sql);
  for (int i = 0; i < column_count; i++) {
    buf_add_string(&sql, i ? ", " : " (");
    storage_column_name(columns[i].id, &sql);
    buf_add_char(&sql, ' ');
    storage_column_type(&columns[i], &sql);
    if (columns[i].not_null)
      buf_add_string(&sql, " NOT NULL");
  }
  buf_add_char(&sql, ')');
  return run(connection, &sql, err);
}

void storage_add_drop(int64_t table_id, bool temporary, struct buf *sql)
{
  buf_add_string(sql, "DROP TABLE IF EXISTS ");
  storage_table_name(table_id, temporary, sql);
}

bool storage_drop_table(struct engine_connection *connection, int64_t table_id,
                        bool temporary, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  storage_add_drop(table_id, temporary, &sql);
  return run(connection, &sql, err);
}

static bool drop_default(struct engine_connection *connection, int64_t table_id,
                         bool temporary, int column_id, struct err *err)
{
  struct buf sql;

  begin_alter_column(&sql, table_id, temporary, column_id);
  buf_add_string(&sql, " DROP DEFAULT");
  return run(connection, &sql, err);
}

/* The value of an expression as a text literal, which casts back to the column's type; nothing
 * for NULL. */
static bool add_literal(struct engine_connection *connection,
                        const struct storage_column *column, const char *fill,
                        struct buf *literal, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf type, sql;
  bool ok;

  buf_init(&type);
  buf_init(&sql);
  storage_column_type(column, &type);
  buf_printf(&sql, "SELECT replace(CAST(CAST((%s) AS %s) AS VARCHAR), '''', '''''')",
             fill, type.at);
  result = engine_query(connection, buf_text(&sql), false, err);
  ok = result && engine_fetch(result, &batch, err);
  if (ok && batch.rows && !batch_is_null(&batch.columns[0], 0))
    buf_printf(literal, "'" TEXT_FMT "'", TEXT_ARG(batch_text(&batch.columns[0], 0)));
  engine_result_free(result);
  buf_clear(&type);
  buf_clear(&sql);
  return ok;
}

static bool add_plain_column(struct engine_connection *connection, int64_t table_id,
                             bool temporary, const struct storage_column *column,
                             const struct buf *literal, struct err *err)
{
  struct buf sql;

  begin_alter(&sql, table_id, temporary);
  buf_add_string(&sql, " ADD COLUMN ");
  storage_column_name(column->id, &sql);
  buf_add_char(&sql, ' ');
  storage_column_type(column, &sql);
  if (literal->len)
    buf_printf(&sql, " DEFAULT %s", literal->at);
  return run(connection, &sql, err) &&
         (!literal->len ||
          drop_default(connection, table_id, temporary, column->id, err));
}

/* Existing rows get their value by a DEFAULT that does not stay. It must be a plain literal: DuckDB
 * makes an UPDATE of any other, after which the same transaction can neither SET NOT NULL nor add
 * another column. (DuckDB 1.5.5) */
bool storage_add_column(struct engine_connection *connection, int64_t table_id,
                        bool temporary, const struct storage_column *column,
                        const char *fill, struct err *err)
{
  struct buf literal;
  bool ok;

  buf_init(&literal);
  ok = (!fill || add_literal(connection, column, fill, &literal, err)) &&
       add_plain_column(connection, table_id, temporary, column, &literal, err);
  buf_clear(&literal);
  return ok && (!column->not_null || storage_set_not_null(connection, table_id, temporary,
                                                          column->id, true, err));
}

bool storage_drop_column(struct engine_connection *connection, int64_t table_id,
                         bool temporary, int column_id, struct err *err)
{
  struct buf sql;

  begin_alter(&sql, table_id, temporary);
  buf_add_string(&sql, " DROP COLUMN ");
  storage_column_name(column_id, &sql);
  return run(connection, &sql, err);
}

bool storage_alter_column(struct engine_connection *connection, int64_t table_id,
                          bool temporary, const struct storage_column *column,
                          struct err *err)
{
  struct buf sql;

  begin_alter_column(&sql, table_id, temporary, column->id);
  buf_add_string(&sql, " TYPE ");
  storage_column_type(column, &sql);
  return run(connection, &sql, err);
}

bool storage_set_not_null(struct engine_connection *connection, int64_t table_id,
                          bool temporary, int column_id, bool not_null, struct err *err)
{
  struct buf sql;

  begin_alter_column(&sql, table_id, temporary, column_id);
  buf_add_string(&sql, not_null ? " SET NOT NULL" : " DROP NOT NULL");
  return run(connection, &sql, err);
}

/* ---- sizes ---- */

enum { SIZES_AT_ONCE = 100 };

static void add_counts(struct buf *sql, const struct storage_size *sizes, int from,
                       int to)
{
  for (int i = from; i < to; i++) {
    buf_printf(sql, "%sSELECT %d AS n, count(*) AS rows FROM ",
               i > from ? " UNION ALL " : "", i);
    storage_table_name(sizes[i].table_id, sizes[i].temporary, sql);
  }
}

static bool read_counts(struct engine_result *result, struct storage_size *sizes,
                        struct err *err)
{
  struct batch batch;

  for (;;) {
    if (!engine_fetch(result, &batch, err))
      return false;
    if (!batch.rows)
      return true;
    for (size_t row = 0; row < batch.rows; row++) {
      int128 which = 0, rows = 0;

      batch_int(&batch.columns[0], row, &which);
      batch_int(&batch.columns[1], row, &rows);
      sizes[which].rows = (int64_t)rows;
    }
  }
}

bool storage_table_sizes(struct engine_connection *connection, struct storage_size *sizes,
                         int count, struct err *err)
{
  for (int from = 0; from < count; from += SIZES_AT_ONCE) {
    int to = from + SIZES_AT_ONCE < count ? from + SIZES_AT_ONCE : count;
    struct engine_result *result;
    struct buf sql;
    bool ok;

    buf_init(&sql);
    add_counts(&sql, sizes, from, to);
    result = engine_query(connection, buf_text(&sql), false, err);
    buf_clear(&sql);
    ok = result && read_counts(result, sizes, err);
    engine_result_free(result);
    if (!ok)
      return false;
  }
  return true;
}

int64_t storage_value_bytes(const struct storage_column *column)
{
  struct type type = column->type;

  switch (type.kind) {
  case TYPE_NUMBER:
    return column->int_bytes ? column->int_bytes : type.precision > 18 ? 16 : 8;
  case TYPE_BOOLEAN: return 1;
  case TYPE_DATE: return 4;
  case TYPE_FLOAT:
  case TYPE_TIME: return 8;
  default: return 16;
  }
}

/* ---- what is there ---- */

static bool add_ids(struct engine_result *result, struct arena *arena, int64_t **ids,
                    int *count, struct err *err)
{
  struct batch batch;
  int room = 0;

  *ids = NULL;
  *count = 0;
  for (;;) {
    if (!engine_fetch(result, &batch, err))
      return false;
    if (!batch.rows)
      return true;
    for (size_t row = 0; row < batch.rows; row++) {
      int128 id = 0;

      batch_int(&batch.columns[0], row, &id);
      if (*count == room) {
        int64_t *old = *ids;

        room = room ? room * 2 : 64;
        *ids = ARENA_ARRAY(arena, (size_t)room, int64_t);
        for (int i = 0; i < *count; i++)
          (*ids)[i] = old[i];
      }
      (*ids)[(*count)++] = (int64_t)id;
    }
  }
}

bool storage_list_tables(struct engine_connection *connection, struct arena *arena,
                         int64_t **ids, int *count, struct err *err)
{
  struct engine_result *result = engine_query(
    connection,
    TEXT("SELECT CAST(substr(table_name, 2) AS BIGINT) AS id FROM duckdb_tables() "
         "WHERE schema_name = 'data' AND NOT temporary "
         "AND regexp_full_match(table_name, 't[0-9]{1,18}') ORDER BY id"),
    false, err);
  bool ok;

  if (!result)
    return false;
  ok = add_ids(result, arena, ids, count, err);
  engine_result_free(result);
  return ok;
}
