/* show_kinds.c: SHOW of the kinds of objects that cannot be made here: Snowflake's columns, no rows.
 *
 * Who adds such a kind moves its row to show_stmt.c and gives it an id of show_rows.h. */
#include "exec/show_kinds.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define LTZ "TIMESTAMP_LTZ(3)"

static const struct outcome_spec alerts[] = {
  { "created_on", LTZ }, { "name", V },     { "database_name", V },
  { "schema_name", V },  { "owner", V },    { "comment", V },
  { "warehouse", V },    { "schedule", V }, { "state", V },
  { "condition", V },    { "action", V },   { "owner_role_type", V },
};

static const struct outcome_spec compute_pools[] = {
  { "name", V },
  { "state", V },
  { "min_nodes", N },
  { "max_nodes", N },
  { "instance_family", V },
  { "num_services", N },
  { "num_jobs", N },
  { "auto_suspend_secs", N },
  { "auto_resume", V },
  { "active_nodes", N },
  { "idle_nodes", N },
  { "target_nodes", N },
  { "created_on", LTZ },
  { "resumed_on", LTZ },
  { "updated_on", LTZ },
  { "owner", V },
  { "comment", V },
  { "is_exclusive", V },
  { "application", V },
};

static const struct outcome_spec dynamic_tables[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "cluster_by", V },
  { "rows", N },
  { "bytes", N },
  { "owner", V },
  { "target_lag", V },
  { "refresh_mode", V },
  { "refresh_mode_reason", V },
  { "warehouse", V },
  { "comment", V },
  { "text", V },
  { "automatic_clustering", V },
  { "scheduling_state", V },
  { "last_suspended_on", LTZ },
  { "is_clone", V },
  { "is_replica", V },
  { "is_iceberg", V },
  { "data_timestamp", LTZ },
  { "owner_role_type", V },
  { "immutable_where", V },
  { "scheduler", V },
  { "initialization_warehouse", V },
};

static const struct outcome_spec event_tables[] = {
  { "created_on", LTZ }, { "name", V },    { "database_name", V },   { "schema_name", V },
  { "owner", V },        { "comment", V }, { "owner_role_type", V },
};

static const struct outcome_spec external_tables[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "invalid", V },
  { "invalid_reason", V },
  { "owner", V },
  { "comment", V },
  { "stage", V },
  { "location", V },
  { "file_format_name", V },
  { "file_format_type", V },
  { "cloud", V },
  { "region", V },
  { "notification_channel", V },
  { "last_refreshed_on", LTZ },
  { "table_format", V },
  { "last_refresh_details", V },
  { "owner_role_type", V },
};

static const struct outcome_spec external_volumes[] = {
  { "name", V },
  { "allow_writes", V },
  { "comment", V },
};

static const struct outcome_spec file_formats[] = {
  { "created_on", LTZ }, { "name", V },           { "database_name", V },
  { "schema_name", V },  { "type", V },           { "owner", V },
  { "comment", V },      { "format_options", V }, { "owner_role_type", V },
};

static const struct outcome_spec git_repositories[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "origin", V },
  { "api_integration", V },
  { "git_credentials", V },
  { "owner", V },
  { "owner_role_type", V },
  { "comment", V },
  { "last_fetched_at", LTZ },
};

static const struct outcome_spec hybrid_tables[] = {
  { "created_on", LTZ }, { "name", V },    { "database_name", V },
  { "schema_name", V },  { "owner", V },   { "rows", N },
  { "bytes", N },        { "comment", V }, { "owner_role_type", V },
};

static const struct outcome_spec iceberg_tables[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "owner", V },
  { "external_volume_name", V },
  { "catalog_name", V },
  { "iceberg_table_type", V },
  { "catalog_table_name", V },
  { "catalog_namespace", V },
  { "base_location", V },
  { "can_write_metadata", V },
  { "comment", V },
  { "owner_role_type", V },
};

/* docs.snowflake.com/en/sql-reference/sql/show-indexes */
static const struct outcome_spec indexes[] = {
  { "created_on", LTZ },
  { "name", V },
  { "is_unique", V },
  { "columns", V },
  { "included_columns", V },
  { "table", V },
  { "database_name", V },
  { "schema_name", V },
  { "owner", V },
  { "owner_role_type", V },
  { "status", V },
  { "status_info", V },
};

static const struct outcome_spec integrations[] = {
  { "name", V },    { "type", V },    { "category", V },
  { "enabled", V }, { "comment", V }, { "created_on", LTZ },
};

static const struct outcome_spec policies[] = {
  { "created_on", LTZ }, { "name", V },  { "database_name", V }, { "schema_name", V },
  { "kind", V },         { "owner", V }, { "comment", V },       { "owner_role_type", V },
  { "options", V },
};

static const struct outcome_spec network_policies[] = {
  { "created_on", LTZ },
  { "name", V },
  { "comment", V },
  { "entries_in_allowed_ip_list", N },
  { "entries_in_blocked_ip_list", N },
  { "entries_in_allowed_network_rules", N },
  { "entries_in_blocked_network_rules", N },
};

static const struct outcome_spec network_rules[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "owner", V },
  { "comment", V },
  { "type", V },
  { "mode", V },
  { "entries_in_valuelist", N },
  { "owner_role_type", V },
};

static const struct outcome_spec pipes[] = {
  { "created_on", LTZ },         { "name", V },
  { "database_name", V },        { "schema_name", V },
  { "definition", V },           { "owner", V },
  { "notification_channel", V }, { "comment", V },
  { "integration", V },          { "pattern", V },
  { "error_integration", V },    { "owner_role_type", V },
  { "invalid_reason", V },       { "kind", V },
};

static const struct outcome_spec resource_monitors[] = {
  { "name", V },
  { "credit_quota", V },
  { "used_credits", V },
  { "remaining_credits", V },
  { "level", V },
  { "frequency", V },
  { "start_time", V },
  { "end_time", V },
  { "notify_at", V },
  { "suspend_at", V },
  { "suspend_immediately_at", V },
  { "created_on", LTZ },
  { "owner", V },
  { "comment", V },
  { "notify_users", V },
};

static const struct outcome_spec secrets[] = {
  { "created_on", LTZ },  { "name", V },         { "schema_name", V },
  { "database_name", V }, { "owner", V },        { "comment", V },
  { "secret_type", V },   { "oauth_scopes", V }, { "owner_role_type", V },
};

static const struct outcome_spec shares[] = {
  { "created_on", LTZ },
  { "kind", V },
  { "owner_account", V },
  { "name", V },
  { "database_name", V },
  { "to", V },
  { "owner", V },
  { "comment", V },
  { "listing_global_name", V },
  { "secure_objects_only", V },
};

static const struct outcome_spec streamlits[] = {
  { "created_on", LTZ },  { "name", V },
  { "database_name", V }, { "schema_name", V },
  { "title", V },         { "comment", V },
  { "owner", V },         { "query_warehouse", V },
  { "url_id", V },        { "owner_role_type", V },
};

static const struct outcome_spec streams[] = {
  { "created_on", LTZ },  { "name", V },           { "database_name", V },
  { "schema_name", V },   { "owner", V },          { "comment", V },
  { "table_name", V },    { "source_type", V },    { "base_tables", V },
  { "type", V },          { "stale", V },          { "mode", V },
  { "stale_after", LTZ }, { "invalid_reason", V }, { "owner_role_type", V },
};

static const struct outcome_spec tags[] = {
  { "created_on", LTZ },   { "name", V },
  { "database_name", V },  { "schema_name", V },
  { "owner", V },          { "comment", V },
  { "allowed_values", V }, { "owner_role_type", V },
  { "propagate", V },      { "on_conflict", V },
};

static const struct outcome_spec tasks[] = {
  { "created_on", LTZ },
  { "name", V },
  { "id", V },
  { "database_name", V },
  { "schema_name", V },
  { "owner", V },
  { "comment", V },
  { "warehouse", V },
  { "schedule", V },
  { "predecessors", V },
  { "state", V },
  { "definition", V },
  { "condition", V },
  { "allow_overlapping_execution", V },
  { "error_integration", V },
  { "last_committed_on", LTZ },
  { "last_suspended_on", LTZ },
  { "owner_role_type", V },
  { "config", V },
  { "budget", V },
  { "task_relations", V },
  { "last_suspended_reason", V },
  { "success_integration", V },
  { "scheduling_mode", V },
  { "target_completion_interval", V },
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* In order of name. */
static const struct show_row rows[] = {
  { "ALERTS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(alerts), true },
  { "API INTEGRATIONS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(integrations),
    false },
  { "AUTHENTICATION POLICIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(policies),
    false },
  { "CATALOG INTEGRATIONS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(integrations),
    false },
  { "COMPUTE POOLS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(compute_pools), false },
  { "DYNAMIC TABLES", SHOW_DYNAMIC_TABLES, SHOW_DEFAULT_SCHEMA, COLUMNS(dynamic_tables),
    true },
  { "EVENT TABLES", SHOW_EVENT_TABLES, SHOW_DEFAULT_SCHEMA, COLUMNS(event_tables), true },
  { "EXTERNAL ACCESS INTEGRATIONS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(integrations), false },
  { "EXTERNAL TABLES", SHOW_EXTERNAL_TABLES, SHOW_DEFAULT_SCHEMA,
    COLUMNS(external_tables), true },
  { "EXTERNAL VOLUMES", SHOW_EXTERNAL_VOLUMES, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(external_volumes), false },
  { "FILE FORMATS", SHOW_FILE_FORMATS, SHOW_DEFAULT_SCHEMA, COLUMNS(file_formats),
    false },
  { "GIT REPOSITORIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(git_repositories),
    false },
  { "HYBRID TABLES", SHOW_HYBRID_TABLES, SHOW_DEFAULT_SCHEMA, COLUMNS(hybrid_tables),
    true },
  { "ICEBERG TABLES", SHOW_ICEBERG_TABLES, SHOW_DEFAULT_SCHEMA, COLUMNS(iceberg_tables),
    true },
  { "INDEXES", SHOW_INDEXES, SHOW_DEFAULT_SCHEMA, COLUMNS(indexes), true },
  { "INTEGRATIONS", SHOW_INTEGRATIONS, SHOW_DEFAULT_ACCOUNT, COLUMNS(integrations),
    false },
  { "MASKING POLICIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(policies), false },
  { "NETWORK POLICIES", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(network_policies),
    false },
  { "NETWORK RULES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(network_rules), false },
  { "NOTIFICATION INTEGRATIONS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(integrations), false },
  { "PASSWORD POLICIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(policies), false },
  { "PIPES", SHOW_PIPES, SHOW_DEFAULT_SCHEMA, COLUMNS(pipes), false },
  { "RESOURCE MONITORS", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(resource_monitors),
    false },
  { "ROW ACCESS POLICIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(policies), false },
  { "SECRETS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(secrets), false },
  { "SECURITY INTEGRATIONS", SHOW_SECURITY_INTEGRATIONS, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(integrations), false },
  { "SESSION POLICIES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(policies), false },
  { "SHARES", SHOW_NOTHING, SHOW_DEFAULT_ACCOUNT, COLUMNS(shares), false },
  { "STORAGE INTEGRATIONS", SHOW_STORAGE_INTEGRATIONS, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(integrations), false },
  { "STREAMLITS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(streamlits), true },
  { "STREAMS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(streams), false },
  { "TAGS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(tags), false },
  { "TASKS", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(tasks), false },
};

const struct show_row *show_kind_at(int index)
{
  int count = (int)(sizeof rows / sizeof rows[0]);

  return index >= 0 && index < count ? &rows[index] : NULL;
}

const struct show_row *show_kind_find(struct text what)
{
  for (int i = 0; show_kind_at(i); i++)
    if (text_is_nocase(what, show_kind_at(i)->what))
      return show_kind_at(i);
  return NULL;
}
