/* account_rows.c: ACCOUNT_USAGE of users, roles, grants and sessions, as rows, each cell in the order of
 * usage_account_table.c.
 *
 * What is not kept here is NULL: when a role was made, which login began a session. Snowflake
 * lists what was dropped and the sessions that ended, too; here stands what is there. */
#include "exec/account_rows.h"

#include "base/clock.h"
#include "catalog/sheet.h"
#include "exec/grants.h"
#include "session/instance.h"
#include "session/logins.h"
#include "session/roles.h"
#include "session/sessions.h"
#include "session/users.h"

/* ---- users ---- */

static void defaults_cells(struct sheet *sheet, const struct user *user)
{
  sheet_text(sheet, user->values[USER_DEFAULT_WAREHOUSE]);
  sheet_text(sheet, user->values[USER_DEFAULT_NAMESPACE]);
  sheet_text(sheet, user->values[USER_DEFAULT_ROLE]);
}

static void user_row(struct sheet *sheet, const struct user *user, int64_t last_login)
{
  int64_t locked = user->locked_until_ms;

  sheet_null(sheet, 1);
  sheet_text(sheet, user->name);
  sheet_time(sheet, user_time(user, USER_CREATED_MS));
  sheet_null(sheet, 1);
  sheet_text(sheet, user->values[USER_LOGIN_NAME]);
  sheet_text(sheet, user->values[USER_DISPLAY_NAME]);
  sheet_text(sheet, user->values[USER_FIRST_NAME]);
  sheet_text(sheet, user->values[USER_LAST_NAME]);
  sheet_text(sheet, user->values[USER_EMAIL]);
  sheet_bool_value(sheet, user_is(user, USER_MUST_CHANGE_PASSWORD));
  sheet_bool_value(sheet, user_has_password(user));
  sheet_text(sheet, user->values[USER_COMMENT]);
  sheet_bool(sheet, user_is(user, USER_DISABLED));
  sheet_bool(sheet, false);
  defaults_cells(sheet, user);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 1);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 1);
  sheet_time(sheet, last_login);
  sheet_null(sheet, 1);
  sheet_time(sheet, locked > clock_now_ms() ? locked : 0);
  sheet_bool_value(sheet, user->values[USER_RSA_PUBLIC_KEY].at ||
                            user->values[USER_RSA_PUBLIC_KEY_2].at);
  sheet_time(sheet, user_time(user, USER_PASSWORD_SET_MS));
  sheet_null(sheet, 2);
  sheet_bool_value(sheet, false);
  sheet_bool_value(sheet, false);
  sheet_text(sheet, user->values[USER_TYPE]);
  sheet_null(sheet, 4);
  sheet_bool_value(sheet, false);
}

static void user_rows(const struct session *session, struct arena *arena,
                      struct sheet *sheet)
{
  int count;
  const struct text *names = users_list(session->instance->users, arena, &count);

  for (int i = 0; i < count; i++) {
    const struct user *user = users_find(session->instance->users, arena, names[i]);

    if (user)
      user_row(sheet, user, logins_last_ms(session->instance->logins, names[i]));
  }
}

/* ---- roles ---- */

static void role_rows(struct sheet *sheet)
{
  for (int i = 0; role_at(i); i++) {
    sheet_int(sheet, i + 1);
    sheet_null(sheet, 2);
    sheet_string(sheet, role_at(i));
    sheet_string(sheet, role_comment_at(i));
    sheet_null(sheet, 1);
    sheet_string(sheet, "ROLE");
    sheet_null(sheet, 3);
    sheet_bool_value(sheet, false);
  }
}

/* Every user may take every role; PUBLIC is nobody's in particular. */
static void user_grant_rows(const struct session *session, struct arena *arena,
                            struct sheet *sheet)
{
  int count;
  const struct text *names = users_list(session->instance->users, arena, &count);

  for (int i = 0; i < count; i++)
    for (int r = 0; role_at(r); r++) {
      if (text_is(text_of(role_at(r)), "PUBLIC"))
        continue;
      sheet_null(sheet, 2);
      sheet_string(sheet, role_at(r));
      sheet_string(sheet, "USER");
      sheet_text(sheet, names[i]);
      sheet_null(sheet, 1);
    }
}

/* ---- grants ---- */

static void grant_row(struct sheet *sheet, const struct granted *granted)
{
  static const struct text none;
  int64_t created = granted->object ? granted->object->created_ms : 0;
  bool is_schema = !granted->path.name.at;

  sheet_time(sheet, created);
  sheet_time(sheet, created);
  sheet_string(sheet, granted->privilege);
  sheet_string(sheet, granted->on);
  sheet_text(sheet, is_schema ? granted->path.schema : granted->path.name);
  sheet_text(sheet, granted->path.database);
  sheet_text(sheet, is_schema ? none : granted->path.schema);
  sheet_string(sheet, "ACCOUNT ROLE");
  sheet_text(sheet, granted->to);
  sheet_bool_value(sheet, granted->may_grant);
  sheet_text(sheet, granted->may_grant ? granted->to : none);
  sheet_null(sheet, 1);
  sheet_string(sheet, granted->may_grant ? "ROLE" : NULL);
  sheet_null(sheet, 1);
}

static void grant_rows(const struct bind_context *context, struct sheet *sheet)
{
  struct list grants;

  catalog_read(context->catalog);
  grants = grants_list(context->catalog, context->session_id, context->arena);
  for (int i = 0; i < grants.count; i++)
    grant_row(sheet, grants.at[i]);
  catalog_read_end(context->catalog);
}

/* ---- sessions ---- */

static void session_rows(const struct session *session, struct arena *arena,
                         struct sheet *sheet)
{
  int count;
  const struct listed_session *list = sessions_list(session->instance->sessions, arena,
                                                    &count);

  for (int i = 0; i < count; i++) {
    const struct listed_session *at = &list[i];

    sheet_int(sheet, (int64_t)at->id);
    sheet_time(sheet, at->created_ms);
    sheet_text(sheet, at->user);
    sheet_string(sheet, "Password");
    sheet_null(sheet, 1);
    sheet_text(sheet, at->client_version);
    sheet_text(sheet, arena_printf(arena, TEXT_FMT " " TEXT_FMT, TEXT_ARG(at->client_app),
                                   TEXT_ARG(at->client_version)));
    sheet_null(sheet, 3);
    sheet_time(sheet, at->used_ms);
    sheet_bool_value(sheet, true);
    sheet_null(sheet, 1);
  }
}

struct batch_builder *account_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view)
{
  struct sheet sheet = { info_view_sheet(view), 0 };

  switch (view->id) {
  case VIEW_USAGE_GRANTS_TO_ROLES: grant_rows(context, &sheet); break;
  case VIEW_USAGE_GRANTS_TO_USERS:
    user_grant_rows(session, context->arena, &sheet);
    break;
  case VIEW_USAGE_ROLES: role_rows(&sheet); break;
  case VIEW_USAGE_SESSIONS: session_rows(session, context->arena, &sheet); break;
  case VIEW_USAGE_USERS: user_rows(session, context->arena, &sheet); break;
  default: break;
  }
  return sheet.rows;
}
