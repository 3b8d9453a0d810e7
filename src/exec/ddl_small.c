/* ddl_small.c: CREATE SEQUENCE and CREATE WAREHOUSE: objects that are little but their properties. */
#include "exec/ddl_objects.h"
#include "exec/property.h"

static struct create_mode mode_of(const struct create *create)
{
  return (struct create_mode){ create->or_replace, create->if_not_exists };
}

static bool clone_in_change(struct ddl *ddl, const struct create *create,
                            struct path from, struct path path, bool *made,
                            struct err *err)
{
  const struct sequence *source = (const struct sequence *)ddl_find(ddl, KIND_SEQUENCE,
                                                                    from, err);
  struct sequence spec;

  if (!source)
    return false;
  spec = *source;
  spec.object.name = path.name;
  spec.object.owner = (struct text){ 0 };
  return property_set_all(ddl->run, KIND_SEQUENCE, &spec.object, &create->options, err) &&
         catalog_clone_sequence(ddl->change, source, path.database, path.schema, &spec,
                                mode_of(create), made, err);
}

/* A copy goes on where its source is now. */
static bool clone_sequence(struct ddl *ddl, const struct create *create, struct path path,
                           struct err *err)
{
  struct path from;
  bool made = false;

  if (!ddl_path(ddl, create->clone, KIND_SEQUENCE, &from, err) || !ddl_begin(ddl, err))
    return false;
  if (!ddl_end(ddl, clone_in_change(ddl, create, from, path, &made, err), err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, "Sequence", path.name, made);
}

bool create_sequence(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct sequence spec = { .object = { .kind = KIND_SEQUENCE } };
  struct path path;
  bool made, ok;

  if (create->clone_at || create->or_alter)
    return ddl_unsupported(
      create->clone ? "CLONE AT | BEFORE" : "CREATE OR ALTER SEQUENCE", err);
  if (!ddl_own_path(ddl, create->name, KIND_SEQUENCE, &path, err))
    return false;
  property_defaults(KIND_SEQUENCE, &spec.object);
  if (create->clone)
    return clone_sequence(ddl, create, path, err);
  spec.object.name = path.name;
  if (!property_set_all(ddl->run, KIND_SEQUENCE, &spec.object, &create->options, err))
    return false;
  if (spec.step == 0)
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nInvalid increment for sequence '" TEXT_FMT
                   "': it must not be zero.",
                   TEXT_ARG(path.name));
  if (!ddl_begin(ddl, err))
    return false;
  ok = catalog_create_sequence(ddl->change, path.database, path.schema, &spec,
                               mode_of(create), &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, "Sequence", path.name, made);
}

bool create_warehouse(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct warehouse spec = { .object = { .kind = KIND_WAREHOUSE } };
  struct path path;
  bool made, ok;

  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER WAREHOUSE", err);
  if (!ddl_path(ddl, create->name, KIND_WAREHOUSE, &path, err))
    return false;
  property_defaults(KIND_WAREHOUSE, &spec.object);
  spec.object.name = path.name;
  if (!property_set_all(ddl->run, KIND_WAREHOUSE, &spec.object, &create->options, err) ||
      !ddl_begin(ddl, err))
    return false;
  ok = catalog_create_warehouse(ddl->change, &spec, mode_of(create), &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  if (made)
    session_set(&ddl->session->warehouse, path.name);
  return ddl_created(ddl, "Warehouse", path.name, made);
}
