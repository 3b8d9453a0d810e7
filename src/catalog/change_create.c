/* change_create.c: making objects, renaming them, setting their properties. */
#include <stdlib.h>

#include "catalog/catalog_state.h"

/* ---- making ---- */

/* Settles what to do about an object that is there already: *go is false when nothing is to be
 * made. */
static bool make_room(struct catalog_change *change, const struct object *spec,
                      int64_t parent_id, struct create_mode mode, bool *go,
                      struct err *err)
{
  enum which which = spec->session_id ? WHICH_TEMPORARY : WHICH_PERMANENT;
  struct object *old;

  if (spec->kind != KIND_TABLE && spec->kind != KIND_VIEW &&
      spec->kind != KIND_FUNCTION && spec->kind != KIND_FILE_FORMAT &&
      spec->kind != KIND_STAGE)
    which = WHICH_ANY;
  old = change_find(change, spec->kind, parent_id, spec->name, which);
  *go = true;
  if (!old)
    return true;
  if (mode.if_not_exists) {
    *go = false;
    return true;
  }
  if (old->kind != spec->kind && mode.or_replace)
    return err_set(err, ERR_OBJECT_EXISTS_AS,
                   "SQL compilation error:\nObject '" TEXT_FMT "' already exists as %s",
                   TEXT_ARG(spec->name), change_kind_word(old->kind));
  if (!mode.or_replace)
    return change_exists(spec->name, err);
  return change_drop(change, old, err);
}

/* A copy of what the caller described, with its number and dates. */
static struct object *make_object(struct catalog_change *change,
                                  const struct object *spec, int64_t parent_id,
                                  struct err *err)
{
  struct object *object;
  int64_t id;

  if (!change_new_id(change, &id, err))
    return NULL;
  object = object_copy(spec);
  object->id = id;
  object->parent_id = parent_id;
  object->created_ms = change->now_ms;
  object->altered_ms = change->now_ms;
  if (!object->owner.len)
    object_set_text(&object->owner, change->role);
  return object;
}

static bool create(struct catalog_change *change, const struct object *spec,
                   int64_t parent_id, struct create_mode mode, struct object **made,
                   struct err *err)
{
  bool go;

  *made = NULL;
  if (!make_room(change, spec, parent_id, mode, &go, err))
    return false;
  if (!go)
    return true;
  *made = make_object(change, spec, parent_id, err);
  return *made;
}

/* The same below a schema. */
static bool create_inside(struct catalog_change *change, struct text database,
                          struct text schema, const struct object *spec,
                          struct create_mode mode, struct object **made, struct err *err)
{
  struct schema *parent;

  return change_schema(change, database, schema, &parent, err) &&
         create(change, spec, parent->object.id, mode, made, err);
}

/* What is made, if anything is, is there as it was described. */
static bool add_made(struct catalog_change *change, struct object *object, bool *made,
                     struct err *err)
{
  *made = object != NULL;
  return !object || change_insert(change, object, err);
}

static bool add_inside(struct catalog_change *change, struct text database,
                       struct text schema, const struct object *spec,
                       struct create_mode mode, bool *made, struct err *err)
{
  struct object *object;

  return create_inside(change, database, schema, spec, mode, &object, err) &&
         add_made(change, object, made, err);
}

static bool add_outside(struct catalog_change *change, const struct object *spec,
                        struct create_mode mode, bool *made, struct err *err)
{
  struct object *object;

  return create(change, spec, 0, mode, &object, err) &&
         add_made(change, object, made, err);
}

bool change_create_database(struct catalog_change *change, const struct database *spec,
                            struct create_mode mode, struct object **made,
                            struct err *err)
{
  return create(change, &spec->object, 0, mode, made, err) &&
         (!*made || change_insert(change, *made, err));
}

bool catalog_create_database(struct catalog_change *change, const struct database *spec,
                             struct create_mode mode, bool *made, struct err *err)
{
  struct schema public = { .object = { .kind = KIND_SCHEMA, .name = TEXT("PUBLIC") },
                           .transient = spec->transient,
                           .retention_days = RETENTION_INHERITED };
  struct object *object;

  if (!change_create_database(change, spec, mode, &object, err))
    return false;
  *made = object != NULL;
  if (!object)
    return true;
  object = make_object(change, &public.object, object->id, err);
  return object && change_insert(change, object, err);
}

bool catalog_create_schema(struct catalog_change *change, struct text database,
                           const struct schema *spec, struct create_mode mode, bool *made,
                           struct err *err)
{
  struct database *parent = change_database(change, database);
  struct object *object;

  if (!parent)
    return change_missing(KIND_DATABASE, (struct path){ .database = database }, err);
  if (!create(change, &spec->object, parent->object.id, mode, &object, err))
    return false;
  if (object)
    ((struct schema *)object)->transient |= parent->transient;
  return add_made(change, object, made, err);
}

/* Its first number is `next`. */
static bool add_sequence(struct catalog_change *change, struct text database,
                         struct text schema, const struct sequence *spec, int64_t next,
                         struct create_mode mode, bool *made, struct err *err)
{
  struct object *object;

  if (!create_inside(change, database, schema, &spec->object, mode, &object, err))
    return false;
  if (object) {
    ((struct sequence *)object)->next = next;
    ((struct sequence *)object)->durable = next;
  }
  return add_made(change, object, made, err);
}

bool catalog_create_sequence(struct catalog_change *change, struct text database,
                             struct text schema, const struct sequence *spec,
                             struct create_mode mode, bool *made, struct err *err)
{
  return add_sequence(change, database, schema, spec, spec->start, mode, made, err);
}

bool catalog_clone_sequence(struct catalog_change *change, const struct sequence *from,
                            struct text database, struct text schema,
                            const struct sequence *spec, struct create_mode mode,
                            bool *made, struct err *err)
{
  int64_t next;

  pthread_mutex_lock(&change->catalog->sequence_lock);
  next = from->next;
  pthread_mutex_unlock(&change->catalog->sequence_lock);
  return add_sequence(change, database, schema, spec, next, mode, made, err);
}

bool catalog_create_volume(struct catalog_change *change, const struct volume *spec,
                           struct create_mode mode, bool *made, struct err *err)
{
  return add_outside(change, &spec->object, mode, made, err);
}

bool catalog_create_warehouse(struct catalog_change *change, const struct warehouse *spec,
                              struct create_mode mode, bool *made, struct err *err)
{
  return add_outside(change, &spec->object, mode, made, err);
}

bool catalog_create_function(struct catalog_change *change, struct text database,
                             struct text schema, const struct function *spec,
                             bool temporary, struct create_mode mode, bool *made,
                             struct err *err)
{
  struct function described = *spec;

  described.object.session_id = temporary ? change->session_id : 0;
  return add_inside(change, database, schema, &described.object, mode, made, err);
}

bool catalog_create_format(struct catalog_change *change, struct text database,
                           struct text schema, const struct named_format *spec,
                           bool temporary, struct create_mode mode, bool *made,
                           struct err *err)
{
  struct named_format described = *spec;

  described.object.session_id = temporary ? change->session_id : 0;
  return add_inside(change, database, schema, &described.object, mode, made, err);
}

bool catalog_create_stage(struct catalog_change *change, struct text database,
                          struct text schema, const struct stage *spec, bool temporary,
                          struct create_mode mode, bool *made, struct err *err)
{
  struct stage described = *spec;

  described.object.session_id = temporary ? change->session_id : 0;
  return add_inside(change, database, schema, &described.object, mode, made, err);
}

bool catalog_create_pipe(struct catalog_change *change, struct text database,
                         struct text schema, const struct pipe *spec,
                         struct create_mode mode, bool *made, struct err *err)
{
  return add_inside(change, database, schema, &spec->object, mode, made, err);
}

static bool make_physical(struct catalog_change *change, const struct table *table,
                          struct err *err)
{
  struct storage_column *columns = calloc((size_t)table->column_count + 1,
                                          sizeof *columns);
  bool ok;

  if (!columns)
    abort();
  for (int i = 0; i < table->column_count; i++)
    columns[i] = table->columns[i].stored;
  ok = storage_create_table(change->connection, table->object.id,
                            table->object.session_id, columns, table->column_count, err);
  free(columns);
  return ok;
}

/* Numbers and widths that the caller left open. */
static void settle_columns(struct table *table)
{
  table->next_column_id = 1;
  for (int i = 0; i < table->column_count; i++) {
    struct storage_column *column = &table->columns[i].stored;

    if (!column->id)
      column->id = i + 1;
    if (!column->int_bytes)
      column->int_bytes = storage_first_bytes(column->type);
    if (column->id >= table->next_column_id)
      table->next_column_id = column->id + 1;
  }
}

static bool add_identities(struct catalog_change *change, struct table *table,
                           struct err *err)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].autoincrement &&
        !change_add_identity(change, table, &table->columns[i], err))
      return false;
  return true;
}

bool catalog_create_table(struct catalog_change *change, struct text database,
                          struct text schema, const struct table *spec,
                          struct create_mode mode, bool *made, int64_t *id,
                          struct err *err)
{
  struct table described = *spec;
  struct schema *parent;
  struct object *object;
  struct table *table;

  described.object.session_id = spec->persistence == TABLE_TEMPORARY ? change->session_id
                                                                     : 0;
  if (!change_schema(change, database, schema, &parent, err) ||
      !create(change, &described.object, parent->object.id, mode, &object, err))
    return false;
  *made = object != NULL;
  if (!object)
    return true;
  table = (struct table *)object;
  *id = object->id;
  if (parent->transient && table->persistence == TABLE_PERMANENT)
    table->persistence = TABLE_TRANSIENT;
  settle_columns(table);
  if ((object->kind == KIND_TABLE && !make_physical(change, table, err)) ||
      !add_identities(change, table, err)) {
    object_free(object);
    return false;
  }
  return change_insert(change, object, err);
}

/* ---- renaming and changing properties ---- */

bool catalog_rename(struct catalog_change *change, enum kind kind, struct path from,
                    struct path to, struct err *err)
{
  struct object *object = change_object(change, kind, from, err);
  struct text name = change_last_part(kind, to);
  struct object *new;
  int64_t parent_id;

  if (!object || !change_parent(change, kind, to, &parent_id, err))
    return false;
  if (change_find(change, kind, parent_id, name,
                  object->session_id ? WHICH_TEMPORARY : WHICH_PERMANENT))
    return change_exists(name, err);
  new = object_copy(object);
  object_set_text(&new->name, name);
  if (kind == KIND_FUNCTION)
    object_set_text(&((struct function *)new)->called, name_without_types(name));
  new->parent_id = parent_id;
  return change_replace(change, object, new, err);
}

bool catalog_swap_names(struct catalog_change *change, enum kind kind, struct path a,
                        struct path b, struct err *err)
{
  struct object *one = change_object(change, kind, a, err);
  struct object *two = one ? change_object(change, kind, b, err) : NULL;
  struct object *new_one, *new_two;

  if (!two)
    return false;
  new_one = object_copy(one);
  new_two = object_copy(two);
  object_set_text(&new_one->name, two->name);
  object_set_text(&new_two->name, one->name);
  new_one->parent_id = two->parent_id;
  new_two->parent_id = one->parent_id;
  if (!change_replace(change, one, new_one, err)) {
    object_free(new_two);
    return false;
  }
  return change_replace(change, two, new_two, err);
}

bool catalog_swap_tables(struct catalog_change *change, struct path a, struct path b,
                         struct err *err)
{
  struct object *one = change_object(change, KIND_TABLE, a, err);
  struct object *two = one ? change_object(change, KIND_TABLE, b, err) : NULL;

  if (!two)
    return false;
  if ((one->session_id != 0) != (two->session_id != 0))
    return err_set(
      err, ERR_UNSUPPORTED,
      "SQL compilation error:\nUnsupported feature 'SWAP of a temporary table with "
      "a permanent table'.");
  return catalog_swap_names(change, KIND_TABLE, a, b, err);
}

/* The new properties under the old identity: number, name, place, columns and maps stay. */
static struct object *with_identity(const struct object *old, const void *spec)
{
  union {
    struct object object;
    struct database database;
    struct schema schema;
    struct table table;
    struct sequence sequence;
    struct warehouse warehouse;
    struct volume volume;
    struct named_format format;
    struct stage stage;
    struct pipe pipe;
    struct function function;
  } all;
  const struct table *table = (const struct table *)old;

  switch (old->kind) {
  case KIND_DATABASE: all.database = *(const struct database *)spec; break;
  case KIND_SCHEMA: all.schema = *(const struct schema *)spec; break;
  case KIND_TABLE:
  case KIND_VIEW:
    all.table = *(const struct table *)spec;
    all.table.column_count = table->column_count;
    all.table.columns = table->columns;
    all.table.constraint_count = table->constraint_count;
    all.table.constraints = table->constraints;
    all.table.next_column_id = table->next_column_id;
    break;
  case KIND_SEQUENCE: all.sequence = *(const struct sequence *)spec; break;
  case KIND_WAREHOUSE: all.warehouse = *(const struct warehouse *)spec; break;
  case KIND_VOLUME: all.volume = *(const struct volume *)spec; break;
  case KIND_FILE_FORMAT: all.format = *(const struct named_format *)spec; break;
  case KIND_STAGE: all.stage = *(const struct stage *)spec; break;
  case KIND_PIPE: all.pipe = *(const struct pipe *)spec; break;
  case KIND_FUNCTION: all.function = *(const struct function *)spec; break;
  }
  all.object.kind = old->kind;
  all.object.id = old->id;
  all.object.parent_id = old->parent_id;
  all.object.name = old->name;
  all.object.created_ms = old->created_ms;
  all.object.session_id = old->session_id;
  return object_copy(&all.object);
}

bool catalog_update(struct catalog_change *change, enum kind kind, struct path path,
                    const void *spec, struct err *err)
{
  struct object *object = change_object(change, kind, path, err);

  return object && change_replace(change, object, with_identity(object, spec), err);
}
