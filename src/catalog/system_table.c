/* system_table.c: the table functions of no schema, about objects and statements: what they take, and
 * their columns. */
#include "catalog/view_table.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"

/* docs.snowflake.com/en/user-guide/data-load-dirtables-query */
static const struct view_column directory[] = {
  { "RELATIVE_PATH", V }, { "SIZE", N }, { "LAST_MODIFIED", "TIMESTAMP_TZ(3)" },
  { "MD5", V },           { "ETAG", V }, { "FILE_URL", V },
};

static const struct view_column explain_json[] = {
  { "step", N },
  { "id", N },
  { "parentOperators", V },
  { "operation", V },
  { "objects", V },
  { "alias", V },
  { "expressions", V },
  { "partitionsTotal", N },
  { "partitionsAssigned", N },
  { "bytesAssigned", N },
};

static const struct view_column infer_schema[] = {
  { "COLUMN_NAME", V }, { "TYPE", V },      { "NULLABLE", "BOOLEAN" },
  { "EXPRESSION", V },  { "FILENAMES", V }, { "ORDER_ID", N },
};

/* The page lists OBJECT_NAME, but what it shows of an answer, and what Snowflake gives, is
 * VIEW_NAME. */
static const struct view_column object_references[] = {
  { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },
  { "VIEW_NAME", V },
  { "REFERENCED_DATABASE_NAME", V },
  { "REFERENCED_SCHEMA_NAME", V },
  { "REFERENCED_OBJECT_NAME", V },
  { "REFERENCED_OBJECT_TYPE", V },
};

static const struct view_column operator_stats[] = {
  { "QUERY_ID", V },
  { "STEP_ID", N },
  { "OPERATOR_ID", N },
  { "PARENT_OPERATORS", "ARRAY" },
  { "OPERATOR_TYPE", V },
  { "OPERATOR_STATISTICS", "VARIANT" },
  { "EXECUTION_TIME_BREAKDOWN", "VARIANT" },
  { "OPERATOR_ATTRIBUTES", "VARIANT" },
};

static const struct view_param for_directory[] = {
  { "STAGE", V, true },
};

static const struct view_param for_explain_json[] = {
  { "EXPLAIN_OUTPUT_IN_JSON_FORMAT", V, true },
};

static const struct view_param for_infer_schema[] = {
  { "LOCATION", V, true },        { "FILE_FORMAT", V, true },
  { "FILES", "ARRAY", false },    { "IGNORE_CASE", "BOOLEAN", false },
  { "MAX_FILE_COUNT", N, false }, { "MAX_RECORDS_PER_FILE", N, false },
  { "KIND", V, false },
};

static const struct view_param for_object_references[] = {
  { "DATABASE_NAME", V, true },
  { "SCHEMA_NAME", V, true },
  { "OBJECT_NAME", V, true },
};

static const struct view_param for_operator_stats[] = {
  { "QUERY_ID", V, true },
};

/* docs.snowflake.com/en/sql-reference/functions/validate: the columns of VALIDATION_MODE. */
static const struct view_column validate[] = {
  { "ERROR", V },      { "FILE", V },           { "LINE", N },
  { "CHARACTER", N },  { "BYTE_OFFSET", N },    { "CATEGORY", V },
  { "CODE", N },       { "SQL_STATE", V },      { "COLUMN_NAME", V },
  { "ROW_NUMBER", N }, { "ROW_START_LINE", N }, { "REJECTED_RECORD", V },
};

static const struct view_param for_validate[] = {
  { "TABLE_NAME", V, true, true },
  { "JOB_ID", V, true, true },
};

/* Scripts write VALIDATE_PIPE_LOAD without its schema as often as with it. */
static const struct view_param for_validate_pipe[] = {
  { "PIPE_NAME", V, true },
  { "START_TIME", "TIMESTAMP_LTZ(3)", true },
  { "END_TIME", "TIMESTAMP_LTZ(3)", false },
};

/* In order of name. */
static const struct info_view all[] = {
  { "DIRECTORY", VIEW_LIST(directory), VIEW_LIST(for_directory), VIEW_DIRECTORY },
  { "EXPLAIN_JSON", VIEW_LIST(explain_json), VIEW_LIST(for_explain_json),
    VIEW_EXPLAIN_JSON },
  { "GET_OBJECT_REFERENCES", VIEW_LIST(object_references),
    VIEW_LIST(for_object_references), VIEW_OBJECT_REFERENCES },
  { "GET_QUERY_OPERATOR_STATS", VIEW_LIST(operator_stats), VIEW_LIST(for_operator_stats),
    VIEW_OPERATOR_STATS },
  { "INFER_SCHEMA", VIEW_LIST(infer_schema), VIEW_LIST(for_infer_schema),
    VIEW_INFER_SCHEMA },
  { "VALIDATE", VIEW_LIST(validate), VIEW_LIST(for_validate), VIEW_VALIDATE },
  { "VALIDATE_PIPE_LOAD", VIEW_LIST(validate), VIEW_LIST(for_validate_pipe),
    VIEW_VALIDATE_PIPE },
};

const struct info_view *system_function_at(int index)
{
  int count = (int)(sizeof all / sizeof all[0]);

  return index >= 0 && index < count ? &all[index] : NULL;
}

const struct info_view *system_function_find(struct text name)
{
  return view_named(system_function_at, name);
}
