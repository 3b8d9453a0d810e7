/* change_drop.c: dropping objects with all that is in them, for a time or for ever, and what
 * sessions leave behind. */
#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/external_files.h"
#include "catalog/store.h"

#define DAY_MS (24 * 60 * 60 * (int64_t)1000)

/* Numbers of all that goes with an object, by kind. */
struct doomed {
  const struct map *dropped; /* The catalog's. */
  int64_t *ids[KIND_COUNT];
  int counts[KIND_COUNT];
  bool external; /* One is an external table. */
};

static void doom(struct doomed *doomed, enum kind kind, int64_t id)
{
  int count = doomed->counts[kind]++;

  doomed->ids[kind] = realloc(doomed->ids[kind], (size_t)(count + 1) * sizeof(int64_t));
  if (!doomed->ids[kind])
    abort();
  doomed->ids[kind][count] = id;
}

static void doom_object(struct doomed *doomed, const struct object *object);

static void doom_table(struct doomed *doomed, const struct table *table)
{
  doom(doomed, table->object.kind, table->object.id);
  doomed->external |= table->variety == TABLE_EXTERNAL;
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].sequence_id)
      doom(doomed, KIND_SEQUENCE, table->columns[i].sequence_id);
}

/* What was dropped before from what goes now. */
static void doom_dropped(struct doomed *doomed, int64_t parent_id)
{
  struct object *object;

  for (size_t at = 0; (object = map_next(doomed->dropped, &at, NULL));)
    if (object->parent_id == parent_id && !object->session_id)
      doom_object(doomed, object);
}

static void doom_schema(struct doomed *doomed, const struct schema *schema)
{
  struct object *object;

  doom(doomed, KIND_SCHEMA, schema->object.id);
  doom_dropped(doomed, schema->object.id);
  for (size_t at = 0; schema->tables && (object = map_next(schema->tables, &at, NULL));)
    doom_table(doomed, (struct table *)object);
  for (size_t at = 0;
       schema->sequences && (object = map_next(schema->sequences, &at, NULL));)
    doom(doomed, KIND_SEQUENCE, object->id);
  for (size_t at = 0;
       schema->functions && (object = map_next(schema->functions, &at, NULL));)
    doom(doomed, KIND_FUNCTION, object->id);
  for (size_t at = 0; schema->formats && (object = map_next(schema->formats, &at, NULL));)
    doom(doomed, KIND_FILE_FORMAT, object->id);
  for (size_t at = 0; schema->stages && (object = map_next(schema->stages, &at, NULL));)
    doom(doomed, KIND_STAGE, object->id);
  for (size_t at = 0; schema->pipes && (object = map_next(schema->pipes, &at, NULL));)
    doom(doomed, KIND_PIPE, object->id);
}

static void doom_database(struct doomed *doomed, const struct database *database)
{
  struct schema *schema;

  doom(doomed, KIND_DATABASE, database->object.id);
  doom_dropped(doomed, database->object.id);
  for (size_t at = 0;
       database->schemas && (schema = map_next(database->schemas, &at, NULL));)
    doom_schema(doomed, schema);
}

static void doom_object(struct doomed *doomed, const struct object *object)
{
  switch (object->kind) {
  case KIND_DATABASE: doom_database(doomed, (const struct database *)object); return;
  case KIND_SCHEMA: doom_schema(doomed, (const struct schema *)object); return;
  case KIND_TABLE:
  case KIND_VIEW: doom_table(doomed, (const struct table *)object); return;
  case KIND_SEQUENCE:
  case KIND_FUNCTION:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
  case KIND_VOLUME:
  case KIND_WAREHOUSE: doom(doomed, object->kind, object->id); return;
  }
}

static void drop_physical(struct catalog_change *change, const struct doomed *doomed,
                          bool temporary)
{
  for (int i = 0; i < doomed->counts[KIND_TABLE]; i++) {
    storage_add_drop(doomed->ids[KIND_TABLE][i], temporary, &change->drops);
    buf_add_string(&change->drops, ";\n");
  }
}

bool change_purge(struct catalog_change *change, struct object *object, struct err *err)
{
  struct doomed doomed = { .dropped = change->catalog->dropped };
  struct buf sql;
  bool ok;

  if (!change_is_allowed(change, object, err))
    return false;
  buf_init(&sql);
  doom_object(&doomed, object);
  if (change_is_stored(object))
    for (int kind = 0; kind < KIND_COUNT; kind++)
      store_delete_all(&sql, kind, doomed.ids[kind], doomed.counts[kind]);
  if (doomed.external)
    buf_add_string(&sql, EXTERNAL_SWEEP);
  drop_physical(change, &doomed, object->session_id != 0);
  ok = change_run(change, &sql, err);
  buf_clear(&sql);
  for (int kind = 0; kind < KIND_COUNT; kind++)
    free(doomed.ids[kind]);
  if (ok)
    change_record(change, object, NULL);
  return ok;
}

/* Hybrid tables do not come back, not even with their schema.
 * (docs.snowflake.com/en/sql-reference/sql/undrop-schema) */
static bool is_never_kept(const struct object *object)
{
  return object->kind == KIND_TABLE &&
         ((const struct table *)object)->variety == TABLE_HYBRID;
}

static bool purge_hybrids(struct catalog_change *change, const struct schema *schema,
                          struct err *err)
{
  struct object *object;

  for (size_t at = 0; schema->tables && (object = map_next(schema->tables, &at, NULL));)
    if (is_never_kept(object) && !change_purge(change, object, err))
      return false;
  return true;
}

static bool purge_what_is_never_kept(struct catalog_change *change,
                                     const struct object *object, struct err *err)
{
  const struct database *database = (const struct database *)object;
  const struct schema *schema;

  if (object->kind == KIND_SCHEMA)
    return purge_hybrids(change, (const struct schema *)object, err);
  if (object->kind != KIND_DATABASE)
    return true;
  for (size_t at = 0;
       database->schemas && (schema = map_next(database->schemas, &at, NULL));)
    if (!purge_hybrids(change, schema, err))
      return false;
  return true;
}

/* Temporary tables end with their session, whose connection alone reaches them; in a long one,
 * those that were kept for long enough end when it drops the next. */
static bool purge_own(struct catalog_change *change, struct err *err)
{
  struct object *object;

  for (size_t at = 0; (object = map_next(change->catalog->dropped, &at, NULL));)
    if (object->session_id == change->session_id && object->purge_ms <= change->now_ms &&
        !change_purge(change, object, err))
      return false;
  return true;
}

/* One object is marked; what is in it goes out of sight with it, and stays as it is. */
static bool keep(struct catalog_change *change, struct object *object, int64_t days,
                 struct err *err)
{
  struct object *kept;

  if (!change_is_allowed(change, object, err) ||
      !purge_what_is_never_kept(change, object, err) ||
      (object->session_id && !purge_own(change, err)))
    return false;
  kept = object_copy(object);
  kept->dropped_ms = change->now_ms;
  kept->purge_ms = change->now_ms + days * DAY_MS;
  return change_replace(change, object, kept, err);
}

bool change_drop(struct catalog_change *change, struct object *object, struct err *err)
{
  int64_t days = catalog_retention(change->catalog, object);

  return days && !is_never_kept(object) ? keep(change, object, days, err)
                                        : change_purge(change, object, err);
}

bool catalog_drop(struct catalog_change *change, enum kind kind, struct path path,
                  bool if_exists, bool *dropped, struct err *err)
{
  struct object *object = change_object(change, kind, path, err);

  *dropped = false;
  if (!object && if_exists && err->code == ERR_NO_OBJECT) {
    err_clear(err);
    return true;
  }
  if (!object || !change_drop(change, object, err))
    return false;
  *dropped = true;
  return true;
}

/* ---- sessions ---- */

static void drop_temporaries(struct catalog *catalog, const struct map *map,
                             struct engine_connection *connection, uint64_t session_id)
{
  struct object *object;
  struct err ignored;

  for (size_t at = 0; (object = map_next(map, &at, NULL));) {
    struct edit edit = { object, NULL };

    if (object->session_id != session_id)
      continue;
    /* What cannot be dropped now goes with the connection. */
    if (object->kind == KIND_TABLE &&
        !storage_drop_table(connection, object->id, true, &ignored))
      err_clear(&ignored);
    state_apply(catalog, &edit);
  }
}

void catalog_end_session(struct catalog *catalog, struct engine_connection *connection,
                         uint64_t session_id)
{
  if (!session_id)
    return;
  pthread_mutex_lock(&catalog->change_lock);
  pthread_rwlock_wrlock(&catalog->lock);
  drop_temporaries(catalog, catalog->temporaries, connection, session_id);
  drop_temporaries(catalog, catalog->dropped, connection, session_id);
  pthread_rwlock_unlock(&catalog->lock);
  pthread_mutex_unlock(&catalog->change_lock);
}
