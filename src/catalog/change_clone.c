/* change_clone.c: copies of whole databases and schemas, with all that is in them. */
#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/table_copy.h"

/* Where the copies go, and from where. Texts of names are the change's. */
struct clone {
  struct catalog_change *change;
  struct text from_database, from_schema; /* from_schema empty: a whole database. */
  struct text to_database, to_schema;     /* The schema being filled. */
  bool transient;
};

/* ---- names inside what is copied ---- */

/* Whether a place is inside what is being copied, so that its copy is meant from now on. */
static bool is_inside(const struct clone *clone, struct text database, struct text schema)
{
  return text_equal(database, clone->from_database) &&
         (!clone->from_schema.len || text_equal(schema, clone->from_schema));
}

/* A foreign key between two tables that are both copied is one between the copies. */
static void move_keys(const struct clone *clone, struct table *table)
{
  for (int i = 0; i < table->constraint_count; i++) {
    struct table_constraint *key = &table->constraints[i];

    if (key->kind != KEY_FOREIGN || !is_inside(clone, key->ref_database, key->ref_schema))
      continue;
    if (key->ref_id > 0)
      key->ref_id = 0; /* The copy, by its name. */
    object_set_text(&key->ref_database, clone->to_database);
    if (clone->from_schema.len)
      object_set_text(&key->ref_schema, clone->to_schema);
  }
}

/* DEFAULT db.schema.seq.NEXTVAL: the copy's default takes from the copy of the sequence. */
static void move_default(const struct clone *clone, struct column *column)
{
  struct path from = { clone->from_database, clone->from_schema, { 0 } };
  struct path to = { clone->to_database, { 0 }, { 0 } };
  struct buf old, new;

  if (clone->from_schema.len)
    to.schema = clone->to_schema;
  buf_init(&old);
  buf_init(&new);
  change_print_path(&old, KIND_SCHEMA, from);
  buf_add_char(&old, '.');
  if (text_ends_with(column->default_sql, ".NEXTVAL") &&
      column->default_sql.len > old.len &&
      text_equal(text_slice(column->default_sql, 0, old.len), buf_text(&old))) {
    change_print_path(&new, KIND_SCHEMA, to);
    buf_add_char(&new, '.');
    buf_add_text(&new, text_slice(column->default_sql, old.len, column->default_sql.len));
    object_set_text(&column->default_sql, buf_text(&new));
  }
  buf_clear(&old);
  buf_clear(&new);
}

/* ---- one object ---- */

/* The copy is of who makes it. */
static void disown(struct object *object)
{
  object_set_text(&object->owner, (struct text){ 0 });
}

/* docs.snowflake.com/en/user-guide/tables-hybrid-clone: databases are cloned with them, schemas not. */
static bool may_clone(const struct clone *clone, const struct table *from,
                      struct err *err)
{
  return from->variety != TABLE_HYBRID || !clone->from_schema.len ||
         err_set(err, ERR_HYBRID_FEATURE,
                 "This feature is not supported for hybrid tables: 'CLONE'.");
}

static bool clone_table(const struct clone *clone, const struct table *from,
                        struct err *err)
{
  struct table *spec;
  bool made, ok;
  int64_t id;

  if (from->variety == TABLE_EXTERNAL)
    return true; /* Stays behind. (docs.snowflake.com/en/sql-reference/sql/create-clone) */
  if (!may_clone(clone, from, err))
    return false;
  spec = (struct table *)object_copy(&from->object);
  disown(&spec->object);
  if (spec->variety == TABLE_DYNAMIC)
    spec->suspended = true; /* Until somebody resumes it. */
  move_keys(clone, spec);
  for (int i = 0; i < spec->column_count; i++)
    move_default(clone, &spec->columns[i]);
  if (clone->transient && spec->persistence == TABLE_PERMANENT)
    spec->persistence = TABLE_TRANSIENT;
  if (spec->persistence != TABLE_PERMANENT && spec->retention_days > 1)
    spec->retention_days = 1;
  ok = catalog_create_table(clone->change, clone->to_database, clone->to_schema, spec,
                            (struct create_mode){ 0 }, &made, &id, err) &&
       (from->object.kind == KIND_VIEW ||
        table_copy_rows(clone->change->connection, from, id, false, err));
  object_free(&spec->object);
  return ok;
}

static bool clone_sequence(const struct clone *clone, const struct sequence *from,
                           struct err *err)
{
  struct sequence *spec = (struct sequence *)object_copy(&from->object);
  bool made, ok;

  disown(&spec->object);
  ok = catalog_clone_sequence(clone->change, from, clone->to_database, clone->to_schema,
                              spec, (struct create_mode){ 0 }, &made, err);
  object_free(&spec->object);
  return ok;
}

static bool clone_function(const struct clone *clone, const struct function *from,
                           struct err *err)
{
  struct function *spec = (struct function *)object_copy(&from->object);
  bool made, ok;

  disown(&spec->object);
  ok = catalog_create_function(clone->change, clone->to_database, clone->to_schema, spec,
                               false, (struct create_mode){ 0 }, &made, err);
  object_free(&spec->object);
  return ok;
}

static bool clone_format(const struct clone *clone, const struct named_format *from,
                         struct err *err)
{
  struct named_format *spec = (struct named_format *)object_copy(&from->object);
  bool made, ok;

  disown(&spec->object);
  ok = catalog_create_format(clone->change, clone->to_database, clone->to_schema, spec,
                             false, (struct create_mode){ 0 }, &made, err);
  object_free(&spec->object);
  return ok;
}

/* Internal stages stay behind, with their files.
 * (docs.snowflake.com/en/sql-reference/sql/create-clone) */
static bool clone_stage(const struct clone *clone, const struct stage *from,
                        struct err *err)
{
  struct stage *spec;
  bool made, ok;

  if (!from->url.len)
    return true;
  spec = (struct stage *)object_copy(&from->object);
  disown(&spec->object);
  ok = catalog_create_stage(clone->change, clone->to_database, clone->to_schema, spec,
                            false, (struct create_mode){ 0 }, &made, err);
  object_free(&spec->object);
  return ok;
}

/* A pipe over an internal stage is not cloned; others stay paused until they are resumed.
 * (docs.snowflake.com/en/sql-reference/sql/create-clone) */
static bool clone_pipe(const struct clone *clone, const struct pipe *from,
                       struct err *err)
{
  struct pipe *spec;
  bool made, ok;

  if (!from->is_external)
    return true;
  spec = (struct pipe *)object_copy(&from->object);
  disown(&spec->object);
  spec->paused = true;
  ok = catalog_create_pipe(clone->change, clone->to_database, clone->to_schema, spec,
                           (struct create_mode){ 0 }, &made, err);
  object_free(&spec->object);
  return ok;
}

static bool clone_object(const struct clone *clone, const struct object *object,
                         struct err *err)
{
  switch (object->kind) {
  case KIND_TABLE:
  case KIND_VIEW: return clone_table(clone, (const struct table *)object, err);
  case KIND_SEQUENCE: return clone_sequence(clone, (const struct sequence *)object, err);
  case KIND_FUNCTION: return clone_function(clone, (const struct function *)object, err);
  case KIND_FILE_FORMAT:
    return clone_format(clone, (const struct named_format *)object, err);
  case KIND_STAGE: return clone_stage(clone, (const struct stage *)object, err);
  case KIND_PIPE: return clone_pipe(clone, (const struct pipe *)object, err);
  case KIND_DATABASE:
  case KIND_SCHEMA:
  case KIND_VOLUME:
  case KIND_WAREHOUSE: break;
  }
  return err_set(err, ERR_INTERNAL, "A schema holds what cannot be cloned.");
}

static bool clone_all(const struct clone *clone, const struct map *map, struct err *err)
{
  const struct object *object;

  for (size_t at = 0; map && (object = map_next(map, &at, NULL));)
    if (!clone_object(clone, object, err))
      return false;
  return true;
}

static bool clone_content(const struct clone *clone, const struct schema *from,
                          struct err *err)
{
  return clone_all(clone, from->sequences, err) && clone_all(clone, from->tables, err) &&
         clone_all(clone, from->functions, err) && clone_all(clone, from->formats, err) &&
         clone_all(clone, from->stages, err) && clone_all(clone, from->pipes, err);
}

/* ---- schemas and databases ---- */

/* The change's lock keeps the source as it is; CREATE OR REPLACE s CLONE s reads the old one. */
bool catalog_clone_schema(struct catalog_change *change, struct path from,
                          struct text database, const struct schema *spec,
                          struct create_mode mode, bool *made, struct err *err)
{
  struct clone clone = { .change = change,
                         .from_database = from.database,
                         .from_schema = from.schema,
                         .to_database = database,
                         .to_schema = spec->object.name,
                         .transient = spec->transient };
  struct schema *source;

  return change_schema(change, from.database, from.schema, &source, err) &&
         catalog_create_schema(change, database, spec, mode, made, err) &&
         (!*made || clone_content(&clone, source, err));
}

static bool clone_schema_of(struct clone *clone, const struct schema *from,
                            struct err *err)
{
  struct schema *spec = (struct schema *)object_copy(&from->object);
  bool made, ok;

  disown(&spec->object);
  spec->transient |= clone->transient;
  if (spec->transient && spec->retention_days > 1)
    spec->retention_days = 1;
  clone->to_schema = from->object.name;
  ok = catalog_create_schema(clone->change, clone->to_database, spec,
                             (struct create_mode){ 0 }, &made, err) &&
       clone_content(clone, from, err);
  object_free(&spec->object);
  return ok;
}

bool catalog_clone_database(struct catalog_change *change, struct text from,
                            const struct database *spec, struct create_mode mode,
                            bool *made, struct err *err)
{
  struct database *source = change_database(change, from);
  struct clone clone = { .change = change,
                         .from_database = from,
                         .to_database = spec->object.name,
                         .transient = spec->transient };
  struct object *object;
  const struct schema *schema;

  if (!source)
    return change_missing(KIND_DATABASE, (struct path){ .database = from }, err);
  if (!change_create_database(change, spec, mode, &object, err))
    return false;
  *made = object != NULL;
  for (size_t at = 0;
       object && source->schemas && (schema = map_next(source->schemas, &at, NULL));)
    if (!clone_schema_of(&clone, schema, err))
      return false;
  return true;
}
