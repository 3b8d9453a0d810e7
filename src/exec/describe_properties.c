/* describe_properties.c: DESCRIBE USER, and DESCRIBE TABLE ... TYPE = STAGE: properties as rows. */
#include "exec/describe_properties.h"

#include "catalog/sheet.h"
#include "session/instance.h"
#include "session/users.h"

#define V "VARCHAR"

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* ---- users ---- */

static const struct outcome_spec user_columns[] = {
  { "property", V },
  { "value", V },
  { "default", V },
  { "description", V },
};

#define IS_NAME "" /* The value is the user's name. */

/* What can be said of a user; NULL prints as "null". */
static const struct {
  const char *property, *value, *otherwise, *description;
} user_properties[] = {
  { "NAME", IS_NAME, NULL, "Name" },
  { "COMMENT", NULL, NULL, "user comment associated to an object in the dictionary" },
  { "DISPLAY_NAME", IS_NAME, NULL, "Display name of the associated object" },
  { "TYPE", NULL, NULL, "Type of the user" },
  { "LOGIN_NAME", IS_NAME, NULL, "Login name of the user" },
  { "FIRST_NAME", NULL, NULL, "First name of the user" },
  { "MIDDLE_NAME", NULL, NULL, "Middle name of the user" },
  { "LAST_NAME", NULL, NULL, "Last name of the user" },
  { "EMAIL", NULL, NULL, "Email address of the user" },
  { "PASSWORD", "********", NULL, "Password of the user" },
  { "MUST_CHANGE_PASSWORD", "false", "false", "User must change the password" },
  { "DISABLED", "false", "false", "Whether the entity is disabled" },
  { "SNOWFLAKE_LOCK", "false", "false",
    "Whether the user, account, or organization is locked by Snowflake" },
  { "SNOWFLAKE_SUPPORT", "false", "false",
    "Snowflake Support is allowed to use the user or account" },
  { "DAYS_TO_EXPIRY", NULL, NULL,
    "User record will be treated as expired after specified number of days" },
  { "MINS_TO_UNLOCK", NULL, NULL,
    "Temporary lock on the user will be removed after specified number of minutes" },
  { "DEFAULT_WAREHOUSE", NULL, NULL, "Default warehouse for this user" },
  { "DEFAULT_NAMESPACE", NULL, NULL, "Default database namespace prefix for this user" },
  { "DEFAULT_ROLE", NULL, NULL,
    "Primary principal of user session will be set to this role" },
  { "DEFAULT_SECONDARY_ROLES", "[]", "[ALL]",
    "The secondary roles will be set to all roles provided here." },
  { "EXT_AUTHN_DUO", "false", "false",
    "Whether Duo Security is enabled as second factor authentication" },
  { "EXT_AUTHN_UID", NULL, NULL, "External authentication ID of the user" },
  { "DEFAULT_MFA_METHOD", NULL, NULL, "Default MFA method for the user" },
  { "HAS_MFA", "false", "false",
    "Whether the user is enrolled in multi-factor authentication" },
  { "HAS_PAT", "false", "false", "Whether the user has a programmatic access token" },
  { "HAS_WORKLOAD_IDENTITY", "false", "false",
    "Whether the user has a workload identity" },
  { "MINS_TO_BYPASS_MFA", NULL, NULL,
    "Temporary bypass MFA for the user for a specified number of minutes" },
  { "MINS_TO_BYPASS_NETWORK_POLICY", NULL, NULL,
    "Temporary bypass network policy on the user for a specified number of minutes" },
  { "RSA_PUBLIC_KEY", NULL, NULL, "RSA public key of the user" },
  { "RSA_PUBLIC_KEY_FP", NULL, NULL, "Fingerprint of user's RSA public key." },
  { "RSA_PUBLIC_KEY_LAST_SET_TIME", NULL, NULL,
    "The timestamp at which the RSA public key was last set for the user." },
  { "RSA_PUBLIC_KEY_2", NULL, NULL, "Second RSA public key of the user" },
  { "RSA_PUBLIC_KEY_2_FP", NULL, NULL, "Fingerprint of user's second RSA public key." },
  { "RSA_PUBLIC_KEY_2_LAST_SET_TIME", NULL, NULL,
    "The timestamp at which the second RSA public key was last set for the user." },
  { "PASSWORD_LAST_SET_TIME", NULL, NULL,
    "The timestamp on which the last non-null password was set for the user." },
  { "CUSTOM_LANDING_PAGE_URL", NULL, NULL, "Reserved for future use" },
  { "CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD", "false", "false",
    "Reserved for future use" },
  { "IS_FROM_ORGANIZATION_USER", "false", "false",
    "Whether the user was imported from an organization user" },
};

static bool user_exists(const struct ddl *ddl, struct text user)
{
  int count;
  const struct text *names = users_list(ddl->session->instance->users, ddl->arena,
                                        &count);

  for (int i = 0; i < count; i++)
    if (text_equal(names[i], user))
      return true;
  return false;
}

bool describe_user(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err)
{
  struct text user = ((const struct ident *)name->parts.at[name->parts.count - 1])->name;
  struct sheet sheet;

  if (name->parts.count != 1 || !user_exists(ddl, user))
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nUser '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(user));
  if (!outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, COLUMNS(user_columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (size_t i = 0; i < sizeof user_properties / sizeof *user_properties; i++) {
    const char *value = user_properties[i].value;
    const char *otherwise = user_properties[i].otherwise;

    sheet_string(&sheet, user_properties[i].property);
    if (value && !*value)
      sheet_text(&sheet, user);
    else
      sheet_string(&sheet, value ? value : "null");
    sheet_string(&sheet, otherwise ? otherwise : "null");
    sheet_string(&sheet, user_properties[i].description);
  }
  return true;
}

/* ---- stages ---- */

static const struct outcome_spec stage_columns[] = {
  { "parent_property", V }, { "property", V },         { "property_type", V },
  { "property_value", V },  { "property_default", V },
};

#define FORMAT "STAGE_FILE_FORMAT"
#define COPY "STAGE_COPY_OPTIONS"

static const struct {
  const char *parent, *property, *type, *value;
} stage_properties[] = {
  { FORMAT, "TYPE", "String", "CSV" },
  { FORMAT, "RECORD_DELIMITER", "String", "\\n" },
  { FORMAT, "FIELD_DELIMITER", "String", "," },
  { FORMAT, "FILE_EXTENSION", "String", "" },
  { FORMAT, "SKIP_HEADER", "Integer", "0" },
  { FORMAT, "DATE_FORMAT", "String", "AUTO" },
  { FORMAT, "TIME_FORMAT", "String", "AUTO" },
  { FORMAT, "TIMESTAMP_FORMAT", "String", "AUTO" },
  { FORMAT, "BINARY_FORMAT", "String", "HEX" },
  { FORMAT, "ESCAPE", "String", "NONE" },
  { FORMAT, "ESCAPE_UNENCLOSED_FIELD", "String", "\\\\" },
  { FORMAT, "TRIM_SPACE", "Boolean", "false" },
  { FORMAT, "FIELD_OPTIONALLY_ENCLOSED_BY", "String", "NONE" },
  { FORMAT, "NULL_IF", "List", "[\\\\N]" },
  { FORMAT, "COMPRESSION", "String", "AUTO" },
  { FORMAT, "ERROR_ON_COLUMN_COUNT_MISMATCH", "Boolean", "true" },
  { FORMAT, "VALIDATE_UTF8", "Boolean", "true" },
  { FORMAT, "SKIP_BLANK_LINES", "Boolean", "false" },
  { FORMAT, "REPLACE_INVALID_CHARACTERS", "Boolean", "false" },
  { FORMAT, "EMPTY_FIELD_AS_NULL", "Boolean", "true" },
  { FORMAT, "SKIP_BYTE_ORDER_MARK", "Boolean", "true" },
  { FORMAT, "ENCODING", "String", "UTF8" },
  { COPY, "ON_ERROR", "String", "ABORT_STATEMENT" },
  { COPY, "SIZE_LIMIT", "Long", "" },
  { COPY, "PURGE", "Boolean", "false" },
  { COPY, "RETURN_FAILED_ONLY", "Boolean", "false" },
  { COPY, "ENFORCE_LENGTH", "Boolean", "true" },
  { COPY, "TRUNCATECOLUMNS", "Boolean", "false" },
  { COPY, "FORCE", "Boolean", "false" },
};

bool describe_table_stage(struct ddl *ddl, struct outcome *outcome, struct err *err)
{
  struct sheet sheet;

  if (!outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, COLUMNS(stage_columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  for (size_t i = 0; i < sizeof stage_properties / sizeof *stage_properties; i++) {
    sheet_string(&sheet, stage_properties[i].parent);
    sheet_string(&sheet, stage_properties[i].property);
    sheet_string(&sheet, stage_properties[i].type);
    sheet_string(&sheet, stage_properties[i].value);
    sheet_string(&sheet, stage_properties[i].value);
  }
  return true;
}
