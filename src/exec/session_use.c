/* session_use.c: the database, schema, warehouse and role that a session goes on with. */
#include "exec/session_use.h"

#include "session/instance.h"
#include "session/roles.h"

static bool cannot(struct err *err)
{
  return err_set(
    err, ERR_NO_OBJECT_OR_OPERATION,
    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
}

bool session_use_database(struct session *session, struct text name, struct err *err)
{
  struct catalog *catalog = session->instance->catalog;
  const struct database *database;
  bool has_public = false;

  catalog_read(catalog);
  database = catalog_find_database(catalog, name);
  if (database)
    has_public = map_get(database->schemas, TEXT("PUBLIC"));
  catalog_read_end(catalog);
  if (!database)
    return cannot(err);
  session_set(&session->database, name);
  session_set(&session->schema, has_public ? TEXT("PUBLIC") : (struct text){ 0 });
  return true;
}

bool session_use_schema(struct session *session, struct text database, struct text name,
                        struct err *err)
{
  struct catalog *catalog = session->instance->catalog;
  struct database *found;
  bool has_schema;

  catalog_read(catalog);
  found = database.at ? catalog_find_database(catalog, database) : NULL;
  has_schema = found &&
               (text_is(name, "INFORMATION_SCHEMA") || catalog_find_schema(found, name));
  catalog_read_end(catalog);
  if (!has_schema)
    return cannot(err);
  session_set(&session->database, database);
  session_set(&session->schema, name);
  return true;
}

bool session_use_warehouse(struct session *session, struct text name, struct err *err)
{
  struct catalog *catalog = session->instance->catalog;
  bool found;

  catalog_read(catalog);
  found = catalog_find_warehouse(catalog, name);
  catalog_read_end(catalog);
  if (!found)
    return cannot(err);
  session_set(&session->warehouse, name);
  return true;
}

bool session_use_role(struct session *session, struct text name, struct err *err)
{
  bool is_same = text_equal(name, session->role);

  if (!is_same && (session->is_role_only || !role_exists(name)))
    return cannot(err);
  session_set(&session->role, name);
  return true;
}
