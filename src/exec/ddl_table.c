/* ddl_table.c: CREATE TABLE: from columns, LIKE, CLONE and AS SELECT. */
#include "base/clock.h"
#include "bind/virtual_column.h"
#include "catalog/table_copy.h"
#include "exec/ddl_columns.h"
#include "exec/ddl_hybrid.h"
#include "exec/ddl_objects.h"
#include "exec/ddl_or_alter.h"
#include "exec/ddl_stage.h"
#include "exec/dynamic_table.h"
#include "exec/event_table.h"
#include "exec/external_table.h"
#include "exec/hybrid_check.h"
#include "exec/iceberg_table.h"
#include "exec/property.h"
#include "exec/table_template.h"

static bool refuse_variants(const struct create *create, struct err *err)
{
  if (create->or_alter && (create->query || create->like || create->clone))
    return ddl_unsupported("CREATE OR ALTER TABLE of another table or query", err);
  if (create->or_alter && create->hybrid)
    return ddl_unsupported("CREATE OR ALTER HYBRID TABLE", err);
  if (create->hybrid && !hybrid_may_create(create, err))
    return false;
  if (create->external &&
      (create->or_alter || create->query || create->like || create->clone))
    return ddl_unsupported("EXTERNAL TABLE of another table or query", err);
  if (create->dynamic && (create->like || create->clone))
    return ddl_unsupported("DYNAMIC TABLE of another table", err);
  if (create->clone_at)
    return ddl_unsupported("CLONE AT | BEFORE", err);
  return true;
}

static enum persistence persistence_of(enum table_persistence written)
{
  switch (written) {
  case PERSIST_PERMANENT: return TABLE_PERMANENT;
  case PERSIST_TRANSIENT: return TABLE_TRANSIENT;
  case PERSIST_TEMPORARY: return TABLE_TEMPORARY;
  }
  return TABLE_PERMANENT;
}

/* ---- AS SELECT ---- */

static struct type settled(struct type type)
{
  return type.kind == TYPE_UNKNOWN ? type_of(TYPE_VARCHAR) : type;
}

static bool column_from_query(struct ddl *ddl, const struct statement *statement,
                              const struct column_def *def,
                              const struct bound_column *bound, struct column *column,
                              struct err *err)
{
  if (def && def->generated)
    return ddl_unsupported("CREATE TABLE AS SELECT with a virtual column", err);
  if (def && def->type)
    return column_build(ddl, statement, def, column, err);
  *column = (struct column){ .name = def ? def->name.name : bound->name };
  column_take_type(ddl, column, settled(bound->type));
  if (!def)
    return true;
  column->comment = def->comment;
  column->stored.not_null = def->not_null;
  return true;
}

static bool columns_from_query(struct ddl *ddl, const struct statement *statement,
                               struct table *table, struct err *err)
{
  const struct create *create = statement->create;
  const struct list *defs = &create->columns;
  struct bound_query *query;

  if (!defs->count && !columns_are_named(create->query, err))
    return false;
  query = pipeline_describe(ddl->run, create->query, err);
  if (!query)
    return false;
  if (defs->count && defs->count != query->column_count)
    return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                   "SQL compilation error:\nInvalid column definition list");
  table->column_count = query->column_count;
  table->columns = ARENA_ARRAY(ddl->arena, (size_t)query->column_count, struct column);
  for (int i = 0; i < query->column_count; i++) {
    if (!column_from_query(ddl, statement, defs->count ? defs->at[i] : NULL,
                           &query->columns[i], &table->columns[i], err))
      return false;
    table->columns[i].stored.id = i + 1;
  }
  return columns_differ(table, err);
}

static void set_widths(struct table *table, bool wide)
{
  for (int i = 0; i < table->column_count; i++) {
    struct storage_column *column = &table->columns[i].stored;

    column->int_bytes = storage_first_bytes(column->type);
    if (wide && column->int_bytes == 8 && column->type.precision > 18)
      column->int_bytes = 16;
  }
}

/* ---- LIKE and CLONE ---- */

/* The change's lock keeps the source as it is until the change ends. */
static const struct table *find_source(struct ddl *ddl, const struct create *create,
                                       struct err *err)
{
  const struct name *name = create->clone ? create->clone : create->like;
  struct object *object;
  struct path path;

  if (!ddl_path(ddl, name, KIND_TABLE, &path, err))
    return NULL;
  object = ddl_find(ddl, KIND_TABLE, path, err);
  if (!object || object->kind == KIND_TABLE)
    return (struct table *)object;
  err_set(
    err, ERR_WRONG_KIND,
    "SQL compilation error:\nObject found is of type 'VIEW', not specified type 'TABLE'.");
  return NULL;
}

/* A table in a transient schema is transient whatever is said. */
static bool is_permanent(struct ddl *ddl, struct path path, const struct table *table)
{
  const struct schema *schema;
  struct err ignored = { 0 };

  if (table->persistence != TABLE_PERMANENT)
    return false;
  schema = (const struct schema *)ddl_find(ddl, KIND_SCHEMA, path, &ignored);
  err_clear(&ignored);
  return !schema || !schema->transient;
}

static bool columns_from_table(struct ddl *ddl, const struct create *create,
                               struct path path, const struct table *source,
                               struct table *table, struct err *err)
{
  if (create->clone && source->object.session_id && table->persistence == TABLE_PERMANENT)
    return err_set(
      err, ERR_UNSUPPORTED,
      "SQL compilation error:\nTemp table cannot be cloned to a permanent table; "
      "clone to a transient table instead.");
  if (create->clone && source->persistence == TABLE_TRANSIENT &&
      is_permanent(ddl, path, table))
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nTransient object cannot be cloned to a "
                   "permanent object.");
  table->column_count = source->column_count;
  table->columns = ARENA_ARRAY(ddl->arena, (size_t)source->column_count, struct column);
  for (int i = 0; i < source->column_count; i++) {
    table->columns[i] = source->columns[i];
    /* LIKE counts from the start again; a clone goes on where its source is. */
    if (create->like)
      table->columns[i].sequence_id = 0;
  }
  if (source->variety == TABLE_EXTERNAL)
    return ddl_unsupported("LIKE and CLONE of an external table", err);
  if (create->clone &&
      (source->variety == TABLE_DYNAMIC || source->variety == TABLE_ICEBERG ||
       source->variety == TABLE_EVENT))
    return ddl_unsupported("CLONE of a dynamic, Iceberg or event table", err);
  if (create->clone && source->variety == TABLE_HYBRID)
    return hybrid_refuses("CLONE", err);
  if (!hybrid_like(ddl, source, table, err))
    return false;
  if (!table->cluster_by.at)
    table->cluster_by = source->cluster_by;
  if (create->clone && !table->object.comment.at)
    table->object.comment = source->object.comment;
  if (!table->stage_file_format.len)
    table->stage_file_format = source->stage_file_format;
  if (!table->stage_copy_options.len)
    table->stage_copy_options = source->stage_copy_options;
  return true;
}

/* ---- making ---- */

/* What came of it. */
struct made {
  bool made;
  int64_t id, rows;
};

static bool make(struct ddl *ddl, const struct create *create, struct path path,
                 struct table *table, struct made *made, struct err *err)
{
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  const struct table *source = NULL;
  bool temporary = table->persistence == TABLE_TEMPORARY;
  struct table filled;

  if (create->like || create->clone) {
    source = find_source(ddl, create, err);
    if (!source || !columns_from_table(ddl, create, path, source, table, err))
      return false;
  }
  if (create->or_replace && !hybrid_may_drop(ddl, path, false, err))
    return false;
  if (!catalog_create_table(ddl->change, path.database, path.schema, table, mode,
                            &made->made, &made->id, err))
    return false;
  if (!made->made)
    return true;
  if (table->variety == TABLE_EXTERNAL)
    return external_created(ddl, table, made->id, err);
  if (create->clone)
    return table_copy_rows(ddl->session->connection, source, made->id, temporary, err);
  if (!create->query || table->uninitialized)
    return true;
  if (!pipeline_fill(ddl->run, made->id, temporary, table->columns, table->column_count,
                     create->query, &made->rows, err))
    return false;
  filled = *table;
  filled.object.id = made->id;
  return filled.variety != TABLE_HYBRID ||
         hybrid_check_table(ddl->arena, ddl->catalog, ddl->session->connection, &filled,
                            err);
}

static bool make_in_change(struct ddl *ddl, const struct create *create, struct path path,
                           struct table *table, struct made *made, struct err *err)
{
  return ddl_begin(ddl, err) &&
         ddl_end(ddl, make(ddl, create, path, table, made, err), err);
}

/* Values that do not fit into 64 bits make the whole statement start again with wider columns. */
static bool make_fitting(struct ddl *ddl, const struct create *create, struct path path,
                         struct table *table, struct made *made, struct err *err)
{
  bool ok;

  if (!create->query)
    return make_in_change(ddl, create, path, table, made, err);
  set_widths(table, false);
  if (make_in_change(ddl, create, path, table, made, err))
    return true;
  if (!engine_error_wants_wide(err))
    return false;
  err_clear(err);
  set_widths(table, true);
  ddl->run->wide = true;
  ok = make_in_change(ddl, create, path, table, made, err);
  ddl->run->wide = false;
  return ok;
}

static bool describe(struct ddl *ddl, const struct statement *statement, struct path path,
                     struct table *table, struct err *err)
{
  const struct create *create = statement->create;

  if (create->like || create->clone)
    return true; /* Inside the change, where the source cannot move. */
  if (table->variety == TABLE_EVENT || table->variety == TABLE_EXTERNAL)
    return true;
  if (create->query ? !columns_from_query(ddl, statement, table, err)
                    : !columns_build(ddl, statement, &create->columns, table, err))
    return false;
  if (!table->column_count)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nMissing column specification");
  return constraints_build(ddl, path, table, create, err) &&
         hybrid_settle(ddl, path, table, err) &&
         (!create->hybrid || !table_has_virtual(table) ||
          ddl_unsupported("virtual columns of a HYBRID TABLE", err)) &&
         columns_virtual_are_nullable(table, err) &&
         columns_cluster(table, create->cluster_by, err);
}

static bool alter_instead(struct ddl *ddl, const struct statement *statement,
                          struct path path, const struct table *table, struct err *err)
{
  return ddl_begin(ddl, err) &&
         ddl_end(ddl, table_alter_to(ddl, statement, path, table, err), err) &&
         ddl_done(ddl);
}

static enum table_variety variety_of(const struct create *create)
{
  enum table_variety variety = TABLE_STANDARD;

  table_words(create->kind_words, &variety);
  return create->hybrid                                ? TABLE_HYBRID
         : create->dynamic && variety != TABLE_ICEBERG ? TABLE_DYNAMIC
                                                       : variety;
}

/* Of its own variety. */
static bool set_own_option(struct ddl *ddl, struct table *table,
                           const struct option *option, bool *taken, struct err *err)
{
  switch (table->variety) {
  case TABLE_DYNAMIC: return dynamic_set(ddl, table, option, taken, err);
  case TABLE_ICEBERG: return iceberg_set(ddl, table, option, taken, err);
  case TABLE_EXTERNAL: return external_set(ddl, table, option, taken, err);
  case TABLE_STANDARD:
  case TABLE_HYBRID:
  case TABLE_EVENT: break;
  }
  return true;
}

static bool settle_variety(struct ddl *ddl, const struct statement *statement,
                           struct path path, struct table *table, struct err *err)
{
  const struct create *create = statement->create;

  switch (table->variety) {
  case TABLE_DYNAMIC: return dynamic_settle(ddl, create, path, table, err);
  case TABLE_ICEBERG: return iceberg_settle(create, table, err);
  case TABLE_EVENT: return event_table_columns(ddl, create, table, err);
  case TABLE_EXTERNAL: return external_columns(ddl, statement, path, table, err);
  case TABLE_STANDARD:
  case TABLE_HYBRID: break;
  }
  return true;
}

static const char *word_of(const struct table *table)
{
  switch (table->variety) {
  case TABLE_DYNAMIC: return "Dynamic table";
  case TABLE_ICEBERG: return "Iceberg table";
  case TABLE_EVENT: return "Event table";
  case TABLE_EXTERNAL: return "External table";
  case TABLE_STANDARD:
  case TABLE_HYBRID: break;
  }
  return "Table";
}

static bool set_options(struct ddl *ddl, const struct create *create, struct table *table,
                        struct err *err)
{
  for (int i = 0; i < create->options.count; i++) {
    const struct option *option = create->options.at[i];
    bool taken = false;

    if (!set_own_option(ddl, table, option, &taken, err) ||
        (!taken && !table_stage_set(ddl, table, option, &taken, err)))
      return false;
    if (!taken && !property_set(ddl->run, KIND_TABLE, &table->object, option, err))
      return false;
  }
  return true;
}

static bool create_of(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct create *create = statement->create;
  struct table table = { .object = { .kind = KIND_TABLE },
                         .persistence = persistence_of(create->persistence),
                         .variety = variety_of(create) };
  struct path path;
  struct made made = { 0 };

  if (!refuse_variants(create, err) ||
      !ddl_own_path(ddl, create->name, KIND_TABLE, &path, err))
    return false;
  property_defaults(KIND_TABLE, &table.object);
  if (table.variety == TABLE_EXTERNAL)
    table.refreshed_ms = clock_now_ms(); /* REFRESH_ON_CREATE may take it back. */
  table.object.name = path.name;
  if (create->cluster_by)
    table.cluster_by = ddl_cluster_text(ddl, statement, create->cluster_by);
  if (!set_options(ddl, create, &table, err) ||
      !settle_variety(ddl, statement, path, &table, err))
    return false;
  catalog_read(ddl->catalog);
  columns_default_collation(ddl, path, &table);
  catalog_read_end(ddl->catalog);
  if (!describe(ddl, statement, path, &table, err))
    return false;
  if (create->or_alter && ddl_is_there(ddl, KIND_TABLE, path))
    return alter_instead(ddl, statement, path, &table, err);
  if (!make_fitting(ddl, create, path, &table, &made, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  if (table.variety == TABLE_DYNAMIC && made.made && !table.uninitialized)
    dynamic_created(ddl, path, &table, made.id, made.rows);
  if (create->query && made.made) { /* Its answer counts rows as an INSERT's does. */
    ddl->outcome->is_dml = true;
    ddl->outcome->rows_inserted = made.rows;
  }
  return ddl_created(ddl, word_of(&table), path.name, made.made);
}

/* USING TEMPLATE is the same statement with the columns written out. */
bool create_table(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct create *create = statement->create;
  struct statement written = *statement;
  struct create made = *create;

  if (!create->more || !create->more->template)
    return create_of(ddl, statement, err);
  if (!table_template_columns(ddl->run, create->more->template,
                              variety_of(create) == TABLE_EXTERNAL, &made.columns, err))
    return false;
  written.create = &made;
  return create_of(ddl, &written, err);
}
