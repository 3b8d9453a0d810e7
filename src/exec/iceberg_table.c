/* iceberg_table.c: CREATE ICEBERG TABLE with Snowflake's own catalog.
 * (docs.snowflake.com/en/sql-reference/sql/create-iceberg-table-snowflake) */
#include "exec/iceberg_table.h"

#include "exec/property.h"

/* Options without a meaning here, where no files are written ... */
static const char *const accepted[] = {
  "CATALOG_SYNC",
  "ICEBERG_VERSION",
  "STORAGE_SERIALIZATION_POLICY",
  "TARGET_FILE_SIZE",
};

/* ... and those of tables that another catalog has. */
static const char *const external[] = {
  "AUTO_REFRESH",       "CATALOG_NAMESPACE",          "CATALOG_TABLE_NAME",
  "METADATA_FILE_PATH", "REPLACE_INVALID_CHARACTERS",
};

static bool is_among(struct text key, const char *const *keys, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (text_is(key, keys[i]))
      return true;
  return false;
}

static bool set_volume(struct ddl *ddl, struct table *table, const struct option *option,
                       struct err *err)
{
  struct path path = { 0 };
  bool found;

  if (!property_text(ddl->run, option, &path.name, err))
    return false;
  path.name = arena_upper(ddl->arena, path.name);
  catalog_read(ddl->catalog);
  found = ddl_find(ddl, KIND_VOLUME, path, err);
  catalog_read_end(ddl->catalog);
  table->external_volume = path.name;
  return found;
}

bool iceberg_set(struct ddl *ddl, struct table *table, const struct option *option,
                 bool *taken, struct err *err)
{
  struct text value;

  *taken = true;
  if (text_is(option->key, "EXTERNAL_VOLUME"))
    return set_volume(ddl, table, option, err);
  if (text_is(option->key, "BASE_LOCATION"))
    return property_text(ddl->run, option, &table->base_location, err);
  if (text_is(option->key, "CATALOG")) {
    if (!property_text(ddl->run, option, &value, err))
      return false;
    return text_is_nocase(value, "SNOWFLAKE") ||
           ddl_unsupported("ICEBERG TABLE of an external catalog", err);
  }
  if (is_among(option->key, external, sizeof external / sizeof *external))
    return ddl_unsupported("ICEBERG TABLE of an external catalog", err);
  *taken = is_among(option->key, accepted, sizeof accepted / sizeof *accepted);
  return true;
}

bool iceberg_settle(const struct create *create, const struct table *table,
                    struct err *err)
{
  if (create->dynamic)
    return ddl_unsupported("DYNAMIC ICEBERG TABLE", err);
  if (create->or_alter || create->like || create->clone)
    return ddl_unsupported("ICEBERG TABLE of another table", err);
  if (create->persistence != PERSIST_PERMANENT)
    return ddl_unsupported("TRANSIENT or TEMPORARY ICEBERG TABLE", err);
  return table->external_volume.at ||
         err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nMissing option(s): [EXTERNAL_VOLUME] in CREATE "
                 "ICEBERG TABLE.");
}
