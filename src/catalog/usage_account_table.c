/* usage_account_table.c: the views of ACCOUNT_USAGE that are about the account: who is in it, what they
 * may do, what is stored and governed. Columns in Snowflake's order. */
#include "catalog/view_table.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define LTZ "TIMESTAMP_LTZ(3)"
#define CREDITS "NUMBER(38,9)"

static const struct view_column access_history[] = {
  { "QUERY_ID", V },
  { "QUERY_START_TIME", LTZ },
  { "USER_NAME", V },
  { "DIRECT_OBJECTS_ACCESSED", "ARRAY" },
  { "BASE_OBJECTS_ACCESSED", "ARRAY" },
  { "OBJECTS_MODIFIED", "ARRAY" },
  { "OBJECT_MODIFIED_BY_DDL", "OBJECT" },
  { "POLICIES_REFERENCED", "ARRAY" },
  { "PARENT_QUERY_ID", V },
  { "ROOT_QUERY_ID", V },
  { "EVENT_SOURCE", V },
  { "ADDITIONAL_PROPERTIES", "VARIANT" },
  { "INVOKER_IDENTITY", "VARIANT" },
  { "AGENTS_INFO", "ARRAY" },
};

static const struct view_column automatic_clustering_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "CREDITS_USED", CREDITS },
  { "NUM_BYTES_RECLUSTERED", N },
  { "NUM_ROWS_RECLUSTERED", N },
  { "TABLE_ID", N },
  { "TABLE_NAME", V },
  { "SCHEMA_ID", N },
  { "SCHEMA_NAME", V },
  { "DATABASE_ID", N },
  { "DATABASE_NAME", V },
  { "INSTANCE_ID", N },
  { "VERSION", V },
};

static const struct view_column data_transfer_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "SOURCE_CLOUD", V },
  { "SOURCE_REGION", V },
  { "TARGET_CLOUD", V },
  { "TARGET_REGION", V },
  { "BYTES_TRANSFERRED", "VARIANT" },
  { "TRANSFER_TYPE", V },
};

static const struct view_column database_storage_usage_history[] = {
  { "USAGE_DATE", "DATE" },
  { "DATABASE_ID", N },
  { "DATABASE_NAME", V },
  { "DELETED", LTZ },
  { "AVERAGE_DATABASE_BYTES", "FLOAT" },
  { "AVERAGE_FAILSAFE_BYTES", "FLOAT" },
  { "AVERAGE_HYBRID_TABLE_STORAGE_BYTES", "FLOAT" },
  { "AVERAGE_ARCHIVE_STORAGE_COOL_BYTES", "FLOAT" },
  { "AVERAGE_ARCHIVE_STORAGE_COLD_BYTES", "FLOAT" },
  { "AVERAGE_COOL_FAILSAFE_BYTES", "FLOAT" },
  { "AVERAGE_COLD_FAILSAFE_BYTES", "FLOAT" },
};

static const struct view_column grants_to_roles[] = {
  { "CREATED_ON", LTZ },
  { "MODIFIED_ON", LTZ },
  { "PRIVILEGE", V },
  { "GRANTED_ON", V },
  { "NAME", V },
  { "TABLE_CATALOG", V },
  { "TABLE_SCHEMA", V },
  { "GRANTED_TO", V },
  { "GRANTEE_NAME", V },
  { "GRANT_OPTION", "BOOLEAN" },
  { "GRANTED_BY", V },
  { "DELETED_ON", LTZ },
  { "GRANTED_BY_ROLE_TYPE", V },
  { "OBJECT_INSTANCE", V },
};

static const struct view_column grants_to_users[] = {
  { "CREATED_ON", LTZ }, { "DELETED_ON", LTZ }, { "ROLE", V },
  { "GRANTED_TO", V },   { "GRANTEE_NAME", V }, { "GRANTED_BY", V },
};

static const struct view_column materialized_view_refresh_history[] = {
  { "START_TIME", LTZ }, { "END_TIME", LTZ },  { "CREDITS_USED", V },
  { "TABLE_ID", N },     { "TABLE_NAME", V },  { "SCHEMA_ID", N },
  { "SCHEMA_NAME", V },  { "DATABASE_ID", N }, { "DATABASE_NAME", V },
};

static const struct view_column policy_references[] = {
  { "POLICY_DB", V },
  { "POLICY_SCHEMA", V },
  { "POLICY_ID", N },
  { "POLICY_NAME", V },
  { "POLICY_KIND", "VARCHAR(17)" },
  { "REF_DATABASE_NAME", V },
  { "REF_SCHEMA_NAME", V },
  { "REF_ENTITY_NAME", V },
  { "REF_ENTITY_DOMAIN", V },
  { "REF_COLUMN_NAME", V },
  { "REF_ARG_COLUMN_NAMES", V },
  { "TAG_DATABASE", V },
  { "TAG_SCHEMA", V },
  { "TAG_NAME", V },
  { "POLICY_STATUS", V },
};

static const struct view_column query_acceleration_history[] = {
  { "START_TIME", LTZ }, { "END_TIME", LTZ },     { "CREDITS_USED", CREDITS },
  { "WAREHOUSE_ID", N }, { "WAREHOUSE_NAME", V },
};

static const struct view_column roles[] = {
  { "ROLE_ID", N },
  { "CREATED_ON", LTZ },
  { "DELETED_ON", LTZ },
  { "NAME", V },
  { "COMMENT", V },
  { "OWNER", V },
  { "ROLE_TYPE", V },
  { "ROLE_DATABASE_NAME", V },
  { "ROLE_INSTANCE_ID", N },
  { "OWNER_ROLE_TYPE", V },
  { "IS_FROM_ORGANIZATION_USER_GROUP", "BOOLEAN" },
};

/* Without the change of columns of bundle 2026_06. */
static const struct view_column search_optimization_history[] = {
  { "START_TIME", LTZ }, { "END_TIME", LTZ },  { "CREDITS_USED", CREDITS },
  { "TABLE_ID", N },     { "TABLE_NAME", V },  { "SCHEMA_ID", N },
  { "SCHEMA_NAME", V },  { "DATABASE_ID", N }, { "DATABASE_NAME", V },
};

static const struct view_column sessions[] = {
  { "SESSION_ID", N },
  { "CREATED_ON", LTZ },
  { "USER_NAME", V },
  { "AUTHENTICATION_METHOD", V },
  { "LOGIN_EVENT_ID", N },
  { "CLIENT_APPLICATION_VERSION", V },
  { "CLIENT_APPLICATION_ID", V },
  { "CLIENT_ENVIRONMENT", V },
  { "CLIENT_BUILD_ID", V },
  { "CLIENT_VERSION", V },
  { "ACCESS_TIME", LTZ },
  { "IS_OPEN", "BOOLEAN" },
  { "CLOSED_REASON", V },
};

static const struct view_column stage_storage_usage_history[] = {
  { "USAGE_DATE", "DATE" },
  { "AVERAGE_STAGE_BYTES", N },
};

static const struct view_column storage_usage[] = {
  { "USAGE_DATE", "DATE" },
  { "STORAGE_BYTES", N },
  { "STAGE_BYTES", N },
  { "FAILSAFE_BYTES", N },
  { "HYBRID_TABLE_STORAGE_BYTES", N },
  { "ARCHIVE_STORAGE_COOL_BYTES", N },
  { "ARCHIVE_STORAGE_COLD_BYTES", N },
  { "ARCHIVE_STORAGE_RETRIEVAL_TEMP_BYTES", N },
};

static const struct view_column tag_references[] = {
  { "TAG_DATABASE", V },     { "TAG_SCHEMA", V },   { "TAG_ID", N },
  { "TAG_NAME", V },         { "TAG_VALUE", V },    { "OBJECT_DATABASE", V },
  { "OBJECT_SCHEMA", V },    { "OBJECT_ID", N },    { "OBJECT_NAME", V },
  { "OBJECT_DELETED", LTZ }, { "DOMAIN", V },       { "COLUMN_ID", N },
  { "COLUMN_NAME", V },      { "APPLY_METHOD", V },
};

static const struct view_column users[] = {
  { "USER_ID", N },
  { "NAME", V },
  { "CREATED_ON", LTZ },
  { "DELETED_ON", LTZ },
  { "LOGIN_NAME", V },
  { "DISPLAY_NAME", V },
  { "FIRST_NAME", V },
  { "LAST_NAME", V },
  { "EMAIL", V },
  { "MUST_CHANGE_PASSWORD", "BOOLEAN" },
  { "HAS_PASSWORD", "BOOLEAN" },
  { "COMMENT", V },
  { "DISABLED", "VARIANT" },
  { "SNOWFLAKE_LOCK", "VARIANT" },
  { "DEFAULT_WAREHOUSE", V },
  { "DEFAULT_NAMESPACE", V },
  { "DEFAULT_ROLE", V },
  { "EXT_AUTHN_DUO", "BOOLEAN" },
  { "EXT_AUTHN_UID", V },
  { "HAS_MFA", "BOOLEAN" },
  { "BYPASS_MFA_UNTIL", LTZ },
  { "LAST_SUCCESS_LOGIN", LTZ },
  { "EXPIRES_AT", LTZ },
  { "LOCKED_UNTIL_TIME", LTZ },
  { "HAS_RSA_PUBLIC_KEY", "BOOLEAN" },
  { "PASSWORD_LAST_SET_TIME", LTZ },
  { "OWNER", V },
  { "DEFAULT_SECONDARY_ROLE", V },
  { "HAS_PAT", "BOOLEAN" },
  { "HAS_WORKLOAD_IDENTITY", "BOOLEAN" },
  { "TYPE", V },
  { "DATABASE_NAME", V },
  { "DATABASE_ID", N },
  { "SCHEMA_NAME", V },
  { "SCHEMA_ID", N },
  { "IS_FROM_ORGANIZATION_USER", "BOOLEAN" },
};

static const struct view_column warehouse_load_history[] = {
  { "START_TIME", LTZ },
  { "END_TIME", LTZ },
  { "WAREHOUSE_ID", N },
  { "WAREHOUSE_NAME", V },
  { "AVG_RUNNING", "NUMBER(38,9)" },
  { "AVG_QUEUED_LOAD", "NUMBER(38,9)" },
  { "AVG_QUEUED_PROVISIONING", "NUMBER(38,9)" },
  { "AVG_BLOCKED", "NUMBER(38,9)" },
};

/* In order of name. */
static const struct info_view all[] = {
  { "ACCESS_HISTORY", VIEW_LIST(access_history), .id = VIEW_NOTHING },
  { "AUTOMATIC_CLUSTERING_HISTORY", VIEW_LIST(automatic_clustering_history),
    .id = VIEW_NOTHING },
  { "DATA_TRANSFER_HISTORY", VIEW_LIST(data_transfer_history), .id = VIEW_NOTHING },
  { "DATABASE_STORAGE_USAGE_HISTORY", VIEW_LIST(database_storage_usage_history),
    .id = VIEW_NOTHING },
  { "GRANTS_TO_ROLES", VIEW_LIST(grants_to_roles), .id = VIEW_USAGE_GRANTS_TO_ROLES },
  { "GRANTS_TO_USERS", VIEW_LIST(grants_to_users), .id = VIEW_USAGE_GRANTS_TO_USERS },
  { "MATERIALIZED_VIEW_REFRESH_HISTORY", VIEW_LIST(materialized_view_refresh_history),
    .id = VIEW_NOTHING },
  { "POLICY_REFERENCES", VIEW_LIST(policy_references), .id = VIEW_NOTHING },
  { "QUERY_ACCELERATION_HISTORY", VIEW_LIST(query_acceleration_history),
    .id = VIEW_NOTHING },
  { "ROLES", VIEW_LIST(roles), .id = VIEW_USAGE_ROLES },
  { "SEARCH_OPTIMIZATION_HISTORY", VIEW_LIST(search_optimization_history),
    .id = VIEW_NOTHING },
  { "SESSIONS", VIEW_LIST(sessions), .id = VIEW_USAGE_SESSIONS },
  { "STAGE_STORAGE_USAGE_HISTORY", VIEW_LIST(stage_storage_usage_history),
    .id = VIEW_NOTHING },
  { "STORAGE_USAGE", VIEW_LIST(storage_usage), .id = VIEW_NOTHING },
  { "TAG_REFERENCES", VIEW_LIST(tag_references), .id = VIEW_NOTHING },
  { "USERS", VIEW_LIST(users), .id = VIEW_USAGE_USERS },
  { "WAREHOUSE_LOAD_HISTORY", VIEW_LIST(warehouse_load_history), .id = VIEW_NOTHING },
};

const struct info_view *usage_account_view_at(int index)
{
  int count = (int)(sizeof all / sizeof all[0]);

  return index >= 0 && index < count ? &all[index] : NULL;
}
