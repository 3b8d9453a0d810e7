/* ddl_volume.c: CREATE EXTERNAL VOLUME: its storage locations are kept and shown, not reached.
 * (docs.snowflake.com/en/sql-reference/sql/create-external-volume) */
#include "data/json.h"
#include "data/member.h"
#include "exec/ddl_objects.h"
#include "exec/property.h"

/* Locations being read. Each begins with the first key that the one before has too. */
struct reading {
  struct ddl *ddl;
  struct buf all;   /* Those that are done, a line each. */
  struct buf now;   /* The one that is read. */
  struct list keys; /* struct option: of it. */
  struct text active;
  bool named;
};

static bool has_key(const struct reading *reading, struct text key)
{
  for (int i = 0; i < reading->keys.count; i++)
    if (text_equal(((const struct option *)reading->keys.at[i])->key, key))
      return true;
  return false;
}

static bool end_location(struct reading *reading, struct err *err)
{
  if (!reading->keys.count)
    return true;
  if (!reading->named)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA storage location needs a NAME.");
  json_put_close(&reading->now, '}');
  buf_add_text(&reading->all, buf_text(&reading->now));
  buf_add_char(&reading->all, '\n');
  buf_reset(&reading->now);
  reading->keys = (struct list){ 0 };
  reading->named = false;
  return true;
}

/* ENCRYPTION = (TYPE = 'AWS_SSE_S3' KMS_KEY_ID = 'x') is shown as ENCRYPTION_TYPE and so on. */
static bool put_nested(struct reading *reading, const struct option *option,
                       struct err *err)
{
  for (int i = 0; i < option->options->count; i++) {
    const struct option *inner = option->options->at[i];
    struct text value;

    if (!property_text(reading->ddl->run, inner, &value, err))
      return false;
    member_text(&reading->now,
                arena_printf(reading->ddl->arena, "%s" TEXT_FMT,
                             text_is(inner->key, "TYPE") ? "ENCRYPTION_" : "",
                             TEXT_ARG(inner->key))
                  .at,
                value);
  }
  return true;
}

static bool read_option(struct reading *reading, const struct option *option,
                        struct err *err)
{
  struct text value;

  if (has_key(reading, option->key) && !end_location(reading, err))
    return false;
  if (!reading->keys.count)
    json_put_open(&reading->now, '{');
  list_add(reading->ddl->arena, &reading->keys, (void *)option);
  if (text_is(option->key, "CREDENTIALS"))
    return true; /* Never kept. */
  if (option->options)
    return put_nested(reading, option, err);
  if (!property_text(reading->ddl->run, option, &value, err))
    return false;
  if (text_is(option->key, "NAME")) {
    reading->named = true;
    if (!reading->active.at)
      reading->active = value;
  }
  member_text(&reading->now, arena_c_string(reading->ddl->arena, option->key), value);
  return true;
}

static bool read_locations(struct ddl *ddl, const struct option *option,
                           struct volume *volume, struct err *err)
{
  struct reading reading = { .ddl = ddl };
  bool ok = option->options != NULL ||
            err_set(err, ERR_SYNTAX,
                    "SQL compilation error:\nSTORAGE_LOCATIONS is a list of lists.");

  buf_init(&reading.all);
  buf_init(&reading.now);
  for (int i = 0; ok && i < option->options->count; i++)
    ok = read_option(&reading, option->options->at[i], err);
  ok = ok && end_location(&reading, err);
  if (ok) {
    volume->locations = buf_copy(&reading.all, ddl->arena);
    volume->active = reading.active;
  }
  buf_clear(&reading.all);
  buf_clear(&reading.now);
  return ok;
}

static bool set_options(struct ddl *ddl, const struct create *create,
                        struct volume *volume, struct err *err)
{
  for (int i = 0; i < create->options.count; i++) {
    const struct option *option = create->options.at[i];

    if (text_is(option->key, "STORAGE_LOCATIONS")
          ? !read_locations(ddl, option, volume, err)
          : !property_set(ddl->run, KIND_VOLUME, &volume->object, option, err))
      return false;
  }
  return volume->locations.len ||
         err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nAn external volume needs STORAGE_LOCATIONS.");
}

bool create_volume(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  struct volume spec = { .object = { .kind = KIND_VOLUME } };
  struct path path;
  bool made = false, ok;

  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER EXTERNAL VOLUME", err);
  if (!ddl_path(ddl, create->name, KIND_VOLUME, &path, err))
    return false;
  property_defaults(KIND_VOLUME, &spec.object);
  spec.object.name = path.name;
  if (!set_options(ddl, create, &spec, err) || !ddl_begin(ddl, err))
    return false;
  ok = catalog_create_volume(ddl->change, &spec, mode, &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, "External volume", path.name, made);
}
