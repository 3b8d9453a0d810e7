/* grants.c: what roles have: the roles below them, and what they own. */
#include "exec/grants.h"

/* From a role to what it has of the others. */
static const struct {
  const char *to, *role;
} hierarchy[] = {
  { "ACCOUNTADMIN", "SECURITYADMIN" },
  { "ACCOUNTADMIN", "SYSADMIN" },
  { "SECURITYADMIN", "USERADMIN" },
};

static void owned(struct arena *arena, struct list *grants, const struct object *object,
                  const char *on, struct path path)
{
  struct granted *granted = ARENA_NEW(arena, struct granted);

  if (!object->owner.len)
    return;
  *granted = (struct granted){ object, "OWNERSHIP", on, path, object->owner, true };
  list_add(arena, grants, granted);
}

static void add_roles(struct arena *arena, struct list *grants)
{
  for (size_t i = 0; i < sizeof hierarchy / sizeof *hierarchy; i++) {
    struct granted *granted = ARENA_NEW(arena, struct granted);

    *granted = (struct granted){ .privilege = "USAGE",
                                 .on = "ROLE",
                                 .path = { .name = text_of(hierarchy[i].role) },
                                 .to = text_of(hierarchy[i].to) };
    list_add(arena, grants, granted);
  }
}

static void add_schema(struct catalog *catalog, uint64_t session_id, struct arena *arena,
                       const struct database *database, struct schema *schema,
                       struct list *grants)
{
  struct path path = { database->object.name, schema->object.name, { 0 } };
  struct sequence **sequences;
  struct table **tables;
  int count;

  owned(arena, grants, &schema->object, "SCHEMA", path);
  tables = catalog_tables(catalog, schema, session_id, arena, &count);
  for (int i = 0; i < count; i++) {
    path.name = tables[i]->object.name;
    owned(arena, grants, &tables[i]->object,
          tables[i]->object.kind == KIND_VIEW ? "VIEW" : "TABLE", path);
  }
  sequences = catalog_sequences(schema, arena, &count);
  for (int i = 0; i < count; i++) {
    path.name = sequences[i]->object.name;
    owned(arena, grants, &sequences[i]->object, "SEQUENCE", path);
  }
}

struct list grants_list(struct catalog *catalog, uint64_t session_id, struct arena *arena)
{
  struct list grants = { 0 };
  struct warehouse **warehouses;
  struct database **databases;
  int count, schema_count;

  add_roles(arena, &grants);
  warehouses = catalog_warehouses(catalog, arena, &count);
  for (int i = 0; i < count; i++)
    owned(arena, &grants, &warehouses[i]->object, "WAREHOUSE",
          (struct path){ .name = warehouses[i]->object.name });
  databases = catalog_databases(catalog, arena, &count);
  for (int d = 0; d < count; d++) {
    struct schema **schemas = catalog_schemas(databases[d], arena, &schema_count);

    owned(arena, &grants, &databases[d]->object, "DATABASE",
          (struct path){ .name = databases[d]->object.name });
    for (int s = 0; s < schema_count; s++)
      add_schema(catalog, session_id, arena, databases[d], schemas[s], &grants);
  }
  return grants;
}
