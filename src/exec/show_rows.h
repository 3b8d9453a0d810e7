/* show_rows.h: the rows of each SHOW; show_stmt.c has their columns. */
#ifndef EXEC_SHOW_ROWS_H
#define EXEC_SHOW_ROWS_H

#include "exec/show_scope.h"

enum show_id {
  SHOW_ACCESS_TOKENS,
  SHOW_ACCOUNTS,
  SHOW_BUILTIN_FUNCTIONS,
  SHOW_COLUMNS,
  SHOW_DATABASES,
  SHOW_DYNAMIC_TABLES,
  SHOW_EVENT_TABLES,
  SHOW_EXPORTED_KEYS,
  SHOW_EXTERNAL_TABLES,
  SHOW_EXTERNAL_VOLUMES,
  SHOW_FILE_FORMATS,
  SHOW_STAGES,
  SHOW_FUNCTIONS,
  SHOW_GRANTS_OF,
  SHOW_GRANTS_ON,
  SHOW_GRANTS_TO_ROLE,
  SHOW_GRANTS_TO_USER,
  SHOW_HYBRID_TABLES,
  SHOW_ICEBERG_TABLES,
  SHOW_IMPORTED_KEYS,
  SHOW_INDEXES,
  SHOW_INTEGRATIONS,
  SHOW_SECURITY_INTEGRATIONS,
  SHOW_STORAGE_INTEGRATIONS,
  SHOW_LOCKS,
  SHOW_MATERIALIZED_VIEWS,
  SHOW_MFA_METHODS,
  SHOW_NOTHING, /* A kind that does not exist here yet: no rows. */
  SHOW_OBJECTS,
  SHOW_PARAMETERS,
  SHOW_PIPES,
  SHOW_PRIMARY_KEYS,
  SHOW_REGIONS,
  SHOW_ROLES,
  SHOW_SCHEMAS,
  SHOW_SEQUENCES,
  SHOW_TABLES,
  SHOW_TRANSACTIONS,
  SHOW_UNIQUE_KEYS,
  SHOW_USERS,
  SHOW_USER_FUNCTIONS,
  SHOW_VARIABLES,
  SHOW_VIEWS,
  SHOW_WAREHOUSES
};

/* Under the read lock. */
bool show_rows(struct show_scope *scope, enum show_id id, struct err *err) MUST_CHECK;
/* show_keys.c */
bool show_keys(struct show_scope *scope, enum show_id id, struct err *err) MUST_CHECK;
/* show_stages.c */
bool show_stages(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_pipes.c */
bool show_pipes(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_formats.c */
bool show_formats(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_volumes.c */
void show_volumes(struct show_scope *scope);
/* show_varieties.c */
bool show_variety(struct show_scope *scope, enum table_variety variety,
                  struct err *err) MUST_CHECK;
bool show_indexes(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_transactions.c */
void show_locks(struct show_scope *scope);
void show_transactions(struct show_scope *scope);
/* show_account.c */
void show_accounts(struct show_scope *scope);
void show_regions(struct show_scope *scope);
void show_users(struct show_scope *scope);
/* show_login.c */
bool show_mfa_methods(struct show_scope *scope, struct err *err) MUST_CHECK;
/* "SECURITY" or "STORAGE"; NULL: of every category. */
void show_integrations(struct show_scope *scope, const char *category);
bool show_access_tokens(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_grants.c: its forms have columns of their own. */
enum show_id show_grants_form(const struct show *show);
bool show_grants_of(struct show_scope *scope, struct err *err) MUST_CHECK;
bool show_grants_on(struct show_scope *scope, struct err *err) MUST_CHECK;
bool show_grants_to_role(struct show_scope *scope, struct err *err) MUST_CHECK;
bool show_grants_to_user(struct show_scope *scope, struct err *err) MUST_CHECK;
/* show_functions.c */
void show_builtin_functions(struct show_scope *scope);
bool show_user_functions(struct show_scope *scope, struct err *err) MUST_CHECK;

/* Rows of the listed tables, in their order; 0 for views, and when TERSE shows none. */
bool show_count_rows(struct show_scope *scope, const struct list *list,
                     struct storage_size **sizes, struct err *err) MUST_CHECK;
/* created_on, name, kind, database_name, schema_name: of a table, or of what it has. */
void show_terse_row(struct show_scope *scope, const struct listed *listed,
                    struct text name, const char *kind);
/* "IDENTITY START 1 INCREMENT 1 NOORDER", or the written default; `at` NULL for none. */
struct text show_default(struct arena *arena, const struct column *column);
/* {"type":"FIXED","precision":38,"scale":0,"nullable":true} */
struct text show_type_json(struct arena *arena, const struct storage_column *column,
                           struct text collation);
struct text show_identity(struct arena *arena, const struct column *column);

#endif
