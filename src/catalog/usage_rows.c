/* usage_rows.c: the rows of ACCOUNT_USAGE's views, each cell in the order of usage_table.c.
 *
 * Snowflake's views also keep what was dropped during a year; here they show what exists, and what
 * was dropped for as long as it can come back. */
#include "catalog/usage_rows.h"

#include <string.h>

/* Those that are there, and behind them those of a kind that were dropped and are kept. */
static void *with_dropped(struct view_scope *scope, const void *there, int *count,
                          enum kind kind, int64_t parent_id)
{
  int dropped_count;
  struct object **dropped = catalog_dropped(
    scope->catalog, kind, parent_id, scope->session_id, scope->arena, &dropped_count);
  struct object **all = ARENA_ARRAY(scope->arena, (size_t)(*count + dropped_count),
                                    struct object *);

  if (*count)
    memcpy(all, there, (size_t)*count * sizeof *all);
  if (dropped_count)
    memcpy(all + *count, dropped, (size_t)dropped_count * sizeof *all);
  *count += dropped_count;
  return all;
}

static struct table **tables_of(struct view_scope *scope, struct schema *schema,
                                int *count)
{
  struct table **there = catalog_tables(scope->catalog, schema, scope->session_id,
                                        scope->arena, count);

  return with_dropped(scope, there, count, KIND_TABLE, schema->object.id);
}

/* When it was dropped, or what it is in. */
static void deleted(struct view_scope *scope, const struct object *object)
{
  int64_t dropped_ms = catalog_dropped_ms(scope->catalog, object);

  if (dropped_ms)
    sheet_time(&scope->sheet, dropped_ms);
  else
    sheet_null(&scope->sheet, 1);
}

/* A number and a name, of an object and of where it is. */
static void number_and_name(struct sheet *sheet, const struct object *object)
{
  sheet_int(sheet, object->id);
  sheet_text(sheet, object->name);
}

static void place(struct view_scope *scope, const struct object *object,
                  const struct schema *schema)
{
  number_and_name(&scope->sheet, object);
  number_and_name(&scope->sheet, &schema->object);
  number_and_name(&scope->sheet, &scope->database->object);
}

/* ---- databases and schemas ---- */

static void database_row(struct view_scope *scope)
{
  const struct database *database = scope->database;
  struct sheet *sheet = &scope->sheet;

  number_and_name(sheet, &database->object);
  sheet_text(sheet, database->object.owner);
  sheet_yes(sheet, database->transient);
  sheet_text(sheet, database->object.comment);
  view_dates(sheet, &database->object);
  deleted(scope, &database->object);
  sheet_int(sheet, catalog_retention(scope->catalog, &database->object));
  sheet_null(sheet, 1);
  sheet_string(sheet, database->object.id < 0 ? "APPLICATION" : "STANDARD");
  sheet_string(sheet, database->object.id < 0 ? NULL : "ROLE");
}

static void schema_row(struct view_scope *scope, const struct schema *schema)
{
  struct sheet *sheet = &scope->sheet;

  number_and_name(sheet, &schema->object);
  number_and_name(sheet, &scope->database->object);
  sheet_text(sheet, schema->object.owner);
  sheet_int(sheet, catalog_retention(scope->catalog, &schema->object));
  sheet_yes(sheet, schema->transient);
  sheet_yes(sheet, schema->managed_access);
  sheet_null(sheet, 4);
  sheet_text(sheet, schema->object.comment);
  view_dates(sheet, &schema->object);
  deleted(scope, &schema->object);
  sheet_string(sheet, schema->object.id < 0 ? NULL : "ROLE");
}

/* ---- what is in a schema ---- */

static void sequence_rows(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct sequence **all = catalog_sequences(schema, scope->arena, &count);
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < count; i++) {
    const struct sequence *sequence = all[i];

    place(scope, &sequence->object, schema);
    view_sequence_facts(sheet, sequence);
    view_dates(sheet, &sequence->object);
    deleted(scope, &sequence->object);
    sheet_text(sheet, sequence->object.comment);
    sheet_string(sheet, "ROLE");
  }
}

static void table_row(struct view_scope *scope, const struct schema *schema,
                      const struct table *table, int64_t rows)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, &table->object, schema);
  view_table_facts(scope, table, rows);
  deleted(scope, &table->object);
  sheet_yes(sheet, table->cluster_by.at);
  sheet_text(sheet, table->object.comment);
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
}

static bool table_rows(struct view_scope *scope, struct schema *schema,
                       struct engine_connection *connection, struct err *err)
{
  int count;
  struct table **all = tables_of(scope, schema, &count);
  int64_t *rows;

  if (!view_count_rows(scope, connection, all, count, &rows, err))
    return false;
  for (int i = 0; i < count; i++)
    table_row(scope, schema, all[i], rows[i]);
  return true;
}

static void view_row(struct view_scope *scope, const struct schema *schema,
                     const struct table *view)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, &view->object, schema);
  sheet_text(sheet, view->object.owner);
  sheet_text(sheet, view->view_source);
  sheet_string(sheet, "NONE");
  sheet_string(sheet, "NO");
  sheet_string(sheet, "NO");
  sheet_yes(sheet, view->secure);
  view_dates(sheet, &view->object);
  sheet_time(sheet, view->object.altered_ms);
  sheet_text(sheet, view->object.owner);
  deleted(scope, &view->object);
  sheet_text(sheet, view->object.comment);
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
}

static void column_row(struct view_scope *scope, const struct schema *schema,
                       const struct table *table, int at)
{
  const struct column *column = &table->columns[at];
  struct sheet *sheet = &scope->sheet;

  sheet_int(sheet, column->stored.id);
  sheet_text(sheet, column->name);
  place(scope, &table->object, schema);
  view_column_facts(sheet, column, at + 1);
  deleted(scope, &table->object);
  view_column_kind(sheet, column);
}

/* ---- everywhere ---- */

static void relation_rows(struct view_scope *scope, enum view_id view,
                          struct schema *schema)
{
  int count;
  struct table **all = tables_of(scope, schema, &count);

  for (int i = 0; i < count; i++) {
    if (view == VIEW_USAGE_VIEWS && all[i]->object.kind == KIND_VIEW)
      view_row(scope, schema, all[i]);
    for (int c = 0; view == VIEW_USAGE_COLUMNS && c < all[i]->column_count; c++)
      column_row(scope, schema, all[i], c);
  }
}

static bool rows_of_schema(struct view_scope *scope, enum view_id view,
                           struct schema *schema, struct engine_connection *connection,
                           struct err *err)
{
  switch (view) {
  case VIEW_USAGE_SCHEMATA: schema_row(scope, schema); break;
  case VIEW_USAGE_SEQUENCES: sequence_rows(scope, schema); break;
  case VIEW_USAGE_TABLES: return table_rows(scope, schema, connection, err);
  default: relation_rows(scope, view, schema); break;
  }
  return true;
}

bool usage_rows(struct view_scope *scope, enum view_id view,
                struct engine_connection *connection, struct err *err)
{
  int database_count;
  struct database **databases = catalog_databases(scope->catalog, scope->arena,
                                                  &database_count);

  databases = with_dropped(scope, databases, &database_count, KIND_DATABASE, 0);
  for (int d = 0; d < database_count; d++) {
    int schema_count;
    struct schema **schemas;

    scope->database = databases[d];
    if (view == VIEW_USAGE_DATABASES) {
      database_row(scope);
      continue;
    }
    schemas = catalog_schemas(scope->database, scope->arena, &schema_count);
    schemas = with_dropped(scope, schemas, &schema_count, KIND_SCHEMA,
                           scope->database->object.id);
    for (int s = 0; s < schema_count; s++)
      if (!rows_of_schema(scope, view, schemas[s], connection, err))
        return false;
  }
  return true;
}
