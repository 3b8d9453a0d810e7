/* use_stmt.c: USE: the session's database, schema, warehouse and role. */
#include "exec/use_stmt.h"

#include "session/instance.h"
#include "session/roles.h"

static bool cannot(struct err *err)
{
  return err_set(
    err, ERR_NO_OBJECT_OR_OPERATION,
    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
}

static bool use_database(struct run *run, struct catalog *catalog, struct text name,
                         struct err *err)
{
  const struct database *database;
  bool has_public = false;

  catalog_read(catalog);
  database = catalog_find_database(catalog, name);
  if (database)
    has_public = map_get(database->schemas, TEXT("PUBLIC"));
  catalog_read_end(catalog);
  if (!database)
    return cannot(err);
  session_set(&run->session->database, name);
  session_set(&run->session->schema, has_public ? TEXT("PUBLIC") : (struct text){ 0 });
  return true;
}

static bool use_schema(struct run *run, struct catalog *catalog, struct path path,
                       struct err *err)
{
  struct database *database;
  bool found;

  catalog_read(catalog);
  database = catalog_find_database(catalog, path.database);
  found = database && (text_is(path.name, "INFORMATION_SCHEMA") ||
                       catalog_find_schema(database, path.name));
  catalog_read_end(catalog);
  if (!found)
    return cannot(err);
  session_set(&run->session->database, path.database);
  session_set(&run->session->schema, path.name);
  return true;
}

static bool use_warehouse(struct run *run, struct catalog *catalog, struct text name,
                          struct err *err)
{
  bool found;

  catalog_read(catalog);
  found = catalog_find_warehouse(catalog, name);
  catalog_read_end(catalog);
  if (!found)
    return cannot(err);
  session_set(&run->session->warehouse, name);
  return true;
}

static bool use_role(struct run *run, struct text name, struct err *err)
{
  bool is_same = text_equal(name, run->session->role);

  if (!is_same && (run->session->is_role_only || !role_exists(name)))
    return cannot(err);
  session_set(&run->session->role, name);
  return true;
}

/* USE x is a database, USE x.y a schema. */
static int what_is_meant(const struct use *use)
{
  if (use->what != USE_UNSAID)
    return use->what;
  return use->name->parts.count > 1 ? USE_SCHEMA : USE_DATABASE;
}

static int type_id_of(int what)
{
  return what == USE_DATABASE    ? TYPE_ID_USE_DATABASE
         : what == USE_SCHEMA    ? TYPE_ID_USE_SCHEMA
         : what == USE_WAREHOUSE ? TYPE_ID_USE_WAREHOUSE
                                 : TYPE_ID_USE;
}

static bool change(struct run *run, const struct use *use, int what, struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  struct path path;

  switch (what) {
  case USE_SECONDARY_ROLES: return true;
  case USE_SCHEMA:
    return pipeline_path(run, use->name, KIND_SCHEMA, &path, err) &&
           use_schema(run, catalog, path, err);
  default:
    /* A role is named like a warehouse: by one part. */
    if (!pipeline_path(run, use->name, KIND_WAREHOUSE, &path, err))
      return false;
    break;
  }
  if (what == USE_DATABASE)
    return use_database(run, catalog, path.name, err);
  return what == USE_WAREHOUSE ? use_warehouse(run, catalog, path.name, err)
                               : use_role(run, path.name, err);
}

bool use_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err)
{
  int what = what_is_meant(statement->use);

  if (!run->request->describe_only && !change(run, statement->use, what, err))
    return false;
  outcome_status(run->arena, outcome, type_id_of(what),
                 TEXT("Statement executed successfully."));
  return true;
}
