/* default_collation.c: DEFAULT_DDL_COLLATION: of the account, a database, a schema, a table.
 * (docs.snowflake.com/en/sql-reference/parameters#default-ddl-collation) */
#include "catalog/catalog_state.h"
#include "catalog/store.h"

const struct collation *catalog_default_collation(struct catalog *catalog,
                                                  struct path path,
                                                  const struct table *table,
                                                  const char **level)
{
  struct database *database = path.database.len
                                ? catalog_find_database(catalog, path.database)
                                : NULL;
  const struct schema *schema = database && path.schema.len
                                  ? catalog_find_schema(database, path.schema)
                                  : NULL;

  *level = "TABLE";
  if (table && table->default_collation.len)
    return collation_accepted(table->default_collation);
  *level = "SCHEMA";
  if (schema && schema->default_collation.len)
    return collation_accepted(schema->default_collation);
  *level = "DATABASE";
  if (database && database->default_collation.len)
    return collation_accepted(database->default_collation);
  *level = catalog->default_collation ? "ACCOUNT" : "";
  return catalog->default_collation;
}

bool catalog_set_account_collation(struct catalog_change *change,
                                   const struct collation *collation, struct err *err)
{
  struct buf sql;

  change->default_collation = collation;
  change->sets_collation = true;
  buf_init(&sql);
  store_write_text(&sql, COLLATION_TEXT, collation ? collation->spec : TEXT(""));
  return change_run(change, &sql, err);
}
