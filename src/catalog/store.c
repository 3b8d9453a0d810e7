/* store.c: reading and writing the catalog's rows, led by the shapes. */
#include "catalog/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/directory_files.h"
#include "catalog/external_files.h"
#include "catalog/loads.h"
#include "catalog/parts.h"

static void add_table(struct buf *sql, const struct shape *shape)
{
  buf_printf(sql, "\"_snowglobe\".\"%s\"", shape->table);
}

static const char *field_type(enum field_kind kind)
{
  switch (kind) {
  case FIELD_TEXT:
  case FIELD_TYPE:
  case FIELD_PARTS:
  case FIELD_COLUMNS: return "VARCHAR";
  case FIELD_INT64: return "BIGINT";
  case FIELD_INT: return "INTEGER";
  case FIELD_BOOL: return "BOOLEAN";
  }
  return "VARCHAR";
}

/* ---- making the tables ---- */

static void add_create(struct buf *sql, const struct shape *shape)
{
  buf_add_string(sql, "CREATE TABLE ");
  add_table(sql, shape);
  for (int i = 0; i < shape->field_count; i++)
    buf_printf(sql, "%s\"%s\" %s", i ? ", " : " (", shape->fields[i].name,
               field_type(shape->fields[i].kind));
  buf_add_string(sql, ");\n");
}

static bool is_known(const struct map *known, const char *table, const char *column)
{
  struct buf key;
  bool found;

  buf_init(&key);
  buf_printf(&key, "%s.%s", table, column);
  found = map_get(known, buf_text(&key));
  buf_clear(&key);
  return found;
}

static bool read_known(struct engine_connection *connection, struct map *known,
                       struct err *err)
{
  struct engine_result *result = engine_query(
    connection,
    TEXT("SELECT table_name || '.' || column_name FROM duckdb_columns() "
         "WHERE schema_name = '_snowglobe'"),
    false, err);
  struct batch batch;
  bool ok;

  if (!result)
    return false;
  while ((ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++)
      map_put(known, batch_text(&batch.columns[0], row), known);
  engine_result_free(result);
  return ok;
}

static void add_missing(struct buf *sql, const struct map *known)
{
  for (int id = 0; id < SHAPE_COUNT; id++) {
    const struct shape *shape = shape_at(id);

    if (!shape->table)
      continue;
    if (!is_known(known, shape->table, shape->fields[0].name)) {
      add_create(sql, shape);
      continue;
    }
    for (int i = 0; i < shape->field_count; i++) {
      if (is_known(known, shape->table, shape->fields[i].name))
        continue;
      buf_add_string(sql, "ALTER TABLE ");
      add_table(sql, shape);
      buf_printf(sql, " ADD COLUMN \"%s\" %s;\n", shape->fields[i].name,
                 field_type(shape->fields[i].kind));
    }
  }
  if (!is_known(known, "counters", "next"))
    buf_add_string(
      sql, "CREATE TABLE \"_snowglobe\".\"counters\" (name VARCHAR, next BIGINT);\n"
           "INSERT INTO \"_snowglobe\".\"counters\" VALUES ('object', 1);\n");
  if (!is_known(known, "loads", "table_id"))
    buf_add_string(sql, LOADS_TABLE);
  else if (!is_known(known, "loads", "pipe_id"))
    buf_add_string(sql, LOADS_OF_PIPES);
  if (!is_known(known, "pipe_queue", "pipe_id"))
    buf_add_string(sql, PIPE_QUEUE_TABLE);
  if (!is_known(known, "external_files", "table_id"))
    buf_add_string(sql, EXTERNAL_FILES_TABLE);
  else if (!is_known(known, "external_files", "partition"))
    buf_add_string(sql, EXTERNAL_FILES_OF_PARTITIONS);
  if (!is_known(known, "external_events", "table_id"))
    buf_add_string(sql, EXTERNAL_EVENTS_TABLE);
  buf_add_string(sql, EXTERNAL_SWEEP);
  if (!is_known(known, "directory_files", "stage_id"))
    buf_add_string(sql, DIRECTORY_FILES_TABLE);
  if (!is_known(known, "directory_events", "stage_id"))
    buf_add_string(sql, DIRECTORY_EVENTS_TABLE);
  buf_add_string(sql, DIRECTORY_SWEEP);
  if (!is_known(known, "texts", "value"))
    buf_add_string(
      sql, "CREATE TABLE \"_snowglobe\".\"texts\" (name VARCHAR, value VARCHAR);\n");
}

bool store_prepare(struct engine_connection *connection, struct err *err)
{
  struct map *known = map_new();
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "CREATE SCHEMA IF NOT EXISTS \"_snowglobe\";\n");
  ok = read_known(connection, known, err);
  if (ok) {
    add_missing(&sql, known);
    ok = engine_run(connection, buf_text(&sql), err);
  }
  buf_clear(&sql);
  map_free(known);
  return ok;
}

/* ---- writing ---- */

static void add_value(struct buf *sql, const struct field *field, const void *item)
{
  const void *at = (const char *)item + field->offset;
  struct buf text;

  switch (field->kind) {
  case FIELD_TEXT:
    if (((const struct text *)at)->at)
      buf_add_quoted(sql, *(const struct text *)at);
    else
      buf_add_string(sql, "NULL");
    return;
  case FIELD_INT64: buf_add_int(sql, *(const int64_t *)at); return;
  case FIELD_INT: buf_add_int(sql, *(const int *)at); return;
  case FIELD_BOOL: buf_add_string(sql, *(const bool *)at ? "true" : "false"); return;
  case FIELD_TYPE: break;
  case FIELD_PARTS:
    buf_init(&text);
    parts_write(item, &text);
    buf_add_quoted(sql, buf_text(&text));
    buf_clear(&text);
    return;
  case FIELD_COLUMNS:
    buf_init(&text);
    parts_write_columns(at, &text);
    buf_add_quoted(sql, buf_text(&text));
    buf_clear(&text);
    return;
  }
}

void store_insert(struct buf *sql, const struct object *object)
{
  const struct shape *shape = shape_at(shape_of(object->kind));

  buf_add_string(sql, "INSERT INTO ");
  add_table(sql, shape);
  for (int i = 0; i < shape->field_count; i++)
    buf_printf(sql, "%s\"%s\"", i ? ", " : " (", shape->fields[i].name);
  buf_add_string(sql, ") VALUES ");
  for (int i = 0; i < shape->field_count; i++) {
    buf_add_string(sql, i ? ", " : "(");
    add_value(sql, &shape->fields[i], object);
  }
  buf_add_string(sql, ");\n");
}

void store_delete(struct buf *sql, const struct object *object)
{
  store_delete_all(sql, object->kind, &object->id, 1);
}

void store_delete_all(struct buf *sql, enum kind kind, const int64_t *ids, int count)
{
  if (!count)
    return;
  buf_add_string(sql, "DELETE FROM ");
  add_table(sql, shape_at(shape_of(kind)));
  if (count == 1) {
    buf_printf(sql, " WHERE id = %" PRId64 ";\n", ids[0]);
    return;
  }
  for (int i = 0; i < count; i++)
    buf_printf(sql, "%s%" PRId64, i ? ", " : " WHERE id IN (", ids[i]);
  buf_add_string(sql, ");\n");
}

void store_set_next(struct buf *sql, int64_t sequence_id, int64_t next)
{
  buf_printf(sql,
             "UPDATE \"_snowglobe\".\"sequences\" SET next = %" PRId64
             " WHERE id = %" PRId64 ";\n",
             next, sequence_id);
}

/* ---- reading ---- */

static bool read_value(const struct field *field, const struct batch_column *column,
                       size_t row, void *item, struct err *err)
{
  void *at = (char *)item + field->offset;
  int128 number = 0;

  if (batch_is_null(column, row))
    return true;
  switch (field->kind) {
  case FIELD_TEXT: object_set_text(at, batch_text(column, row)); return true;
  case FIELD_INT64:
    batch_int(column, row, &number);
    *(int64_t *)at = (int64_t)number;
    return true;
  case FIELD_INT:
    batch_int(column, row, &number);
    *(int *)at = (int)number;
    return true;
  case FIELD_BOOL: *(bool *)at = batch_bool(column, row); return true;
  case FIELD_TYPE: return true;
  case FIELD_PARTS: return parts_read(item, batch_text(column, row), err);
  case FIELD_COLUMNS: return parts_read_columns(at, batch_text(column, row), err);
  }
  return true;
}

static bool take_row(struct store_rows *rows, const struct batch *batch, size_t row,
                     struct err *err)
{
  struct object *object = calloc(1, rows->shape->size);
  bool ok = true;

  if (!object)
    abort();
  for (int i = 0; ok && i < rows->shape->field_count; i++)
    ok = read_value(&rows->shape->fields[i], &batch->columns[i], row, object, err);
  if (ok)
    rows->objects[rows->count++] = object;
  else
    object_free(object);
  return ok;
}

static bool take_rows(struct store_rows *rows, const struct batch *batch, struct err *err)
{
  size_t all = (size_t)rows->count + batch->rows;

  rows->objects = realloc(rows->objects, all * sizeof *rows->objects);
  if (!rows->objects)
    abort();
  for (size_t row = 0; row < batch->rows; row++)
    if (!take_row(rows, batch, row, err))
      return false;
  return true;
}

bool store_read(struct engine_connection *connection, enum shape_id id,
                struct store_rows *rows, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  *rows = (struct store_rows){ shape_at(id), NULL, 0 };
  buf_init(&sql);
  for (int i = 0; i < rows->shape->field_count; i++)
    buf_printf(&sql, "%s\"%s\"", i ? ", " : "SELECT ", rows->shape->fields[i].name);
  buf_add_string(&sql, " FROM ");
  add_table(&sql, rows->shape);
  buf_add_string(&sql, " ORDER BY id");
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (!result)
    return false;
  while ((ok = engine_fetch(result, &batch, err)) && batch.rows)
    if (!(ok = take_rows(rows, &batch, err)))
      break;
  engine_result_free(result);
  if (!ok)
    store_rows_clear(rows);
  return ok;
}

void store_rows_clear(struct store_rows *rows)
{
  for (int i = 0; i < rows->count; i++)
    object_free(rows->objects[i]);
  free(rows->objects);
  rows->objects = NULL;
  rows->count = 0;
}

bool store_read_number(struct engine_connection *connection, const char *name,
                       int64_t none, int64_t *value, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  int128 found;
  struct buf sql;
  bool ok;

  *value = none;
  buf_init(&sql);
  buf_printf(&sql, "SELECT next FROM \"_snowglobe\".\"counters\" WHERE name = '%s'",
             name);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err);
  if (ok && batch.rows && batch_int(&batch.columns[0], 0, &found))
    *value = (int64_t)found;
  engine_result_free(result);
  return ok;
}

void store_write_number(struct buf *sql, const char *name, int64_t value)
{
  buf_printf(sql,
             "DELETE FROM \"_snowglobe\".\"counters\" WHERE name = '%s';\n"
             "INSERT INTO \"_snowglobe\".\"counters\" VALUES ('%s', %" PRId64 ");\n",
             name, name, value);
}

bool store_read_text(struct engine_connection *connection, const char *name,
                     struct buf *value, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_reset(value);
  buf_init(&sql);
  buf_printf(&sql, "SELECT value FROM \"_snowglobe\".\"texts\" WHERE name = '%s'", name);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err);
  if (ok && batch.rows)
    buf_add_text(value, batch_text(&batch.columns[0], 0));
  engine_result_free(result);
  return ok;
}

void store_write_text(struct buf *sql, const char *name, struct text value)
{
  buf_printf(sql,
             "DELETE FROM \"_snowglobe\".\"texts\" WHERE name = '%s';\n"
             "INSERT INTO \"_snowglobe\".\"texts\" VALUES ('%s', ",
             name, name);
  buf_add_quoted(sql, value);
  buf_add_string(sql, ");\n");
}

bool store_take_ids(struct engine_connection *connection, int64_t count, int64_t *first,
                    struct err *err)
{
  struct buf sql;
  bool ok;

  if (!store_read_number(connection, "object", 0, first, err))
    return false;
  if (!*first)
    return err_set(err, ERR_INTERNAL, "The catalog has lost its counter of objects.");
  buf_init(&sql);
  buf_printf(&sql,
             "UPDATE \"_snowglobe\".\"counters\" SET next = %" PRId64
             " WHERE name = 'object' AND next = %" PRId64,
             *first + count, *first);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}
