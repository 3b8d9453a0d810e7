/* view_table.c: the views of INFORMATION_SCHEMA: their columns, as Snowflake documents them, and rows. */
#include "catalog/views.h"

#include "catalog/sheet.h"
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
  { "TABLE_CATALOG", V },
  { "TABLE_SCHEMA", V },
  { "TABLE_NAME", V },
  { "COLUMN_NAME", V },
  { "ORDINAL_POSITION", N9 },
  { "COLUMN_DEFAULT", V },
  { "IS_NULLABLE", V },
  { "DATA_TYPE", V },
  { "CHARACTER_MAXIMUM_LENGTH", N },
  { "CHARACTER_OCTET_LENGTH", N },
  { "NUMERIC_PRECISION", N },
  { "NUMERIC_PRECISION_RADIX", N },
  { "NUMERIC_SCALE", N },
  { "DATETIME_PRECISION", N },
  { "INTERVAL_TYPE", V },
  { "INTERVAL_PRECISION", N },
  { "CHARACTER_SET_CATALOG", V },
  { "CHARACTER_SET_SCHEMA", V },
  { "CHARACTER_SET_NAME", V },
  { "COLLATION_CATALOG", V },
  { "COLLATION_SCHEMA", V },
  { "COLLATION_NAME", V },
  { "DOMAIN_CATALOG", V },
  { "DOMAIN_SCHEMA", V },
  { "DOMAIN_NAME", V },
  { "UDT_CATALOG", V },
  { "UDT_SCHEMA", V },
  { "UDT_NAME", V },
  { "SCOPE_CATALOG", V },
  { "SCOPE_SCHEMA", V },
  { "SCOPE_NAME", V },
  { "MAXIMUM_CARDINALITY", N },
  { "DTD_IDENTIFIER", V },
  { "IS_SELF_REFERENCING", V },
  { "IS_IDENTITY", V },
  { "IDENTITY_GENERATION", V },
  { "IDENTITY_START", V },
  { "IDENTITY_INCREMENT", V },
  { "IDENTITY_MAXIMUM", V },
  { "IDENTITY_MINIMUM", V },
  { "IDENTITY_CYCLE", V },
  { "IDENTITY_ORDERED", V },
  { "SCHEMA_EVOLUTION_RECORD", V },
  { "COMMENT", V },
};

static const struct view_column databases[] = {
  { "DATABASE_NAME", V },   { "DATABASE_OWNER", V },
  { "IS_TRANSIENT", V },    { "COMMENT", V },
  { "CREATED", LTZ },       { "LAST_ALTERED", LTZ },
  { "RETENTION_TIME", N9 }, { "TYPE", V },
  { "OWNER_ROLE_TYPE", V }, { "OBJECT_VISIBILITY", "OBJECT" },
};

static const struct view_column enabled_roles[] = {
  { "ROLE_NAME", V },
  { "ROLE_OWNER", V },
};

static const struct view_column catalog_name[] = { { "CATALOG_NAME", V } };

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

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

static const struct info_view all[VIEW_COUNT] = {
  [VIEW_APPLICABLE_ROLES] = { "APPLICABLE_ROLES", COLUMNS(applicable_roles) },
  [VIEW_COLUMNS] = { "COLUMNS", COLUMNS(columns) },
  [VIEW_DATABASES] = { "DATABASES", COLUMNS(databases) },
  [VIEW_ENABLED_ROLES] = { "ENABLED_ROLES", COLUMNS(enabled_roles) },
  [VIEW_CATALOG_NAME] = { "INFORMATION_SCHEMA_CATALOG_NAME", COLUMNS(catalog_name) },
  [VIEW_REFERENTIAL_CONSTRAINTS] = { "REFERENTIAL_CONSTRAINTS",
                                     COLUMNS(referential_constraints) },
  [VIEW_SCHEMATA] = { "SCHEMATA", COLUMNS(schemata) },
  [VIEW_SEQUENCES] = { "SEQUENCES", COLUMNS(sequences) },
  [VIEW_TABLE_CONSTRAINTS] = { "TABLE_CONSTRAINTS", COLUMNS(table_constraints) },
  [VIEW_TABLES] = { "TABLES", COLUMNS(tables) },
  [VIEW_VIEWS] = { "VIEWS", COLUMNS(views) },
};

const struct info_view *info_view_find(struct text name)
{
  for (int i = 0; i < VIEW_COUNT; i++)
    if (text_is(name, all[i].name))
      return &all[i];
  return NULL;
}

const struct info_view *info_view_at(int index)
{
  return index >= 0 && index < VIEW_COUNT ? &all[index] : NULL;
}

static enum batch_kind kind_of(const char *type)
{
  if (type[0] == 'N')
    return BATCH_I64;
  return type[0] == 'T' ? BATCH_I128 : BATCH_TEXT;
}

static struct batch_builder *new_rows(const struct info_view *view, struct arena *arena)
{
  enum batch_kind *kinds = ARENA_ARRAY(arena, (size_t)view->column_count,
                                       enum batch_kind);

  for (int i = 0; i < view->column_count; i++)
    kinds[i] = kind_of(view->columns[i].type);
  return batch_builder_new(view->column_count, kinds, NULL);
}

struct batch_builder *info_view_rows(struct catalog *catalog,
                                     const struct info_view *view, struct text database,
                                     uint64_t session_id,
                                     struct engine_connection *connection,
                                     struct err *err)
{
  struct arena *arena = arena_new();
  struct view_scope scope = {
    catalog, arena, NULL, session_id, { new_rows(view, arena), 0 }
  };
  bool ok = true;

  catalog_read(catalog);
  scope.database = catalog_find_database(catalog, database);
  if (!scope.database)
    ok = err_set(err, ERR_NO_OBJECT,
                 "SQL compilation error:\nDatabase '" TEXT_FMT
                 "' does not exist or not authorized.",
                 TEXT_ARG(database));
  else
    ok = view_rows(&scope, (enum view_id)(view - all), connection, err);
  catalog_read_end(catalog);
  arena_free(arena);
  if (ok)
    return scope.sheet.rows;
  batch_builder_free(scope.sheet.rows);
  return NULL;
}
