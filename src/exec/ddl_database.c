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
  if (create->clone_at)
    return ddl_unsupported("CLONE AT | BEFORE", err);
  if (create->or_alter)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'CREATE OR ALTER %s'.",
                   what);
  return true;
}

/* What is transient has no copy that lasts longer. */
static bool check_transient(bool from, bool to, struct err *err)
{
  if (!from || to)
    return true;
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nTransient object cannot be cloned to a "
                 "permanent object.");
}

static int64_t retention_of_copy(int64_t days, bool transient)
{
  return transient && days > 1 ? 1 : days;
}

/* A copy has its source's properties where none are written. */
static bool begin_database(struct ddl *ddl, const struct create *create,
                           struct database *spec, struct path *from, struct err *err)
{
  const struct database *source;
  bool ok;

  property_defaults(KIND_DATABASE, &spec->object);
  if (create->clone) {
    if (!ddl_path(ddl, create->clone, KIND_DATABASE, from, err))
      return false;
    catalog_read(ddl->catalog);
    source = (const struct database *)ddl_find(ddl, KIND_DATABASE, *from, err);
    ok = source && check_transient(source->transient, spec->transient, err);
    if (ok) {
      spec->retention_days = retention_of_copy(source->retention_days, spec->transient);
      spec->default_collation = source->default_collation;
      spec->object.comment = arena_text(ddl->arena, source->object.comment);
    }
    catalog_read_end(ddl->catalog);
    if (!ok)
      return false;
  }
  return property_set_all(ddl->run, KIND_DATABASE, &spec->object, &create->options,
                          err) &&
         ddl_begin(ddl, err);
}

bool create_database(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct database spec = { .object = { .kind = KIND_DATABASE },
                           .transient = create->persistence == PERSIST_TRANSIENT };
  struct path path, from;
  bool made, ok;

  if (!refuse_variants(create, "DATABASE", err) ||
      !ddl_path(ddl, create->name, KIND_DATABASE, &path, err))
    return false;
  spec.object.name = path.name;
  if (!begin_database(ddl, create, &spec, &from, err))
    return false;
  ok = create->clone
         ? catalog_clone_database(ddl->change, from.name, &spec, mode_of(create), &made,
                                  err)
         : catalog_create_database(ddl->change, &spec, mode_of(create), &made, err);
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

static bool copy_schema_options(struct ddl *ddl, const struct create *create,
                                struct schema *spec, struct path *from, struct err *err)
{
  const struct schema *source;
  bool ok;

  if (!create->clone)
    return true;
  if (!ddl_own_path(ddl, create->clone, KIND_SCHEMA, from, err))
    return false;
  catalog_read(ddl->catalog);
  source = (const struct schema *)ddl_find(ddl, KIND_SCHEMA, *from, err);
  ok = source && check_transient(source->transient, spec->transient, err);
  if (ok) {
    spec->managed_access = source->managed_access;
    spec->retention_days = retention_of_copy(source->retention_days, spec->transient);
    spec->default_collation = source->default_collation;
    spec->object.comment = arena_text(ddl->arena, source->object.comment);
  }
  catalog_read_end(ddl->catalog);
  return ok;
}

bool create_schema(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct schema spec = { .object = { .kind = KIND_SCHEMA },
                         .transient = create->persistence == PERSIST_TRANSIENT };
  struct path path, from;
  bool made = false, ok;

  if (!refuse_variants(create, "SCHEMA", err) ||
      !ddl_path(ddl, create->name, KIND_SCHEMA, &path, err))
    return false;
  property_defaults(KIND_SCHEMA, &spec.object);
  spec.object.name = path.schema;
  if (!copy_schema_options(ddl, create, &spec, &from, err) ||
      !set_schema_options(ddl, create, &spec, err) || !ddl_begin(ddl, err))
    return false;
  if (create->clone && !text_is(path.schema, "INFORMATION_SCHEMA"))
    ok = catalog_clone_schema(ddl->change, from, path.database, &spec, mode_of(create),
                              &made, err);
  else if (!text_is(path.schema, "INFORMATION_SCHEMA"))
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
