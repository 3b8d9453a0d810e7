/* engine_rows.c: rows of builders as the table function sg_rows(<id>). */
#include "engine/engine_rows.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "engine/engine_vector.h"

/* What is read under one number. */
struct given {
  struct batch_builder *rows; /* NULL: they come from the source. */
  struct row_source *source;
  struct batch view;            /* Over all rows; of a source, its columns alone. */
  struct batch_column *columns; /* ... which are these. */
  bool owned;                   /* The builder is ours to free. */
};

/* Where one scan stands. The engine may run each piece of it on another of its threads: `at` is
 * written last, and read first. */
struct scan {
  _Atomic size_t at;
  struct batch_builder *piece; /* Of a source ... */
  struct batch view;           /* ... over all of it. */
  int next_piece;
  size_t column_count;
  size_t columns[];
};

static void given_free(void *thing)
{
  struct given *given = thing;

  if (given->owned)
    batch_builder_free(given->rows);
  row_source_free(given->source);
  free(given->columns);
  free(given);
}

struct engine_registry *rows_registry_new(void)
{
  return engine_registry_new(1, given_free);
}

static struct given *given_new(void)
{
  struct given *given = calloc(1, sizeof *given);

  if (!given)
    abort();
  return given;
}

int64_t rows_registry_add(struct engine_registry *registry, struct batch_builder *rows,
                          bool owned)
{
  struct given *given = given_new();

  given->rows = rows;
  given->owned = owned;
  given->view = batch_builder_view(rows, 0, batch_builder_rows(rows));
  return engine_registry_add(registry, given);
}

int64_t rows_registry_add_source(struct engine_registry *registry,
                                 struct row_source *source)
{
  struct given *given = given_new();
  size_t count = (size_t)source->column_count;

  given->source = source;
  given->columns = calloc(count + 1, sizeof *given->columns);
  if (!given->columns)
    abort();
  for (size_t i = 0; i < count; i++)
    given->columns[i] = (struct batch_column){ .kind = source->kinds[i],
                                               .scale = source->scales[i] };
  given->view = (struct batch){ (size_t)source->rows, (int)count, given->columns };
  return engine_registry_add(registry, given);
}

static void bind(duckdb_bind_info info)
{
  struct held *held = engine_registry_bind(info, "sg_rows: there are no such rows");
  const struct given *given = held ? held_thing(held) : NULL;

  if (!given)
    return;
  for (int i = 0; i < given->view.column_count; i++)
    engine_registry_add_column(info, i, given->view.columns[i].kind,
                               given->view.columns[i].scale);
  duckdb_bind_set_cardinality(info, given->view.rows, true);
}

static void free_scan(void *held)
{
  struct scan *scan = held;

  batch_builder_free(scan->piece);
  free(scan);
}

/* One thread a scan: the order of rows is kept. */
static void init(duckdb_init_info info)
{
  idx_t count = duckdb_init_get_column_count(info);
  struct scan *scan = calloc(1, sizeof *scan + count * sizeof scan->columns[0]);

  if (!scan)
    abort();
  scan->column_count = count;
  for (idx_t i = 0; i < count; i++)
    scan->columns[i] = duckdb_init_get_column_index(info, i);
  atomic_store(&scan->at, 0);
  duckdb_init_set_max_threads(info, 1);
  duckdb_init_set_init_data(info, scan, free_scan);
}

static size_t fill(const struct scan *scan, const struct batch *view, size_t at,
                   duckdb_data_chunk output)
{
  size_t left = view->rows - at;
  size_t count = left < duckdb_vector_size() ? left : duckdb_vector_size();

  for (size_t i = 0; i < scan->column_count && count; i++) {
    /* COUNT(*) asks for a row id, a column that is not ours. */
    if (scan->columns[i] < (size_t)view->column_count)
      vector_fill(duckdb_data_chunk_get_vector(output, i),
                  &view->columns[scan->columns[i]], at, count);
  }
  return count;
}

/* The texts of a piece go with it, while the engine may still look at the rows before. */
static void copy_texts(const struct scan *scan, size_t at, size_t count,
                       duckdb_data_chunk output)
{
  for (size_t i = 0; i < scan->column_count; i++)
    if (scan->columns[i] < (size_t)scan->view.column_count)
      vector_own_texts(duckdb_data_chunk_get_vector(output, i),
                       &scan->view.columns[scan->columns[i]], at, count);
}

/* The next piece that has rows; false at the end, or with an error. */
static bool next_piece(duckdb_function_info info, const struct row_source *source,
                       struct scan *scan)
{
  while (scan->next_piece < source->pieces) {
    struct err err = { 0 };

    batch_builder_free(scan->piece);
    scan->piece = source->piece(source->owner, scan->next_piece++, &err);
    if (!scan->piece) {
      duckdb_function_set_error(info, err.message);
      return false;
    }
    scan->view = batch_builder_view(scan->piece, 0, batch_builder_rows(scan->piece));
    if (scan->view.rows)
      return true;
  }
  return false;
}

static size_t scan_source(duckdb_function_info info, const struct row_source *source,
                          struct scan *scan, size_t *at, duckdb_data_chunk output)
{
  size_t count;

  if (*at == scan->view.rows) {
    *at = 0;
    scan->view.rows = 0;
    if (!next_piece(info, source, scan))
      return 0;
  }
  count = fill(scan, &scan->view, *at, output);
  copy_texts(scan, *at, count, output);
  return count;
}

static void scan_some(duckdb_function_info info, duckdb_data_chunk output)
{
  const struct given *given = held_thing(duckdb_function_get_bind_data(info));
  struct scan *scan = duckdb_function_get_init_data(info);
  size_t at = atomic_load(&scan->at);
  size_t count = given->source ? scan_source(info, given->source, scan, &at, output)
                               : fill(scan, &given->view, at, output);

  atomic_store(&scan->at, at + count);
  duckdb_data_chunk_set_size(output, count);
}

bool rows_registry_register(struct engine_registry *registry,
                            duckdb_connection connection, struct err *err)
{
  static const struct engine_reader reader = { "sg_rows", bind, init, NULL, scan_some };

  return engine_registry_register(registry, connection, &reader, err);
}
