/* change.c: a change of the catalog: one transaction of the engine, and the edits of memory that
 * follow when it is durable. */
#include <inttypes.h>
#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/store.h"

enum { ID_BLOCK = 10000 };

#define MOST_NAME_CHARS 255 /* docs.snowflake.com/en/sql-reference/identifiers-syntax */

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
  [KIND_FUNCTION] = { "Function", "FUNCTION", "02000" },
  [KIND_VOLUME] = { "External volume", "EXTERNAL_VOLUME", "02000" },
  [KIND_FILE_FORMAT] = { "File format", "FILE_FORMAT", "02000" },
  [KIND_STAGE] = { "Stage", "STAGE", "02000" },
  [KIND_PIPE] = { "Pipe", "PIPE", "02000" },
};

const char *change_kind_word(enum kind kind)
{
  return kinds[kind].upper;
}

/* ---- begin and end ---- */

/* The ends of a transaction are not interrupted: memory must know what the engine has done. */
static bool run_whole(struct engine_connection *connection, struct text sql,
                      struct err *err)
{
  bool ok;

  engine_shield(connection);
  ok = engine_run(connection, sql, err);
  engine_unshield(connection);
  return ok;
}

struct catalog_change *catalog_begin(struct catalog *catalog,
                                     struct engine_connection *connection,
                                     uint64_t session_id, struct text role,
                                     struct err *err)
{
  struct catalog_change *change = calloc(1, sizeof *change);

  if (!change)
    abort();
  *change = (struct catalog_change){ .catalog = catalog,
                                     .connection = connection,
                                     .session_id = session_id,
                                     .retention_days = RETENTION_UNCHANGED,
                                     .now_ms = state_now_ms() };
  object_set_text(&change->role, role);
  buf_init(&change->drops);
  buf_init(&change->parameters);
  pthread_mutex_lock(&catalog->change_lock);
  if (run_whole(connection, TEXT("BEGIN TRANSACTION"), err))
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
  buf_clear(&change->parameters);
  free(change->edits);
  free(change);
}

void catalog_abandon(struct catalog_change *change)
{
  struct err ignored;

  for (int i = 0; i < change->edit_count; i++)
    object_free(change->edits[i].new);
  /* An engine that cannot even roll back has no transaction open any more. */
  if (!run_whole(change->connection, TEXT("ROLLBACK"), &ignored))
    err_clear(&ignored);
  end_change(change);
}

bool catalog_commit(struct catalog_change *change, struct err *err)
{
  struct catalog *catalog = change->catalog;

  buf_add_string(&change->drops, "COMMIT");
  pthread_mutex_lock(&catalog->commit_lock);
  if (!run_whole(change->connection, buf_text(&change->drops), err)) {
    pthread_mutex_unlock(&catalog->commit_lock);
    catalog_abandon(change);
    return false;
  }
  pthread_rwlock_wrlock(&catalog->lock);
  for (int i = 0; i < change->edit_count; i++)
    state_apply(catalog, &change->edits[i]);
  if (change->retention_days != RETENTION_UNCHANGED)
    catalog->retention_days = change->retention_days;
  if (change->sets_collation)
    catalog->default_collation = change->default_collation;
  if (change->sets_parameters) {
    buf_reset(&catalog->parameters);
    buf_add_text(&catalog->parameters, buf_text(&change->parameters));
  }
  atomic_fetch_add(&catalog->version, 1);
  pthread_rwlock_unlock(&catalog->lock);
  pthread_mutex_unlock(&catalog->commit_lock);
  end_change(change);
  return true;
}

/* ---- for the files that make changes ---- */

void change_record(struct catalog_change *change, struct object *old, struct object *new)
{
  if (change->edit_count == change->edit_room) {
    change->edit_room = change->edit_room ? change->edit_room * 2 : 4;
    change->edits = realloc(change->edits,
                            (size_t)change->edit_room * sizeof *change->edits);
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

static struct map *map_of(const struct schema *schema, enum kind kind)
{
  switch (kind) {
  case KIND_TABLE:
  case KIND_VIEW: return schema->tables;
  case KIND_SEQUENCE: return schema->sequences;
  case KIND_FUNCTION: return schema->functions;
  case KIND_FILE_FORMAT: return schema->formats;
  case KIND_STAGE: return schema->stages;
  case KIND_PIPE: return schema->pipes;
  case KIND_DATABASE:
  case KIND_SCHEMA:
  case KIND_VOLUME:
  case KIND_WAREHOUSE: break;
  }
  return NULL;
}

/* A session's own object hides the one that all see. */
static struct object *find_named(struct catalog_change *change, enum kind kind,
                                 int64_t schema_id, struct text name, enum which which)
{
  struct schema *schema = (struct schema *)state_by_id(change->catalog, schema_id);
  struct object *found = NULL;

  if (which != WHICH_PERMANENT)
    found = state_temporary_of(change->catalog, kind, change->session_id, schema_id,
                               name);
  if (!found && which != WHICH_TEMPORARY && schema)
    found = map_get(map_of(schema, kind), name);
  return found;
}

static struct object *find_committed(struct catalog_change *change, enum kind kind,
                                     int64_t parent_id, struct text name,
                                     enum which which)
{
  struct catalog *catalog = change->catalog;
  struct object *parent = state_by_id(catalog, parent_id);

  switch (kind) {
  case KIND_DATABASE: return map_get(catalog->databases, name);
  case KIND_WAREHOUSE: return map_get(catalog->warehouses, name);
  case KIND_VOLUME: return map_get(catalog->volumes, name);
  case KIND_SCHEMA:
    return parent ? map_get(((struct database *)parent)->schemas, name) : NULL;
  case KIND_SEQUENCE:
    return parent ? map_get(((struct schema *)parent)->sequences, name) : NULL;
  case KIND_TABLE:
  case KIND_VIEW:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
  case KIND_FUNCTION: return find_named(change, kind, parent_id, name, which);
  }
  return NULL;
}

struct object *change_find(struct catalog_change *change, enum kind kind,
                           int64_t parent_id, struct text name, enum which which)
{
  struct object *found = find_committed(change, kind, parent_id, name, which);

  for (int i = 0; i < change->edit_count; i++) {
    struct edit edit = change->edits[i];

    if (found && edit.old == found)
      found = NULL;
    if (edit.new && !edit.new->dropped_ms && same_name_space(edit.new->kind, kind) &&
        edit.new->parent_id == parent_id &&text_equal(edit.new->name, name) &&
        is_which(edit.new, which))
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

    plain = plain &&
            ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$');
  }
  if (plain) {
    buf_add_text(buf, part);
    return;
  }
  buf_add_identifier(buf, part);
}

/* A function's types stand behind its name without quotes. */
void change_print_path(struct buf *buf, enum kind kind, struct path path)
{
  struct text called = kind == KIND_FUNCTION ? name_without_types(path.name) : path.name;
  struct text parts[] = { path.database, path.schema, called };

  for (int i = 0; i < 3; i++) {
    if (!parts[i].len)
      continue;
    if (buf->len)
      buf_add_char(buf, '.');
    print_part(buf, parts[i]);
  }
  buf_add_text(buf, text_slice(path.name, called.len, path.name.len));
}

bool change_missing(enum kind kind, struct path path, struct err *err)
{
  struct buf name;

  buf_init(&name);
  change_print_path(&name, kind, path);
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\n%s '" TEXT_FMT "' does not exist or not authorized.",
          kinds[kind].word, TEXT_ARG(buf_text(&name)));
  buf_clear(&name);
  return err_set_state(err, kinds[kind].missing_state);
}

bool change_exists(struct text name, struct err *err)
{
  struct buf printed;

  buf_init(&printed);
  print_part(&printed, name);
  err_set(err, ERR_OBJECT_EXISTS,
          "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
          TEXT_ARG(buf_text(&printed)));
  buf_clear(&printed);
  return false;
}

struct database *change_database(struct catalog_change *change, struct text name)
{
  return (struct database *)change_find(change, KIND_DATABASE, 0, name, WHICH_ANY);
}

bool change_schema(struct catalog_change *change, struct text database,
                   struct text schema, struct schema **found, struct err *err)
{
  struct database *parent = change_database(change, database);

  if (!parent)
    return change_missing(KIND_DATABASE, (struct path){ .database = database }, err);
  *found = (struct schema *)change_find(change, KIND_SCHEMA, parent->object.id, schema,
                                        WHICH_ANY);
  if (!*found)
    return change_missing(KIND_SCHEMA, (struct path){ database, schema, { 0 } }, err);
  return true;
}

/* The object that holds the path's last part: 0 for the account. */
bool change_parent(struct catalog_change *change, enum kind kind, struct path path,
                   int64_t *parent_id, struct err *err)
{
  struct database *database;
  struct schema *schema;

  *parent_id = 0;
  switch (kind) {
  case KIND_DATABASE:
  case KIND_VOLUME:
  case KIND_WAREHOUSE: return true;
  case KIND_SCHEMA:
    database = change_database(change, path.database);
    if (!database)
      return change_missing(KIND_DATABASE, (struct path){ .database = path.database },
                            err);
    *parent_id = database->object.id;
    return true;
  case KIND_TABLE:
  case KIND_VIEW:
  case KIND_SEQUENCE:
  case KIND_FUNCTION:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
    if (!change_schema(change, path.database, path.schema, &schema, err))
      return false;
    *parent_id = schema->object.id;
    return true;
  }
  return false;
}

/* The last part of a path: a schema's is its `schema`. */
struct text change_last_part(enum kind kind, struct path path)
{
  return kind == KIND_SCHEMA ? path.schema : path.name;
}

struct object *change_object(struct catalog_change *change, enum kind kind,
                             struct path path, struct err *err)
{
  struct object *object;
  int64_t parent_id;

  if (!change_parent(change, kind, path, &parent_id, err))
    return NULL;
  object = change_find(change, kind, parent_id, change_last_part(kind, path), WHICH_ANY);
  if (!object || !same_session(change, object)) {
    change_missing(kind, path, err);
    return NULL;
  }
  if (object->kind == kind)
    return object;
  err_set(
    err, ERR_WRONG_KIND,
    "SQL compilation error:\nObject found is of type '%s', not specified type '%s'.",
    kinds[object->kind].upper, kinds[kind].upper);
  return NULL;
}

static bool check_name(struct text name, struct err *err)
{
  if (text_count_chars(name) <= MOST_NAME_CHARS)
    return true;
  return err_set(err, ERR_NAME_TOO_LONG,
                 "SQL compilation error:\nObject name '" TEXT_FMT
                 "' exceeds maximum length limit of %d characters.",
                 TEXT_ARG(name), MOST_NAME_CHARS);
}

static bool check_names(const struct object *object, struct err *err)
{
  const struct table *table = (const struct table *)object;

  if (object->kind == KIND_FUNCTION)
    return check_name(((const struct function *)object)->called, err);
  if (!check_name(object->name, err))
    return false;
  if (object->kind != KIND_TABLE && object->kind != KIND_VIEW)
    return true;
  for (int i = 0; i < table->column_count; i++)
    if (!check_name(table->columns[i].name, err))
      return false;
  for (int i = 0; i < table->constraint_count; i++)
    if (!check_name(table->constraints[i].name, err))
      return false;
  return true;
}

/* "Insufficient privileges to operate on database 'SNOWFLAKE'." */
bool change_is_allowed(const struct catalog_change *change, const struct object *object,
                       struct err *err)
{
  const struct object *parent = state_by_id(change->catalog, object->parent_id);
  const struct object *own = object->id < 0 ? object : parent;

  if (!own || own->id >= 0)
    return true;
  return err_set(
    err, ERR_NOT_AUTHORIZED,
    "SQL access control error:\nInsufficient privileges to operate on %s '" TEXT_FMT "'.",
    own->kind == KIND_DATABASE ? "database" : "schema", TEXT_ARG(own->name));
}

bool change_insert(struct catalog_change *change, struct object *object, struct err *err)
{
  struct buf sql;

  change_record(change, NULL, object);
  if (!change_is_allowed(change, object, err) || !check_names(object, err) ||
      !change_check_retention(object, err))
    return false;
  buf_init(&sql);
  if (change_is_stored(object))
    store_insert(&sql, object);
  return change_run(change, &sql, err);
}

bool change_replace(struct catalog_change *change, struct object *old, struct object *new,
                    struct err *err)
{
  struct buf sql;

  new->altered_ms = change->now_ms;
  change_record(change, old, new);
  if (!change_is_allowed(change, old, err) || !change_is_allowed(change, new, err) ||
      !check_names(new, err) || !change_check_retention(new, err))
    return false;
  buf_init(&sql);
  if (change_is_stored(old)) {
    store_delete(&sql, old);
    store_insert(&sql, new);
  }
  return change_run(change, &sql, err);
}
