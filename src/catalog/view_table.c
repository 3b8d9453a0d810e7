/* view_table.c: the views of INFORMATION_SCHEMA: their columns, as Snowflake documents them, and rows. */
#include "catalog/index_view.h"
#include "catalog/view_table.h"

#include "catalog/function_rows.h"
#include "catalog/sheet.h"
#include "catalog/structure_rows.h"
#include "catalog/usage_rows.h"
#include "catalog/view_rows.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define N9 "NUMBER(9,0)"
#define LTZ "TIMESTAMP_LTZ(3)"

static const struct view_column applicable_roles[] = {
  { "GRANTEE", V },
  { "ROLE_NAME", V },
  { "ROLE_OWNER", V },
  { "IS_GRANTABLE", V },
};

static const struct view_column columns[] = {
  { "TABLE_CATALOG", V }, { "TABLE_SCHEMA", V }, { "TABLE_NAME", V },
  { "COLUMN_NAME", V },   VIEW_COLUMN_FACTS,     { "DATA_TYPE_ALIAS", V },
  { "EXPRESSION", V },    { "KIND", V },
};

static const struct view_column databases[] = {
  { "DATABASE_NAME", V },   { "DATABASE_OWNER", V },
  { "IS_TRANSIENT", V },    { "COMMENT", V },
  { "CREATED", LTZ },       { "LAST_ALTERED", LTZ },
  { "RETENTION_TIME", N9 }, { "TYPE", V },
  { "OWNER_ROLE_TYPE", V }, { "OBJECT_VISIBILITY", "OBJECT" },
};

static const struct view_column element_types[] = {
  { "OBJECT_CATALOG", V },
  { "OBJECT_SCHEMA", V },
  { "OBJECT_NAME", V },
  { "OBJECT_TYPE", V },
  { "COLLECTION_TYPE_IDENTIFIER", V },
  { "DATA_TYPE", V },
  VIEW_VALUE_FACTS,
  VIEW_TYPE_FACTS,
};

static const struct view_column enabled_roles[] = {
  { "ROLE_NAME", V },
  { "ROLE_OWNER", V },
};

static const struct view_column fields[] = {
  { "OBJECT_CATALOG", V },    { "OBJECT_SCHEMA", V },
  { "OBJECT_NAME", V },       { "OBJECT_TYPE", V },
  { "ROW_IDENTIFIER", V },    { "FIELD_NAME", V },
  { "ORDINAL_POSITION", N9 }, { "DATA_TYPE", V },
  VIEW_VALUE_FACTS,           VIEW_TYPE_FACTS,
};

static const struct view_column functions[] = {
  { "FUNCTION_CATALOG", V },
  { "FUNCTION_SCHEMA", V },
  { "FUNCTION_NAME", V },
  { "FUNCTION_OWNER", V },
  { "ARGUMENT_SIGNATURE", V },
  { "DATA_TYPE", V },
  { "CHARACTER_MAXIMUM_LENGTH", N },
  { "CHARACTER_OCTET_LENGTH", N },
  { "NUMERIC_PRECISION", N },
  { "NUMERIC_PRECISION_RADIX", N },
  { "NUMERIC_SCALE", N },
  { "FUNCTION_LANGUAGE", V },
  { "FUNCTION_DEFINITION", V },
  { "VOLATILITY", V },
  { "IS_NULL_CALL", V },
  { "IS_SECURE", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
  { "IS_EXTERNAL", V },
  { "API_INTEGRATION", V },
  { "CONTEXT_HEADERS", V },
  { "MAX_BATCH_ROWS", N },
  { "REQUEST_TRANSLATOR", V },
  { "RESPONSE_TRANSLATOR", V },
  { "COMPRESSION", V },
  { "IMPORTS", V },
  { "HANDLER", V },
  { "TARGET_PATH", V },
  { "RUNTIME_VERSION", V },
  { "PACKAGES", V },
  { "INSTALLED_PACKAGES", V },
  { "IS_MEMOIZABLE", V },
  { "IS_AGGREGATE", V },
  { "SECRETS", V },
  { "EXTERNAL_ACCESS_INTEGRATIONS", V },
  { "IS_DATA_METRIC", V },
};

static const struct view_column catalog_name[] = { { "CATALOG_NAME", V } };

static const struct view_column hybrid_tables[] = {
  { "CATALOG", V },        { "SCHEMA", V },  { "NAME", V },           { "OWNER", V },
  { "ROW_COUNT", N },      { "BYTES", N },   { "RETENTION_TIME", N }, { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ }, { "COMMENT", V },
};

static const struct view_column indexes[] = {
  { "TABLE_CATALOG", V },   { "TABLE_SCHEMA", V },
  { "TABLE_NAME", V },      { "NAME", V },
  { "OWNER", V },           { "IS_UNIQUE", V },
  { "CONSTRAINT_NAME", V }, { "STATUS", V },
  { "CREATED", LTZ },
};

static const struct view_column index_columns[] = {
  { "TABLE_CATALOG", V }, { "TABLE_SCHEMA", V }, { "TABLE_NAME", V },
  { "INDEX_NAME", V },    { "NAME", V },         { "KEY_SEQUENCE", N },
  { "INDEX_OWNER", V },   { "IS_UNIQUE", V },    { "CONSTRAINT_NAME", V },
  { "STATUS", V },        { "CREATED", LTZ },    { "IS_INCLUDED_COLUMN", V },
};

static const struct view_column object_privileges[] = {
  { "GRANTOR", V },        { "GRANTEE", V },        { "GRANTED_TO", V },
  { "OBJECT_CATALOG", V }, { "OBJECT_SCHEMA", V },  { "OBJECT_NAME", V },
  { "OBJECT_TYPE", V },    { "PRIVILEGE_TYPE", V }, { "IS_GRANTABLE", V },
  { "CREATED", LTZ },
};

static const struct view_column referential_constraints[] = {
  { "CONSTRAINT_CATALOG", V },
  { "CONSTRAINT_SCHEMA", V },
  { "CONSTRAINT_NAME", V },
  { "UNIQUE_CONSTRAINT_CATALOG", V },
  { "UNIQUE_CONSTRAINT_SCHEMA", V },
  { "UNIQUE_CONSTRAINT_NAME", V },
  { "MATCH_OPTION", V },
  { "UPDATE_RULE", V },
  { "DELETE_RULE", V },
  { "COMMENT", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
};

static const struct view_column schemata[] = {
  { "CATALOG_NAME", V },
  { "SCHEMA_NAME", V },
  { "SCHEMA_OWNER", V },
  { "IS_TRANSIENT", V },
  { "IS_MANAGED_ACCESS", V },
  { "RETENTION_TIME", N9 },
  { "DEFAULT_CHARACTER_SET_CATALOG", V },
  { "DEFAULT_CHARACTER_SET_SCHEMA", V },
  { "DEFAULT_CHARACTER_SET_NAME", V },
  { "SQL_PATH", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
  { "OBJECT_VISIBILITY", "OBJECT" },
};

static const struct view_column sequences[] = {
  { "SEQUENCE_CATALOG", V },
  { "SEQUENCE_SCHEMA", V },
  { "SEQUENCE_NAME", V },
  { "SEQUENCE_OWNER", V },
  { "DATA_TYPE", V },
  { "NUMERIC_PRECISION", N9 },
  { "NUMERIC_PRECISION_RADIX", N9 },
  { "NUMERIC_SCALE", N9 },
  { "START_VALUE", V },
  { "MINIMUM_VALUE", V },
  { "MAXIMUM_VALUE", V },
  { "NEXT_VALUE", V },
  { "INCREMENT", V },
  { "CYCLE_OPTION", V },
  { "ORDERED", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "COMMENT", V },
};

static const struct view_column table_constraints[] = {
  { "CONSTRAINT_CATALOG", V },
  { "CONSTRAINT_SCHEMA", V },
  { "CONSTRAINT_NAME", V },
  { "TABLE_CATALOG", V },
  { "TABLE_SCHEMA", V },
  { "TABLE_NAME", V },
  { "CONSTRAINT_TYPE", V },
  { "IS_DEFERRABLE", V },
  { "INITIALLY_DEFERRED", V },
  { "ENFORCED", V },
  { "COMMENT", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "RELY", V },
};

static const struct view_column table_privileges[] = {
  { "GRANTOR", V },        { "GRANTEE", V },      { "GRANTED_TO", V },
  { "TABLE_CATALOG", V },  { "TABLE_SCHEMA", V }, { "TABLE_NAME", V },
  { "PRIVILEGE_TYPE", V }, { "IS_GRANTABLE", V }, { "WITH_HIERARCHY", V },
  { "CREATED", LTZ },
};

static const struct view_column table_storage_metrics[] = {
  { "TABLE_CATALOG", V },
  { "TABLE_SCHEMA", V },
  { "TABLE_NAME", V },
  { "ID", N },
  { "CLONE_GROUP_ID", N },
  { "IS_TRANSIENT", V },
  { "ACTIVE_BYTES", N },
  { "TIME_TRAVEL_BYTES", N },
  { "FAILSAFE_BYTES", N },
  { "RETAINED_FOR_CLONE_BYTES", N },
  { "TABLE_CREATED", LTZ },
  { "TABLE_DROPPED", LTZ },
  { "TABLE_ENTERED_FAILSAFE", LTZ },
  { "CATALOG_CREATED", LTZ },
  { "CATALOG_DROPPED", LTZ },
  { "SCHEMA_CREATED", LTZ },
  { "SCHEMA_DROPPED", LTZ },
  { "COMMENT", V },
};

static const struct view_column tables[] = {
  { "TABLE_CATALOG", V },
  { "TABLE_SCHEMA", V },
  { "TABLE_NAME", V },
  { "TABLE_OWNER", V },
  { "TABLE_TYPE", V },
  { "IS_TRANSIENT", V },
  { "CLUSTERING_KEY", V },
  { "ROW_COUNT", N },
  { "BYTES", N },
  { "RETENTION_TIME", N9 },
  { "SELF_REFERENCING_COLUMN_NAME", V },
  { "REFERENCE_GENERATION", V },
  { "USER_DEFINED_TYPE_CATALOG", V },
  { "USER_DEFINED_TYPE_SCHEMA", V },
  { "USER_DEFINED_TYPE_NAME", V },
  { "IS_INSERTABLE_INTO", V },
  { "IS_TYPED", V },
  { "COMMIT_ACTION", V },
  { "CREATED", LTZ },
  { "LAST_ALTERED", LTZ },
  { "LAST_DDL", LTZ },
  { "LAST_DDL_BY", V },
  { "AUTO_CLUSTERING_ON", V },
  { "COMMENT", V },
  { "IS_TEMPORARY", V },
  { "IS_ICEBERG", V },
  { "IS_DYNAMIC", V },
  { "IS_IMMUTABLE", V },
  { "IS_HYBRID", V },
};

static const struct view_column views[] = {
  { "TABLE_CATALOG", V }, { "TABLE_SCHEMA", V },    { "TABLE_NAME", V },
  { "TABLE_OWNER", V },   { "VIEW_DEFINITION", V }, { "CHECK_OPTION", V },
  { "IS_UPDATABLE", V },  { "INSERTABLE_INTO", V }, { "IS_SECURE", V },
  { "CREATED", LTZ },     { "LAST_ALTERED", LTZ },  { "LAST_DDL", LTZ },
  { "LAST_DDL_BY", V },   { "COMMENT", V },
};

/* In order of name. */
static const struct info_view all[] = {
  { "APPLICABLE_ROLES", VIEW_LIST(applicable_roles), .id = VIEW_APPLICABLE_ROLES },
  { "COLUMNS", VIEW_LIST(columns), .id = VIEW_COLUMNS },
  { "DATABASES", VIEW_LIST(databases), .id = VIEW_DATABASES },
  { "ELEMENT_TYPES", VIEW_LIST(element_types), .id = VIEW_ELEMENT_TYPES },
  { "ENABLED_ROLES", VIEW_LIST(enabled_roles), .id = VIEW_ENABLED_ROLES },
  { "FIELDS", VIEW_LIST(fields), .id = VIEW_FIELDS },
  { "FUNCTIONS", VIEW_LIST(functions), .id = VIEW_FUNCTIONS },
  { "HYBRID_TABLES", VIEW_LIST(hybrid_tables), .id = VIEW_HYBRID_TABLES },
  { "INDEXES", VIEW_LIST(indexes), .id = VIEW_INDEXES },
  { "INDEX_COLUMNS", VIEW_LIST(index_columns), .id = VIEW_INDEX_COLUMNS },
  { "INFORMATION_SCHEMA_CATALOG_NAME", VIEW_LIST(catalog_name), .id = VIEW_CATALOG_NAME },
  { "OBJECT_PRIVILEGES", VIEW_LIST(object_privileges), .id = VIEW_OBJECT_PRIVILEGES },
  { "REFERENTIAL_CONSTRAINTS", VIEW_LIST(referential_constraints),
    .id = VIEW_REFERENTIAL_CONSTRAINTS },
  { "SCHEMATA", VIEW_LIST(schemata), .id = VIEW_SCHEMATA },
  { "SEQUENCES", VIEW_LIST(sequences), .id = VIEW_SEQUENCES },
  { "TABLES", VIEW_LIST(tables), .id = VIEW_TABLES },
  { "TABLE_CONSTRAINTS", VIEW_LIST(table_constraints), .id = VIEW_TABLE_CONSTRAINTS },
  { "TABLE_PRIVILEGES", VIEW_LIST(table_privileges), .id = VIEW_TABLE_PRIVILEGES },
  { "TABLE_STORAGE_METRICS", VIEW_LIST(table_storage_metrics),
    .id = VIEW_TABLE_STORAGE_METRICS },
  { "USAGE_PRIVILEGES", VIEW_LIST(object_privileges), .id = VIEW_USAGE_PRIVILEGES },
  { "VIEWS", VIEW_LIST(views), .id = VIEW_VIEWS },
};

const struct info_view *view_named(const struct info_view *(*at)(int index),
                                   struct text name)
{
  const struct info_view *view;

  for (int i = 0; (view = at(i)); i++)
    if (text_is(name, view->name))
      return view;
  return NULL;
}

const struct info_view *info_view_at(int index)
{
  int count = (int)(sizeof all / sizeof all[0]);

  if (index < 0)
    return NULL;
  return index < count ? &all[index] : view_kind_at(index - count);
}

const struct info_view *info_view_find(struct text name)
{
  return view_named(info_view_at, name);
}

/* ---- by schema ---- */

static bool is_information_schema(struct text schema)
{
  return text_is(schema, "INFORMATION_SCHEMA");
}

bool made_schema(struct text database, struct text schema)
{
  return is_information_schema(schema) ||
         (text_is(database, SYSTEM_DATABASE) && text_is(schema, SYSTEM_SCHEMA));
}

const struct info_view *made_view_at(struct text schema, int index)
{
  return is_information_schema(schema) ? info_view_at(index) : usage_view_at(index);
}

const struct info_view *made_view_find(struct text database, struct text schema,
                                       struct text name)
{
  if (!made_schema(database, schema))
    return NULL;
  return is_information_schema(schema) ? info_view_find(name) : usage_view_find(name);
}

bool info_view_is_history(const struct info_view *view)
{
  return view->id >= VIEW_QUERY_HISTORY;
}

/* ---- rows ---- */

static enum batch_kind kind_of(struct type type)
{
  switch (type.kind) {
  case TYPE_NUMBER: return type.scale ? BATCH_I128 : BATCH_I64;
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return BATCH_I128;
  case TYPE_BOOLEAN: return BATCH_BOOL;
  case TYPE_FLOAT: return BATCH_F64;
  case TYPE_DATE: return BATCH_DATE;
  default: return BATCH_TEXT;
  }
}

struct batch_builder *info_view_sheet(const struct info_view *view)
{
  struct arena *arena = arena_new();
  size_t count = (size_t)view->column_count;
  enum batch_kind *kinds = ARENA_ARRAY(arena, count, enum batch_kind);
  int *scales = ARENA_ARRAY(arena, count, int);
  struct batch_builder *rows;

  for (size_t i = 0; i < count; i++) {
    struct type type = view_type(view->columns[i].type);

    kinds[i] = kind_of(type);
    scales[i] = type.kind == TYPE_NUMBER ? type.scale : 0;
  }
  rows = batch_builder_new(view->column_count, kinds, scales);
  arena_free(arena);
  return rows;
}

static bool rows_of(struct view_scope *scope, const struct info_view *view,
                    struct text database, struct engine_connection *connection,
                    struct err *err)
{
  scope->database = catalog_find_database(scope->catalog, database);
  if (!scope->database)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nDatabase '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(database));
  if (view->id == VIEW_ELEMENT_TYPES || view->id == VIEW_FIELDS) {
    structure_rows(scope, view->id);
    return true;
  }
  if (view->id == VIEW_FUNCTIONS) {
    function_rows(scope);
    return true;
  }
  if (view->id == VIEW_EVENT_TABLES || view->id == VIEW_EXTERNAL_TABLES ||
      view->id == VIEW_HYBRID_TABLES || view->id == VIEW_INDEXES ||
      view->id == VIEW_INDEX_COLUMNS)
    return index_view_rows(scope, view->id, connection, err);
  return view->id >= VIEW_USAGE_COLUMNS ? usage_rows(scope, view->id, connection, err)
                                        : view_rows(scope, view->id, connection, err);
}

struct batch_builder *info_view_rows(struct catalog *catalog,
                                     const struct info_view *view, struct text database,
                                     uint64_t session_id,
                                     struct engine_connection *connection,
                                     struct err *err)
{
  struct arena *arena = arena_new();
  struct view_scope scope = {
    catalog, arena, NULL, session_id, { info_view_sheet(view), 0 }
  };
  bool ok;

  catalog_read(catalog);
  ok = rows_of(&scope, view, database, connection, err);
  catalog_read_end(catalog);
  arena_free(arena);
  if (ok)
    return scope.sheet.rows;
  batch_builder_free(scope.sheet.rows);
  return NULL;
}
