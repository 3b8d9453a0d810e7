/* engine_scan_registry.c: rows made while they are read, as the table function sg_scan(<id>). */
#include "engine/engine_scan_registry.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine_errors.h"
#include "engine/engine_vector.h"

#define INLINE_TEXT 12 /* DuckDB's strings of so many bytes lie in the vector. */

/* One thread's reading. */
struct reading {
  const struct engine_scan *scan;
  void *cursor;
  int count;
  int *columns;
  void **data;
  uint64_t **valid;
};

static void scan_free(void *thing)
{
  struct engine_scan *scan = thing;

  scan->free(scan->source);
  free(scan);
}

/* Rows of builders have the numbers above 0. */
struct engine_registry *scan_registry_new(void)
{
  return engine_registry_new(-1, scan_free);
}

int64_t scan_registry_add(struct engine_registry *registry,
                          const struct engine_scan *scan)
{
  struct engine_scan *copy = malloc(sizeof *copy);

  if (!copy)
    abort();
  *copy = *scan;
  return engine_registry_add(registry, copy);
}

/* ---- the table function ---- */

static void bind(duckdb_bind_info info)
{
  struct held *held = engine_registry_bind(info, "sg_scan: there is no such scan");
  const struct engine_scan *scan = held ? held_thing(held) : NULL;

  for (int i = 0; scan && i < scan->column_count; i++)
    engine_registry_add_column(info, i, scan->kinds[i], 0);
}

static void init(duckdb_init_info info)
{
  const struct engine_scan *scan = held_thing(duckdb_init_get_bind_data(info));

  duckdb_init_set_max_threads(info, (idx_t)scan->threads);
}

static void reading_free(void *data)
{
  struct reading *reading = data;

  if (reading->cursor)
    reading->scan->close(reading->cursor);
  free(reading->columns);
  free(reading->data);
  free(reading->valid);
  free(reading);
}

static void *array(size_t count, size_t size)
{
  void *memory = calloc(count + 1, size);

  if (!memory)
    abort();
  return memory;
}

static void init_thread(duckdb_init_info info)
{
  struct reading *reading = array(1, sizeof *reading);
  idx_t count = duckdb_init_get_column_count(info);

  reading->scan = held_thing(duckdb_init_get_bind_data(info));
  reading->columns = array(count, sizeof *reading->columns);
  reading->data = array(count, sizeof *reading->data);
  reading->valid = array(count, sizeof *reading->valid);
  for (idx_t i = 0; i < count; i++)
    reading->columns[i] = (int)duckdb_init_get_column_index(info, i);
  reading->count = (int)count;
  reading->cursor = reading->scan->open(reading->scan->source);
  duckdb_init_set_init_data(info, reading, reading_free);
}

/* COUNT(*) asks for a row id, a column that is not ours: it comes last, and alone. */
static void aim(struct reading *reading, duckdb_data_chunk chunk, int *known)
{
  *known = 0;
  for (int i = 0; i < reading->count; i++) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, (idx_t)i);

    if (reading->columns[i] >= reading->scan->column_count)
      break;
    duckdb_vector_ensure_validity_writable(vector);
    reading->data[i] = duckdb_vector_get_data(vector);
    reading->valid[i] = duckdb_vector_get_validity(vector);
    *known = i + 1;
  }
}

static void scan_some(duckdb_function_info info, duckdb_data_chunk chunk)
{
  struct reading *reading = duckdb_function_get_local_init_data(info);
  struct scan_output output = { .columns = reading->columns,
                                .data = reading->data,
                                .valid = reading->valid };
  struct err err;
  size_t rows = 0;

  aim(reading, chunk, &output.count);
  err_clear(&err);
  if (reading->scan->next(reading->cursor, &output, &rows, &err)) {
    duckdb_data_chunk_set_size(chunk, rows);
    return;
  }
  struct buf text;

  buf_init(&text);
  engine_error_text(err.code, text_of(err.message), &text);
  duckdb_function_set_error(info, text.at);
  buf_clear(&text);
}

bool scan_registry_register(struct engine_registry *registry,
                            duckdb_connection connection, struct err *err)
{
  static const struct engine_reader reader = { "sg_scan", bind, init, init_thread,
                                               scan_some };

  return engine_registry_register(registry, connection, &reader, err);
}

/* ---- values ---- */

void scan_put_null(const struct scan_output *output, int at, size_t row)
{
  output->valid[at][row / 64] &= ~((uint64_t)1 << (row % 64));
}

void scan_put_text(const struct scan_output *output, int at, size_t row, struct text text)
{
  duckdb_string_t *string = (duckdb_string_t *)output->data[at] + row;

  if (text.len <= INLINE_TEXT) {
    *string = (duckdb_string_t){ 0 };
    string->value.inlined.length = (uint32_t)text.len;
    if (text.len)
      memcpy(string->value.inlined.inlined, text.at, text.len);
    return;
  }
  string->value.pointer.length = (uint32_t)text.len;
  memcpy(string->value.pointer.prefix, text.at, sizeof string->value.pointer.prefix);
  string->value.pointer.ptr = (char *)(uintptr_t)text.at;
}

void scan_put_int(const struct scan_output *output, int at, size_t row, int64_t value)
{
  ((int64_t *)output->data[at])[row] = value;
}

void scan_put_int128(const struct scan_output *output, int at, size_t row, int128 value)
{
  memcpy((char *)output->data[at] + row * sizeof value, &value, sizeof value);
}
