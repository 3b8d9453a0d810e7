/* load.c: reading the stored catalog at start, and repairing what does not fit. */
#include "catalog/load.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "catalog/store.h"
#include "catalog/views.h"

enum { ID_BLOCK = 10000 };

/* Parents come before what is in them. */
static const enum shape_id objects_in_order[] = {
  SHAPE_DATABASE, SHAPE_SCHEMA, SHAPE_TABLE,  SHAPE_SEQUENCE, SHAPE_WAREHOUSE,
  SHAPE_FUNCTION, SHAPE_VOLUME, SHAPE_FORMAT, SHAPE_STAGE,    SHAPE_PIPE
};

static bool load_kind(struct catalog *catalog, enum shape_id id, struct err *err)
{
  struct store_rows rows;

  if (!store_read(catalog->connection, id, &rows, err))
    return false;
  for (int i = 0; i < rows.count; i++) {
    struct object *object = rows.objects[i];

    if (id == SHAPE_SEQUENCE)
      ((struct sequence *)object)->next = ((struct sequence *)object)->durable;
    state_attach(catalog, object);
    rows.objects[i] = NULL;
  }
  store_rows_clear(&rows);
  return true;
}

/* What every account has, and nobody made. It is in memory only, under numbers that are no
 * object's. A database that a user made under this name before stays. */
static void add_system(struct catalog *catalog)
{
  struct database database = { .object = { .kind = KIND_DATABASE,
                                           .id = SYSTEM_DATABASE_ID,
                                           .name = TEXT(SYSTEM_DATABASE),
                                           .created_ms = state_now_ms(),
                                           .altered_ms = state_now_ms() } };
  struct schema schema = { .object = database.object };

  if (map_get(catalog->databases, TEXT(SYSTEM_DATABASE)))
    return;
  schema.object.kind = KIND_SCHEMA;
  schema.object.id = SYSTEM_SCHEMA_ID;
  schema.object.parent_id = SYSTEM_DATABASE_ID;
  schema.object.name = TEXT(SYSTEM_SCHEMA);
  state_attach(catalog, object_copy(&database.object));
  state_attach(catalog, object_copy(&schema.object));
}

static bool load_collation(struct catalog *catalog, struct err *err)
{
  struct buf spec;
  bool ok;

  buf_init(&spec);
  ok = store_read_text(catalog->connection, COLLATION_TEXT, &spec, err) &&
       collation_find(buf_text(&spec), &catalog->default_collation, err);
  buf_clear(&spec);
  return ok;
}

bool load_objects(struct catalog *catalog, struct err *err)
{
  for (size_t i = 0; i < sizeof objects_in_order / sizeof objects_in_order[0]; i++)
    if (!load_kind(catalog, objects_in_order[i], err))
      return false;
  if (!store_take_ids(catalog->connection, ID_BLOCK, &catalog->next_id, err) ||
      !store_read_number(catalog->connection, RETENTION_NUMBER, RETENTION_INHERITED,
                         &catalog->retention_days, err) ||
      !load_collation(catalog, err) ||
      !store_read_text(catalog->connection, PARAMETERS_TEXT, &catalog->parameters, err))
    return false;
  catalog->end_id = catalog->next_id + ID_BLOCK;
  add_system(catalog);
  atomic_store(&catalog->version, 1);
  return true;
}

/* ---- the check ---- */

static bool is_physical(const struct object *object)
{
  return object->kind == KIND_TABLE && !object->session_id;
}

static bool drop_orphans(struct catalog *catalog, const int64_t *ids, int count,
                         struct err *err)
{
  for (int i = 0; i < count; i++) {
    struct object *object = state_by_id(catalog, ids[i]);

    if (object && is_physical(object))
      continue;
    buf_printf(&catalog->repairs,
               "physical table t%" PRId64 " belonged to no table: dropped\n", ids[i]);
    if (!storage_drop_table(catalog->connection, ids[i], false, err))
      return false;
  }
  return true;
}

static bool remake(struct catalog *catalog, const struct table *table, struct err *err)
{
  struct storage_column *columns = calloc((size_t)table->column_count + 1,
                                          sizeof *columns);
  bool ok;

  if (!columns)
    abort();
  for (int i = 0; i < table->column_count; i++)
    columns[i] = table->columns[i].stored;
  buf_printf(&catalog->repairs,
             "table " TEXT_FMT " (t%" PRId64 ") had lost its data: made again, empty\n",
             TEXT_ARG(table->object.name), table->object.id);
  ok = storage_create_table(catalog->connection, table->object.id, false, columns,
                            table->column_count, err);
  free(columns);
  return ok;
}

static bool make_missing(struct catalog *catalog, const int64_t *ids, int count,
                         struct err *err)
{
  struct object *object;

  for (size_t at = 0; (object = map_next(catalog->by_id, &at, NULL));) {
    if (!is_physical(object) || numbers_have(ids, (size_t)count, object->id))
      continue;
    if (!remake(catalog, (struct table *)object, err))
      return false;
  }
  return true;
}

bool load_check_tables(struct catalog *catalog, struct err *err)
{
  struct arena *arena = arena_new();
  int64_t *ids;
  int count;
  bool ok = storage_list_tables(catalog->connection, arena, &ids, &count, err) &&
            drop_orphans(catalog, ids, count, err) &&
            make_missing(catalog, ids, count, err);

  arena_free(arena);
  return ok;
}
