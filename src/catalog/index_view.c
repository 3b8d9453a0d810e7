/* index_view.c: INFORMATION_SCHEMA's rows of hybrid tables, their indexes, and event tables.
 * (docs.snowflake.com/en/sql-reference/info-schema/indexes, hybrid_tables, index_columns) */
#include "catalog/index_view.h"

#include "catalog/external_format.h"

#include "catalog/key_index.h"

static void place(struct view_scope *scope, const struct schema *schema,
                  const struct table *table)
{
  sheet_text(&scope->sheet, scope->database->object.name);
  sheet_text(&scope->sheet, schema->object.name);
  sheet_text(&scope->sheet, table->object.name);
}

static void table_row(struct view_scope *scope, const struct schema *schema,
                      const struct table *table, int64_t rows)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, schema, table);
  sheet_text(sheet, table->object.owner);
  sheet_int(sheet, rows);
  sheet_int(sheet, rows * view_row_bytes(table));
  sheet_int(sheet, table->retention_days);
  view_dates(sheet, &table->object);
  sheet_text(sheet, table->object.comment);
}

static void constraint_name(struct sheet *sheet, const struct table_constraint *key)
{
  if (key->kind == KEY_INDEX)
    sheet_null(sheet, 1);
  else
    sheet_text(sheet, key->name);
}

static void index_rows(struct view_scope *scope, const struct schema *schema,
                       const struct table *table)
{
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *key = &table->constraints[i];

    place(scope, schema, table);
    sheet_text(sheet, key_index_name(scope->arena, table, key));
    sheet_text(sheet, table->object.owner);
    sheet_yes(sheet, key_index_is_unique(key));
    constraint_name(sheet, key);
    sheet_string(sheet, "ACTIVE");
    sheet_time(sheet, table->object.created_ms);
  }
}

static void column_row(struct view_scope *scope, const struct schema *schema,
                       const struct table *table, const struct table_constraint *key,
                       int at)
{
  const struct column *column = table_column_by_id(table, key->column_ids[at]);
  struct sheet *sheet = &scope->sheet;

  place(scope, schema, table);
  sheet_text(sheet, key_index_name(scope->arena, table, key));
  sheet_text(sheet, column ? column->name : TEXT(""));
  sheet_int(sheet, at + 1);
  sheet_text(sheet, table->object.owner);
  sheet_yes(sheet, key_index_is_unique(key));
  constraint_name(sheet, key);
  sheet_string(sheet, "ACTIVE");
  sheet_time(sheet, table->object.created_ms);
  sheet_yes(sheet, at >= key->column_count - key->included);
}

static void column_rows(struct view_scope *scope, const struct schema *schema,
                        const struct table *table)
{
  for (int i = 0; i < table->constraint_count; i++)
    for (int c = 0; c < table->constraints[i].column_count; c++)
      column_row(scope, schema, table, &table->constraints[i], c);
}

static void event_row(struct view_scope *scope, const struct schema *schema,
                      const struct table *table)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, schema, table);
  sheet_text(sheet, table->object.owner);
  view_dates(sheet, &table->object);
  sheet_text(sheet, table->object.comment);
}

static void external_row(struct view_scope *scope, const struct schema *schema,
                         const struct table *table)
{
  struct sheet *sheet = &scope->sheet;
  struct text name, type;

  external_format_words(scope->arena, table, &name, &type);
  place(scope, schema, table);
  sheet_text(sheet, table->object.owner);
  view_dates(sheet, &table->object);
  sheet_text(sheet, table->object.comment);
  sheet_text(sheet, table->location);
  sheet_text(sheet, name);
  sheet_text(sheet, type);
}

static bool table_rows(struct view_scope *scope, enum view_id view,
                       const struct schema *schema, struct table *table,
                       struct engine_connection *connection, struct err *err)
{
  int64_t *rows;

  if (table->variety == TABLE_EVENT && view == VIEW_EVENT_TABLES)
    event_row(scope, schema, table);
  if (table->variety == TABLE_EXTERNAL && view == VIEW_EXTERNAL_TABLES)
    external_row(scope, schema, table);
  if (table->variety != TABLE_HYBRID || view == VIEW_EVENT_TABLES ||
      view == VIEW_EXTERNAL_TABLES)
    return true;
  if (view == VIEW_INDEXES)
    index_rows(scope, schema, table);
  if (view == VIEW_INDEX_COLUMNS)
    column_rows(scope, schema, table);
  if (view != VIEW_HYBRID_TABLES)
    return true;
  if (!view_count_rows(scope, connection, &table, 1, &rows, err))
    return false;
  table_row(scope, schema, table, rows[0]);
  return true;
}

bool index_view_rows(struct view_scope *scope, enum view_id view,
                     struct engine_connection *connection, struct err *err)
{
  int schema_count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &schema_count);

  for (int i = 0; i < schema_count; i++) {
    int count;
    struct table **tables = catalog_tables(scope->catalog, schemas[i], scope->session_id,
                                           scope->arena, &count);

    for (int t = 0; t < count; t++)
      if (!table_rows(scope, view, schemas[i], tables[t], connection, err))
        return false;
  }
  return true;
}
