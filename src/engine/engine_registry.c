/* engine_registry.c: what table functions read, by number. */
#include "engine/engine_registry.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/engine_vector.h"

struct held {
  struct engine_registry *registry;
  struct held *next;
  int64_t id;
  void *thing;
  int holders; /* Plans, and the registry until the drop. */
};

struct engine_registry {
  pthread_mutex_t lock;
  struct held *first; /* Those not dropped. */
  int64_t last_id;
  int step;
  void (*free_thing)(void *thing);
};

static void *zeroed(size_t size)
{
  void *memory = calloc(1, size);

  if (!memory)
    abort();
  return memory;
}

struct engine_registry *engine_registry_new(int step, void (*free_thing)(void *thing))
{
  struct engine_registry *registry = zeroed(sizeof *registry);

  registry->step = step;
  registry->free_thing = free_thing;
  pthread_mutex_init(&registry->lock, NULL);
  return registry;
}

static void held_free(struct held *held)
{
  held->registry->free_thing(held->thing);
  free(held);
}

void engine_registry_free(struct engine_registry *registry)
{
  if (!registry)
    return;
  for (struct held *held = registry->first, *next; held; held = next) {
    next = held->next;
    held_free(held);
  }
  pthread_mutex_destroy(&registry->lock);
  free(registry);
}

int64_t engine_registry_add(struct engine_registry *registry, void *thing)
{
  struct held *held = zeroed(sizeof *held);
  int64_t id;

  held->registry = registry;
  held->thing = thing;
  held->holders = 1;
  pthread_mutex_lock(&registry->lock);
  id = held->id = registry->last_id += registry->step;
  held->next = registry->first;
  registry->first = held;
  pthread_mutex_unlock(&registry->lock);
  return id;
}

struct held *engine_registry_hold(struct engine_registry *registry, int64_t id)
{
  struct held *held;

  pthread_mutex_lock(&registry->lock);
  for (held = registry->first; held && held->id != id; held = held->next)
    continue;
  if (held)
    held->holders++;
  pthread_mutex_unlock(&registry->lock);
  return held;
}

void *held_thing(const struct held *held)
{
  return held->thing;
}

void held_release(void *one)
{
  struct held *held = one;
  struct engine_registry *registry = held->registry;
  bool last;

  pthread_mutex_lock(&registry->lock);
  last = --held->holders == 0;
  pthread_mutex_unlock(&registry->lock);
  if (last)
    held_free(held);
}

void engine_registry_drop(struct engine_registry *registry, int64_t id)
{
  struct held *found = NULL;

  pthread_mutex_lock(&registry->lock);
  for (struct held **link = &registry->first; *link; link = &(*link)->next) {
    if ((*link)->id != id)
      continue;
    found = *link;
    *link = found->next;
    break;
  }
  pthread_mutex_unlock(&registry->lock);
  if (found)
    held_release(found);
}

/* ---- table functions ---- */

bool engine_registry_register(struct engine_registry *registry,
                              duckdb_connection connection,
                              const struct engine_reader *reader, struct err *err)
{
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);

  duckdb_table_function_set_name(function, reader->name);
  duckdb_table_function_add_parameter(function, bigint);
  duckdb_table_function_set_extra_info(function, registry, NULL);
  duckdb_table_function_set_bind(function, reader->bind);
  duckdb_table_function_set_init(function, reader->init);
  if (reader->init_thread)
    duckdb_table_function_set_local_init(function, reader->init_thread);
  duckdb_table_function_set_function(function, reader->read);
  duckdb_table_function_supports_projection_pushdown(function, true);
  duckdb_state state = duckdb_register_table_function(connection, function);

  duckdb_destroy_logical_type(&bigint);
  duckdb_destroy_table_function(&function);
  return state == DuckDBSuccess ||
         err_set(err, ERR_INTERNAL, "%s could not be registered", reader->name);
}

struct held *engine_registry_bind(duckdb_bind_info info, const char *missing)
{
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  struct held *held = engine_registry_hold(duckdb_bind_get_extra_info(info),
                                           duckdb_get_int64(value));

  duckdb_destroy_value(&value);
  if (held)
    duckdb_bind_set_bind_data(info, held, held_release);
  else
    duckdb_bind_set_error(info, missing);
  return held;
}

void engine_registry_add_column(duckdb_bind_info info, int at, enum batch_kind kind,
                                int scale)
{
  duckdb_logical_type type = vector_type(kind, scale);
  char name[16];

  snprintf(name, sizeof name, "c%d", at);
  duckdb_bind_add_result_column(info, name, type);
  duckdb_destroy_logical_type(&type);
}
