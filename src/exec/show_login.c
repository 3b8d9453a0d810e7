/* show_login.c: SHOW of what users log in with: programmatic access tokens, second factors, integrations. */
#include <string.h>

#include "base/clock.h"
#include "exec/show_rows.h"
#include "session/access_token.h"
#include "session/instance.h"
#include "session/integrations.h"
#include "session/mfa.h"
#include "session/users.h"
#include "sql/parse.h"

#define MINUTE_MS 60000LL
/* Tokens that expired longer ago are not listed. */
#define LISTED_AFTER_MS (30 * 24 * 60 * MINUTE_MS)

/* FOR USER u; without it, the session's own. */
static bool user_meant(struct show_scope *scope, struct user **user, struct err *err)
{
  struct text words = text_trim(scope->show->words), name = scope->ddl.session->user;
  struct path path;

  if (words.len) {
    struct name *parsed;

    if (!text_starts_with_nocase(words, "FOR USER "))
      return err_set(err, ERR_SYNTAX,
                     "SQL compilation error:\nsyntax error: '" TEXT_FMT
                     "' is not expected in SHOW " TEXT_FMT ".",
                     TEXT_ARG(words), TEXT_ARG(scope->show->what));
    parsed = parse_name(scope->ddl.arena, text_slice(words, 9, words.len), err);
    if (!parsed || !ddl_path(&scope->ddl, parsed, KIND_WAREHOUSE, &path, err))
      return false;
    name = path.name;
  }
  *user = users_find(scope->ddl.session->instance->users, scope->ddl.arena, name);
  return *user || users_missing(name, err);
}

static const char *token_status(const struct access_token *token, const struct user *user)
{
  if (access_token_is_expired(token))
    return "EXPIRED";
  return token->disabled || user_is(user, USER_DISABLED) ? "DISABLED" : "ACTIVE";
}

static void token_row(struct sheet *sheet, const struct access_token *token,
                      const struct user *user)
{
  int64_t bypass = token->bypass_ms - clock_now_ms();

  sheet_text(sheet, token->name);
  sheet_text(sheet, user->name);
  sheet_text(sheet, token->role);
  sheet_time(sheet, token->expires_ms);
  sheet_string(sheet, token_status(token, user));
  sheet_said(sheet, token->comment);
  sheet_time(sheet, token->created_ms);
  sheet_text(sheet, token->created_by);
  if (bypass > 0)
    sheet_int(sheet, (bypass + MINUTE_MS - 1) / MINUTE_MS);
  else
    sheet_null(sheet, 1);
  sheet_text(sheet, token->rotated_to);
}

/* docs.snowflake.com/en/sql-reference/sql/show-user-programmatic-access-tokens */
bool show_access_tokens(struct show_scope *scope, struct err *err)
{
  struct user *user = NULL;
  struct list tokens;

  if (!user_meant(scope, &user, err))
    return false;
  tokens = access_token_list(scope->ddl.arena, user);
  for (int i = 0; i < tokens.count; i++) {
    const struct access_token *token = tokens.at[i];

    if (token->expires_ms + LISTED_AFTER_MS > clock_now_ms() &&
        show_lets_pass(scope, token->name))
      token_row(&scope->sheet, token, user);
  }
  return true;
}

/* OAUTH - CUSTOM, EXTERNAL_OAUTH - OKTA, EXTERNAL_STAGE */
static struct text integration_text(struct arena *arena,
                                    const struct integration *integration)
{
  struct text type = integration->values[INTEGRATION_TYPE];

  if (integration_is_storage(integration))
    return type;
  return arena_printf(
    arena, TEXT_FMT " - " TEXT_FMT, TEXT_ARG(type),
    TEXT_ARG(
      integration->values[integration_is_external(integration) ? INTEGRATION_EXTERNAL_TYPE
                                                               : INTEGRATION_CLIENT]));
}

/* docs.snowflake.com/en/sql-reference/sql/show-integrations */
void show_integrations(struct show_scope *scope, const char *category)
{
  struct list all = integrations_list(scope->ddl.session->instance->integrations,
                                      scope->ddl.arena);

  for (int i = 0; i < all.count; i++) {
    const struct integration *at = all.at[i];
    const char *own = integration_is_storage(at) ? "STORAGE" : "SECURITY";
    int64_t created = 0;

    if ((category && strcmp(category, own) != 0) || !show_lets_pass(scope, at->name) ||
        !text_to_int64(at->values[INTEGRATION_CREATED_MS], &created))
      continue;
    sheet_text(&scope->sheet, at->name);
    sheet_text(&scope->sheet, integration_text(scope->ddl.arena, at));
    sheet_string(&scope->sheet, own);
    sheet_bool(&scope->sheet, integration_is(at, INTEGRATION_ENABLED));
    sheet_said(&scope->sheet, at->values[INTEGRATION_COMMENT]);
    sheet_time(&scope->sheet, created);
  }
}

/* docs.snowflake.com/en/sql-reference/sql/show-mfa-methods */
bool show_mfa_methods(struct show_scope *scope, struct err *err)
{
  struct user *user = NULL;
  struct list methods;

  if (!user_meant(scope, &user, err))
    return false;
  methods = mfa_list(scope->ddl.arena, user);
  for (int i = 0; i < methods.count; i++) {
    const struct mfa_method *method = methods.at[i];

    sheet_text(&scope->sheet, method->name);
    sheet_string(&scope->sheet, "TOTP");
    sheet_said(&scope->sheet, method->comment);
    sheet_time(&scope->sheet, method->used_ms);
    sheet_time(&scope->sheet, method->created_ms);
  }
  return true;
}
