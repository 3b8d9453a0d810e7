/* view_kinds.c: views of INFORMATION_SCHEMA for kinds of objects that cannot be made here: no rows.
 *
 * Who adds such a kind moves its view to view_table.c and gives it rows in view_rows.c. */
#include "catalog/view_table.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define N9 "NUMBER(9,0)"
#define LTZ "TIMESTAMP_LTZ(3)"

static const struct view_column event_tables[] = {
  { "TABLE_CATALOG", V }, { "TABLE_SCHEMA", V }, { "TABLE_NAME", V },
  { "TABLE_OWNER", V },   { "CREATED", LTZ },    { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
};

static const struct view_column external_tables[] = {
  { "TABLE_CATALOG", V },    { "TABLE_SCHEMA", V }, { "TABLE_NAME", V },
  { "TABLE_OWNER", V },      { "CREATED", LTZ },    { "LAST_ALTERED", LTZ },
  { "COMMENT", V },          { "LOCATION", V },     { "FILE_FORMAT_NAME", V },
  { "FILE_FORMAT_TYPE", V },
};

static const struct view_column file_formats[] = {
  { "FILE_FORMAT_CATALOG", V },
  { "FILE_FORMAT_SCHEMA", V },
  { "FILE_FORMAT_NAME", V },
  { "FILE_FORMAT_OWNER", V },
  { "FILE_FORMAT_TYPE", V },
  { "RECORD_DELIMITER", V },
  { "FIELD_DELIMITER", V },
  { "SKIP_HEADER", N9 },
  { "DATE_FORMAT", V },
  { "TIME_FORMAT", V },
  { "TIMESTAMP_FORMAT", V },
  { "BINARY_FORMAT", V },
  { "ESCAPE", V },
  { "ESCAPE_UNENCLOSED_FIELD", V },
  { "TRIM_SPACE", V },
  { "FIELD_OPTIONALLY_ENCLOSED_BY", V },
  { "NULL_IF", V },
  { "COMPRESSION", V },
  { "ERROR_ON_COLUMN_COUNT_MISMATCH", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
};

static const struct view_column load_history[] = {
  { "SCHEMA_NAME", V },
  { "FILE_NAME", V },
  { "TABLE_NAME", V },
  { "LAST_LOAD_TIME", LTZ },
  { "STATUS", V },
  { "ROW_COUNT", N },
  { "ROW_PARSED", N },
  { "FIRST_ERROR_MESSAGE", V },
  { "FIRST_ERROR_LINE_NUMBER", N },
  { "FIRST_ERROR_CHARACTER_POSITION", N },
  { "FIRST_ERROR_COL_NAME", V },
  { "ERROR_COUNT", N },
  { "ERROR_LIMIT", N },
};

static const struct view_column packages[] = {
  { "PACKAGE_NAME", V },
  { "VERSION", V },
  { "LANGUAGE", V },
  { "RUNTIME_VERSION", V },
};

static const struct view_column pipes[] = {
  { "PIPE_CATALOG", V },
  { "PIPE_SCHEMA", V },
  { "PIPE_NAME", V },
  { "PIPE_OWNER", V },
  { "DEFINITION", V },
  { "IS_AUTOINGEST_ENABLED", V },
  { "NOTIFICATION_CHANNEL_NAME", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
  { "PATTERN", V },
};

static const struct view_column procedures[] = {
  { "PROCEDURE_CATALOG", V },
  { "PROCEDURE_SCHEMA", V },
  { "PROCEDURE_NAME", V },
  { "PROCEDURE_OWNER", V },
  { "ARGUMENT_SIGNATURE", V },
  { "DATA_TYPE", V },
  { "CHARACTER_MAXIMUM_LENGTH", N },
  { "CHARACTER_OCTET_LENGTH", N },
  { "NUMERIC_PRECISION", N },
  { "NUMERIC_PRECISION_RADIX", N },
  { "NUMERIC_SCALE", N },
  { "PROCEDURE_LANGUAGE", V },
  { "PROCEDURE_DEFINITION", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
};

static const struct view_column replication_databases[] = {
  { "REGION_GROUP", V },
  { "SNOWFLAKE_REGION", V },
  { "ACCOUNT_NAME", V },
  { "DATABASE_NAME", V },
  { "COMMENT", V },
  { "CREATED", LTZ },
  { "IS_PRIMARY", V },
  { "PRIMARY", V },
  { "REPLICATION_ALLOWED_TO_ACCOUNTS", V },
  { "FAILOVER_ALLOWED_TO_ACCOUNTS", V },
  { "ORGANIZATION_NAME", V },
  { "ACCOUNT_LOCATOR", V },
};

static const struct view_column stages[] = {
  { "STAGE_CATALOG", V },  { "STAGE_SCHEMA", V }, { "STAGE_NAME", V },
  { "STAGE_URL", V },      { "STAGE_REGION", V }, { "STAGE_TYPE", V },
  { "STAGE_OWNER", V },    { "COMMENT", V },      { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
};

static const struct info_view all[] = {
  { "EVENT_TABLES", VIEW_LIST(event_tables), .id = VIEW_EVENT_TABLES },
  { "EXTERNAL_TABLES", VIEW_LIST(external_tables), .id = VIEW_EXTERNAL_TABLES },
  { "FILE_FORMATS", VIEW_LIST(file_formats), .id = VIEW_FILE_FORMATS },
  { "LOAD_HISTORY", VIEW_LIST(load_history), .id = VIEW_LOAD_HISTORY },
  { "PACKAGES", VIEW_LIST(packages), .id = VIEW_NOTHING },
  { "PIPES", VIEW_LIST(pipes), .id = VIEW_PIPES },
  { "PROCEDURES", VIEW_LIST(procedures), .id = VIEW_NOTHING },
  { "REPLICATION_DATABASES", VIEW_LIST(replication_databases), .id = VIEW_NOTHING },
  { "STAGES", VIEW_LIST(stages), .id = VIEW_STAGES },
};

const struct info_view *view_kind_at(int index)
{
  int count = (int)(sizeof all / sizeof all[0]);

  return index >= 0 && index < count ? &all[index] : NULL;
}
