/* login_rows.c: LOGIN_HISTORY: who logged in, or tried to, as rows, each cell in the order of
 * history_table.c and usage_table.c. */
#include "exec/login_rows.h"

#include "catalog/sheet.h"
#include "exec/history_range.h"
#include "session/instance.h"
#include "session/logins.h"

/* What Snowflake calls the clients that say so of themselves. */
static const struct {
  const char *app, *reported;
} clients[] = {
  { ".NET", "DOTNET_DRIVER" },
  { "Go", "GO_DRIVER" },
  { "JDBC", "JDBC_DRIVER" },
  { "JavaScript", "JAVASCRIPT_DRIVER" },
  { "ODBC", "ODBC_DRIVER" },
  { "PHP_PDO", "PHP_DRIVER" },
  { "PythonConnector", "PYTHON_DRIVER" },
  { "PythonSnowpark", "SNOWPARK" },
  { "SnowSQL", "SNOWSQL" },
};

const char *login_client_type(const char *app)
{
  for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
    if (text_is(text_of(app), clients[i].app))
      return clients[i].reported;
  return "OTHER";
}

static const char *failure(enum err_code code)
{
  switch ((int)code) {
  case ERR_NONE: return NULL;
  case ERR_LOGIN_FAILED: return "INCORRECT_USERNAME_PASSWORD";
  case ERR_ACCESS_TOKEN_INVALID: return "PROGRAMMATIC_ACCESS_TOKEN_INVALID";
  case ERR_USER_DISABLED: return "USER_ACCESS_DISABLED";
  case ERR_USER_LOCKED: return "USER_LOCKED_TEMP";
  default: return "LOGIN_FAILED";
  }
}

static void row(struct sheet *sheet, bool is_usage, const struct login_entry *entry)
{
  bool ok = entry->code == ERR_NONE;

  if (is_usage)
    sheet_int(sheet, entry->id);
  sheet_time(sheet, entry->time_ms);
  if (!is_usage)
    sheet_int(sheet, entry->id);
  sheet_string(sheet, "LOGIN");
  sheet_string(sheet, entry->user);
  sheet_string(sheet, entry->address);
  sheet_string(sheet, login_client_type(entry->app));
  sheet_string(sheet, entry->version);
  sheet_string(sheet, entry->factor);
  sheet_string(sheet, entry->second);
  sheet_yes(sheet, ok);
  if (ok)
    sheet_null(sheet, 1);
  else
    sheet_int(sheet, err_number(entry->code));
  sheet_string(sheet, entry->problem ? entry->problem : failure(entry->code));
  sheet_int(sheet, 0);
  sheet_null(sheet, 1);
}

static bool make_filter(struct login_filter *filter, const struct session *session,
                        const struct bind_context *context, const struct info_view *view,
                        const struct view_arg *args, struct err *err)
{
  bool by_user = view->id == VIEW_LOGIN_HISTORY_BY_USER;
  const struct view_arg *range = args + (by_user ? 1 : 0);

  *filter = (struct login_filter){ 0 };
  if (view->id == VIEW_USAGE_LOGIN_HISTORY)
    return true;
  if (by_user)
    filter->user = args->is_given ? history_name(context->arena, args->text)
                                  : session->user;
  return history_time(&range[0], &filter->from_ms, err) &&
         history_time(&range[1], &filter->to_ms, err) &&
         history_most(&range[2], &filter->most, err);
}

struct batch_builder *login_rows(struct session *session,
                                 const struct bind_context *context,
                                 const struct info_view *view,
                                 const struct view_arg *args, struct err *err)
{
  struct login_filter filter;
  struct login_entry *entries;
  struct sheet sheet = { 0 };
  int count;

  if (!make_filter(&filter, session, context, view, args, err))
    return NULL;
  sheet.rows = info_view_sheet(view);
  entries = logins_find(session->instance->logins, &filter, context->arena, &count);
  for (int i = 0; i < count; i++)
    row(&sheet, view->id == VIEW_USAGE_LOGIN_HISTORY, &entries[i]);
  return sheet.rows;
}
