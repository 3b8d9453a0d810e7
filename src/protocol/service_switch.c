/* service_switch.c: switches of the service that are no parameters for users.
 *
 * Snowflake brings what is new behind switches, of which SHOW PARAMETERS says nothing; drivers and
 * their tests turn them by ALTER SESSION. Here each stands where it stands. */
#include "protocol/service_switch.h"

struct switch_row {
  const char *name, *value;
};

/* Of gosnowflake 2.1, driver_test.go and chunk_test.go, and snowflake-connector-python,
 * test_structured_types.py. Sorted. */
static const struct switch_row rows[] = {
  { "ALLOW_LARGE_LOBS_IN_EXTERNAL_SCAN", "false" },
  { "DISABLE_PUT_AND_GET_ON_EXTERNAL_STAGE", "false" },
  { "ENABLE_FIX_1758055_ADD_ARROW_SUPPORT_FOR_MULTI_STMTS", "true" },
  { "ENABLE_LARGE_VARCHAR_AND_BINARY_IN_RESULT", "true" },
  { "ENABLE_OBJECT_TYPED_BINDS", "true" },
  { "ENABLE_STRUCTURED_TYPES_IN_BINDS", "Enable" },
  { "ENABLE_STRUCTURED_TYPES_IN_CLIENT_RESPONSE", "true" },
  { "ENABLE_STRUCTURED_TYPES_IN_FDN_TABLES", "true" },
  { "ENABLE_STRUCTURED_TYPES_NATIVE_ARROW_FORMAT", "false" },
  { "FEATURE_INCREASED_MAX_LOB_SIZE_IN_MEMORY", "ENABLED" },
  { "FORCE_ENABLE_STRUCTURED_TYPES_NATIVE_ARROW_FORMAT", "false" },
  { "IGNORE_CLIENT_VESRION_IN_STRUCTURED_TYPES_RESPONSE", "true" },
};

static const struct switch_row *find(struct text name)
{
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (text_is_nocase(name, rows[i].name))
      return &rows[i];
  return NULL;
}

bool service_switch_is_one(struct text name)
{
  return find(name);
}

bool service_switch_set(struct text name, struct text value, struct err *err)
{
  const struct switch_row *row = find(name);

  return text_is_nocase(value, row->value) ||
         err_set(err, ERR_UNSUPPORTED, "Unsupported feature '%s = " TEXT_FMT "'.",
                 row->name, TEXT_ARG(value));
}
