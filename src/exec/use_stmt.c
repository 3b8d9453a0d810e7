/* use_stmt.c: USE: the session's database, schema, warehouse and role. */
#include "exec/use_stmt.h"

#include "exec/session_use.h"

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
  struct session *session = run->session;
  struct path path;

  switch (what) {
  case USE_SECONDARY_ROLES: return true;
  case USE_SCHEMA:
    return pipeline_path(run, use->name, KIND_SCHEMA, &path, err) &&
           session_use_schema(session, path.database, path.name, err);
  default:
    /* A role is named like a warehouse: by one part. */
    if (!pipeline_path(run, use->name, KIND_WAREHOUSE, &path, err))
      return false;
    break;
  }
  if (what == USE_DATABASE)
    return session_use_database(session, path.name, err);
  return what == USE_WAREHOUSE ? session_use_warehouse(session, path.name, err)
                               : session_use_role(session, path.name, err);
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
