/* change.c: a change of the catalog: one transaction of the engine, and the edits of memory that
 * follow when it is durable. */
#include <inttypes.h>
#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/store.h"

enum { ID_BLOCK = 10000 };

struct kind_words {
  const char *word;  /* In "Table 'T' does not exist". */
  const char *upper; /* In "Object found is of type 'VIEW'". */
  const char *missing_state;
};

static const struct kind_words kinds[] = {
  [KIND_DATABASE] = { "Database", "DATABASE", "02000" },
  [KIND_SCHEMA] = { "Schema", "SCHEMA", "02000" },
  [KIND_TABLE] = { "Table", "TABLE", "42S02" },
  [KIND_VIEW] = { "View", "VIEW", "42S02" },
  [KIND_SEQUENCE] = { "Sequence", "SEQUENCE", "02000" },
  [KIND_WAREHOUSE] = { "Warehouse", "WAREHOUSE", "02000" },
};

/* ---- begin and end ---- */

struct catalog_change *catalog_begin(struct catalog *catalog,
                                     struct engine_connection *connection, uint64_t session_id,
                                     struct text role, struct err *err)
{
  struct catalog_change *change = calloc(1, sizeof *change);

  if (!change)
    abort();
  *change = (struct catalog_change){ .catalog = catalog,
                                     .connection = connection,
                                     .session_id = session_id,
                                     .now_ms = state_now_ms() };
  object_set_text(&change->role, role);
  buf_init(&change->drops);
  pthread_mutex_lock(&catalog->change_lock);
  if (engine_run(connection, TEXT("BEGIN TRANSACTION"), err))
    return change;
  pthread_mutex_unlock(&catalog->change_lock);
  object_set_text(&change->role, (struct text){ 0 });
  free(change);
  return NULL;
}

static void end_change(struct catalog_change *change)
{
  pthread_mutex_unlock(&change->catalog->change_lock);
  object_set_text(&change->role, (struct text){ 0 });
  buf_clear(&change->drops);
  free(change->edits);
  free(change);
}

void catalog_abandon(struct catalog_change *change)
{
  struct err ignored;

  for (int i = 0; i < change->edit_count; i++)
    object_free(change->edits[i].new);
  /* An engine that cannot even roll back has no transaction open any more. */
  if (!engine_run(change->connection, TEXT("ROLLBACK"), &ignored))
    err_clear(&ignored);
  end_change(change);
}

bool catalog_commit(struct catalog_change *change, struct err *err)
{
  struct catalog *catalog = change->catalog;

  buf_add_string(&change->drops, "COMMIT");
  if (!engine_run(change->connection, buf_text(&change->drops), err)) {
    catalog_abandon(change);
    return false;
  }
  pthread_rwlock_wrlock(&catalog->lock);
  for (int i = 0; i < change->edit_count; i++)
    state_apply(catalog, &change->edits[i]);
  atomic_fetch_add(&catalog->version, 1);
  pthread_rwlock_unlock(&catalog->lock);
  end_change(change);
  return true;
}

/* ---- for the files that make changes ---- */

void change_record(struct catalog_change *change, struct object *old, struct object *new)
{
  if (change->edit_count == change->edit_room) {
    change->edit_room = change->edit_room ? change->edit_room * 2 : 4;
    change->edits =
      realloc(change->edits, (size_t)change->edit_room * sizeof *change->edits);
    if (!change->edits)
      abort();
  }
  change->edits[change->edit_count++] = (struct edit){ old, new };
}

bool change_run(struct catalog_change *change, struct buf *sql, struct err *err)
{
  bool ok = !sql->len || engine_run(change->connection, buf_text(sql), err);

  buf_clear(sql);
  return ok;
}

bool change_new_id(struct catalog_change *change, int64_t *id, struct err *err)
{
  struct catalog *catalog = change->catalog;
  bool ok = true;

  if (catalog->next_id == catalog->end_id) {
    pthread_mutex_lock(&catalog->sequence_lock);
    ok = store_take_ids(catalog->connection, ID_BLOCK, &catalog->next_id, err);
    pthread_mutex_unlock(&catalog->sequence_lock);
    catalog->end_id = catalog->next_id + (ok ? ID_BLOCK : 0);
  }
  *id = ok ? catalog->next_id++ : 0;
  return ok;
}

bool change_is_stored(const struct object *object)
{
  return !object->session_id;
}

static bool same_name_space(enum kind a, enum kind b)
{
  return shape_of(a) == shape_of(b);
}

static bool is_which(const struct object *object, enum which which)
{
  return which == WHICH_ANY || (which == WHICH_TEMPORARY) == (object->session_id != 0);
}

static struct object *find_committed(struct catalog_change *change, enum kind kind,
                                     int64_t parent_id, struct text name, enum which which)
{
  struct catalog *catalog = change->catalog;
  struct object *parent = state_by_id(catalog, parent_id);
  struct object *found = NULL;

  switch (kind) {
  case KIND_DATABASE: return map_get(catalog->databases, name);
  case KIND_WAREHOUSE: return map_get(catalog->warehouses, name);
  case KIND_SCHEMA: return parent ? map_get(((struct database *)parent)->schemas, name) : NULL;
  case KIND_SEQUENCE: return parent ? map_get(((struct schema *)parent)->sequences, name) : NULL;
  case KIND_TABLE:
  case KIND_VIEW:
    if (which != WHICH_PERMANENT)
      found = (struct object *)state_temporary(catalog, change->session_id, parent_id, name);
    if (!found && which != WHICH_TEMPORARY && parent)
      found = map_get(((struct schema *)parent)->tables, name);
    return found;
  }
  return NULL;
}

struct object *change_find(struct catalog_change *change, enum kind kind, int64_t parent_id,
                           struct text name, enum which which)
{
  struct object *found = find_committed(change, kind, parent_id, name, which);

  for (int i = 0; i < change->edit_count; i++) {
    struct edit edit = change->edits[i];

    if (found && edit.old == found)
      found = NULL;
    if (edit.new && same_name_space(edit.new->kind, kind) && edit.new->parent_id == parent_id &&
        text_equal(edit.new->name, name) && is_which(edit.new, which))
      found = edit.new;
  }
  return found;
}

static bool same_session(const struct catalog_change *change, const struct object *object)
{
  return !object->session_id || object->session_id == change->session_id;
}

static void print_part(struct buf *buf, struct text part)
{
  bool plain = part.len && !(part.at[0] >= '0' && part.at[0] <= '9') && part.at[0] != '$';

  for (size_t i = 0; i < part.len; i++) {
    char c = part.at[i];

    plain = plain && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$');
  }
  if (plain) {
    buf_add_text(buf, part);
    return;
  }
  buf_add_char(buf, '"');
  for (size_t i = 0; i < part.len; i++) {
    if (part.at[i] == '"')
      buf_add_char(buf, '"');
    buf_add_char(buf, part.at[i]);
  }
  buf_add_char(buf, '"');
}

static void print_path(struct buf *buf, struct path path)
{
  struct text parts[] = { path.database, path.schema, path.name };

  for (int i = 0; i < 3; i++) {
    if (!parts[i].len)
      continue;
    if (buf->len)
      buf_add_char(buf, '.');
    print_part(buf, parts[i]);
  }
}

bool change_missing(enum kind kind, struct path path, struct err *err)
{
  struct buf name;

  buf_init(&name);
  print_path(&name, path);
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\n%s '" TEXT_FMT "' does not exist or not authorized.",
          kinds[kind].word, TEXT_ARG(buf_text(&name)));
  buf_clear(&name);
  return err_set_state(err, kinds[kind].missing_state);
}

static bool exists_already(struct text name, struct err *err)
{
  struct buf printed;

  buf_init(&printed);
  print_part(&printed, name);
  err_set(err, ERR_OBJECT_EXISTS, "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
          TEXT_ARG(buf_text(&printed)));
  buf_clear(&printed);
  return false;
}

static struct database *find_database(struct catalog_change *change, struct text name)
{
  return (struct database *)change_find(change, KIND_DATABASE, 0, name, WHICH_ANY);
}

bool change_schema(struct catalog_change *change, struct text database, struct text schema,
                   struct schema **found, struct err *err)
{
  struct database *parent = find_database(change, database);

  if (!parent)
    return change_missing(KIND_DATABASE, (struct path){ .database = database }, err);
  *found = (struct schema *)change_find(change, KIND_SCHEMA, parent->object.id, schema,
                                        WHICH_ANY);
  if (!*found)
    return change_missing(KIND_SCHEMA, (struct path){ database, schema, { 0 } }, err);
  return true;
}

/* The object that holds the path's last part: 0 for the account. */
static bool find_parent(struct catalog_change *change, enum kind kind, struct path path,
                        int64_t *parent_id, struct err *err)
{
  struct database *database;
  struct schema *schema;

  *parent_id = 0;
  switch (kind) {
  case KIND_DATABASE:
  case KIND_WAREHOUSE: return true;
  case KIND_SCHEMA:
    database = find_database(change, path.database);
    if (!database)
      return change_missing(KIND_DATABASE, (struct path){ .database = path.database }, err);
    *parent_id = database->object.id;
    return true;
  case KIND_TABLE:
  case KIND_VIEW:
  case KIND_SEQUENCE:
    if (!change_schema(change, path.database, path.schema, &schema, err))
      return false;
    *parent_id = schema->object.id;
    return true;
  }
  return false;
}

/* The last part of a path: a schema's is its `schema`. */
static struct text last_part(enum kind kind, struct path path)
{
  return kind == KIND_SCHEMA ? path.schema : path.name;
}

struct object *change_object(struct catalog_change *change, enum kind kind, struct path path,
                             struct err *err)
{
  struct object *object;
  int64_t parent_id;

  if (!find_parent(change, kind, path, &parent_id, err))
    return NULL;
  object = change_find(change, kind, parent_id, last_part(kind, path), WHICH_ANY);
  if (!object || !same_session(change, object)) {
    change_missing(kind, path, err);
    return NULL;
  }
  if (object->kind == kind)
    return object;
  err_set(err, ERR_WRONG_KIND,
          "SQL compilation error:\nObject found is of type '%s', not specified type '%s'.",
          kinds[object->kind].upper, kinds[kind].upper);
  return NULL;
}

bool change_insert(struct catalog_change *change, struct object *object, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  if (change_is_stored(object))
    store_insert(&sql, object);
  change_record(change, NULL, object);
  return change_run(change, &sql, err);
}

bool change_replace(struct catalog_change *change, struct object *old, struct object *new,
                    struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  new->altered_ms = change->now_ms;
  if (change_is_stored(old)) {
    store_delete(&sql, old);
    store_insert(&sql, new);
  }
  change_record(change, old, new);
  return change_run(change, &sql, err);
}

/* ---- dropping ---- */

/* Numbers of all that goes with an object, by kind. */
struct doomed {
  int64_t *ids[KIND_WAREHOUSE + 1];
  int counts[KIND_WAREHOUSE + 1];
};

static void doom(struct doomed *doomed, enum kind kind, int64_t id)
{
  int count = doomed->counts[kind]++;

  doomed->ids[kind] = realloc(doomed->ids[kind], (size_t)(count + 1) * sizeof(int64_t));
  if (!doomed->ids[kind])
    abort();
  doomed->ids[kind][count] = id;
}

static void doom_table(struct doomed *doomed, const struct table *table)
{
  doom(doomed, table->object.kind, table->object.id);
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].sequence_id)
      doom(doomed, KIND_SEQUENCE, table->columns[i].sequence_id);
}

static void doom_schema(struct doomed *doomed, const struct schema *schema)
{
  struct object *object;

  doom(doomed, KIND_SCHEMA, schema->object.id);
  for (size_t at = 0; schema->tables && (object = map_next(schema->tables, &at, NULL));)
    doom_table(doomed, (struct table *)object);
  for (size_t at = 0; schema->sequences && (object = map_next(schema->sequences, &at, NULL));)
    doom(doomed, KIND_SEQUENCE, object->id);
}

static void doom_database(struct doomed *doomed, const struct database *database)
{
  struct schema *schema;

  doom(doomed, KIND_DATABASE, database->object.id);
  for (size_t at = 0; database->schemas && (schema = map_next(database->schemas, &at, NULL));)
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

static bool drop_object(struct catalog_change *change, struct object *object, struct err *err)
{
  struct doomed doomed = { 0 };
  struct buf sql;
  bool ok;

  buf_init(&sql);
  doom_object(&doomed, object);
  if (change_is_stored(object))
    for (int kind = 0; kind <= KIND_WAREHOUSE; kind++)
      store_delete_all(&sql, kind, doomed.ids[kind], doomed.counts[kind]);
  drop_physical(change, &doomed, object->session_id != 0);
  ok = change_run(change, &sql, err);
  buf_clear(&sql);
  for (int kind = 0; kind <= KIND_WAREHOUSE; kind++)
    free(doomed.ids[kind]);
  if (ok)
    change_record(change, object, NULL);
  return ok;
}

bool catalog_drop(struct catalog_change *change, enum kind kind, struct path path, bool if_exists,
                  bool *dropped, struct err *err)
{
  struct object *object = change_object(change, kind, path, err);

  *dropped = false;
  if (!object && if_exists && err->code == ERR_NO_OBJECT) {
    err_clear(err);
    return true;
  }
  if (!object || !drop_object(change, object, err))
    return false;
  *dropped = true;
  return true;
}

/* ---- making ---- */

/* Settles what to do about an object that is there already: *go is false when nothing is to be
 * made. */
static bool make_room(struct catalog_change *change, const struct object *spec,
                      int64_t parent_id, struct create_mode mode, bool *go, struct err *err)
{
  enum which which = spec->session_id ? WHICH_TEMPORARY : WHICH_PERMANENT;
  struct object *old;

  if (spec->kind != KIND_TABLE && spec->kind != KIND_VIEW)
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
                   TEXT_ARG(spec->name), kinds[old->kind].upper);
  if (!mode.or_replace)
    return exists_already(spec->name, err);
  return drop_object(change, old, err);
}

/* A copy of what the caller described, with its number and dates. */
static struct object *make_object(struct catalog_change *change, const struct object *spec,
                                  int64_t parent_id, struct err *err)
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

static bool create(struct catalog_change *change, const struct object *spec, int64_t parent_id,
                   struct create_mode mode, struct object **made, struct err *err)
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

bool catalog_create_database(struct catalog_change *change, const struct database *spec,
                             struct create_mode mode, bool *made, struct err *err)
{
  struct schema public = { .object = { .kind = KIND_SCHEMA, .name = TEXT("PUBLIC") },
                           .transient = spec->transient,
                           .retention_days = spec->retention_days };
  struct object *object;
  int64_t id;

  if (!create(change, &spec->object, 0, mode, &object, err))
    return false;
  *made = object != NULL;
  if (!object)
    return true;
  id = object->id;
  if (!change_insert(change, object, err))
    return false;
  object = make_object(change, &public.object, id, err);
  return object && change_insert(change, object, err);
}

bool catalog_create_schema(struct catalog_change *change, struct text database,
                           const struct schema *spec, struct create_mode mode, bool *made,
                           struct err *err)
{
  struct database *parent = find_database(change, database);
  struct object *object;

  if (!parent)
    return change_missing(KIND_DATABASE, (struct path){ .database = database }, err);
  if (!create(change, &spec->object, parent->object.id, mode, &object, err))
    return false;
  *made = object != NULL;
  return !object || change_insert(change, object, err);
}

bool catalog_create_sequence(struct catalog_change *change, struct text database,
                             struct text schema, const struct sequence *spec,
                             struct create_mode mode, bool *made, struct err *err)
{
  struct schema *parent;
  struct object *object;

  if (!change_schema(change, database, schema, &parent, err) ||
      !create(change, &spec->object, parent->object.id, mode, &object, err))
    return false;
  *made = object != NULL;
  if (!object)
    return true;
  ((struct sequence *)object)->next = spec->start;
  ((struct sequence *)object)->durable = spec->start;
  return change_insert(change, object, err);
}

bool catalog_create_warehouse(struct catalog_change *change, const struct warehouse *spec,
                              struct create_mode mode, bool *made, struct err *err)
{
  struct object *object;

  if (!create(change, &spec->object, 0, mode, &object, err))
    return false;
  *made = object != NULL;
  return !object || change_insert(change, object, err);
}

static bool make_physical(struct catalog_change *change, const struct table *table,
                          struct err *err)
{
  struct storage_column *columns = calloc((size_t)table->column_count + 1, sizeof *columns);
  bool ok;

  if (!columns)
    abort();
  for (int i = 0; i < table->column_count; i++)
    columns[i] = table->columns[i].stored;
  ok = storage_create_table(change->connection, table->object.id, table->object.session_id,
                            columns, table->column_count, err);
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

static bool add_identities(struct catalog_change *change, struct table *table, struct err *err)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].autoincrement &&
        !change_add_identity(change, table, &table->columns[i], err))
      return false;
  return true;
}

bool catalog_create_table(struct catalog_change *change, struct text database, struct text schema,
                          const struct table *spec, struct create_mode mode, bool *made,
                          int64_t *id, struct err *err)
{
  struct table described = *spec;
  struct schema *parent;
  struct object *object;
  struct table *table;

  described.object.session_id = spec->persistence == TABLE_TEMPORARY ? change->session_id : 0;
  if (!change_schema(change, database, schema, &parent, err) ||
      !create(change, &described.object, parent->object.id, mode, &object, err))
    return false;
  *made = object != NULL;
  if (!object)
    return true;
  table = (struct table *)object;
  *id = object->id;
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
  struct text name = last_part(kind, to);
  struct object *new;
  int64_t parent_id;

  if (!object || !find_parent(change, kind, to, &parent_id, err))
    return false;
  if (change_find(change, kind, parent_id, name,
                  object->session_id ? WHICH_TEMPORARY : WHICH_PERMANENT))
    return exists_already(name, err);
  new = object_copy(object);
  object_set_text(&new->name, name);
  new->parent_id = parent_id;
  return change_replace(change, object, new, err);
}

bool catalog_swap_tables(struct catalog_change *change, struct path a, struct path b,
                         struct err *err)
{
  struct object *one = change_object(change, KIND_TABLE, a, err);
  struct object *two = one ? change_object(change, KIND_TABLE, b, err) : NULL;
  struct object *new_one, *new_two;

  if (!two)
    return false;
  if ((one->session_id != 0) != (two->session_id != 0))
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'SWAP of a temporary table with "
                   "a permanent table'.");
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

/* ---- sessions ---- */

static void drop_temporaries(struct catalog *catalog, struct engine_connection *connection,
                             uint64_t session_id)
{
  struct table *table;
  struct err ignored;

  for (size_t at = 0; (table = map_next(catalog->temporaries, &at, NULL));) {
    struct edit edit = { &table->object, NULL };

    if (table->object.session_id != session_id)
      continue;
    /* What cannot be dropped now goes with the connection. */
    if (!storage_drop_table(connection, table->object.id, true, &ignored))
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
  drop_temporaries(catalog, connection, session_id);
  pthread_rwlock_unlock(&catalog->lock);
  pthread_mutex_unlock(&catalog->change_lock);
}
