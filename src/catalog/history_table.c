/* history_table.c: the table functions of INFORMATION_SCHEMA: what they take, and their columns. */
#include "catalog/view_table.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define LTZ "TIMESTAMP_LTZ(3)"
#define CREDITS "NUMBER(38,9)"

static const struct view_column alert_history[] = {
  { "NAME", V },
  { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },
  { "ACTION", V },
  { "CONDITION", V },
  { "CONDITION_QUERY_ID", V },
  { "ACTION_QUERY_ID", V },
  { "ERROR_CODE", V },
  { "ERROR_MESSAGE", V },
  { "STATE", V },
  { "SCHEDULED_TIME", LTZ },
  { "COMPLETED_TIME", LTZ },
  { "ALERT_ID", V },
};

static const struct view_column automatic_clustering_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "TABLE_NAME", V },
  { "CREDITS_USED", CREDITS },
  { "NUM_BYTES_RECLUSTERED", N },
  { "NUM_ROWS_RECLUSTERED", N },
};

static const struct view_column complete_task_graphs[] = {
  { "ROOT_TASK_NAME", V },     { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },        { "STATE", V },
  { "SCHEDULED_FROM", V },     { "FIRST_ERROR_TASK_NAME", V },
  { "FIRST_ERROR_CODE", N },   { "FIRST_ERROR_MESSAGE", V },
  { "SCHEDULED_TIME", LTZ },   { "QUERY_START_TIME", LTZ },
  { "COMPLETED_TIME", LTZ },   { "ROOT_TASK_ID", V },
  { "GRAPH_VERSION", N },      { "RUN_ID", N },
  { "ATTEMPT_NUMBER", N },     { "CONFIG", V },
  { "GRAPH_RUN_GROUP_ID", N },
};

static const struct view_column copy_history[] = {
  { "FILE_NAME", V },
  { "STAGE_LOCATION", V },
  { "LAST_LOAD_TIME", LTZ },
  { "ROW_COUNT", N },
  { "ROW_PARSED", N },
  { "FILE_SIZE", N },
  { "FIRST_ERROR_MESSAGE", V },
  { "FIRST_ERROR_LINE_NUMBER", N },
  { "FIRST_ERROR_CHARACTER_POS", N },
  { "FIRST_ERROR_COLUMN_NAME", V },
  { "ERROR_COUNT", N },
  { "ERROR_LIMIT", N },
  { "STATUS", V },
  { "TABLE_CATALOG_NAME", V },
  { "TABLE_SCHEMA_NAME", V },
  { "TABLE_NAME", V },
  { "PIPE_CATALOG_NAME", V },
  { "PIPE_SCHEMA_NAME", V },
  { "PIPE_NAME", V },
  { "PIPE_RECEIVED_TIME", LTZ },
  { "FIRST_COMMIT_TIME", LTZ },
};

static const struct view_column current_task_graphs[] = {
  { "ROOT_TASK_NAME", V },        { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },           { "STATE", V },
  { "SCHEDULED_FROM", V },        { "FIRST_ERROR_TASK_NAME", V },
  { "FIRST_ERROR_CODE", N },      { "FIRST_ERROR_MESSAGE", V },
  { "SCHEDULED_TIME", LTZ },      { "QUERY_START_TIME", LTZ },
  { "NEXT_SCHEDULED_TIME", LTZ }, { "ROOT_TASK_ID", V },
  { "GRAPH_VERSION", N },         { "RUN_ID", N },
  { "ATTEMPT_NUMBER", N },        { "CONFIG", V },
  { "GRAPH_RUN_GROUP_ID", N },
};

static const struct view_column data_transfer_history[] = {
  { "START_TIME", LTZ },      { "END_TIME", LTZ },    { "SOURCE_CLOUD", V },
  { "SOURCE_REGION", V },     { "TARGET_CLOUD", V },  { "TARGET_REGION", V },
  { "BYTES_TRANSFERRED", N }, { "TRANSFER_TYPE", V },
};

static const struct view_column data_metric_function_references[] = {
  { "METRIC_DATABASE_NAME", V },
  { "METRIC_SCHEMA_NAME", V },
  { "METRIC_NAME", V },
  { "ARGUMENT_SIGNATURE", V },
  { "DATA_TYPE", V },
  { "REF_DATABASE_NAME", V },
  { "REF_SCHEMA_NAME", V },
  { "REF_ENTITY_NAME", V },
  { "REF_ENTITY_DOMAIN", V },
  { "REF_ARGUMENTS", "ARRAY" },
  { "REF_ID", V },
  { "SCHEDULE", V },
  { "SCHEDULE_STATUS", V },
  { "DATA_QUALITY_NOTIFICATION_STATUS", V },
  { "ANOMALY_DETECTION_STATUS", V },
  { "ANOMALY_DETECTION_SENSITIVITY_LEVEL", V },
  { "USE_ROLE", V },
  { "LEVEL", V },
  { "EXCLUDE_TABLE_TYPES", V },
  { "PROPERTIES", "VARIANT" },
};

static const struct view_column database_storage_usage_history[] = {
  { "USAGE_DATE", "DATE" },
  { "DATABASE_NAME", V },
  { "AVERAGE_DATABASE_BYTES", N },
  { "AVERAGE_FAILSAFE_BYTES", N },
};

static const struct view_column dynamic_table_graph_history[] = {
  { "NAME", V },
  { "SCHEMA_NAME", V },
  { "DATABASE_NAME", V },
  { "QUALIFIED_NAME", V },
  { "INPUTS", "ARRAY" },
  { "TARGET_LAG_TYPE", V },
  { "TARGET_LAG_SEC", N },
  { "QUERY_TEXT", V },
  { "VALID_FROM", LTZ },
  { "VALID_TO", LTZ },
  { "SCHEDULING_STATE", "OBJECT" },
  { "ALTER_TRIGGER", "ARRAY" },
};

static const struct view_column dynamic_table_refresh_history[] = {
  { "NAME", V },
  { "SCHEMA_NAME", V },
  { "DATABASE_NAME", V },
  { "STATE", V },
  { "STATE_CODE", V },
  { "STATE_MESSAGE", V },
  { "QUERY_ID", V },
  { "DATA_TIMESTAMP", LTZ },
  { "REFRESH_START_TIME", LTZ },
  { "REFRESH_END_TIME", LTZ },
  { "COMPLETION_TARGET", LTZ },
  { "QUALIFIED_NAME", V },
  { "LAST_COMPLETED_DEPENDENCY", "OBJECT" },
  { "STATISTICS", "OBJECT" },
  { "REFRESH_ACTION", V },
  { "REFRESH_TRIGGER", V },
  { "TARGET_LAG_SEC", N },
  { "GRAPH_HISTORY_VALID_FROM", LTZ },
};

static const struct view_column dynamic_tables[] = {
  { "NAME", V },
  { "SCHEMA_NAME", V },
  { "DATABASE_NAME", V },
  { "QUALIFIED_NAME", V },
  { "TARGET_LAG_SEC", N },
  { "TARGET_LAG_TYPE", V },
  { "SCHEDULING_STATE", "OBJECT" },
  { "MEAN_LAG_SEC", N },
  { "MAXIMUM_LAG_SEC", N },
  { "TIME_ABOVE_TARGET_LAG_SEC", N },
  { "TIME_WITHIN_TARGET_LAG_RATIO", N },
  { "LATEST_DATA_TIMESTAMP", LTZ },
  { "LAST_COMPLETED_REFRESH_STATE", V },
  { "LAST_COMPLETED_REFRESH_STATE_CODE", V },
  { "LAST_COMPLETED_REFRESH_STATE_MESSAGE", V },
  { "EXECUTING_REFRESH_QUERY_ID", V },
  { "RECOMMENDATIONS", "OBJECT" },
};

static const struct view_column external_table_files[] = {
  { "FILE_NAME", V }, { "REGISTERED_ON", LTZ },
  { "FILE_SIZE", N }, { "LAST_MODIFIED", LTZ },
  { "ETAG", V },      { "MD5", V },
};

static const struct view_column external_functions_history[] = {
  { "START_TIME", LTZ },   { "END_TIME", LTZ },    { "NAME", V },
  { "ARGUMENTS", V },      { "FUNCTION_TYPE", V }, { "INVOCATIONS", N },
  { "SENT_ROWS", N },      { "RECEIVED_ROWS", N }, { "SENT_BYTES", N },
  { "RECEIVED_BYTES", N },
};

static const struct view_column login_history[] = {
  { "EVENT_TIMESTAMP", LTZ },
  { "EVENT_ID", N },
  { "EVENT_TYPE", V },
  { "USER_NAME", V },
  { "CLIENT_IP", V },
  { "REPORTED_CLIENT_TYPE", V },
  { "REPORTED_CLIENT_VERSION", V },
  { "FIRST_AUTHENTICATION_FACTOR", V },
  { "SECOND_AUTHENTICATION_FACTOR", V },
  { "IS_SUCCESS", V },
  { "ERROR_CODE", N },
  { "ERROR_MESSAGE", V },
  { "RELATED_EVENT_ID", N },
  { "CONNECTION", V },
};

static const struct view_column materialized_view_refresh_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "MATERIALIZED_VIEW_NAME", V },
  { "CREDITS_USED", CREDITS },
};

static const struct view_column notification_history[] = {
  { "CREATED", LTZ },
  { "PROCESSED", LTZ },
  { "INTEGRATION_NAME", V },
  { "MESSAGE_SOURCE", V },
  { "STATUS", V },
  { "ERROR_MESSAGE", V },
  { "ID", V },
  { "MESSAGE", V },
};

static const struct view_column pipe_usage_history[] = {
  { "START_TIME", LTZ },       { "END_TIME", LTZ },     { "PIPE_NAME", V },
  { "CREDITS_USED", CREDITS }, { "BYTES_INSERTED", N }, { "FILES_INSERTED", N },
};

static const struct view_column policy_references[] = {
  { "POLICY_DB", V },         { "POLICY_SCHEMA", V },
  { "POLICY_NAME", V },       { "POLICY_KIND", "VARCHAR(17)" },
  { "REF_DATABASE_NAME", V }, { "REF_SCHEMA_NAME", V },
  { "REF_ENTITY_NAME", V },   { "REF_ENTITY_DOMAIN", V },
  { "REF_COLUMN_NAME", V },   { "REF_ARG_COLUMN_NAMES", V },
  { "TAG_DATABASE", V },      { "TAG_SCHEMA", V },
  { "TAG_NAME", V },          { "POLICY_STATUS", V },
};

static const struct view_column query_acceleration_history[] = {
  { "START_TIME", LTZ },       { "END_TIME", LTZ },        { "WAREHOUSE_NAME", V },
  { "CREDITS_USED", CREDITS }, { "NUM_FILES_SCANNED", N }, { "NUM_BYTES_SCANNED", N },
};

static const struct view_column query_history[] = {
  { "QUERY_ID", V },
  { "QUERY_TEXT", V },
  { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },
  { "QUERY_TYPE", V },
  { "SESSION_ID", N },
  { "USER_NAME", V },
  { "ROLE_NAME", V },
  { "WAREHOUSE_NAME", V },
  { "WAREHOUSE_SIZE", V },
  { "WAREHOUSE_TYPE", V },
  { "CLUSTER_NUMBER", N },
  { "QUERY_TAG", V },
  { "EXECUTION_STATUS", V },
  { "ERROR_CODE", N },
  { "ERROR_MESSAGE", V },
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "TOTAL_ELAPSED_TIME", N },
  { "BYTES_SCANNED", N },
  { "ROWS_PRODUCED", N },
  { "COMPILATION_TIME", N },
  { "EXECUTION_TIME", N },
  { "QUEUED_PROVISIONING_TIME", N },
  { "QUEUED_REPAIR_TIME", N },
  { "QUEUED_OVERLOAD_TIME", N },
  { "TRANSACTION_BLOCKED_TIME", N },
  { "OUTBOUND_DATA_TRANSFER_CLOUD", V },
  { "OUTBOUND_DATA_TRANSFER_REGION", V },
  { "OUTBOUND_DATA_TRANSFER_BYTES", N },
  { "INBOUND_DATA_TRANSFER_CLOUD", V },
  { "INBOUND_DATA_TRANSFER_REGION", V },
  { "INBOUND_DATA_TRANSFER_BYTES", N },
  { "CREDITS_USED_CLOUD_SERVICES", CREDITS },
  { "LIST_EXTERNAL_FILE_TIME", N },
  { "RELEASE_VERSION", V },
  { "EXTERNAL_FUNCTION_TOTAL_INVOCATIONS", N },
  { "EXTERNAL_FUNCTION_TOTAL_SENT_ROWS", N },
  { "EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS", N },
  { "EXTERNAL_FUNCTION_TOTAL_SENT_BYTES", N },
  { "EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES", N },
  { "IS_CLIENT_GENERATED_STATEMENT", "BOOLEAN" },
  { "QUERY_HASH", V },
  { "QUERY_HASH_VERSION", N },
  { "QUERY_PARAMETERIZED_HASH", V },
  { "QUERY_PARAMETERIZED_HASH_VERSION", N },
  { "TRANSACTION_ID", N },
  { "QUERY_ACCELERATION_BYTES_SCANNED", N },
  { "QUERY_ACCELERATION_PARTITIONS_SCANNED", N },
  { "QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR", N },
  { "BYTES_WRITTEN_TO_RESULT", N },
  { "ROWS_WRITTEN_TO_RESULT", N },
  { "ROWS_INSERTED", N },
  { "QUERY_RETRY_TIME", N },
  { "QUERY_RETRY_CAUSE", V },
  { "FAULT_HANDLING_TIME", N },
};

static const struct view_column search_optimization_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "TABLE_NAME", V },
  { "CREDITS_USED", CREDITS },
};

static const struct view_column serverless_alert_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "ALERT_NAME", V },
  { "CREDITS_USED", CREDITS },
};

static const struct view_column serverless_task_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "TASK_NAME", V },
  { "CREDITS_USED", CREDITS },
};

/* Of directory tables and of external tables. */
static const struct view_column stage_directory_history[] = {
  { "JOB_CREATED_TIME", LTZ }, { "FILE_NAME", V },
  { "OPERATION_STATUS", V },   { "MESSAGE", V },
  { "FILE_SIZE", N },          { "LAST_MODIFIED", LTZ },
};

static const struct view_column stage_storage_usage_history[] = {
  { "USAGE_DATE", "DATE" },
  { "AVERAGE_STAGE_BYTES", N },
};

static const struct view_column task_history[] = {
  { "QUERY_ID", V },
  { "NAME", V },
  { "DATABASE_NAME", V },
  { "SCHEMA_NAME", V },
  { "QUERY_TEXT", V },
  { "CONDITION_TEXT", V },
  { "STATE", V },
  { "ERROR_CODE", V },
  { "ERROR_MESSAGE", V },
  { "SCHEDULED_TIME", LTZ },
  { "QUERY_START_TIME", LTZ },
  { "NEXT_SCHEDULED_TIME", LTZ },
  { "COMPLETED_TIME", LTZ },
  { "ROOT_TASK_ID", V },
  { "GRAPH_VERSION", N },
  { "RUN_ID", N },
  { "RETURN_VALUE", V },
  { "SCHEDULED_FROM", V },
  { "ATTEMPT_NUMBER", N },
  { "CONFIG", V },
  { "QUERY_HASH", V },
  { "QUERY_HASH_VERSION", N },
  { "QUERY_PARAMETERIZED_HASH", V },
  { "QUERY_PARAMETERIZED_HASH_VERSION", N },
  { "GRAPH_RUN_GROUP_ID", N },
};

static const struct view_column warehouse_load_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "WAREHOUSE_NAME", V },
  { "AVG_RUNNING", "NUMBER(38,2)" },
  { "AVG_QUEUED_LOAD", "NUMBER(38,2)" },
  { "AVG_QUEUED_PROVISIONING", "NUMBER(38,2)" },
  { "AVG_BLOCKED", "NUMBER(38,2)" },
};

static const struct view_column warehouse_metering_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "WAREHOUSE_NAME", V },
  { "CREDITS_USED", CREDITS },
  { "CREDITS_USED_COMPUTE", CREDITS },
  { "CREDITS_USED_CLOUD_SERVICES", CREDITS },
};
/* ---- parameters, in the order of their places ---- */

static const struct view_param for_alert_history[] = {
  { "SCHEDULED_TIME_RANGE_START", LTZ, false },
  { "SCHEDULED_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "ALERT_NAME", V, false },
};

static const struct view_param for_automatic_clustering_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "TABLE_NAME", V, false },
};

static const struct view_param for_complete_task_graphs[] = {
  { "RESULT_LIMIT", N, false },
  { "ROOT_TASK_NAME", V, false },
  { "ERROR_ONLY", "BOOLEAN", false },
};

static const struct view_param for_stage_directory_history[] = {
  { "STAGE_NAME", V, true },
  { "START_TIME", LTZ, false },
};

/* docs.snowflake.com/en/sql-reference/functions/validate_pipe_load */
static const struct view_column validate_pipe[] = {
  { "ERROR", V },      { "FILE", V },           { "LINE", N },
  { "CHARACTER", N },  { "BYTE_OFFSET", N },    { "CATEGORY", V },
  { "CODE", N },       { "SQL_STATE", V },      { "COLUMN_NAME", V },
  { "ROW_NUMBER", N }, { "ROW_START_LINE", N }, { "REJECTED_RECORD", V },
};

static const struct view_param for_validate_pipe[] = {
  { "PIPE_NAME", V, true },
  { "START_TIME", LTZ, true },
  { "END_TIME", LTZ, false },
};

static const struct view_param for_copy_history[] = {
  { "TABLE_NAME", V, true },
  { "START_TIME", LTZ, true },
  { "END_TIME", LTZ, false },
};

static const struct view_param for_current_task_graphs[] = {
  { "RESULT_LIMIT", N, false },
  { "ROOT_TASK_NAME", V, false },
};

static const struct view_param for_data_transfer_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
};

static const struct view_param for_data_metric_function_references[] = {
  { "METRIC_NAME", V, false },
  { "REF_ENTITY_NAME", V, false },
  { "REF_ENTITY_DOMAIN", V, false },
};

static const struct view_param for_database_storage_usage_history[] = {
  { "DATE_RANGE_START", "DATE", false },
  { "DATE_RANGE_END", "DATE", false },
  { "DATABASE_NAME", V, false },
};

static const struct view_param for_dynamic_table_graph_history[] = {
  { "AS_OF", LTZ, false },
  { "HISTORY_START", LTZ, false },
  { "HISTORY_END", LTZ, false },
};

static const struct view_param for_dynamic_table_refresh_history[] = {
  { "DATA_TIMESTAMP_START", LTZ, false },
  { "DATA_TIMESTAMP_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "NAME", V, false },
  { "NAME_PREFIX", V, false },
  { "ERROR_ONLY", "BOOLEAN", false },
};

static const struct view_param for_dynamic_tables[] = {
  { "NAME", V, false },
  { "REFRESH_DATA_TIMESTAMP_START", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "INCLUDE_CONNECTED", "BOOLEAN", false },
};

static const struct view_param for_external_table_files[] = {
  { "TABLE_NAME", V, true },
};

static const struct view_param for_external_table_history[] = {
  { "TABLE_NAME", V, true },
  { "START_TIME", LTZ, false },
};

static const struct view_param for_external_functions_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "FUNCTION_SIGNATURE", V, false },
};

static const struct view_param for_login_history[] = {
  { "TIME_RANGE_START", LTZ, false },
  { "TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
};

static const struct view_param for_login_history_by_user[] = {
  { "USER_NAME", V, false },
  { "TIME_RANGE_START", LTZ, false },
  { "TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
};

static const struct view_param for_materialized_view_refresh_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "MATERIALIZED_VIEW_NAME", V, false },
};

static const struct view_param for_notification_history[] = {
  { "START_TIME", LTZ, false },
  { "END_TIME", LTZ, false },
  { "INTEGRATION_NAME", V, false },
  { "RESULT_LIMIT", N, false },
};

static const struct view_param for_pipe_usage_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "PIPE_NAME", V, false },
};

static const struct view_param for_policy_references[] = {
  { "POLICY_NAME", V, false },
  { "REF_ENTITY_NAME", V, false },
  { "REF_ENTITY_DOMAIN", V, false },
  { "POLICY_KIND", V, false },
};

static const struct view_param for_query_acceleration_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "WAREHOUSE_NAME", V, false },
};

static const struct view_param for_query_history[] = {
  { "END_TIME_RANGE_START", LTZ, false },
  { "END_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "INCLUDE_CLIENT_GENERATED_STATEMENT", "BOOLEAN", false },
};

static const struct view_param for_query_history_by_session[] = {
  { "SESSION_ID", N, false },
  { "END_TIME_RANGE_START", LTZ, false },
  { "END_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "INCLUDE_CLIENT_GENERATED_STATEMENT", "BOOLEAN", false },
};

static const struct view_param for_query_history_by_user[] = {
  { "USER_NAME", V, false },
  { "END_TIME_RANGE_START", LTZ, false },
  { "END_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "INCLUDE_CLIENT_GENERATED_STATEMENT", "BOOLEAN", false },
};

static const struct view_param for_query_history_by_warehouse[] = {
  { "WAREHOUSE_NAME", V, false },
  { "END_TIME_RANGE_START", LTZ, false },
  { "END_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "INCLUDE_CLIENT_GENERATED_STATEMENT", "BOOLEAN", false },
};

static const struct view_param for_serverless_alert_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "ALERT_NAME", V, false },
};

static const struct view_param for_serverless_task_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "TASK_NAME", V, false },
};

static const struct view_param for_stage_storage_usage_history[] = {
  { "DATE_RANGE_START", "DATE", false },
  { "DATE_RANGE_END", "DATE", false },
};

static const struct view_param for_task_history[] = {
  { "SCHEDULED_TIME_RANGE_START", LTZ, false },
  { "SCHEDULED_TIME_RANGE_END", LTZ, false },
  { "RESULT_LIMIT", N, false },
  { "TASK_NAME", V, false },
  { "ERROR_ONLY", "BOOLEAN", false },
  { "ROOT_TASK_ID", V, false },
};

static const struct view_param for_warehouse_load_history[] = {
  { "DATE_RANGE_START", LTZ, false },
  { "DATE_RANGE_END", LTZ, false },
  { "WAREHOUSE_NAME", V, false },
};

static const struct view_param for_warehouse_metering_history[] = {
  { "DATE_RANGE_START", LTZ, true },
  { "DATE_RANGE_END", LTZ, false },
  { "WAREHOUSE_NAME", V, false },
};

/* In order of name. */
static const struct info_view all[] = {
  { "ALERT_HISTORY", VIEW_LIST(alert_history), VIEW_LIST(for_alert_history),
    VIEW_NOTHING },
  { "AUTOMATIC_CLUSTERING_HISTORY", VIEW_LIST(automatic_clustering_history),
    VIEW_LIST(for_automatic_clustering_history), VIEW_NOTHING },
  { "COMPLETE_TASK_GRAPHS", VIEW_LIST(complete_task_graphs),
    VIEW_LIST(for_complete_task_graphs), VIEW_NOTHING },
  { "COPY_HISTORY", VIEW_LIST(copy_history), VIEW_LIST(for_copy_history),
    VIEW_COPY_HISTORY },
  { "CURRENT_TASK_GRAPHS", VIEW_LIST(current_task_graphs),
    VIEW_LIST(for_current_task_graphs), VIEW_NOTHING },
  { "DATA_METRIC_FUNCTION_REFERENCES", VIEW_LIST(data_metric_function_references),
    VIEW_LIST(for_data_metric_function_references), VIEW_METRIC_REFERENCES },
  { "DATA_TRANSFER_HISTORY", VIEW_LIST(data_transfer_history),
    VIEW_LIST(for_data_transfer_history), VIEW_NOTHING },
  { "DATABASE_STORAGE_USAGE_HISTORY", VIEW_LIST(database_storage_usage_history),
    VIEW_LIST(for_database_storage_usage_history), VIEW_NOTHING, .days_back = 183 },
  { "DYNAMIC_TABLES", VIEW_LIST(dynamic_tables), VIEW_LIST(for_dynamic_tables),
    VIEW_DYNAMIC_TABLES },
  { "DYNAMIC_TABLE_GRAPH_HISTORY", VIEW_LIST(dynamic_table_graph_history),
    VIEW_LIST(for_dynamic_table_graph_history), VIEW_DYNAMIC_GRAPH },
  { "DYNAMIC_TABLE_REFRESH_HISTORY", VIEW_LIST(dynamic_table_refresh_history),
    VIEW_LIST(for_dynamic_table_refresh_history), VIEW_DYNAMIC_REFRESHES },
  { "EXTERNAL_FUNCTIONS_HISTORY", VIEW_LIST(external_functions_history),
    VIEW_LIST(for_external_functions_history), VIEW_NOTHING },
  { "EXTERNAL_TABLE_FILES", VIEW_LIST(external_table_files),
    VIEW_LIST(for_external_table_files), VIEW_EXTERNAL_TABLE_FILES },
  { "EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY", VIEW_LIST(stage_directory_history),
    VIEW_LIST(for_external_table_history), VIEW_EXTERNAL_TABLE_HISTORY },
  { "LOGIN_HISTORY", VIEW_LIST(login_history), VIEW_LIST(for_login_history),
    VIEW_LOGIN_HISTORY },
  { "LOGIN_HISTORY_BY_USER", VIEW_LIST(login_history),
    VIEW_LIST(for_login_history_by_user), VIEW_LOGIN_HISTORY_BY_USER },
  { "MATERIALIZED_VIEW_REFRESH_HISTORY", VIEW_LIST(materialized_view_refresh_history),
    VIEW_LIST(for_materialized_view_refresh_history), VIEW_NOTHING },
  { "NOTIFICATION_HISTORY", VIEW_LIST(notification_history),
    VIEW_LIST(for_notification_history), VIEW_NOTHING },
  { "PIPE_USAGE_HISTORY", VIEW_LIST(pipe_usage_history),
    VIEW_LIST(for_pipe_usage_history), VIEW_NOTHING },
  { "POLICY_REFERENCES", VIEW_LIST(policy_references), VIEW_LIST(for_policy_references),
    VIEW_POLICY_REFERENCES },
  { "QUERY_ACCELERATION_HISTORY", VIEW_LIST(query_acceleration_history),
    VIEW_LIST(for_query_acceleration_history), VIEW_NOTHING },
  { "QUERY_HISTORY", VIEW_LIST(query_history), VIEW_LIST(for_query_history),
    VIEW_QUERY_HISTORY },
  { "QUERY_HISTORY_BY_SESSION", VIEW_LIST(query_history),
    VIEW_LIST(for_query_history_by_session), VIEW_QUERY_HISTORY_BY_SESSION },
  { "QUERY_HISTORY_BY_USER", VIEW_LIST(query_history),
    VIEW_LIST(for_query_history_by_user), VIEW_QUERY_HISTORY_BY_USER },
  { "QUERY_HISTORY_BY_WAREHOUSE", VIEW_LIST(query_history),
    VIEW_LIST(for_query_history_by_warehouse), VIEW_QUERY_HISTORY_BY_WAREHOUSE },
  { "SEARCH_OPTIMIZATION_HISTORY", VIEW_LIST(search_optimization_history),
    VIEW_LIST(for_automatic_clustering_history), VIEW_NOTHING },
  { "SERVERLESS_ALERT_HISTORY", VIEW_LIST(serverless_alert_history),
    VIEW_LIST(for_serverless_alert_history), VIEW_NOTHING },
  { "SERVERLESS_TASK_HISTORY", VIEW_LIST(serverless_task_history),
    VIEW_LIST(for_serverless_task_history), VIEW_NOTHING },
  { "STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY", VIEW_LIST(stage_directory_history),
    VIEW_LIST(for_stage_directory_history), VIEW_DIRECTORY_HISTORY },
  { "STAGE_STORAGE_USAGE_HISTORY", VIEW_LIST(stage_storage_usage_history),
    VIEW_LIST(for_stage_storage_usage_history), VIEW_NOTHING, .days_back = 183 },
  { "TASK_HISTORY", VIEW_LIST(task_history), VIEW_LIST(for_task_history), VIEW_NOTHING },
  { "VALIDATE_PIPE_LOAD", VIEW_LIST(validate_pipe), VIEW_LIST(for_validate_pipe),
    VIEW_VALIDATE_PIPE },
  { "WAREHOUSE_LOAD_HISTORY", VIEW_LIST(warehouse_load_history),
    VIEW_LIST(for_warehouse_load_history), VIEW_NOTHING, .days_back = 15 },
  { "WAREHOUSE_METERING_HISTORY", VIEW_LIST(warehouse_metering_history),
    VIEW_LIST(for_warehouse_metering_history), VIEW_NOTHING },
};

const struct info_view *info_function_at(int index)
{
  int count = (int)(sizeof all / sizeof all[0]);

  return index >= 0 && index < count ? &all[index] : NULL;
}

const struct info_view *info_function_find(struct text name)
{
  return view_named(info_function_at, name);
}
