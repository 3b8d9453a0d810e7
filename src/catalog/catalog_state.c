/* catalog_state.c: the maps of the catalog: where objects are put, found and taken from. */
#include "catalog/catalog_state.h"

#include <stdlib.h>
#include <time.h>

int64_t state_now_ms(void)
{
  struct timespec now;

  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct text id_key(const int64_t *id)
{
  return text_from((const char *)id, sizeof *id);
}

struct object *state_by_id(const struct catalog *catalog, int64_t id)
{
  return map_get(catalog->by_id, id_key(&id));
}

/* A table, a function, a file format and a stage may have one name. */
static char space_of(enum kind kind)
{
  return kind == KIND_FUNCTION      ? 'f'
         : kind == KIND_FILE_FORMAT ? 'o'
         : kind == KIND_STAGE       ? 's'
         : kind == KIND_PIPE        ? 'p'
                                    : 't';
}

static void temporary_key(struct buf *key, uint64_t session_id, int64_t schema_id,
                          enum kind kind, struct text name)
{
  buf_init(key);
  buf_add_char(key, space_of(kind));
  buf_add(key, &session_id, sizeof session_id);
  buf_add(key, &schema_id, sizeof schema_id);
  buf_add_text(key, name);
}

bool state_is_live(const struct catalog *catalog, const struct object *object)
{
  while (object && !object->dropped_ms && object->parent_id)
    object = state_by_id(catalog, object->parent_id);
  return object && !object->dropped_ms;
}

struct object *state_temporary_of(const struct catalog *catalog, enum kind kind,
                                  uint64_t session_id, int64_t schema_id,
                                  struct text name)
{
  struct object *object;
  struct buf key;

  if (!session_id || !map_count(catalog->temporaries))
    return NULL;
  temporary_key(&key, session_id, schema_id, kind, name);
  object = map_get(catalog->temporaries, buf_text(&key));
  buf_clear(&key);
  return object;
}

struct table *state_temporary(const struct catalog *catalog, uint64_t session_id,
                              int64_t schema_id, struct text name)
{
  return (struct table *)state_temporary_of(catalog, KIND_TABLE, session_id, schema_id,
                                            name);
}

struct function *state_temporary_function(const struct catalog *catalog,
                                          uint64_t session_id, int64_t schema_id,
                                          struct text name)
{
  return (struct function *)state_temporary_of(catalog, KIND_FUNCTION, session_id,
                                               schema_id, name);
}

/* The map that holds an object by its name; NULL for hidden sequences, whose parent is a table,
 * for what belongs to a session, and for what was dropped. */
static struct map *home_of(struct catalog *catalog, const struct object *object)
{
  struct object *parent = state_by_id(catalog, object->parent_id);

  if (object->dropped_ms)
    return NULL;
  switch (object->kind) {
  case KIND_DATABASE: return catalog->databases;
  case KIND_WAREHOUSE: return catalog->warehouses;
  case KIND_VOLUME: return catalog->volumes;
  case KIND_SCHEMA: return parent ? ((struct database *)parent)->schemas : NULL;
  case KIND_TABLE:
  case KIND_VIEW:
    return parent && !object->session_id ? ((struct schema *)parent)->tables : NULL;
  case KIND_SEQUENCE:
    return parent && parent->kind == KIND_SCHEMA ? ((struct schema *)parent)->sequences
                                                 : NULL;
  case KIND_FUNCTION:
    return parent && !object->session_id ? ((struct schema *)parent)->functions : NULL;
  case KIND_FILE_FORMAT:
    return parent && !object->session_id ? ((struct schema *)parent)->formats : NULL;
  case KIND_STAGE:
    return parent && !object->session_id ? ((struct schema *)parent)->stages : NULL;
  case KIND_PIPE: return parent ? ((struct schema *)parent)->pipes : NULL;
  }
  return NULL;
}

static bool is_temporary(const struct object *object)
{
  return object->session_id && !object->dropped_ms &&
         (object->kind == KIND_TABLE || object->kind == KIND_VIEW ||
          object->kind == KIND_FUNCTION || object->kind == KIND_FILE_FORMAT ||
          object->kind == KIND_STAGE);
}

static void make_maps(struct object *object)
{
  if (object->kind == KIND_DATABASE && !((struct database *)object)->schemas)
    ((struct database *)object)->schemas = map_new();
  if (object->kind != KIND_SCHEMA || ((struct schema *)object)->tables)
    return;
  ((struct schema *)object)->tables = map_new();
  ((struct schema *)object)->sequences = map_new();
  ((struct schema *)object)->functions = map_new();
  ((struct schema *)object)->formats = map_new();
  ((struct schema *)object)->stages = map_new();
  ((struct schema *)object)->pipes = map_new();
}

void state_attach(struct catalog *catalog, struct object *object)
{
  struct map *home = home_of(catalog, object);
  struct buf key;

  make_maps(object);
  map_put(catalog->by_id, id_key(&object->id), object);
  if (object->dropped_ms)
    map_put(catalog->dropped, id_key(&object->id), object);
  if (home)
    map_put(home, object->name, object);
  if (!is_temporary(object))
    return;
  temporary_key(&key, object->session_id, object->parent_id, object->kind, object->name);
  map_put(catalog->temporaries, buf_text(&key), object);
  buf_clear(&key);
}

/* Two tables that swap their names pass through a moment when one holds the other's place. */
static void take_if_own(struct map *map, struct text name, struct object *object)
{
  if (map_get(map, name) == object)
    map_take(map, name);
}

void state_detach(struct catalog *catalog, struct object *object)
{
  struct map *home = home_of(catalog, object);
  struct buf key;

  take_if_own(catalog->by_id, id_key(&object->id), object);
  if (object->dropped_ms)
    take_if_own(catalog->dropped, id_key(&object->id), object);
  if (home)
    take_if_own(home, object->name, object);
  if (!is_temporary(object))
    return;
  temporary_key(&key, object->session_id, object->parent_id, object->kind, object->name);
  take_if_own(catalog->temporaries, buf_text(&key), object);
  buf_clear(&key);
}

static void end_table(struct catalog *catalog, struct table *table)
{
  for (int i = 0; i < table->column_count; i++) {
    struct object *sequence = state_by_id(catalog, table->columns[i].sequence_id);

    if (!sequence || sequence->parent_id != table->object.id)
      continue;
    state_detach(catalog, sequence);
    object_free(sequence);
  }
}

static void end_object(struct catalog *catalog, struct object *object);

static void end_all(struct catalog *catalog, struct map *map)
{
  struct object *object;

  for (size_t at = 0; map && (object = map_next(map, &at, NULL));)
    end_object(catalog, object);
}

/* What was dropped before from what ends now. */
static void end_dropped(struct catalog *catalog, int64_t parent_id)
{
  struct object *object;

  for (size_t at = 0; (object = map_next(catalog->dropped, &at, NULL));) {
    bool ends_others = object->kind == KIND_SCHEMA;

    if (object->parent_id != parent_id)
      continue;
    end_object(catalog, object);
    if (ends_others)
      at = 0;
  }
}

static void end_database(struct catalog *catalog, struct database *database)
{
  end_dropped(catalog, database->object.id);
  end_all(catalog, database->schemas);
}

static void end_schema(struct catalog *catalog, struct schema *schema)
{
  struct object *object;

  end_dropped(catalog, schema->object.id);
  end_all(catalog, schema->tables);
  end_all(catalog, schema->sequences);
  end_all(catalog, schema->functions);
  end_all(catalog, schema->formats);
  end_all(catalog, schema->stages);
  end_all(catalog, schema->pipes);
  for (size_t at = 0; (object = map_next(catalog->temporaries, &at, NULL));)
    if (object->parent_id == schema->object.id)
      end_object(catalog, object);
}

/* Takes an object out with all that is in it, and frees it. The depth is that of the kinds. */
static void end_object(struct catalog *catalog, struct object *object)
{
  switch (object->kind) {
  case KIND_DATABASE: end_database(catalog, (struct database *)object); break;
  case KIND_SCHEMA: end_schema(catalog, (struct schema *)object); break;
  case KIND_TABLE: end_table(catalog, (struct table *)object); break;
  case KIND_VIEW:
  case KIND_SEQUENCE:
  case KIND_FUNCTION:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
  case KIND_VOLUME:
  case KIND_WAREHOUSE: break;
  }
  state_detach(catalog, object);
  object_free(object);
}

/* What lives on under the new state of an object: its maps, and how far a sequence has come. */
static void hand_on(struct object *old, struct object *new)
{
  if (old->kind == KIND_DATABASE) {
    ((struct database *)new)->schemas = ((struct database *)old)->schemas;
    ((struct database *)old)->schemas = NULL;
  }
  if (old->kind == KIND_SCHEMA) {
    ((struct schema *)new)->tables = ((struct schema *)old)->tables;
    ((struct schema *)new)->sequences = ((struct schema *)old)->sequences;
    ((struct schema *)new)->functions = ((struct schema *)old)->functions;
    ((struct schema *)new)->formats = ((struct schema *)old)->formats;
    ((struct schema *)old)->tables = NULL;
    ((struct schema *)old)->sequences = NULL;
    ((struct schema *)old)->functions = NULL;
    ((struct schema *)old)->formats = NULL;
    ((struct schema *)new)->stages = ((struct schema *)old)->stages;
    ((struct schema *)old)->stages = NULL;
    ((struct schema *)new)->pipes = ((struct schema *)old)->pipes;
    ((struct schema *)old)->pipes = NULL;
  }
  if (old->kind == KIND_SEQUENCE) {
    ((struct sequence *)new)->next = ((struct sequence *)old)->next;
    ((struct sequence *)new)->durable = ((struct sequence *)old)->durable;
  }
}

void state_apply(struct catalog *catalog, const struct edit *edit)
{
  if (!edit->old) {
    state_attach(catalog, edit->new);
    return;
  }
  if (!edit->new) {
    end_object(catalog, edit->old);
    return;
  }
  state_detach(catalog, edit->old);
  hand_on(edit->old, edit->new);
  state_attach(catalog, edit->new);
  object_free(edit->old);
}
