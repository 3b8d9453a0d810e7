/* catalog_lookup.c: opening the catalog, its locks, and finding what is in it. */
#include "catalog/catalog.h"

#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/data_format.h"
#include "catalog/dropped.h"
#include "catalog/load.h"
#include "catalog/store.h"

static struct catalog *new_catalog(struct engine *engine)
{
  struct catalog *catalog = calloc(1, sizeof *catalog);

  if (!catalog)
    abort();
  catalog->engine = engine;
  pthread_rwlock_init(&catalog->lock, NULL);
  pthread_mutex_init(&catalog->change_lock, NULL);
  pthread_mutex_init(&catalog->commit_lock, NULL);
  pthread_mutex_init(&catalog->sequence_lock, NULL);
  catalog->databases = map_new();
  catalog->warehouses = map_new();
  catalog->volumes = map_new();
  catalog->by_id = map_new();
  catalog->temporaries = map_new();
  catalog->dropped = map_new();
  buf_init(&catalog->repairs);
  buf_init(&catalog->parameters);
  return catalog;
}

struct catalog *catalog_open(struct engine *engine, struct err *err)
{
  struct catalog *catalog = new_catalog(engine);

  catalog->connection = engine_connect(engine, err);
  if (!catalog->connection || !storage_prepare(catalog->connection, err) ||
      !data_format_upgrade(catalog->connection, err) || !load_objects(catalog, err) ||
      !dropped_purge(catalog, catalog->connection, state_now_ms(), err) ||
      !load_check_tables(catalog, err)) {
    catalog_close(catalog);
    return NULL;
  }
  return catalog;
}

/* A sequence that is closed in order goes on without a gap. */
static void settle_sequences(struct catalog *catalog)
{
  struct object *object;
  struct err ignored;
  struct buf sql;

  buf_init(&sql);
  for (size_t at = 0; (object = map_next(catalog->by_id, &at, NULL));) {
    struct sequence *sequence = (struct sequence *)object;

    if (object->kind == KIND_SEQUENCE && change_is_stored(object) &&
        sequence->next != sequence->durable)
      store_set_next(&sql, object->id, sequence->next);
  }
  /* Failing here costs a gap in the numbers and nothing else. */
  if (sql.len && !engine_run(catalog->connection, buf_text(&sql), &ignored))
    buf_reset(&sql);
  buf_clear(&sql);
}

void catalog_close(struct catalog *catalog)
{
  struct object *object;

  if (!catalog)
    return;
  if (catalog->connection)
    settle_sequences(catalog);
  engine_disconnect(catalog->connection);
  for (size_t at = 0; (object = map_next(catalog->by_id, &at, NULL));)
    object_free(object);
  map_free(catalog->databases);
  map_free(catalog->warehouses);
  map_free(catalog->volumes);
  map_free(catalog->by_id);
  map_free(catalog->temporaries);
  map_free(catalog->dropped);
  buf_clear(&catalog->repairs);
  buf_clear(&catalog->parameters);
  pthread_rwlock_destroy(&catalog->lock);
  pthread_mutex_destroy(&catalog->change_lock);
  pthread_mutex_destroy(&catalog->commit_lock);
  pthread_mutex_destroy(&catalog->sequence_lock);
  free(catalog);
}

struct text catalog_repairs(const struct catalog *catalog)
{
  return buf_text(&catalog->repairs);
}

void catalog_read(struct catalog *catalog)
{
  pthread_rwlock_rdlock(&catalog->lock);
}

void catalog_read_end(struct catalog *catalog)
{
  pthread_rwlock_unlock(&catalog->lock);
}

uint64_t catalog_version(struct catalog *catalog)
{
  return atomic_load(&catalog->version);
}

uint64_t catalog_settled_version(struct catalog *catalog)
{
  uint64_t version;

  pthread_mutex_lock(&catalog->commit_lock);
  version = catalog_version(catalog);
  pthread_mutex_unlock(&catalog->commit_lock);
  return version;
}

struct database *catalog_find_database(struct catalog *catalog, struct text name)
{
  return map_get(catalog->databases, name);
}

struct schema *catalog_find_schema(struct database *database, struct text name)
{
  return map_get(database->schemas, name);
}

struct table *catalog_find_table(struct catalog *catalog, struct schema *schema,
                                 struct text name, uint64_t session_id)
{
  struct table *table = state_temporary(catalog, session_id, schema->object.id, name);

  return table ? table : map_get(schema->tables, name);
}

struct table *catalog_table_by_id(const struct catalog *catalog, int64_t id)
{
  struct object *object = state_by_id(catalog, id);
  bool found = object && (object->kind == KIND_TABLE || object->kind == KIND_VIEW);

  return found ? (struct table *)object : NULL;
}

struct stage *catalog_stage_by_id(const struct catalog *catalog, int64_t id)
{
  struct object *object = state_by_id(catalog, id);
  bool found = object && object->kind == KIND_STAGE && state_is_live(catalog, object);

  return found ? (struct stage *)object : NULL;
}

bool catalog_path_of_table(const struct catalog *catalog, int64_t id, struct path *path)
{
  const struct object *table = state_by_id(catalog, id);
  const struct object *schema = table ? state_by_id(catalog, table->parent_id) : NULL;
  const struct object *database = schema ? state_by_id(catalog, schema->parent_id) : NULL;

  if (!database || !state_is_live(catalog, table))
    return false;
  *path = (struct path){ database->name, schema->name, table->name };
  return true;
}

struct sequence *catalog_find_sequence(struct schema *schema, struct text name)
{
  return map_get(schema->sequences, name);
}

struct function *catalog_find_function(struct catalog *catalog, struct schema *schema,
                                       struct text name, uint64_t session_id)
{
  struct function *function = state_temporary_function(catalog, session_id,
                                                       schema->object.id, name);

  return function ? function : map_get(schema->functions, name);
}

struct named_format *catalog_find_format(struct catalog *catalog, struct schema *schema,
                                         struct text name, uint64_t session_id)
{
  struct object *format = state_temporary_of(catalog, KIND_FILE_FORMAT, session_id,
                                             schema->object.id, name);

  return format ? (struct named_format *)format : map_get(schema->formats, name);
}

struct stage *catalog_find_stage(struct catalog *catalog, struct schema *schema,
                                 struct text name, uint64_t session_id)
{
  struct object *stage = state_temporary_of(catalog, KIND_STAGE, session_id,
                                            schema->object.id, name);

  return stage ? (struct stage *)stage : map_get(schema->stages, name);
}

struct pipe *catalog_find_pipe(struct schema *schema, struct text name)
{
  return map_get(schema->pipes, name);
}

struct pipe *catalog_pipe_by_id(const struct catalog *catalog, int64_t id,
                                struct path *path)
{
  struct object *pipe = state_by_id(catalog, id);

  return pipe && pipe->kind == KIND_PIPE && catalog_path_of_table(catalog, id, path)
           ? (struct pipe *)pipe
           : NULL;
}

struct stage *catalog_find_own_stage(struct catalog *catalog, struct text name,
                                     uint64_t session_id)
{
  struct object *object;

  for (size_t at = 0; (object = map_next(catalog->temporaries, &at, NULL));)
    if (object->kind == KIND_STAGE && object->session_id == session_id &&
        text_equal(object->name, name))
      return (struct stage *)object;
  return NULL;
}

bool catalog_has_number(const struct catalog *catalog, int64_t id)
{
  return state_by_id(catalog, id) != NULL;
}

struct volume *catalog_find_volume(struct catalog *catalog, struct text name)
{
  return map_get(catalog->volumes, name);
}

struct warehouse *catalog_find_warehouse(struct catalog *catalog, struct text name)
{
  return map_get(catalog->warehouses, name);
}

static int compare_names(const void *a, const void *b)
{
  const struct object *one = *(struct object *const *)a;
  const struct object *two = *(struct object *const *)b;

  return text_compare(one->name, two->name);
}

static void *sorted(const struct map *map, struct arena *arena, int *count)
{
  struct object **all = ARENA_ARRAY(arena, map_count(map), struct object *);
  struct object *object;

  *count = 0;
  for (size_t at = 0; (object = map_next(map, &at, NULL));)
    all[(*count)++] = object;
  qsort(all, (size_t)*count, sizeof *all, compare_names);
  return all;
}

struct database **catalog_databases(struct catalog *catalog, struct arena *arena,
                                    int *count)
{
  return sorted(catalog->databases, arena, count);
}

struct schema **catalog_schemas(struct database *database, struct arena *arena,
                                int *count)
{
  return sorted(database->schemas, arena, count);
}

struct sequence **catalog_sequences(struct schema *schema, struct arena *arena,
                                    int *count)
{
  return sorted(schema->sequences, arena, count);
}

struct volume **catalog_volumes(struct catalog *catalog, struct arena *arena, int *count)
{
  return sorted(catalog->volumes, arena, count);
}

struct warehouse **catalog_warehouses(struct catalog *catalog, struct arena *arena,
                                      int *count)
{
  return sorted(catalog->warehouses, arena, count);
}

static bool is_of(const struct object *object, const struct schema *schema,
                  uint64_t session_id)
{
  return object->session_id == session_id && object->parent_id == schema->object.id;
}

static bool is_called(const struct function *function, struct text called)
{
  return !called.len || text_equal(function->called, called);
}

struct function **catalog_functions(struct catalog *catalog, struct schema *schema,
                                    uint64_t session_id, struct text called,
                                    struct arena *arena, int *count)
{
  size_t room = map_count(schema->functions) + map_count(catalog->temporaries);
  struct function **all = ARENA_ARRAY(arena, room, struct function *);
  struct function *function;

  *count = 0;
  for (size_t at = 0; (function = map_next(schema->functions, &at, NULL));)
    if (is_called(function, called) &&
        !state_temporary_function(catalog, session_id, schema->object.id,
                                  function->object.name))
      all[(*count)++] = function;
  for (size_t at = 0; (function = map_next(catalog->temporaries, &at, NULL));)
    if (function->object.kind == KIND_FUNCTION &&
        is_of(&function->object, schema, session_id) && is_called(function, called))
      all[(*count)++] = function;
  qsort(all, (size_t)*count, sizeof *all, compare_names);
  return all;
}

/* Those of a schema's map, but for the ones that the session has of its own, and these. */
static void *with_own(struct catalog *catalog, enum kind kind, const struct map *map,
                      const struct schema *schema, uint64_t session_id,
                      struct arena *arena, int *count)
{
  size_t room = map_count(map) + map_count(catalog->temporaries);
  struct object **all = ARENA_ARRAY(arena, room, struct object *);
  struct object *object;

  *count = 0;
  for (size_t at = 0; (object = map_next(map, &at, NULL));)
    if (!state_temporary_of(catalog, kind, session_id, schema->object.id, object->name))
      all[(*count)++] = object;
  for (size_t at = 0; (object = map_next(catalog->temporaries, &at, NULL));)
    if (object->kind == kind && is_of(object, schema, session_id))
      all[(*count)++] = object;
  qsort(all, (size_t)*count, sizeof *all, compare_names);
  return all;
}

struct named_format **catalog_formats(struct catalog *catalog, struct schema *schema,
                                      uint64_t session_id, struct arena *arena,
                                      int *count)
{
  return with_own(catalog, KIND_FILE_FORMAT, schema->formats, schema, session_id, arena,
                  count);
}

struct stage **catalog_stages(struct catalog *catalog, struct schema *schema,
                              uint64_t session_id, struct arena *arena, int *count)
{
  return with_own(catalog, KIND_STAGE, schema->stages, schema, session_id, arena, count);
}

struct pipe **catalog_pipes(struct schema *schema, struct arena *arena, int *count)
{
  return sorted(schema->pipes, arena, count);
}

/* A permanent table that a temporary one hides is still there, and is listed too. */
struct table **catalog_tables(struct catalog *catalog, struct schema *schema,
                              uint64_t session_id, struct arena *arena, int *count)
{
  size_t room = map_count(schema->tables) + map_count(catalog->temporaries);
  struct table **all = ARENA_ARRAY(arena, room, struct table *);
  struct table *table;

  *count = 0;
  for (size_t at = 0; (table = map_next(schema->tables, &at, NULL));)
    all[(*count)++] = table;
  for (size_t at = 0; (table = map_next(catalog->temporaries, &at, NULL));)
    if ((table->object.kind == KIND_TABLE || table->object.kind == KIND_VIEW) &&
        is_of(&table->object, schema, session_id))
      all[(*count)++] = table;
  qsort(all, (size_t)*count, sizeof *all, compare_names);
  return all;
}

struct database *catalog_database_of(struct catalog *catalog, const struct schema *schema)
{
  return (struct database *)state_by_id(catalog, schema->object.parent_id);
}

struct schema *catalog_schema_of(struct catalog *catalog, const struct table *table)
{
  return (struct schema *)state_by_id(catalog, table->object.parent_id);
}
