/* show_stmt.c: SHOW: the columns of each kind, in Snowflake's order, and which rows it has. */
#include "exec/show_stmt.h"

#include <string.h>

#include "exec/show_kinds.h"
#include "exec/show_parameters.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define LTZ "TIMESTAMP_LTZ(3)"

static const struct outcome_spec terse[] = {
  { "created_on", LTZ },  { "name", V },        { "kind", V },
  { "database_name", V }, { "schema_name", V },
};

/* What only HISTORY shows stands in with_history. */
static const struct outcome_spec accounts[] = {
  { "organization_name", V },
  { "account_name", V },
  { "snowflake_region", V },
  { "edition", V },
  { "account_url", V },
  { "created_on", LTZ },
  { "comment", V },
  { "account_locator", V },
  { "account_locator_url", V },
  { "managed_accounts", N },
  { "consumption_billing_entity_name", V },
  { "marketplace_consumer_billing_entity_name", V },
  { "marketplace_provider_billing_entity_name", V },
  { "old_account_url", V },
  { "is_org_admin", V },
  { "dropped_on", LTZ },
  { "scheduled_deletion_time", LTZ },
  { "restored_on", LTZ },
  { "account_old_url_saved_on", LTZ },
  { "account_old_url_last_used", LTZ },
  { "organization_old_url", V },
  { "organization_old_url_saved_on", LTZ },
  { "organization_old_url_last_used", LTZ },
  { "moved_to_organization", V },
  { "moved_on", LTZ },
  { "organization_URL_expiration_on", LTZ },
  { "is_events_account", V },
  { "is_organization_account", V },
};

static const struct outcome_spec columns[] = {
  { "table_name", V },    { "schema_name", V },   { "column_name", V },
  { "data_type", V },     { "null?", V },         { "default", V },
  { "kind", V },          { "expression", V },    { "comment", V },
  { "database_name", V }, { "autoincrement", V }, { "schema_evolution_record", V },
};

/* "dropped_on" is there with HISTORY only. */
static const struct outcome_spec databases[] = {
  { "created_on", LTZ },
  { "name", V },
  { "is_default", V },
  { "is_current", V },
  { "origin", V },
  { "owner", V },
  { "comment", V },
  { "options", V },
  { "retention_time", V },
  { "dropped_on", LTZ },
  { "kind", V },
  { "budget", V },
  { "owner_role_type", V },
  { "object_visibility", V },
};

static const struct outcome_spec references[] = {
  { "created_on", LTZ },   { "pk_database_name", V }, { "pk_schema_name", V },
  { "pk_table_name", V },  { "pk_column_name", V },   { "fk_database_name", V },
  { "fk_schema_name", V }, { "fk_table_name", V },    { "fk_column_name", V },
  { "key_sequence", N },   { "update_rule", V },      { "delete_rule", V },
  { "fk_name", V },        { "pk_name", V },          { "deferrability", V },
  { "rely", V },           { "comment", V },
};

static const struct outcome_spec functions[] = {
  { "created_on", LTZ },
  { "name", V },
  { "schema_name", V },
  { "is_builtin", V },
  { "is_aggregate", V },
  { "is_ansi", V },
  { "min_num_arguments", N },
  { "max_num_arguments", N },
  { "arguments", V },
  { "description", V },
  { "catalog_name", V },
  { "is_table_function", V },
  { "valid_for_clustering", V },
  { "is_secure", V },
  { "secrets", V },
  { "external_access_integrations", V },
  { "is_external_function", V },
  { "language", V },
  { "is_memoizable", V },
  { "is_data_metric", V },
};

static const struct outcome_spec grants[] = {
  { "created_on", LTZ }, { "privilege", V },  { "granted_on", V },
  { "name", V },         { "granted_to", V }, { "grantee_name", V },
  { "grant_option", V }, { "granted_by", V },
};

static const struct outcome_spec grants_on[] = {
  { "created_on", LTZ }, { "privilege", V },
  { "granted_on", V },   { "name", V },
  { "granted_to", V },   { "grantee_name", V },
  { "grant_option", V }, { "granted_by_role_type", V },
  { "granted_by", V },
};

static const struct outcome_spec grants_of[] = {
  { "created_on", LTZ }, { "role", V },       { "granted_to", V },
  { "grantee_name", V }, { "granted_by", V },
};

/* "session" is there for ACCOUNTADMIN only. */
static const struct outcome_spec locks[] = {
  { "resource", V },    { "type", V },
  { "transaction", N }, { "transaction_started_on", LTZ },
  { "status", V },      { "acquired_on", LTZ },
  { "query_id", V },    { "session", N },
};

static const struct outcome_spec materialized_views[] = {
  { "created_on", LTZ },
  { "name", V },
  { "reserved", V },
  { "database_name", V },
  { "schema_name", V },
  { "cluster_by", V },
  { "rows", N },
  { "bytes", N },
  { "source_database_name", V },
  { "source_schema_name", V },
  { "source_table_name", V },
  { "refreshed_on", LTZ },
  { "compacted_on", LTZ },
  { "owner", V },
  { "invalid", V },
  { "invalid_reason", V },
  { "behind_by", V },
  { "comment", V },
  { "text", V },
  { "is_secure", V },
  { "automatic_clustering", V },
  { "owner_role_type", V },
  { "budget", V },
};

static const struct outcome_spec objects[] = {
  { "created_on", LTZ }, { "name", V },           { "database_name", V },
  { "schema_name", V },  { "kind", V },           { "comment", V },
  { "cluster_by", V },   { "rows", N },           { "bytes", N },
  { "owner", V },        { "retention_time", V }, { "owner_role_type", V },
  { "budget", V },       { "is_hybrid", V },      { "is_dynamic", V },
  { "is_iceberg", V },
};

static const struct outcome_spec parameters[] = {
  { "key", V },   { "value", V },       { "default", V },
  { "level", V }, { "description", V }, { "type", V },
};

static const struct outcome_spec keys[] = {
  { "created_on", LTZ },    { "database_name", V }, { "schema_name", V },
  { "table_name", V },      { "column_name", V },   { "key_sequence", N },
  { "constraint_name", V }, { "rely", V },          { "comment", V },
};

static const struct outcome_spec procedures[] = {
  { "created_on", LTZ },
  { "name", V },
  { "schema_name", V },
  { "is_builtin", V },
  { "is_aggregate", V },
  { "is_ansi", V },
  { "min_num_arguments", N },
  { "max_num_arguments", N },
  { "arguments", V },
  { "description", V },
  { "catalog_name", V },
  { "is_table_function", V },
  { "valid_for_clustering", V },
  { "is_secure", V },
  { "secrets", V },
  { "external_access_integrations", V },
};

static const struct outcome_spec regions[] = {
  { "snowflake_region", V },
  { "cloud", V },
  { "region", V },
  { "display_name", V },
};

static const struct outcome_spec roles[] = {
  { "created_on", LTZ },     { "name", V },          { "is_default", V },
  { "is_current", V },       { "is_inherited", V },  { "assigned_to_users", N },
  { "granted_to_roles", N }, { "granted_roles", N }, { "owner", V },
  { "comment", V },
};

static const struct outcome_spec schemas[] = {
  { "created_on", LTZ },
  { "name", V },
  { "is_default", V },
  { "is_current", V },
  { "database_name", V },
  { "owner", V },
  { "comment", V },
  { "options", V },
  { "retention_time", V },
  { "dropped_on", LTZ },
  { "owner_role_type", V },
  { "classification_profile_database", V },
  { "classification_profile_schema", V },
  { "classification_profile", V },
  { "object_visibility", V },
};

static const struct outcome_spec sequences[] = {
  { "name", V },       { "database_name", V }, { "schema_name", V },
  { "next_value", V }, { "interval", V },      { "created_on", LTZ },
  { "owner", V },      { "comment", V },       { "owner_role_type", V },
  { "ordered", V },
};

static const struct outcome_spec stages[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "url", V },
  { "has_credentials", V },
  { "has_encryption_key", V },
  { "owner", V },
  { "comment", V },
  { "region", V },
  { "type", V },
  { "cloud", V },
  { "notification_channel", V },
  { "storage_integration", V },
  { "endpoint", V },
  { "owner_role_type", V },
  { "directory_enabled", V },
};

static const struct outcome_spec tables[] = {
  { "created_on", LTZ },
  { "name", V },
  { "database_name", V },
  { "schema_name", V },
  { "kind", V },
  { "comment", V },
  { "cluster_by", V },
  { "rows", N },
  { "bytes", N },
  { "owner", V },
  { "retention_time", V },
  { "dropped_on", LTZ },
  { "automatic_clustering", V },
  { "change_tracking", V },
  { "search_optimization", V },
  { "search_optimization_progress", V },
  { "search_optimization_bytes", V },
  { "is_external", V },
  { "enable_schema_evolution", V },
  { "owner_role_type", V },
  { "is_event", V },
  { "budget", V },
  { "is_hybrid", V },
  { "is_iceberg", V },
  { "is_dynamic", V },
  { "is_immutable", V },
};

static const struct outcome_spec transactions[] = {
  { "id", N },           { "user", V },  { "session", N }, { "name", V },
  { "started_on", LTZ }, { "state", V }, { "scope", N },
};

static const struct outcome_spec users[] = {
  { "name", V },
  { "created_on", LTZ },
  { "login_name", V },
  { "display_name", V },
  { "first_name", V },
  { "last_name", V },
  { "email", V },
  { "mins_to_unlock", V },
  { "days_to_expiry", V },
  { "comment", V },
  { "disabled", V },
  { "must_change_password", V },
  { "snowflake_lock", V },
  { "default_warehouse", V },
  { "default_namespace", V },
  { "default_role", V },
  { "default_secondary_roles", V },
  { "ext_authn_duo", V },
  { "ext_authn_uid", V },
  { "mins_to_bypass_mfa", V },
  { "owner", V },
  { "last_success_login", LTZ },
  { "expires_at_time", LTZ },
  { "locked_until_time", LTZ },
  { "has_password", V },
  { "has_rsa_public_key", V },
  { "type", V },
  { "has_mfa", V },
  { "has_pat", V },
  { "has_workload_identity", V },
  { "is_from_organization_user", V },
};

/* docs.snowflake.com/en/sql-reference/sql/show-mfa-methods */
static const struct outcome_spec mfa_methods[] = {
  { "name", V },        { "type", V },         { "comment", V },
  { "last_used", LTZ }, { "created_on", LTZ },
};

/* docs.snowflake.com/en/sql-reference/sql/show-user-programmatic-access-tokens */
static const struct outcome_spec access_tokens[] = {
  { "name", V },
  { "user_name", V },
  { "role_restriction", V },
  { "expires_at", LTZ },
  { "status", V },
  { "comment", V },
  { "created_on", LTZ },
  { "created_by", V },
  { "mins_to_bypass_network_policy_requirement", N },
  { "rotated_to", V },
};

static const struct outcome_spec variables[] = {
  { "session_id", V }, { "created_on", LTZ }, { "updated_on", LTZ }, { "name", V },
  { "value", V },      { "type", V },         { "comment", V },
};

static const struct outcome_spec views[] = {
  { "created_on", LTZ },    { "name", V },
  { "reserved", V },        { "database_name", V },
  { "schema_name", V },     { "owner", V },
  { "comment", V },         { "text", V },
  { "is_secure", V },       { "is_materialized", V },
  { "owner_role_type", V }, { "change_tracking", V },
};

static const struct outcome_spec warehouses[] = {
  { "name", V },
  { "state", V },
  { "type", V },
  { "size", V },
  { "min_cluster_count", N },
  { "max_cluster_count", N },
  { "started_clusters", N },
  { "running", N },
  { "queued", N },
  { "is_default", V },
  { "is_current", V },
  { "auto_suspend", N },
  { "auto_resume", V },
  { "available", V },
  { "provisioning", V },
  { "quiescing", V },
  { "other", V },
  { "created_on", LTZ },
  { "resumed_on", LTZ },
  { "updated_on", LTZ },
  { "owner", V },
  { "comment", V },
  { "enable_query_acceleration", V },
  { "query_acceleration_max_scale_factor", N },
  { "resource_monitor", V },
  { "actives", N },
  { "pendings", N },
  { "failed", N },
  { "suspended", N },
  { "uuid", V },
  { "scaling_policy", V },
  { "budget", V },
  { "owner_role_type", V },
  { "resource_constraint", V },
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* In order of name. */
static const struct show_row rows[] = {
  { "ACCOUNTS", SHOW_ACCOUNTS, SHOW_DEFAULT_ACCOUNT, COLUMNS(accounts), false },
  { "BUILTIN FUNCTIONS", SHOW_BUILTIN_FUNCTIONS, SHOW_DEFAULT_SCHEMA, COLUMNS(functions),
    false },
  { "COLUMNS", SHOW_COLUMNS, SHOW_DEFAULT_TABLE, COLUMNS(columns), false },
  { "DATABASES", SHOW_DATABASES, SHOW_DEFAULT_ACCOUNT, COLUMNS(databases), true },
  { "EXPORTED KEYS", SHOW_EXPORTED_KEYS, SHOW_DEFAULT_TABLE, COLUMNS(references), false },
  { "FUNCTIONS", SHOW_FUNCTIONS, SHOW_DEFAULT_SCHEMA, COLUMNS(functions), false },
  { "GRANTS", SHOW_GRANTS_TO_USER, SHOW_DEFAULT_ACCOUNT, COLUMNS(grants_of), false },
  { "GRANTS OF", SHOW_GRANTS_OF, SHOW_DEFAULT_ACCOUNT, COLUMNS(grants_of), false },
  { "GRANTS ON", SHOW_GRANTS_ON, SHOW_DEFAULT_ACCOUNT, COLUMNS(grants_on), false },
  { "GRANTS TO ROLE", SHOW_GRANTS_TO_ROLE, SHOW_DEFAULT_ACCOUNT, COLUMNS(grants), false },
  { "IMPORTED KEYS", SHOW_IMPORTED_KEYS, SHOW_DEFAULT_TABLE, COLUMNS(references), false },
  { "LOCKS", SHOW_LOCKS, SHOW_DEFAULT_ACCOUNT, COLUMNS(locks), false },
  { "MATERIALIZED VIEWS", SHOW_MATERIALIZED_VIEWS, SHOW_DEFAULT_SCHEMA,
    COLUMNS(materialized_views), false },
  { "MFA METHODS", SHOW_MFA_METHODS, SHOW_DEFAULT_ACCOUNT, COLUMNS(mfa_methods), false },
  { "OBJECTS", SHOW_OBJECTS, SHOW_DEFAULT_SCHEMA, COLUMNS(objects), true },
  { "PARAMETERS", SHOW_PARAMETERS, SHOW_DEFAULT_ACCOUNT, COLUMNS(parameters), false },
  { "PRIMARY KEYS", SHOW_PRIMARY_KEYS, SHOW_DEFAULT_TABLE, COLUMNS(keys), false },
  { "PROCEDURES", SHOW_NOTHING, SHOW_DEFAULT_SCHEMA, COLUMNS(procedures), false },
  { "REGIONS", SHOW_REGIONS, SHOW_DEFAULT_ACCOUNT, COLUMNS(regions), false },
  { "ROLES", SHOW_ROLES, SHOW_DEFAULT_ACCOUNT, COLUMNS(roles), false },
  { "SCHEMAS", SHOW_SCHEMAS, SHOW_DEFAULT_DATABASE, COLUMNS(schemas), true },
  { "SEQUENCES", SHOW_SEQUENCES, SHOW_DEFAULT_SCHEMA, COLUMNS(sequences), false },
  { "STAGES", SHOW_STAGES, SHOW_DEFAULT_SCHEMA, COLUMNS(stages), false },
  { "TABLES", SHOW_TABLES, SHOW_DEFAULT_SCHEMA, COLUMNS(tables), true },
  { "TRANSACTIONS", SHOW_TRANSACTIONS, SHOW_DEFAULT_ACCOUNT, COLUMNS(transactions),
    false },
  { "UNIQUE KEYS", SHOW_UNIQUE_KEYS, SHOW_DEFAULT_TABLE, COLUMNS(keys), false },
  { "USERS", SHOW_USERS, SHOW_DEFAULT_ACCOUNT, COLUMNS(users), false },
  { "USER FUNCTIONS", SHOW_USER_FUNCTIONS, SHOW_DEFAULT_SCHEMA, COLUMNS(functions),
    false },
  { "USER PATS", SHOW_ACCESS_TOKENS, SHOW_DEFAULT_ACCOUNT, COLUMNS(access_tokens),
    false },
  { "USER PROGRAMMATIC ACCESS TOKENS", SHOW_ACCESS_TOKENS, SHOW_DEFAULT_ACCOUNT,
    COLUMNS(access_tokens), false },
  { "VARIABLES", SHOW_VARIABLES, SHOW_DEFAULT_ACCOUNT, COLUMNS(variables), false },
  { "VIEWS", SHOW_VIEWS, SHOW_DEFAULT_SCHEMA, COLUMNS(views), true },
  { "WAREHOUSES", SHOW_WAREHOUSES, SHOW_DEFAULT_ACCOUNT, COLUMNS(warehouses), false },
};

static const struct show_row *find(struct text what)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (text_is_nocase(what, rows[i].what))
      return &rows[i];
  return show_kind_find(what);
}

static const char *const with_history[] = {
  "dropped_on",
  "moved_on",
  "moved_to_organization",
  "organization_URL_expiration_on",
  "restored_on",
  "scheduled_deletion_time",
};

/* SHOW GRANTS is told apart by what follows it. */
static const struct show_row *find_shown(const struct show *show)
{
  if (!text_is(show->what, "GRANTS"))
    return find(show->what);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].id == show_grants_form(show))
      return &rows[i];
  return NULL;
}

static bool shows_column(const struct show_scope *scope, const struct show_row *row,
                         const char *name)
{
  for (size_t i = 0; i < sizeof with_history / sizeof *with_history; i++)
    if (strcmp(name, with_history[i]) == 0)
      return scope->show->history;
  return row->id != SHOW_LOCKS || strcmp(name, "session") != 0 ||
         text_is(scope->ddl.session->role, "ACCOUNTADMIN");
}

static bool make_table(struct show_scope *scope, const struct show_row *row,
                       struct outcome *outcome, struct err *err)
{
  struct outcome_spec *kept = ARENA_ARRAY(scope->ddl.arena, (size_t)row->count,
                                          struct outcome_spec);
  int count = 0;
  bool ok;

  if (scope->show->terse && row->has_terse) {
    ok = outcome_table(scope->ddl.arena, outcome, TYPE_ID_SHOW, COLUMNS(terse), err);
  } else {
    for (int i = 0; i < row->count; i++)
      if (shows_column(scope, row, row->columns[i].name))
        kept[count++] = row->columns[i];
    ok = outcome_table(scope->ddl.arena, outcome, TYPE_ID_SHOW, kept, count, err);
  }
  scope->sheet = (struct sheet){ outcome->rows, 0 };
  return ok;
}

static void settle_scope(enum show_id id, struct show *show)
{
  switch (id) {
  case SHOW_VARIABLES:
  case SHOW_BUILTIN_FUNCTIONS:
  case SHOW_ROLES: show->in = SHOW_IN_ACCOUNT; return;
  default: return;
  }
}

bool show_run(struct run *run, const struct statement *statement, struct outcome *outcome,
              struct err *err)
{
  const struct show_row *row = find_shown(statement->show);
  struct show show = *statement->show;
  struct show_scope scope;
  bool ok;

  if (!row)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'SHOW " TEXT_FMT "'.",
                   TEXT_ARG(show.what));
  if ((row->id == SHOW_LOCKS || row->id == SHOW_TRANSACTIONS) &&
      (show.has_like || show.has_starts_with || show.limit))
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nsyntax error: SHOW %s takes IN ACCOUNT only.",
                   row->what);
  show.terse = show.terse && row->has_terse;
  settle_scope(row->id, &show);
  if (row->id == SHOW_PARAMETERS && !show_parameters_scope(run->arena, &show, err))
    return false;
  if (!show_scope_init(&scope, run, &show, row->meant, outcome, err) ||
      !make_table(&scope, row, outcome, err))
    return false;
  catalog_read(scope.ddl.catalog);
  ok = show_rows(&scope, row->id, err);
  catalog_read_end(scope.ddl.catalog);
  if (!ok)
    outcome_clear(outcome);
  return ok;
}

const char *show_what_at(int index, bool *is_empty)
{
  int count = (int)(sizeof rows / sizeof rows[0]);
  const struct show_row *row = index < count ? &rows[index] : show_kind_at(index - count);

  if (index < 0 || !row)
    return NULL;
  *is_empty = row->id == SHOW_NOTHING;
  return row->what;
}
