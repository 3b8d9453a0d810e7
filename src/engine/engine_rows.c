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
  struct batch_builder *rows;
  struct batch view; /* Over all rows. */
  bool owned;        /* The builder is ours to free. */
  int readers;       /* Plans that hold it, and the registry until the drop. */
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

int64_t rows_registry_add(struct rows_registry *registry, struct batch_builder *rows,
                          bool owned)
{
  struct entry *entry = calloc(1, sizeof *entry);

  if (!entry)
    abort();
  entry->registry = registry;
  entry->rows = rows;
  entry->owned = owned;
  entry->view = batch_builder_view(rows, 0, batch_builder_rows(rows));
  entry->readers = 1;
  pthread_mutex_lock(&registry->lock);
  entry->id = ++registry->last_id;
  entry->next = registry->entries;
  registry->entries = entry;
  int64_t id = entry->id;

  pthread_mutex_unlock(&registry->lock);
  return id;
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
  duckdb_init_set_init_data(info, scan, free);
}

static void scan_some(duckdb_function_info info, duckdb_data_chunk output)
{
  const struct entry *entry = duckdb_function_get_bind_data(info);
  struct scan *scan = duckdb_function_get_init_data(info);
  size_t at = atomic_load(&scan->at);
  size_t left = entry->view.rows - at;
  size_t count = left < duckdb_vector_size() ? left : duckdb_vector_size();

  for (size_t i = 0; i < scan->column_count && count; i++) {
    /* COUNT(*) asks for a row id, a column that is not ours. */
    if (scan->columns[i] < (size_t)entry->view.column_count)
      vector_fill(duckdb_data_chunk_get_vector(output, i),
                  &entry->view.columns[scan->columns[i]], at, count);
  }
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
