/* ddl_user.c: CREATE, ALTER and DROP USER.
 *
 * docs.snowflake.com/en/sql-reference/sql/create-user, .../alter-user, .../drop-user. What is not
 * kept for a user (tags, policies, days to expiry) is refused by name. */
#include "exec/ddl_user.h"

#include "base/buf.h"
#include "base/clock.h"
#include "exec/ddl_access_token.h"
#include "exec/ddl_mfa.h"
#include "exec/property.h"
#include "session/instance.h"
#include "session/params_text.h"
#include "session/users.h"
#include "stage/stage.h"

#define MINUTE_MS 60000LL
#define MOST_MINUTES 1000000

static bool unsupported(const char *verb, struct text what, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature '%s USER " TEXT_FMT "'.",
                 verb, TEXT_ARG(what));
}

static struct users *users_of(const struct ddl *ddl)
{
  return ddl->session->instance->users;
}

static bool user_name(struct ddl *ddl, const struct name *name, struct text *found,
                      struct err *err)
{
  struct path path;

  /* Like a warehouse, a user is the account's: its name has one part. */
  if (!ddl_path(ddl, name, KIND_WAREHOUSE, &path, err))
    return false;
  *found = path.name;
  return true;
}

/* ---- values ---- */

/* A name as written, each part as it is stored. A namespace has two, and keeps the quotes it needs. */
static struct text name_value(struct ddl *ddl, const struct list *parts, bool quotes)
{
  struct text value;
  struct buf out;

  buf_init(&out);
  for (int i = 0; i < parts->count; i++) {
    struct text part = ((const struct ident *)parts->at[i])->name;

    if (i)
      buf_add_char(&out, '.');
    buf_add_text(&out, quotes ? ident_text(ddl->arena, part) : part);
  }
  value = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return value;
}

/* Constants, names and words; at NULL for NULL. */
static bool option_value(struct ddl *ddl, const struct option *option, bool quotes,
                         bool *is_name, struct text *value, struct err *err)
{
  static const struct text none;
  struct bind_constant constant;

  *is_name = option->value && option->value->kind == EXPR_COLUMN && option->value->name &&
             !option->value->name->dynamic;
  if (*is_name) {
    *value = name_value(ddl, &option->value->name->parts, quotes);
    return true;
  }
  if (!option->value)
    return unsupported("ALTER", option->key, err);
  if (!bind_constant_of(&ddl->context, option->value, &constant, err))
    return false;
  *value = constant.is_null ? none : arena_text(ddl->arena, constant.value);
  return true;
}

static bool read_bool(const struct option *option, struct text *value, struct err *err)
{
  if (!value->at)
    return true;
  if (text_is_nocase(*value, "TRUE"))
    *value = TEXT("true");
  else if (text_is_nocase(*value, "FALSE"))
    *value = TEXT("false");
  else
    return property_bad_value(option, *value, err);
  return true;
}

static bool read_key(struct text *value, struct err *err)
{
  if (value->len)
    return user_is_key(*value) ||
           err_set(err, ERR_INVALID_VALUE,
                   "SQL execution error:\nNew public key rejected by current policy. "
                   "Reason: 'Invalid Public key'");
  *value = (struct text){ 0 };
  return true;
}

static bool read_type(struct ddl *ddl, const struct option *option, struct text *value,
                      struct err *err)
{
  static const char *const types[] = { "PERSON", "SERVICE", "LEGACY_SERVICE" };

  if (!value->at)
    return true;
  *value = arena_upper(ddl->arena, *value);
  if (text_is(*value, "NULL")) {
    *value = (struct text){ 0 };
    return true;
  }
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (text_is(*value, types[i]))
      return true;
  return property_bad_value(option, *value, err);
}

/* ---- properties ---- */

static void key_was_set(struct ddl *ddl, struct user *user, enum user_property key)
{
  user_set_time(user, ddl->arena,
                key == USER_RSA_PUBLIC_KEY ? USER_KEY_SET_MS : USER_KEY_2_SET_MS,
                user->values[key].at ? clock_now_ms() : 0);
}

static bool set_property(struct ddl *ddl, struct user *user, enum user_property property,
                         const struct option *option, struct err *err)
{
  bool is_namespace = property == USER_DEFAULT_NAMESPACE, is_name, ok = true;
  struct text value;

  if (!option_value(ddl, option, is_namespace, &is_name, &value, err))
    return false;
  switch (user_property_row(property)->value) {
  case USER_VALUE_TEXT: break;
  case USER_VALUE_NAME:
    if (property == USER_TYPE)
      ok = read_type(ddl, option, &value, err);
    else if (value.at && !is_name)
      value = arena_upper(ddl->arena, value);
    break;
  case USER_VALUE_BOOL: ok = read_bool(option, &value, err); break;
  case USER_VALUE_KEY: ok = read_key(&value, err); break;
  }
  if (!ok)
    return false;
  user_set(user, ddl->arena, property, value.len ? value : (struct text){ 0 });
  if (user_property_row(property)->value == USER_VALUE_KEY)
    key_was_set(ddl, user, property);
  return true;
}

static bool set_password(struct ddl *ddl, struct user *user, struct text password,
                         struct err *err)
{
  if (!user_set_password(user, password, err))
    return false;
  user_set_time(user, ddl->arena, USER_PASSWORD_SET_MS,
                password.len ? clock_now_ms() : 0);
  if (user_is_guest(user))
    user_set(user, ddl->arena, USER_ORIGIN, (struct text){ 0 });
  return true;
}

/* In single or double quotes. What is wrong with it is not said: errors are kept and logged. */
static bool read_password(struct ddl *ddl, const struct option *option,
                          struct text *password, struct err *err)
{
  const struct expr *value = option->value;
  bool is_name, is_quoted;

  if (!value || !option_value(ddl, option, false, &is_name, password, err))
    return false;
  is_quoted = is_name && value->name->parts.count == 1 &&
              ((const struct ident *)value->name->parts.at[0])->quoted;
  if (value->kind == EXPR_STRING || value->kind == EXPR_NULL || is_quoted)
    return true;
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value [****] for parameter 'PASSWORD'");
}

/* MINS_TO_UNLOCK: 0 unlocks. */
static bool set_lock(struct user *user, const struct option *option, struct text value,
                     struct err *err)
{
  int64_t minutes = 0;

  if (value.at &&
      (!text_to_int64(value, &minutes) || minutes < 0 || minutes > MOST_MINUTES))
    return property_bad_value(option, value, err);
  user->failures = 0;
  user->sets_lock = true;
  user->locked_until_ms = minutes ? clock_now_ms() + minutes * MINUTE_MS : 0;
  return true;
}

/* ---- session parameters ---- */

static bool is_parameter(const struct option *option)
{
  const struct param_row *row = param_find(option->key);

  return row && !row->is_account;
}

/* value at NULL: UNSET. */
static bool put_parameter(struct ddl *ddl, struct user *user, const struct option *option,
                          struct text value, struct err *err)
{
  struct params *params = params_of_text(user->values[USER_PARAMETERS], err);
  bool ok = params && (value.at ? params_set(params, option->key, value, err)
                                : params_unset(params, option->key, err));

  if (ok)
    user_set(user, ddl->arena, USER_PARAMETERS, params_text(ddl->arena, params));
  params_free(params);
  return ok;
}

static bool set_parameter(struct ddl *ddl, struct user *user, const struct option *option,
                          struct err *err)
{
  struct text value;

  return property_text(ddl->run, option, &value, err) &&
         put_parameter(ddl, user, option, value, err);
}

/* ---- options ---- */

static bool set_option(struct ddl *ddl, const char *verb, struct user *user,
                       const struct option *option, struct err *err)
{
  enum user_property property;
  struct text value;
  bool is_name;

  if (user_property_find(option->key, &property))
    return set_property(ddl, user, property, option, err);
  if (text_is_nocase(option->key, "PASSWORD"))
    return read_password(ddl, option, &value, err) && set_password(ddl, user, value, err);
  if (is_parameter(option))
    return set_parameter(ddl, user, option, err);
  if (!text_is_nocase(option->key, "MINS_TO_UNLOCK"))
    return unsupported(verb, option->key, err);
  return option_value(ddl, option, false, &is_name, &value, err) &&
         set_lock(user, option, value, err);
}

static bool unset_option(struct ddl *ddl, struct user *user, const struct option *option,
                         struct err *err)
{
  static const struct text none;
  enum user_property property;

  if (text_is_nocase(option->key, "PASSWORD"))
    return set_password(ddl, user, none, err);
  if (text_is_nocase(option->key, "MINS_TO_UNLOCK"))
    return set_lock(user, option, none, err);
  if (is_parameter(option))
    return put_parameter(ddl, user, option, none, err);
  if (!user_property_find(option->key, &property))
    return unsupported("ALTER", option->key, err);
  user_set(user, ddl->arena, property, none);
  if (user_property_row(property)->value == USER_VALUE_KEY)
    key_was_set(ddl, user, property);
  return true;
}

/* docs.snowflake.com/en/user-guide/admin-user-management: what a user of this type cannot have. */
static bool check_type(const struct user *user, const struct list *options,
                       struct err *err)
{
  for (int i = 0; user_is_service(user) && i < options->count; i++) {
    const struct option *option = options->at[i];
    enum user_property property;
    bool is_own = user_property_find(option->key, &property) &&
                  user_property_row(property)->is_for_people;

    if (is_own || text_is_nocase(option->key, "PASSWORD"))
      return err_set(err, ERR_INVALID_PROPERTY,
                     "SQL compilation error:\nCannot set " TEXT_FMT
                     " on users with TYPE = SERVICE.",
                     TEXT_ARG(option->key));
  }
  return true;
}

static bool set_options(struct ddl *ddl, const char *verb, struct user *user,
                        const struct list *options, struct err *err)
{
  for (int i = 0; i < options->count; i++)
    if (!set_option(ddl, verb, user, options->at[i], err))
      return false;
  return check_type(user, options, err);
}

/* ---- the statements ---- */

static bool put_created(struct ddl *ddl, const struct create *create, struct text name,
                        struct err *err)
{
  struct text before = { 0 };
  struct user *user, *there = users_find(users_of(ddl), ddl->arena, name);

  if (there && create->if_not_exists)
    return ddl_created(ddl, "User", name, false);
  user = user_new(ddl->arena, name);
  user_set_time(user, ddl->arena, USER_CREATED_MS, clock_now_ms());
  if (!set_options(ddl, "CREATE", user, &create->options, err))
    return false;
  if (there && create->or_replace)
    before = there->name;
  return users_put(users_of(ddl), before, user, err) &&
         ddl_created(ddl, "User", name, true);
}

bool create_user(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct text name;
  bool ok;

  if (create->or_alter || create->clone)
    return ddl_unsupported(create->clone ? "CREATE USER CLONE" : "CREATE OR ALTER USER",
                           err);
  if (create->or_replace && create->if_not_exists)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\noptions IF NOT EXISTS and OR REPLACE are "
                   "incompatible.");
  if (!user_name(ddl, create->name, &name, err))
    return false;
  users_hold(users_of(ddl));
  ok = put_created(ddl, create, name, err);
  users_release(users_of(ddl));
  return ok;
}

static bool rename_user(struct ddl *ddl, const struct alter *alter, struct user *user,
                        struct err *err)
{
  struct text name;

  if (!user_name(ddl, alter->name2, &name, err))
    return false;
  user->name = name;
  return true;
}

static struct text action_words(const struct alter *alter)
{
  switch ((int)alter->action) {
  case ALTER_SET_TAG: return TEXT("SET TAG");
  case ALTER_UNSET_TAG: return TEXT("UNSET TAG");
  case ALTER_ABORT_QUERIES: return TEXT("ABORT ALL QUERIES");
  default: return alter->text;
  }
}

static bool change_user(struct ddl *ddl, const struct alter *alter, struct user *user,
                        struct err *err)
{
  if (alter->action == ALTER_RENAME_TO)
    return rename_user(ddl, alter, user, err);
  if (alter->action == ALTER_SET && alter->options.count)
    return set_options(ddl, "ALTER", user, &alter->options, err);
  if (alter->action == ALTER_UNSET && alter->options.count) {
    for (int i = 0; i < alter->options.count; i++)
      if (!unset_option(ddl, user, alter->options.at[i], err))
        return false;
    return true;
  }
  return unsupported("ALTER", action_words(alter), err);
}

static bool alter_held(struct ddl *ddl, const struct alter *alter, struct text name,
                       struct err *err)
{
  struct user *user = users_find(users_of(ddl), ddl->arena, name);

  if (!user && alter->if_exists)
    return ddl_done(ddl);
  if (!user)
    return users_missing(name, err);
  if (ddl_is_access_token(alter))
    return alter_access_token(ddl, alter, user, err);
  if (ddl_is_mfa(alter))
    return alter_mfa(ddl, alter, user, err);
  if (!change_user(ddl, alter, user, err) || !users_put(users_of(ddl), name, user, err))
    return false;
  if (!text_equal(user->name, name))
    stage_rename_user(ddl->session->instance->stages, name, user->name);
  return ddl_done(ddl);
}

bool alter_user(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  struct text name = ddl->session->user;
  bool ok;

  if (alter->name && !user_name(ddl, alter->name, &name, err))
    return false;
  users_hold(users_of(ddl));
  ok = alter_held(ddl, alter, arena_text(ddl->arena, name), err);
  users_release(users_of(ddl));
  return ok;
}

bool drop_user(struct ddl *ddl, const struct drop *drop, struct err *err)
{
  struct text name;

  if (!user_name(ddl, drop->name, &name, err))
    return false;
  if (text_equal(name, ddl->session->user))
    return err_set(err, ERR_NOT_AUTHORIZED,
                   "SQL access control error:\nThe current user '" TEXT_FMT
                   "' cannot be dropped.",
                   TEXT_ARG(name));
  if (drop->if_exists && !users_find(users_of(ddl), ddl->arena, name))
    return ddl_answer(ddl, arena_printf(ddl->arena,
                                        "Drop statement executed successfully (" TEXT_FMT
                                        " already dropped).",
                                        TEXT_ARG(name)));
  if (!users_drop(users_of(ddl), name, err))
    return false;
  stage_drop_user(ddl->session->instance->stages, name);
  return ddl_answer(
    ddl, arena_printf(ddl->arena, TEXT_FMT " successfully dropped.", TEXT_ARG(name)));
}
