/* show_varieties.c: SHOW of the tables that are not standard ones: DYNAMIC, EVENT, HYBRID and
 * ICEBERG TABLES, and INDEXES. */
#include "catalog/key_index.h"
#include "catalog/view_rows.h"
#include "catalog/external_format.h"
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/refreshes.h"

static struct list tables_of(struct show_scope *scope, enum table_variety variety,
                             bool filtered, bool *ok, struct err *err)
{
  struct list all = { 0 }, kept = { 0 };

  *ok = show_relations(scope, SHOW_ONLY_TABLES, false, &all, err);
  for (int i = 0; i < all.count; i++) {
    const struct table *table = ((const struct listed *)all.at[i])->object;

    if (table->variety == variety &&
        (!filtered || show_lets_pass(scope, table->object.name)))
      list_add(scope->ddl.arena, &kept, all.at[i]);
  }
  return kept;
}

static void place_cells(struct sheet *sheet, const struct listed *listed)
{
  const struct table *table = listed->object;

  sheet_time(sheet, table->object.created_ms);
  sheet_text(sheet, table->object.name);
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
}

static void hybrid_row(struct show_scope *scope, const struct listed *listed,
                       int64_t rows)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  place_cells(sheet, listed);
  sheet_said(sheet, table->object.owner);
  sheet_int(sheet, rows);
  sheet_int(sheet, rows * view_row_bytes(table));
  sheet_said(sheet, table->object.comment);
  sheet_string(sheet, "ROLE");
}

static void event_row(struct show_scope *scope, const struct listed *listed)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  place_cells(sheet, listed);
  sheet_said(sheet, table->object.owner);
  sheet_said(sheet, table->object.comment);
  sheet_string(sheet, "ROLE");
}

static void iceberg_row(struct show_scope *scope, const struct listed *listed)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  place_cells(sheet, listed);
  sheet_said(sheet, table->object.owner);
  sheet_text(sheet, table->external_volume);
  sheet_string(sheet, "SNOWFLAKE");
  sheet_string(sheet, "MANAGED");
  sheet_null(sheet, 2);
  sheet_said(sheet, table->base_location);
  sheet_string(sheet, "Y");
  sheet_said(sheet, table->object.comment);
  sheet_string(sheet, "ROLE");
}

/* docs.snowflake.com/en/sql-reference/sql/show-external-tables */
static void external_row(struct show_scope *scope, const struct listed *listed)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;
  size_t slash = text_find(table->location, '/');
  struct text name, type;

  external_format_words(scope->ddl.arena, table, &name, &type);
  place_cells(sheet, listed);
  sheet_string(sheet, "false");
  sheet_null(sheet, 1);
  sheet_said(sheet, table->object.owner);
  sheet_said(sheet, table->object.comment);
  sheet_text(sheet, text_slice(table->location, 1, slash - 1));
  sheet_text(sheet, table->location);
  sheet_said(sheet, name);
  sheet_text(sheet, type);
  sheet_null(sheet, 3);
  sheet_time(sheet, table->refreshed_ms);
  sheet_string(sheet, "UNSPECIFIED");
  sheet_null(sheet, 1);
  sheet_string(sheet, "ROLE");
}

/* AUTO is FULL here: a refresh replaces all rows. */
static struct text mode_of(const struct table *table)
{
  return text_is(table->refresh_mode, "AUTO") ? TEXT("FULL") : table->refresh_mode;
}

static void dynamic_row(struct show_scope *scope, const struct listed *listed,
                        int64_t rows)
{
  const struct table *table = listed->object;
  struct refreshes *refreshes = scope->ddl.session->instance->refreshes;
  struct sheet *sheet = &scope->sheet;

  place_cells(sheet, listed);
  sheet_said(sheet, table->cluster_by);
  sheet_int(sheet, rows);
  sheet_int(sheet, rows * view_row_bytes(table));
  sheet_said(sheet, table->object.owner);
  if (table->target_lag.len)
    sheet_text(sheet, table->target_lag);
  else
    sheet_null(sheet, 1);
  sheet_text(sheet, mode_of(table));
  sheet_null(sheet, 1);
  sheet_text(sheet, table->warehouse);
  sheet_said(sheet, table->object.comment);
  sheet_text(sheet, table->view_source);
  sheet_string(sheet, table->cluster_by.len ? "ON" : "OFF");
  sheet_string(sheet, table->suspended ? "SUSPENDED" : "ACTIVE");
  sheet_time(sheet, table->suspended_ms);
  sheet_string(sheet, "false");
  sheet_string(sheet, "false");
  sheet_string(sheet, "false");
  sheet_time(sheet, refreshes_data_ms(refreshes, table->object.id));
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
  sheet_string(sheet, table->unscheduled ? "DISABLE" : "ENABLE");
  if (table->initialization_warehouse.len)
    sheet_text(sheet, table->initialization_warehouse);
  else
    sheet_null(sheet, 1);
}

static void variety_row(struct show_scope *scope, const struct listed *listed,
                        int64_t rows)
{
  static const char *const kinds[] = {
    [TABLE_HYBRID] = "TABLE",
    [TABLE_DYNAMIC] = "DYNAMIC_TABLE",
    [TABLE_EVENT] = "EVENT_TABLE",
    [TABLE_ICEBERG] = "ICEBERG_TABLE",
    [TABLE_EXTERNAL] = "EXTERNAL_TABLE",
  };
  const struct table *table = listed->object;

  if (scope->show->terse) {
    show_terse_row(scope, listed, table->object.name, kinds[table->variety]);
    return;
  }
  switch (table->variety) {
  case TABLE_HYBRID: hybrid_row(scope, listed, rows); return;
  case TABLE_DYNAMIC: dynamic_row(scope, listed, rows); return;
  case TABLE_EVENT: event_row(scope, listed); return;
  case TABLE_ICEBERG: iceberg_row(scope, listed); return;
  case TABLE_EXTERNAL: external_row(scope, listed); return;
  case TABLE_STANDARD: return;
  }
}

bool show_variety(struct show_scope *scope, enum table_variety variety, struct err *err)
{
  bool has_rows = variety == TABLE_HYBRID || variety == TABLE_DYNAMIC, ok;
  struct list list = tables_of(scope, variety, true, &ok, err);
  struct storage_size *sizes;

  if (!ok || (has_rows && !show_count_rows(scope, &list, &sizes, err)))
    return false;
  for (int i = 0; i < list.count; i++)
    variety_row(scope, list.at[i], has_rows ? sizes[i].rows : 0);
  return true;
}

/* ---- indexes ---- */

static void index_row(struct show_scope *scope, const struct listed *listed,
                      const struct table_constraint *key, struct text name)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  if (scope->show->terse) {
    show_terse_row(scope, listed, name, "INDEX");
    return;
  }
  sheet_time(sheet, table->object.created_ms);
  sheet_text(sheet, name);
  sheet_flag(sheet, key_index_is_unique(key));
  sheet_text(sheet, key_index_columns(scope->ddl.arena, table, key, false));
  sheet_text(sheet, key_index_columns(scope->ddl.arena, table, key, true));
  sheet_text(sheet, table->object.name);
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_said(sheet, table->object.owner);
  sheet_string(sheet, "ROLE");
  sheet_string(sheet, "ACTIVE");
  sheet_null(sheet, 1);
}

bool show_indexes(struct show_scope *scope, struct err *err)
{
  bool ok;
  struct list list = tables_of(scope, TABLE_HYBRID, false, &ok, err);

  for (int i = 0; i < list.count; i++) {
    const struct table *table = ((const struct listed *)list.at[i])->object;

    for (int k = 0; k < table->constraint_count; k++) {
      const struct table_constraint *key = &table->constraints[k];
      struct text name = key_index_name(scope->ddl.arena, table, key);

      if (show_lets_pass(scope, name))
        index_row(scope, list.at[i], key, name);
    }
  }
  return ok;
}
