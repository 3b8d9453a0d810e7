/* show_account.c: SHOW ACCOUNTS, REGIONS and USERS: this server, and who may log in. */
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/logins.h"
#include "session/users.h"

/* As CURRENT_ORGANIZATION_NAME says. */
#define ORGANIZATION "SNOWGLOBE"

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

static int64_t last_login_ms(const struct show_scope *scope, struct text user)
{
  struct login_filter filter = { .user = user };
  int count;
  const struct login_entry *found = logins_find(scope->ddl.session->instance->logins,
                                                &filter, scope->ddl.arena, &count);

  for (int i = 0; i < count; i++)
    if (found[i].code == ERR_NONE)
      return found[i].time_ms;
  return 0;
}

static void user_row(struct show_scope *scope, struct text name)
{
  struct sheet *sheet = &scope->sheet;

  sheet_text(sheet, name);
  sheet_null(sheet, 1);
  sheet_text(sheet, name);
  sheet_text(sheet, name);
  for (int i = 0; i < 6; i++)
    sheet_string(sheet, "");
  for (int i = 0; i < 3; i++)
    sheet_bool(sheet, false);
  for (int i = 0; i < 3; i++)
    sheet_string(sheet, "");
  sheet_string(sheet, "[]");
  sheet_bool(sheet, false);
  for (int i = 0; i < 3; i++)
    sheet_string(sheet, "");
  sheet_time(sheet, last_login_ms(scope, name));
  sheet_null(sheet, 2);
  sheet_bool(sheet, true);
  sheet_bool(sheet, false);
  sheet_null(sheet, 1);
  for (int i = 0; i < 4; i++)
    sheet_bool(sheet, false);
}

void show_users(struct show_scope *scope)
{
  int count;
  const struct text *names = users_list(scope->ddl.session->instance->users,
                                        scope->ddl.arena, &count);

  for (int i = 0; i < count; i++)
    if (show_lets_pass(scope, names[i]))
      user_row(scope, names[i]);
}
