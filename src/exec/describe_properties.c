/* describe_properties.c: DESCRIBE USER: properties as rows. */
#include "exec/describe_properties.h"

#include <time.h>

#include "base/clock.h"
#include "catalog/sheet.h"
#include "session/instance.h"
#include "session/users.h"

#define V "VARCHAR"
#define MINUTE_MS 60000LL

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* ---- users ---- */

static const struct outcome_spec user_columns[] = {
  { "property", V },
  { "value", V },
  { "default", V },
  { "description", V },
};

enum user_cell {
  CELL_FIXED, /* The value of the row. */
  CELL_NAME,
  CELL_PROPERTY,
  CELL_BOOL,
  CELL_HAS, /* Whether the property is set. */
  CELL_PASSWORD,
  CELL_UNLOCK,
  CELL_FINGERPRINT,
  CELL_TIME
};

/* What can be said of a user; NULL prints as "null". */
static const struct user_line {
  const char *property, *value, *otherwise, *description;
  enum user_cell cell;
  enum user_property of;
} user_lines[] = {
  { "NAME", NULL, NULL, "Name", CELL_NAME },
  { "COMMENT", NULL, NULL, "user comment associated to an object in the dictionary",
    CELL_PROPERTY, USER_COMMENT },
  { "DISPLAY_NAME", NULL, NULL, "Display name of the associated object", CELL_PROPERTY,
    USER_DISPLAY_NAME },
  { "TYPE", NULL, NULL, "Type of the user", CELL_PROPERTY, USER_TYPE },
  { "LOGIN_NAME", NULL, NULL, "Login name of the user", CELL_PROPERTY, USER_LOGIN_NAME },
  { "FIRST_NAME", NULL, NULL, "First name of the user", CELL_PROPERTY, USER_FIRST_NAME },
  { "MIDDLE_NAME", NULL, NULL, "Middle name of the user", CELL_PROPERTY,
    USER_MIDDLE_NAME },
  { "LAST_NAME", NULL, NULL, "Last name of the user", CELL_PROPERTY, USER_LAST_NAME },
  { "EMAIL", NULL, NULL, "Email address of the user", CELL_PROPERTY, USER_EMAIL },
  { "PASSWORD", NULL, NULL, "Password of the user", CELL_PASSWORD },
  { "MUST_CHANGE_PASSWORD", "false", "false", "User must change the password", CELL_BOOL,
    USER_MUST_CHANGE_PASSWORD },
  { "DISABLED", "false", "false", "Whether the entity is disabled", CELL_BOOL,
    USER_DISABLED },
  { "SNOWFLAKE_LOCK", "false", "false",
    "Whether the user, account, or organization is locked by Snowflake" },
  { "SNOWFLAKE_SUPPORT", "false", "false",
    "Snowflake Support is allowed to use the user or account" },
  { "DAYS_TO_EXPIRY", NULL, NULL,
    "User record will be treated as expired after specified number of days" },
  { "MINS_TO_UNLOCK", NULL, NULL,
    "Temporary lock on the user will be removed after specified number of minutes",
    CELL_UNLOCK },
  { "DEFAULT_WAREHOUSE", NULL, NULL, "Default warehouse for this user", CELL_PROPERTY,
    USER_DEFAULT_WAREHOUSE },
  { "DEFAULT_NAMESPACE", NULL, NULL, "Default database namespace prefix for this user",
    CELL_PROPERTY, USER_DEFAULT_NAMESPACE },
  { "DEFAULT_ROLE", NULL, NULL,
    "Primary principal of user session will be set to this role", CELL_PROPERTY,
    USER_DEFAULT_ROLE },
  { "DEFAULT_SECONDARY_ROLES", "[]", "[ALL]",
    "The secondary roles will be set to all roles provided here." },
  { "EXT_AUTHN_DUO", "false", "false",
    "Whether Duo Security is enabled as second factor authentication" },
  { "EXT_AUTHN_UID", NULL, NULL, "External authentication ID of the user" },
  { "DEFAULT_MFA_METHOD", NULL, NULL, "Default MFA method for the user" },
  { "HAS_MFA", "false", "false",
    "Whether the user is enrolled in multi-factor authentication", CELL_HAS,
    USER_MFA_METHODS },
  { "HAS_PAT", "false", "false", "Whether the user has a programmatic access token",
    CELL_HAS, USER_ACCESS_TOKENS },
  { "HAS_WORKLOAD_IDENTITY", "false", "false",
    "Whether the user has a workload identity" },
  { "MINS_TO_BYPASS_MFA", NULL, NULL,
    "Temporary bypass MFA for the user for a specified number of minutes" },
  { "MINS_TO_BYPASS_NETWORK_POLICY", NULL, NULL,
    "Temporary bypass network policy on the user for a specified number of minutes" },
  { "RSA_PUBLIC_KEY", NULL, NULL, "RSA public key of the user", CELL_PROPERTY,
    USER_RSA_PUBLIC_KEY },
  { "RSA_PUBLIC_KEY_FP", NULL, NULL, "Fingerprint of user's RSA public key.",
    CELL_FINGERPRINT, USER_RSA_PUBLIC_KEY },
  { "RSA_PUBLIC_KEY_LAST_SET_TIME", NULL, NULL,
    "The timestamp at which the RSA public key was last set for the user.", CELL_TIME,
    USER_KEY_SET_MS },
  { "RSA_PUBLIC_KEY_2", NULL, NULL, "Second RSA public key of the user", CELL_PROPERTY,
    USER_RSA_PUBLIC_KEY_2 },
  { "RSA_PUBLIC_KEY_2_FP", NULL, NULL, "Fingerprint of user's second RSA public key.",
    CELL_FINGERPRINT, USER_RSA_PUBLIC_KEY_2 },
  { "RSA_PUBLIC_KEY_2_LAST_SET_TIME", NULL, NULL,
    "The timestamp at which the second RSA public key was last set for the user.",
    CELL_TIME, USER_KEY_2_SET_MS },
  { "PASSWORD_LAST_SET_TIME", NULL, NULL,
    "The timestamp on which the last non-null password was set for the user.", CELL_TIME,
    USER_PASSWORD_SET_MS },
  { "CUSTOM_LANDING_PAGE_URL", NULL, NULL, "Reserved for future use" },
  { "CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD", "false", "false",
    "Reserved for future use" },
  { "IS_FROM_ORGANIZATION_USER", "false", "false",
    "Whether the user was imported from an organization user" },
};

static struct text unlock_text(struct arena *arena, const struct user *user)
{
  int64_t left = user->locked_until_ms - clock_now_ms();

  if (left <= 0)
    return (struct text){ 0 };
  return arena_printf(arena, "%lld", (long long)((left + MINUTE_MS - 1) / MINUTE_MS));
}

/* 2026-11-21 19:30:00.123, in UTC. */
static struct text time_text(struct arena *arena, int64_t ms)
{
  time_t seconds = (time_t)(ms / 1000);
  struct tm tm;
  char day[32];

  if (!ms || !gmtime_r(&seconds, &tm))
    return (struct text){ 0 };
  strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &tm);
  return arena_printf(arena, "%s.%03d", day, (int)(ms % 1000));
}

/* at NULL prints as "null". */
static struct text user_cell(struct arena *arena, const struct user *user,
                             const struct user_line *line)
{
  static const struct text none;

  switch (line->cell) {
  case CELL_FIXED: return line->value ? text_of(line->value) : none;
  case CELL_NAME: return user->name;
  case CELL_PROPERTY: return user->values[line->of];
  case CELL_BOOL: return user_is(user, line->of) ? TEXT("true") : TEXT("false");
  case CELL_HAS: return user->values[line->of].at ? TEXT("true") : TEXT("false");
  case CELL_PASSWORD: return user_has_password(user) ? TEXT("********") : none;
  case CELL_UNLOCK: return unlock_text(arena, user);
  case CELL_FINGERPRINT: return user_fingerprint(user, arena, line->of);
  case CELL_TIME: return time_text(arena, user_time(user, line->of));
  }
  return none;
}

bool describe_user(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err)
{
  const struct user *user;
  struct sheet sheet;
  struct path path;

  if (!ddl_path(ddl, name, KIND_WAREHOUSE, &path, err))
    return false;
  user = users_find(ddl->session->instance->users, ddl->arena, path.name);
  if (!user)
    return users_missing(path.name, err);
  if (!outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, COLUMNS(user_columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (size_t i = 0; i < sizeof user_lines / sizeof *user_lines; i++) {
    const struct user_line *line = &user_lines[i];
    struct text value = user_cell(ddl->arena, user, line);

    sheet_string(&sheet, line->property);
    sheet_text(&sheet, value.at ? value : TEXT("null"));
    sheet_string(&sheet, line->otherwise ? line->otherwise : "null");
    sheet_string(&sheet, line->description);
  }
  return true;
}
