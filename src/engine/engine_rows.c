/* engine_rows.c: rows of builders as the table function sg_rows(<id>). */
#include "engine/engine_rows.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/engine_vector.h"

struct entry {
  struct rows_registry *registry;
  struct entry *next;
  int64_t id;
  struct batch_builder *rows; /* NULL: they come from the source. */
  struct row_source *source;
  struct batch view;            /* Over all rows; of a source, its columns alone. */
  struct batch_column *columns; /* ... which are these. */
  bool owned;                   /* The builder is ours to free. */
  int readers;                  /* Plans that hold it, and the registry until the drop. */
};

struct rows_registry {
  pthread_mutex_t lock;
  struct entry *entries; /* Those not dropped. */
  int64_t last_id;
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

struct rows_registry *rows_registry_new(void)
{
  struct rows_registry *registry = calloc(1, sizeof *registry);

  if (!registry)
    abort();
  pthread_mutex_init(&registry->lock, NULL);
  return registry;
}

static void entry_free(struct entry *entry)
{
  if (entry->owned)
    batch_builder_free(entry->rows);
  row_source_free(entry->source);
  free(entry->columns);
  free(entry);
}

void rows_registry_free(struct rows_registry *registry)
{
  if (!registry)
    return;
  for (struct entry *entry = registry->entries, *next; entry; entry = next) {
    next = entry->next;
    entry_free(entry);
  }
  pthread_mutex_destroy(&registry->lock);
  free(registry);
}

static int64_t add(struct rows_registry *registry, struct entry *entry)
{
  entry->registry = registry;
  entry->readers = 1;
  pthread_mutex_lock(&registry->lock);
  entry->id = ++registry->last_id;
  entry->next = registry->entries;
  registry->entries = entry;
  int64_t id = entry->id;

  pthread_mutex_unlock(&registry->lock);
  return id;
}

static struct entry *new_entry(void)
{
  struct entry *entry = calloc(1, sizeof *entry);

  if (!entry)
    abort();
  return entry;
}

int64_t rows_registry_add(struct rows_registry *registry, struct batch_builder *rows,
                          bool owned)
{
  struct entry *entry = new_entry();

  entry->rows = rows;
  entry->owned = owned;
  entry->view = batch_builder_view(rows, 0, batch_builder_rows(rows));
  return add(registry, entry);
}

int64_t rows_registry_add_source(struct rows_registry *registry,
                                 struct row_source *source)
{
  struct entry *entry = new_entry();
  size_t count = (size_t)source->column_count;

  entry->source = source;
  entry->columns = calloc(count + 1, sizeof *entry->columns);
  if (!entry->columns)
    abort();
  for (size_t i = 0; i < count; i++)
    entry->columns[i] = (struct batch_column){ .kind = source->kinds[i],
                                               .scale = source->scales[i] };
  entry->view = (struct batch){ (size_t)source->rows, (int)count, entry->columns };
  return add(registry, entry);
}

static struct entry *entry_hold(struct rows_registry *registry, int64_t id)
{
  struct entry *entry;

  pthread_mutex_lock(&registry->lock);
  for (entry = registry->entries; entry && entry->id != id; entry = entry->next)
    continue;
  if (entry)
    entry->readers++;
  pthread_mutex_unlock(&registry->lock);
  return entry;
}

static void entry_release(void *held)
{
  struct entry *entry = held;
  struct rows_registry *registry = entry->registry;

  pthread_mutex_lock(&registry->lock);
  bool last = --entry->readers == 0;

  pthread_mutex_unlock(&registry->lock);
  if (last)
    entry_free(entry);
}

void rows_registry_drop(struct rows_registry *registry, int64_t id)
{
  struct entry *found = NULL;

  pthread_mutex_lock(&registry->lock);
  for (struct entry **link = &registry->entries; *link; link = &(*link)->next) {
    if ((*link)->id != id)
      continue;
    found = *link;
    *link = found->next;
    break;
  }
  pthread_mutex_unlock(&registry->lock);
  if (found)
    entry_release(found);
}

static void bind(duckdb_bind_info info)
{
  struct rows_registry *registry = duckdb_bind_get_extra_info(info);
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  struct entry *entry = entry_hold(registry, duckdb_get_int64(value));

  duckdb_destroy_value(&value);
  if (!entry) {
    duckdb_bind_set_error(info, "sg_rows: there are no such rows");
    return;
  }
  for (int i = 0; i < entry->view.column_count; i++) {
    const struct batch_column *column = &entry->view.columns[i];
    duckdb_logical_type type = vector_type(column->kind, column->scale);
    char name[16];

    snprintf(name, sizeof name, "c%d", i);
    duckdb_bind_add_result_column(info, name, type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, entry->view.rows, true);
  duckdb_bind_set_bind_data(info, entry, entry_release);
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
  const struct entry *entry = duckdb_function_get_bind_data(info);
  struct scan *scan = duckdb_function_get_init_data(info);
  size_t at = atomic_load(&scan->at);
  size_t count = entry->source ? scan_source(info, entry->source, scan, &at, output)
                               : fill(scan, &entry->view, at, output);

  atomic_store(&scan->at, at + count);
  duckdb_data_chunk_set_size(output, count);
}

bool rows_registry_register(struct rows_registry *registry, duckdb_connection connection,
                            struct err *err)
{
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);

  duckdb_table_function_set_name(function, "sg_rows");
  duckdb_table_function_add_parameter(function, bigint);
  duckdb_table_function_set_extra_info(function, registry, NULL);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, init);
  duckdb_table_function_set_function(function, scan_some);
  duckdb_table_function_supports_projection_pushdown(function, true);
  duckdb_state state = duckdb_register_table_function(connection, function);

  duckdb_destroy_logical_type(&bigint);
  duckdb_destroy_table_function(&function);
  return state == DuckDBSuccess ||
         err_set(err, ERR_INTERNAL, "sg_rows could not be registered");
}
