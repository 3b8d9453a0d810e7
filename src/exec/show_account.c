/* show_account.c: SHOW ACCOUNTS, REGIONS and USERS: this server, and who may log in. */
#include "base/clock.h"
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/logins.h"
#include "session/users.h"

/* As CURRENT_ORGANIZATION_NAME says. */
#define ORGANIZATION "SNOWGLOBE"
#define MINUTE_MS 60000LL

/* There is one account, this server's, and it is its own organization. */
void show_accounts(struct show_scope *scope)
{
  const struct session *session = scope->ddl.session;
  struct text name = text_of(session->instance->account);
  struct text url = arena_printf(scope->ddl.arena, "%s://" TEXT_FMT,
                                 session->is_https ? "https" : "http",
                                 TEXT_ARG(session->server_address));
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, name))
    return;
  sheet_string(sheet, ORGANIZATION);
  sheet_text(sheet, name);
  sheet_string(sheet, session->instance->region);
  sheet_null(sheet, 1);
  sheet_text(sheet, url);
  sheet_null(sheet, 2);
  sheet_text(sheet, name);
  sheet_text(sheet, url);
  sheet_int(sheet, 0);
  sheet_null(sheet, 4);
  sheet_bool(sheet, true);
  sheet_null(sheet, scope->show->history ? 11 : 5);
  sheet_bool(sheet, false);
  sheet_bool(sheet, false);
}

/* Where this server is, and no cloud. */
void show_regions(struct show_scope *scope)
{
  struct text region = text_of(scope->ddl.session->instance->region);
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, region))
    return;
  sheet_text(sheet, region);
  sheet_null(sheet, 1);
  sheet_text(sheet, region);
  sheet_text(sheet, region);
}

/* Nothing prints as an empty text. */
static void property_cell(struct sheet *sheet, const struct user *user,
                          enum user_property property)
{
  struct text value = user->values[property];

  sheet_text(sheet, value.at ? value : TEXT(""));
}

static int64_t locked_until(const struct user *user)
{
  return user->locked_until_ms > clock_now_ms() ? user->locked_until_ms : 0;
}

/* Minutes are told from the first to the last, as long as the lock lasts. */
static void unlock_cell(struct sheet *sheet, const struct user *user)
{
  int64_t until = locked_until(user);

  if (until)
    sheet_printed(sheet, (until - clock_now_ms() + MINUTE_MS - 1) / MINUTE_MS);
  else
    sheet_string(sheet, "");
}

static void name_cells(struct sheet *sheet, const struct user *user)
{
  sheet_text(sheet, user->name);
  sheet_time(sheet, user_time(user, USER_CREATED_MS));
  property_cell(sheet, user, USER_LOGIN_NAME);
  property_cell(sheet, user, USER_DISPLAY_NAME);
  property_cell(sheet, user, USER_FIRST_NAME);
  property_cell(sheet, user, USER_LAST_NAME);
  property_cell(sheet, user, USER_EMAIL);
  unlock_cell(sheet, user);
  sheet_string(sheet, "");
  property_cell(sheet, user, USER_COMMENT);
}

static void user_row(struct show_scope *scope, const struct user *user)
{
  struct sheet *sheet = &scope->sheet;

  name_cells(sheet, user);
  sheet_bool(sheet, user_is(user, USER_DISABLED));
  sheet_bool(sheet, user_is(user, USER_MUST_CHANGE_PASSWORD));
  sheet_bool(sheet, false);
  property_cell(sheet, user, USER_DEFAULT_WAREHOUSE);
  property_cell(sheet, user, USER_DEFAULT_NAMESPACE);
  property_cell(sheet, user, USER_DEFAULT_ROLE);
  sheet_string(sheet, "[]");
  sheet_bool(sheet, false);
  for (int i = 0; i < 3; i++)
    sheet_string(sheet, "");
  sheet_time(sheet, logins_last_ms(scope->ddl.session->instance->logins, user->name));
  sheet_null(sheet, 1);
  sheet_time(sheet, locked_until(user));
  sheet_bool(sheet, user_has_password(user));
  sheet_bool(sheet, user->values[USER_RSA_PUBLIC_KEY].at ||
                      user->values[USER_RSA_PUBLIC_KEY_2].at);
  sheet_text(sheet, user->values[USER_TYPE]);
  sheet_bool(sheet, user->values[USER_MFA_METHODS].at);
  sheet_bool(sheet, user->values[USER_ACCESS_TOKENS].at);
  sheet_bool(sheet, false);
  sheet_bool(sheet, false);
}

void show_users(struct show_scope *scope)
{
  struct users *users = scope->ddl.session->instance->users;
  int count;
  const struct text *names = users_list(users, scope->ddl.arena, &count);

  for (int i = 0; i < count; i++) {
    const struct user *user = users_find(users, scope->ddl.arena, names[i]);

    if (user && show_lets_pass(scope, names[i]))
      user_row(scope, user);
  }
}
