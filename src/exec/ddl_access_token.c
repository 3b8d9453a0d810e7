/* ddl_access_token.c: ALTER USER ... ADD, MODIFY, ROTATE and REMOVE PROGRAMMATIC ACCESS TOKEN.
 *
 * docs.snowflake.com/en/sql-reference/sql/alter-user-add-programmatic-access-token and its three
 * neighbours. There are no network policies here, so that none is asked for. */
#include "exec/ddl_access_token.h"

#include "base/clock.h"
#include "catalog/sheet.h"
#include "exec/property.h"
#include "session/access_token.h"
#include "session/instance.h"
#include "session/roles.h"
#include "session/users.h"

#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define USUAL_DAYS 15
#define MOST_DAYS 365
#define USUAL_ROTATED_HOURS 24
#define MOST_BYPASS_MINUTES 1440

static const struct outcome_spec added[] = {
  { "token_name", "VARCHAR" },
  { "token_secret", "VARCHAR" },
};

static const struct outcome_spec rotated[] = {
  { "token_name", "VARCHAR" },
  { "token_secret", "VARCHAR" },
  { "rotated_token_name", "VARCHAR" },
};

bool ddl_is_access_token(const struct alter *alter)
{
  return alter->action == ALTER_OTHER && alter->more && alter->more->names &&
         (text_ends_with(alter->text, " PROGRAMMATIC ACCESS TOKEN") ||
          text_ends_with(alter->text, " PAT"));
}

/* ---- options ---- */

static bool read_number(struct ddl *ddl, const struct option *option, int64_t least,
                        int64_t most, int64_t *number, struct err *err)
{
  struct text value;

  if (!property_text(ddl->run, option, &value, err))
    return false;
  return (text_to_int64(value, number) && *number >= least && *number <= most) ||
         property_bad_value(option, value, err);
}

static bool read_role(struct ddl *ddl, const struct option *option,
                      struct access_token *token, struct err *err)
{
  struct text role;

  if (!property_text(ddl->run, option, &role, err))
    return false;
  token->role = arena_upper(ddl->arena, role);
  return role_exists(token->role) || err_set(err, ERR_NO_OBJECT,
                                             "SQL compilation error:\nRole '" TEXT_FMT
                                             "' does not exist or not authorized.",
                                             TEXT_ARG(token->role));
}

static bool read_bypass(struct ddl *ddl, const struct option *option,
                        struct access_token *token, struct err *err)
{
  int64_t minutes;

  if (!read_number(ddl, option, 0, MOST_BYPASS_MINUTES, &minutes, err))
    return false;
  token->bypass_ms = minutes ? clock_now_ms() + minutes * MINUTE_MS : 0;
  return true;
}

static bool invalid(const struct option *option, struct err *err)
{
  return err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\ninvalid property '" TEXT_FMT
                 "' for 'PROGRAMMATIC ACCESS TOKEN'",
                 TEXT_ARG(option->key));
}

/* What both ADD and MODIFY ... SET take. */
static bool set_common(struct ddl *ddl, const struct option *option,
                       struct access_token *token, struct err *err)
{
  if (text_is_nocase(option->key, "COMMENT"))
    return property_text(ddl->run, option, &token->comment, err);
  if (text_is_nocase(option->key, "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT"))
    return read_bypass(ddl, option, token, err);
  return invalid(option, err);
}

static bool set_new(struct ddl *ddl, const struct list *options,
                    struct access_token *token, struct err *err)
{
  int64_t days = USUAL_DAYS;

  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];
    bool ok = text_is_nocase(option->key, "ROLE_RESTRICTION")
                ? read_role(ddl, option, token, err)
              : text_is_nocase(option->key, "DAYS_TO_EXPIRY")
                ? read_number(ddl, option, 1, MOST_DAYS, &days, err)
                : set_common(ddl, option, token, err);

    if (!ok)
      return false;
  }
  token->expires_ms = token->created_ms + days * DAY_MS;
  return true;
}

static bool set_option(struct ddl *ddl, const struct option *option,
                       struct access_token *token, struct err *err)
{
  struct text value;

  if (!text_is_nocase(option->key, "DISABLED"))
    return set_common(ddl, option, token, err);
  if (!property_text(ddl->run, option, &value, err))
    return false;
  token->disabled = text_is_nocase(value, "TRUE");
  return token->disabled || text_is_nocase(value, "FALSE") ||
         property_bad_value(option, value, err);
}

static bool unset_option(const struct option *option, struct access_token *token,
                         struct err *err)
{
  if (text_is_nocase(option->key, "COMMENT"))
    token->comment = (struct text){ 0 };
  else if (text_is_nocase(option->key, "DISABLED"))
    token->disabled = false;
  else if (text_is_nocase(option->key, "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT"))
    token->bypass_ms = 0;
  else
    return invalid(option, err);
  return true;
}

/* ---- the actions ---- */

static bool keep(struct ddl *ddl, struct user *user, const struct list *tokens,
                 struct err *err)
{
  access_token_keep(ddl->arena, user, tokens);
  return users_put(ddl->session->instance->users, user->name, user, err);
}

static bool item_name(const struct name *name, struct text *found, struct err *err)
{
  if (!name || name->dynamic || name->parts.count != 1)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nThe name of a programmatic access token has "
                   "one part.");
  *found = ((const struct ident *)name->parts.at[0])->name;
  return true;
}

static bool answer(struct ddl *ddl, bool is_rotation, struct text name,
                   struct text secret, struct text before, struct err *err)
{
  struct sheet sheet = { 0 };

  if (!outcome_table(ddl->arena, ddl->outcome, TYPE_ID_DDL, is_rotation ? rotated : added,
                     is_rotation ? 3 : 2, err))
    return false;
  ddl->outcome->is_secret = true;
  sheet.rows = ddl->outcome->rows;
  sheet_text(&sheet, name);
  sheet_text(&sheet, secret);
  if (is_rotation)
    sheet_text(&sheet, before);
  return true;
}

static bool may_add(const struct user *user, const struct list *tokens,
                    const struct access_token *token, struct err *err)
{
  if (access_token_find(tokens, token->name))
    return err_set(err, ERR_OBJECT_EXISTS,
                   "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
                   TEXT_ARG(token->name));
  if (tokens->count >= ACCESS_TOKEN_MOST)
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nUser '" TEXT_FMT
                   "' has %d programmatic access tokens, which is the most.",
                   TEXT_ARG(user->name), ACCESS_TOKEN_MOST);
  /* docs.snowflake.com/.../alter-user-add-programmatic-access-token: required for them. */
  if (user_is_service(user) && !token->role.at)
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nROLE_RESTRICTION is required for the "
                   "programmatic access tokens of users with TYPE = SERVICE.");
  return true;
}

static bool add(struct ddl *ddl, const struct alter *alter, struct user *user,
                struct list *tokens, struct text name, struct err *err)
{
  struct access_token *token = ARENA_NEW(ddl->arena, struct access_token);
  struct text secret, none = { 0 };

  if (alter->if_exists_inner && access_token_find(tokens, name))
    return ddl_answer(ddl, arena_printf(ddl->arena,
                                        TEXT_FMT " already exists, statement succeeded.",
                                        TEXT_ARG(name)));
  token->name = name;
  token->created_ms = clock_now_ms();
  token->created_by = arena_text(ddl->arena, ddl->session->user);
  if (!set_new(ddl, &alter->options, token, err) || !may_add(user, tokens, token, err))
    return false;
  secret = access_token_draw(ddl->arena, token);
  list_add(ddl->arena, tokens, token);
  return keep(ddl, user, tokens, err) && answer(ddl, false, name, secret, none, err);
}

static bool check_usable(const struct access_token *token, struct err *err)
{
  return !access_token_is_expired(token) ||
         err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\nThe programmatic access token '" TEXT_FMT
                 "' has expired.",
                 TEXT_ARG(token->name));
}

/* The new secret has the name and as many days again; the old one lives on for a while under
 * another name. */
static bool rotate(struct ddl *ddl, const struct alter *alter, struct user *user,
                   struct list *tokens, struct access_token *token, struct err *err)
{
  struct access_token *before = ARENA_NEW(ddl->arena, struct access_token);
  int64_t hours = USUAL_ROTATED_HOURS, now = clock_now_ms();
  struct text secret;

  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];

    if (!text_is_nocase(option->key, "EXPIRE_ROTATED_TOKEN_AFTER_HOURS"))
      return invalid(option, err);
    if (!read_number(ddl, option, 0, MOST_DAYS * 24, &hours, err))
      return false;
  }
  if (!check_usable(token, err))
    return false;
  *before = *token;
  before->name = arena_printf(ddl->arena, TEXT_FMT "_ROTATED_%lld", TEXT_ARG(token->name),
                              (long long)now);
  before->rotated_to = token->name;
  if (now + hours * HOUR_MS < before->expires_ms)
    before->expires_ms = now + hours * HOUR_MS;
  token->expires_ms += now - token->created_ms;
  token->created_ms = now;
  secret = access_token_draw(ddl->arena, token);
  list_add(ddl->arena, tokens, before);
  return keep(ddl, user, tokens, err) &&
         answer(ddl, true, token->name, secret, before->name, err);
}

static bool rename_token(const struct alter *then, const struct list *tokens,
                         struct access_token *token, struct err *err)
{
  struct text name;

  if (!item_name(then->name2, &name, err))
    return false;
  if (access_token_find(tokens, name) && !text_equal(name, token->name))
    return err_set(err, ERR_OBJECT_EXISTS,
                   "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
                   TEXT_ARG(name));
  token->name = name;
  return true;
}

static bool modify(struct ddl *ddl, const struct alter *then, struct user *user,
                   struct list *tokens, struct access_token *token, struct err *err)
{
  bool ok = check_usable(token, err);

  if (ok && then->action == ALTER_RENAME_TO)
    ok = rename_token(then, tokens, token, err);
  for (int i = 0; ok && i < then->options.count; i++)
    ok = then->action == ALTER_SET ? set_option(ddl, then->options.at[i], token, err)
                                   : unset_option(then->options.at[i], token, err);
  return ok && keep(ddl, user, tokens, err) && ddl_done(ddl);
}

static bool remove_token(struct ddl *ddl, struct user *user, const struct list *tokens,
                         const struct access_token *token, struct err *err)
{
  struct list left = { 0 };

  for (int i = 0; i < tokens->count; i++)
    if (tokens->at[i] != token)
      list_add(ddl->arena, &left, tokens->at[i]);
  return keep(ddl, user, &left, err) && ddl_done(ddl);
}

static bool change_one(struct ddl *ddl, const struct alter *alter, struct user *user,
                       struct list *tokens, struct text name, struct err *err)
{
  struct access_token *token = access_token_find(tokens, name);
  const struct alter *then = alter->more->then;

  if (!token)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nProgrammatic access token '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(name));
  if (text_starts_with(alter->text, "MODIFY ") && then)
    return modify(ddl, then, user, tokens, token, err);
  if (text_starts_with(alter->text, "ROTATE ") && !then)
    return rotate(ddl, alter, user, tokens, token, err);
  if (text_starts_with(alter->text, "REMOVE ") && !then && !alter->options.count)
    return remove_token(ddl, user, tokens, token, err);
  return err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nALTER USER ... " TEXT_FMT
                 " does not take what is written behind the token's name.",
                 TEXT_ARG(alter->text));
}

bool alter_access_token(struct ddl *ddl, const struct alter *alter, struct user *user,
                        struct err *err)
{
  struct list tokens = access_token_list(ddl->arena, user);
  struct text name = { 0 };

  if (!item_name(alter->more->names->at[0], &name, err))
    return false;
  if (text_starts_with(alter->text, "ADD ") && !alter->more->then)
    return add(ddl, alter, user, &tokens, name, err);
  return change_one(ddl, alter, user, &tokens, name, err);
}
