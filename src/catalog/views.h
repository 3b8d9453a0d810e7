/* views.h: views and table functions whose rows are made by the server when they are asked:
 * INFORMATION_SCHEMA of every database, and SNOWFLAKE.ACCOUNT_USAGE. */
#ifndef CATALOG_VIEWS_H
#define CATALOG_VIEWS_H

#include "catalog/catalog.h"
#include "data/batch.h"

/* Where rows come from. */
enum view_id {
  VIEW_NOTHING, /* What it lists cannot be made here: no rows. */
  VIEW_APPLICABLE_ROLES,
  VIEW_CATALOG_NAME,
  VIEW_COLUMNS,
  VIEW_DATABASES,
  VIEW_ELEMENT_TYPES,
  VIEW_ENABLED_ROLES,
  VIEW_FIELDS,
  VIEW_FUNCTIONS,
  VIEW_EVENT_TABLES,
  VIEW_EXTERNAL_TABLES,
  VIEW_HYBRID_TABLES,
  VIEW_INDEXES,
  VIEW_INDEX_COLUMNS,
  VIEW_OBJECT_PRIVILEGES,
  VIEW_REFERENTIAL_CONSTRAINTS,
  VIEW_SCHEMATA,
  VIEW_SEQUENCES,
  VIEW_FILE_FORMATS,
  VIEW_PIPES,
  VIEW_STAGES,
  VIEW_TABLE_CONSTRAINTS,
  VIEW_TABLE_PRIVILEGES,
  VIEW_TABLE_STORAGE_METRICS,
  VIEW_TABLES,
  VIEW_USAGE_PRIVILEGES,
  VIEW_VIEWS,
  /* Of ACCOUNT_USAGE: of all databases. */
  VIEW_USAGE_COLUMNS,
  VIEW_USAGE_DATABASES,
  VIEW_USAGE_SCHEMATA,
  VIEW_USAGE_SEQUENCES,
  VIEW_USAGE_TABLES,
  VIEW_USAGE_VIEWS,
  /* Made above the catalog, by who knows the statements that ran and the logins. */
  VIEW_QUERY_HISTORY,
  VIEW_QUERY_HISTORY_BY_SESSION,
  VIEW_QUERY_HISTORY_BY_USER,
  VIEW_QUERY_HISTORY_BY_WAREHOUSE,
  VIEW_USAGE_QUERY_HISTORY,
  VIEW_COPY_HISTORY,
  VIEW_LOAD_HISTORY,
  VIEW_EXTERNAL_TABLE_FILES,
  VIEW_EXTERNAL_TABLE_HISTORY,
  VIEW_DIRECTORY,
  VIEW_DIRECTORY_HISTORY,
  VIEW_DYNAMIC_GRAPH,
  VIEW_DYNAMIC_REFRESHES,
  VIEW_DYNAMIC_TABLES,
  VIEW_LOGIN_HISTORY,
  VIEW_LOGIN_HISTORY_BY_USER,
  VIEW_USAGE_LOGIN_HISTORY,
  /* ... and of the account: who may be here, and who is. */
  VIEW_USAGE_GRANTS_TO_ROLES,
  VIEW_USAGE_GRANTS_TO_USERS,
  VIEW_USAGE_ROLES,
  VIEW_USAGE_SESSIONS,
  VIEW_USAGE_USERS,
  /* Table functions about objects and statements. */
  VIEW_EXPLAIN_JSON,
  VIEW_INFER_SCHEMA,
  VIEW_VALIDATE,
  VIEW_VALIDATE_PIPE,
  VIEW_METRIC_REFERENCES,
  VIEW_OBJECT_REFERENCES,
  VIEW_OPERATOR_STATS,
  VIEW_POLICY_REFERENCES
};

struct view_column {
  const char *name;
  /* As type_parse takes it: "VARCHAR", "NUMBER(9,0)", "TIMESTAMP_LTZ(3)". */
  const char *type;
};

/* What a table function takes, by name or in this order. */
struct view_param {
  const char *name;
  const char *type;
  bool is_required;
  bool is_name; /* May be written as a name, without quotes around it. */
};

/* The value given for it. */
struct view_arg {
  bool is_given; /* And not NULL. */
  int128 number; /* Timestamps in nanoseconds, booleans 0 and 1. */
  struct text text;
};

struct info_view {
  const char *name; /* "TABLES" */
  const struct view_column *columns;
  int column_count;
  const struct view_param *params; /* Of table functions. */
  int param_count;
  enum view_id id;
  int days_back; /* No time that is given may lie farther back; 0: any may. */
};

/* The database that every account has, and its schema. */
#define SYSTEM_DATABASE "SNOWFLAKE"
#define SYSTEM_SCHEMA "ACCOUNT_USAGE"

/* Views of INFORMATION_SCHEMA. */
const struct info_view *info_view_find(struct text name); /* NULL: no such view. */
const struct info_view *info_view_at(int index);          /* NULL past the last. */
/* Table functions of INFORMATION_SCHEMA. */
const struct info_view *info_function_find(struct text name);
const struct info_view *info_function_at(int index);
/* Table functions of no schema. */
const struct info_view *system_function_find(struct text name);
const struct info_view *system_function_at(int index);
/* Views of ACCOUNT_USAGE. */
const struct info_view *usage_view_find(struct text name);
const struct info_view *usage_view_at(int index);
/* A view by its schema: at NULL where that schema has none such. */
const struct info_view *made_view_find(struct text database, struct text schema,
                                       struct text name);
/* Whether a schema's views are made here: INFORMATION_SCHEMA, SNOWFLAKE.ACCOUNT_USAGE. */
bool made_schema(struct text database, struct text schema);
const struct info_view *made_view_at(struct text schema, int index);

/* Empty rows of a view's columns. */
struct batch_builder *info_view_sheet(const struct info_view *view);
/* True for those whose rows are not made by info_view_rows. */
bool info_view_is_history(const struct info_view *view);
/* The view's rows for a database; the caller frees the builder. Takes the read lock itself. */
struct batch_builder *info_view_rows(struct catalog *catalog,
                                     const struct info_view *view, struct text database,
                                     uint64_t session_id,
                                     struct engine_connection *connection,
                                     struct err *err);

#endif
