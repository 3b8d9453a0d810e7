/* history_rows.c: QUERY_HISTORY: the statements that ran, as rows, each cell in the order of
 * history_table.c and usage_table.c. */
#include "exec/history_rows.h"

#include "base/clock.h"
#include "catalog/sheet.h"
#include "exec/history_range.h"
#include "session/history.h"
#include "session/instance.h"
#include "session/roles.h"

/* ---- what is wanted ---- */

/* The argument that comes before those that all of these functions have; -1: none does. */
static int subject_of(enum view_id id)
{
  return id == VIEW_QUERY_HISTORY ? -1 : 0;
}

static void set_subject(struct history_filter *filter, enum view_id id,
                        const struct session *session, struct arena *arena,
                        const struct view_arg *arg)
{
  switch (id) {
  case VIEW_QUERY_HISTORY_BY_SESSION:
    filter->session_id = arg->is_given ? (int64_t)arg->number : (int64_t)session->id;
    break;
  case VIEW_QUERY_HISTORY_BY_USER:
    filter->user = arg->is_given ? history_name(arena, arg->text) : session->user;
    break;
  case VIEW_QUERY_HISTORY_BY_WAREHOUSE:
    filter->warehouse = arg->is_given ? history_name(arena, arg->text)
                                      : session->warehouse;
    if (!filter->warehouse.at)
      filter->warehouse = TEXT("");
    break;
  default: break;
  }
}

static void restrict_to_own(struct history_filter *filter, const struct session *session)
{
  if (role_oversees_users(session->role))
    return;
  if (filter->user.at && !text_equal(filter->user, session->user))
    filter->before = 1; /* Numbers begin at 1: none. */
  filter->user = session->user;
}

static bool make_filter(struct history_filter *filter, const struct session *session,
                        const struct bind_context *context, const struct info_view *view,
                        const struct view_arg *args, struct err *err)
{
  const struct view_arg *common = args + subject_of(view->id) + 1;

  *filter = (struct history_filter){ .only_ended = view->id == VIEW_USAGE_QUERY_HISTORY };
  if (view->id == VIEW_USAGE_QUERY_HISTORY)
    return true;
  filter->from_ms = history_from_ms();
  set_subject(filter, view->id, session, context->arena, args);
  restrict_to_own(filter, session);
  return history_time(&common[0], &filter->from_ms, err) &&
         history_time(&common[1], &filter->to_ms, err) &&
         history_most(&common[2], &filter->most, err);
}

/* ---- cells ---- */

static void string_or_null(struct sheet *sheet, const char *string)
{
  sheet_string(sheet, string && *string ? string : NULL);
}

static void ints(struct sheet *sheet, int count)
{
  for (int i = 0; i < count; i++)
    sheet_int(sheet, 0);
}

/* The view says "FAIL" where the functions say "FAILED_WITH_ERROR"; what a server that was killed left is
 * an incident. */
static const char *state_name(const struct history_entry *entry, bool is_view)
{
  switch ((enum history_state)entry->state) {
  case HISTORY_RUNNING: return "RUNNING";
  case HISTORY_DONE: return "SUCCESS";
  case HISTORY_FAILED: return is_view ? "FAIL" : "FAILED_WITH_ERROR";
  case HISTORY_LOST: break;
  }
  return is_view ? "INCIDENT" : "FAILED_WITH_INCIDENT";
}

static int64_t elapsed(const struct history_entry *entry)
{
  int64_t now_ms = clock_now_ms();

  if (entry->ended_ms)
    return entry->elapsed_us / 1000;
  return now_ms > entry->started_ms ? now_ms - entry->started_ms : 0;
}

static int64_t compiling(const struct history_entry *entry)
{
  return (entry->parse_us + entry->bind_us + entry->plan_us) / 1000;
}

static const struct warehouse *warehouse_of(struct catalog *catalog,
                                            const struct history_entry *entry)
{
  return entry->warehouse ? catalog_find_warehouse(catalog, text_of(entry->warehouse))
                          : NULL;
}

static void warehouse_cells(struct sheet *sheet, const struct history_entry *entry,
                            const struct warehouse *warehouse, bool is_view)
{
  string_or_null(sheet, entry->warehouse);
  sheet_text(sheet, warehouse ? warehouse->size : (struct text){ 0 });
  sheet_text(sheet, warehouse ? warehouse->type : (struct text){ 0 });
  if (warehouse)
    sheet_int(sheet, 1);
  else
    sheet_null(sheet, 1);
  sheet_string(sheet, entry->tag ? entry->tag : "");
  sheet_string(sheet, state_name(entry, is_view));
}

static void transfer_cells(struct sheet *sheet)
{
  for (int i = 0; i < 2; i++) {
    sheet_null(sheet, 2);
    sheet_int(sheet, 0);
  }
}

/* INFORMATION_SCHEMA.QUERY_HISTORY. What is not measured is 0 or NULL, as in Snowflake where the
 * statement had none of it. */
static void row_of_function(struct sheet *sheet, const struct session *session,
                            const struct history_entry *entry)
{
  sheet_string(sheet, entry->query_id);
  sheet_string(sheet, entry->sql);
  string_or_null(sheet, entry->database);
  string_or_null(sheet, entry->schema);
  sheet_string(sheet, entry->type);
  sheet_int(sheet, entry->session_id);
  sheet_string(sheet, entry->user);
  string_or_null(sheet, entry->role);
  warehouse_cells(sheet, entry, warehouse_of(session->instance->catalog, entry), false);
  if (entry->message)
    sheet_int(sheet, entry->error);
  else
    sheet_null(sheet, 1);
  sheet_string(sheet, entry->message);
  sheet_time(sheet, entry->started_ms);
  sheet_time(sheet, entry->ended_ms);
  sheet_int(sheet, elapsed(entry));
  sheet_int(sheet, 0);
  sheet_int(sheet, entry->rows);
  sheet_int(sheet, compiling(entry));
  sheet_int(sheet, elapsed(entry) - compiling(entry));
  ints(sheet, 4);
  transfer_cells(sheet);
  ints(sheet, 2);
  sheet_string(sheet, session->instance->version);
  ints(sheet, 5);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 4);
  sheet_int(sheet, entry->transaction_id);
  ints(sheet, 3);
  sheet_int(sheet, entry->bytes);
  sheet_int(sheet, entry->rows);
  sheet_int(sheet, entry->inserted);
  sheet_int(sheet, 0);
  sheet_null(sheet, 1);
  sheet_int(sheet, 0);
}

/* ---- ACCOUNT_USAGE.QUERY_HISTORY ---- */

static void place_cells(struct sheet *sheet, struct catalog *catalog,
                        const struct history_entry *entry)
{
  struct database *database = entry->database
                                ? catalog_find_database(catalog, text_of(entry->database))
                                : NULL;
  struct schema *schema = database && entry->schema
                            ? catalog_find_schema(database, text_of(entry->schema))
                            : NULL;

  if (database)
    sheet_int(sheet, database->object.id);
  else
    sheet_null(sheet, 1);
  string_or_null(sheet, entry->database);
  if (schema)
    sheet_int(sheet, schema->object.id);
  else
    sheet_null(sheet, 1);
  string_or_null(sheet, entry->schema);
}

static void row_of_usage(struct sheet *sheet, const struct session *session,
                         const struct history_entry *entry)
{
  struct catalog *catalog = session->instance->catalog;
  const struct warehouse *warehouse = warehouse_of(catalog, entry);

  sheet_string(sheet, entry->query_id);
  sheet_string(sheet, entry->sql);
  place_cells(sheet, catalog, entry);
  sheet_string(sheet, entry->type);
  sheet_int(sheet, entry->session_id);
  sheet_string(sheet, entry->user);
  string_or_null(sheet, entry->role);
  if (warehouse)
    sheet_int(sheet, warehouse->object.id);
  else
    sheet_null(sheet, 1);
  warehouse_cells(sheet, entry, warehouse, true);
  if (entry->message)
    sheet_printed(sheet, entry->error);
  else
    sheet_null(sheet, 1);
  sheet_string(sheet, entry->message);
  sheet_time(sheet, entry->started_ms);
  sheet_time(sheet, entry->ended_ms);
  sheet_int(sheet, elapsed(entry));
  sheet_int(sheet, 0);
  sheet_double(sheet, 0);
  sheet_int(sheet, 0);
  sheet_int(sheet, entry->bytes);
  sheet_int(sheet, 0);
  sheet_int(sheet, entry->rows);
  sheet_int(sheet, entry->inserted);
  sheet_int(sheet, entry->updated);
  sheet_int(sheet, entry->deleted);
  ints(sheet, 7);
  sheet_int(sheet, compiling(entry));
  sheet_int(sheet, elapsed(entry) - compiling(entry));
  ints(sheet, 4);
  transfer_cells(sheet);
  ints(sheet, 2);
  sheet_string(sheet, session->instance->version);
  ints(sheet, 5);
  sheet_null(sheet, 1);
  sheet_bool_value(sheet, false);
  ints(sheet, 3);
  sheet_int(sheet, entry->transaction_id);
  sheet_int(sheet, 0);
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 5);
  sheet_int(sheet, entry->rows);
  sheet_int(sheet, 0);
  sheet_null(sheet, 1);
  sheet_int(sheet, 0);
  sheet_null(sheet, 6);
}

struct batch_builder *history_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view,
                                   const struct view_arg *args, struct err *err)
{
  struct history_filter filter;
  struct history_entry *entries;
  struct sheet sheet = { 0 };
  int count;

  if (!make_filter(&filter, session, context, view, args, err))
    return NULL;
  sheet.rows = info_view_sheet(view);
  entries = history_find(session->instance->history, &filter, context->arena, &count,
                         err);
  if (!entries) {
    batch_builder_free(sheet.rows);
    return NULL;
  }
  catalog_read(session->instance->catalog);
  for (int i = 0; i < count; i++) {
    if (view->id == VIEW_USAGE_QUERY_HISTORY)
      row_of_usage(&sheet, session, &entries[i]);
    else
      row_of_function(&sheet, session, &entries[i]);
  }
  catalog_read_end(session->instance->catalog);
  return sheet.rows;
}
