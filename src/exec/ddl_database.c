/* ddl_database.c: CREATE DATABASE and CREATE SCHEMA, which also become the session's current ones. */
#include "exec/ddl_objects.h"
#include "exec/property.h"

static struct create_mode mode_of(const struct create *create)
{
  return (struct create_mode){ create->or_replace, create->if_not_exists };
}

static bool refuse_variants(const struct create *create, const char *what,
                            struct err *err)
{
  if (create->clone)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'CREATE %s ... CLONE'.",
                   what);
  if (create->or_alter)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'CREATE OR ALTER %s'.",
                   what);
  return true;
}

bool create_database(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct database spec = { .object = { .kind = KIND_DATABASE },
                           .transient = create->persistence == PERSIST_TRANSIENT };
  struct path path;
  bool made, ok;

  if (!refuse_variants(create, "DATABASE", err) ||
      !ddl_path(ddl, create->name, KIND_DATABASE, &path, err))
    return false;
  property_defaults(KIND_DATABASE, &spec.object);
  spec.object.name = path.name;
  if (!property_set_all(ddl->run, KIND_DATABASE, &spec.object, &create->options, err) ||
      !ddl_begin(ddl, err))
    return false;
  ok = catalog_create_database(ddl->change, &spec, mode_of(create), &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  if (made) {
    session_set(&ddl->session->database, path.name);
    session_set(&ddl->session->schema, TEXT("PUBLIC"));
  }
  return ddl_created(ddl, "Database", path.name, made);
}

/* WITH MANAGED ACCESS stands among the options. */
static bool set_schema_options(struct ddl *ddl, const struct create *create,
                               struct schema *spec, struct err *err)
{
  for (int i = 0; i < create->options.count; i++) {
    const struct option *option = create->options.at[i];

    if (text_is(option->key, "MANAGED ACCESS"))
      spec->managed_access = true;
    else if (!property_set(ddl->run, KIND_SCHEMA, &spec->object, option, err))
      return false;
  }
  return true;
}

bool create_schema(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct schema spec = { .object = { .kind = KIND_SCHEMA },
                         .transient = create->persistence == PERSIST_TRANSIENT };
  struct path path;
  bool made = false, ok;

  if (!refuse_variants(create, "SCHEMA", err) ||
      !ddl_path(ddl, create->name, KIND_SCHEMA, &path, err))
    return false;
  property_defaults(KIND_SCHEMA, &spec.object);
  spec.object.name = path.schema;
  if (!set_schema_options(ddl, create, &spec, err) || !ddl_begin(ddl, err))
    return false;
  if (!text_is(path.schema, "INFORMATION_SCHEMA"))
    ok = catalog_create_schema(ddl->change, path.database, &spec, mode_of(create), &made,
                               err);
  else
    ok = create->if_not_exists || err_set(err, ERR_OBJECT_EXISTS, "INFORMATION_SCHEMA");
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  if (made) {
    session_set(&ddl->session->database, path.database);
    session_set(&ddl->session->schema, path.schema);
  }
  return ddl_created(ddl, "Schema", path.schema, made);
}
