/* session_names.c: the database, schema and warehouse that a session begins with. */
#include "exec/session_names.h"

#include "session/instance.h"

/* The schema of a session that named none is PUBLIC. */
static bool find_names(struct catalog *catalog, struct text name, struct text *schema)
{
  const struct database *database = catalog_find_database(catalog, name);

  if (!schema->at)
    *schema = TEXT("PUBLIC");
  if (!database ||
      (!text_is(*schema, "INFORMATION_SCHEMA") && !map_get(database->schemas, *schema)))
    *schema = (struct text){ NULL, 0 };
  return database;
}

void session_names(struct session *session, struct text database, struct text schema,
                   struct text warehouse)
{
  struct catalog *catalog = session->instance->catalog;
  bool has_database, has_warehouse;

  catalog_read(catalog);
  has_database = database.at && find_names(catalog, database, &schema);
  has_warehouse = warehouse.at && catalog_find_warehouse(catalog, warehouse);
  catalog_read_end(catalog);
  if (has_database) {
    session_set(&session->database, database);
    session_set(&session->schema, schema);
  }
  if (has_warehouse)
    session_set(&session->warehouse, warehouse);
}

bool session_names_check(const struct session *session, struct err *err)
{
  struct catalog *catalog = session->instance->catalog;
  struct text schema = session->schema;
  const char *missing = NULL;

  catalog_read(catalog);
  if (session->warehouse.at && !catalog_find_warehouse(catalog, session->warehouse))
    missing = "warehouse";
  if (session->database.at) {
    if (!find_names(catalog, session->database, &schema))
      missing = "database";
    else if (!schema.at && session->schema.at)
      missing = "schema";
  }
  catalog_read_end(catalog);
  return !missing ||
         err_set(err, ERR_LOGIN_NAME,
                 "The requested %s does not exist or not authorized.", missing);
}
