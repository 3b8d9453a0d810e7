/* refresh_rows.c: the table functions about dynamic tables as rows, each cell in the order of
 * history_table.c. (docs.snowflake.com/en/sql-reference/functions/dynamic_table_refresh_history) */
#include "exec/refresh_rows.h"

#include <inttypes.h>

#include "catalog/sheet.h"
#include "catalog/target_lag.h"
#include "exec/history_range.h"
#include "session/instance.h"
#include "session/refreshes.h"

bool refresh_rows_has(enum view_id view)
{
  return view == VIEW_DYNAMIC_TABLES || view == VIEW_DYNAMIC_GRAPH ||
         view == VIEW_DYNAMIC_REFRESHES;
}

/* What is asked, and what for. */
struct asked {
  struct session *session;
  struct arena *arena;
  struct text name, prefix; /* at NULL: any. */
  int64_t from_ms, to_ms;   /* 0: any. */
  int64_t most;             /* Rows. */
  bool errors;
  struct sheet sheet;
};

/* A name may have its schema and database before it. */
static bool is_named(const struct asked *asked, struct path path)
{
  struct text full = path_text(asked->arena, path);
  struct text tail = arena_printf(asked->arena, "." TEXT_FMT, TEXT_ARG(asked->name));

  if (asked->prefix.at &&
      !text_equal(text_slice(full, 0, asked->prefix.len), asked->prefix))
    return false;
  return !asked->name.at || text_equal(full, asked->name) ||
         text_equal(path.name, asked->name) ||
         (full.len > tail.len &&
          text_equal(text_slice(full, full.len - tail.len, tail.len), tail));
}

static void place(struct sheet *sheet, struct path path)
{
  sheet_text(sheet, path.name);
  sheet_text(sheet, path.schema);
  sheet_text(sheet, path.database);
}

/* ---- DYNAMIC_TABLE_REFRESH_HISTORY ---- */

static const char *const triggers[] = {
  [REFRESH_CREATION] = "CREATION",
  [REFRESH_MANUAL] = "MANUAL",
  [REFRESH_SCHEDULED] = "SCHEDULED",
};

static struct path path_of(const struct refresh *refresh)
{
  return (struct path){ text_of(refresh->database), text_of(refresh->schema),
                        text_of(refresh->name) };
}

static bool is_asked_for(const struct asked *asked, const struct refresh *refresh)
{
  return is_named(asked, path_of(refresh)) &&
         (!asked->errors || refresh->code != ERR_NONE) &&
         (!asked->from_ms || refresh->data_ms >= asked->from_ms) &&
         (!asked->to_ms || refresh->data_ms <= asked->to_ms);
}

/* The state, its code and its message. */
static void end_cells(struct asked *asked, const struct refresh *refresh)
{
  bool ok = refresh->code == ERR_NONE;
  struct sheet *sheet = &asked->sheet;

  sheet_string(sheet, ok ? "SUCCEEDED" : "FAILED");
  sheet_text(sheet, ok ? TEXT("SUCCESS")
                       : arena_printf(asked->arena, "%06d", err_number(refresh->code)));
  sheet_string(sheet, ok ? NULL : refresh->message);
}

static void refresh_row(struct asked *asked, const struct refresh *refresh)
{
  struct path path = path_of(refresh);
  bool ok = refresh->code == ERR_NONE;
  struct sheet *sheet = &asked->sheet;

  place(sheet, path);
  end_cells(asked, refresh);
  sheet_string(sheet, refresh->query_id);
  sheet_time(sheet, refresh->data_ms);
  sheet_time(sheet, refresh->start_ms);
  sheet_time(sheet, refresh->end_ms);
  if (refresh->lag_seconds)
    sheet_time(sheet, refresh->data_ms + refresh->lag_seconds * 1000);
  else
    sheet_null(sheet, 1);
  sheet_text(sheet, path_text(asked->arena, path));
  sheet_null(sheet, 1);
  if (ok && !refresh->no_data)
    sheet_text(sheet, arena_printf(asked->arena, "{\"numInsertedRows\":%" PRId64 "}",
                                   refresh->rows));
  else
    sheet_null(sheet, 1);
  sheet_string(sheet, refresh->no_data ? "NO_DATA" : "FULL");
  sheet_string(sheet, triggers[refresh->trigger]);
  if (refresh->lag_seconds)
    sheet_int(sheet, refresh->lag_seconds);
  else
    sheet_null(sheet, 1);
  sheet_null(sheet, 1);
}

static void refreshes(struct asked *asked)
{
  int count;
  const struct refresh *all = refreshes_list(asked->session->instance->refreshes,
                                             asked->arena, &count);
  int64_t rows = 0;

  for (int i = 0; i < count && rows < asked->most; i++)
    if (is_asked_for(asked, &all[i])) {
      refresh_row(asked, &all[i]);
      rows++;
    }
}

/* ---- DYNAMIC_TABLES and DYNAMIC_TABLE_GRAPH_HISTORY ---- */

static const struct refresh *last_of(const struct refresh *all, int count, int64_t id)
{
  for (int i = 0; i < count; i++)
    if (all[i].table_id == id)
      return &all[i];
  return NULL;
}

static struct text state_object(const struct table *table)
{
  return table->suspended
           ? TEXT("{\"reason_code\":\"USER_SUSPENDED\",\"state\":\"SUSPENDED\"}")
           : TEXT("{\"state\":\"ACTIVE\"}");
}

static void lag_cells(struct sheet *sheet, const struct table *table, bool type_first)
{
  int64_t seconds = target_lag_seconds(table->target_lag);

  if (!table->target_lag.len) {
    sheet_null(sheet, 2);
    return;
  }
  if (type_first)
    sheet_string(sheet, seconds ? "USER_DEFINED" : "DOWNSTREAM");
  if (seconds)
    sheet_int(sheet, seconds);
  else
    sheet_null(sheet, 1);
  if (!type_first)
    sheet_string(sheet, seconds ? "USER_DEFINED" : "DOWNSTREAM");
}

static void table_row(struct asked *asked, struct path path, const struct table *table,
                      const struct refresh *last)
{
  struct sheet *sheet = &asked->sheet;

  place(sheet, path);
  sheet_text(sheet, path_text(asked->arena, path));
  lag_cells(sheet, table, false);
  sheet_text(sheet, state_object(table));
  sheet_null(sheet, 4);
  sheet_time(sheet,
             refreshes_data_ms(asked->session->instance->refreshes, table->object.id));
  if (last)
    end_cells(asked, last);
  else
    sheet_null(sheet, 3);
  sheet_null(sheet, 2);
}

static void graph_row(struct asked *asked, struct path path, const struct table *table)
{
  struct sheet *sheet = &asked->sheet;

  place(sheet, path);
  sheet_text(sheet, path_text(asked->arena, path));
  sheet_null(sheet, 1);
  lag_cells(sheet, table, true);
  sheet_text(sheet, table->view_query);
  sheet_time(sheet, table->object.altered_ms);
  sheet_null(sheet, 1);
  sheet_text(sheet, state_object(table));
  sheet_null(sheet, 1);
}

static void tables_of_schema(struct asked *asked, const struct database *database,
                             struct schema *schema, bool graph, const struct refresh *all,
                             int refresh_count)
{
  struct catalog *catalog = asked->session->instance->catalog;
  int count;
  struct table **tables = catalog_tables(catalog, schema, asked->session->id,
                                         asked->arena, &count);

  for (int i = 0; i < count; i++) {
    const struct table *table = tables[i];
    struct path path = { database->object.name, schema->object.name, table->object.name };

    if (table->object.kind != KIND_TABLE || table->variety != TABLE_DYNAMIC ||
        !is_named(asked, path) || asked->most-- <= 0)
      continue;
    if (graph)
      graph_row(asked, path, table);
    else
      table_row(asked, path, table, last_of(all, refresh_count, table->object.id));
  }
}

static void dynamic_tables(struct asked *asked, bool graph)
{
  struct catalog *catalog = asked->session->instance->catalog;
  int database_count, refresh_count;
  const struct refresh *all = refreshes_list(asked->session->instance->refreshes,
                                             asked->arena, &refresh_count);
  struct database **databases;

  catalog_read(catalog);
  databases = catalog_databases(catalog, asked->arena, &database_count);
  for (int d = 0; d < database_count; d++) {
    int count;
    struct schema **schemas = catalog_schemas(databases[d], asked->arena, &count);

    for (int s = 0; s < count; s++)
      tables_of_schema(asked, databases[d], schemas[s], graph, all, refresh_count);
  }
  catalog_read_end(catalog);
}

/* ---- the arguments, in the order of history_table.c ---- */

static struct text name_given(const struct asked *asked, const struct view_arg *arg)
{
  return arg->is_given ? arena_upper(asked->arena, arg->text) : (struct text){ 0 };
}

static bool read_arguments(struct asked *asked, enum view_id view,
                           const struct view_arg *args, struct err *err)
{
  asked->most = INT64_MAX;
  if (view == VIEW_DYNAMIC_GRAPH)
    return true;
  if (view == VIEW_DYNAMIC_TABLES) {
    asked->name = name_given(asked, &args[0]);
    return history_most(&args[2], &asked->most, err);
  }
  asked->name = name_given(asked, &args[3]);
  asked->prefix = name_given(asked, &args[4]);
  asked->errors = args[5].is_given && args[5].number;
  return history_time(&args[0], &asked->from_ms, err) &&
         history_time(&args[1], &asked->to_ms, err) &&
         history_most(&args[2], &asked->most, err);
}

struct batch_builder *refresh_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view,
                                   const struct view_arg *args, struct err *err)
{
  struct asked asked = { .session = session, .arena = context->arena };

  if (!read_arguments(&asked, view->id, args, err))
    return NULL;
  asked.sheet.rows = info_view_sheet(view);
  if (view->id == VIEW_DYNAMIC_REFRESHES)
    refreshes(&asked);
  else
    dynamic_tables(&asked, view->id == VIEW_DYNAMIC_GRAPH);
  return asked.sheet.rows;
}
