/* stage_place.c: from what is written behind @ to the place of its files. */
#include "exec/stage_place.h"

#include "exec/ddl.h"
#include "exec/external_stage.h"
#include "exec/property.h"
#include "session/instance.h"

static void add_part(struct arena *arena, struct name *name, struct text part)
{
  struct ident *ident;

  if (!part.len)
    return;
  ident = ARENA_NEW(arena, struct ident);
  ident->name = part;
  list_add(arena, &name->parts, ident);
}

static struct name name_of(struct arena *arena, const struct stage_name *stage)
{
  struct name name = { 0 };

  add_part(arena, &name, stage->database);
  add_part(arena, &name, stage->schema);
  add_part(arena, &name, stage->name);
  return name;
}

/* Under the read lock. */
static bool find_table(struct ddl *ddl, const struct name *name,
                       struct stage_place *place, struct err *err)
{
  const struct table *table;
  struct path path;

  if (!ddl_path(ddl, name, KIND_TABLE, &path, err))
    return false;
  table = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);
  if (!table)
    return false;
  if (table->object.kind == KIND_VIEW)
    return err_set(err, ERR_WRONG_KIND,
                   "SQL compilation error:\nObject found is of type 'VIEW', not "
                   "specified type 'TABLE'.");
  place->number = table->object.id;
  place->file_format = arena_text(ddl->arena, table->stage_file_format);
  place->copy_options = arena_text(ddl->arena, table->stage_copy_options);
  return true;
}

/* "mystage/", as LIST writes before the names of its files. */
static struct text label_of(struct arena *arena, struct text name)
{
  char *label = arena_c_string(arena, name);

  for (char *at = label; *at; at++)
    if (*at >= 'A' && *at <= 'Z')
      *at += 'a' - 'A';
  return arena_printf(arena, "%s/", label);
}

/* The stage of bound values is the session's: a driver makes it once, and goes on to use it when the
 * session is in another schema. */
static const struct stage *find_bind_stage(struct ddl *ddl, const struct name *name)
{
  const struct ident *ident = name->parts.at[0];

  return name->parts.count == 1 && text_is(ident->name, "SYSTEM$BIND")
           ? catalog_find_own_stage(ddl->catalog, ident->name, ddl->session->id)
           : NULL;
}

/* Under the read lock. */
static bool find_stage(struct ddl *ddl, const struct name *name,
                       struct stage_place *place, struct err *err)
{
  const struct stage *stage = find_bind_stage(ddl, name);
  struct path path;

  if (!stage && !ddl_path(ddl, name, KIND_STAGE, &path, err))
    return false;
  if (!stage)
    stage = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  if (!stage)
    return false;
  place->number = stage->object.id;
  place->name = arena_text(ddl->arena, stage->object.name);
  if (stage->url.len) {
    struct external_stage external = external_stage_of(stage);

    if (!external_stage_place(ddl->session->instance, ddl->arena, &external, place, err))
      return false;
  } else {
    place->label = label_of(ddl->arena, stage->object.name);
  }
  place->file_format = arena_text(ddl->arena, stage->file_format);
  place->copy_options = arena_text(ddl->arena, stage->copy_options);
  return true;
}

static bool find_object(struct run *run, const struct stage_name *stage,
                        struct stage_place *place, struct err *err)
{
  struct ddl ddl = ddl_new(run, NULL);
  struct name name = name_of(run->arena, stage);
  bool ok;

  catalog_read(ddl.catalog);
  ok = stage->kind == STAGE_OF_TABLE ? find_table(&ddl, &name, place, err)
                                     : find_stage(&ddl, &name, place, err);
  catalog_read_end(ddl.catalog);
  if (ok && place->form == FOLDER_MARKED)
    place->folder = stage_folder_of_number(place->stages, run->arena, place->number);
  return ok;
}

/* What stands behind the bucket is a prefix, as the path behind a stage is. */
static bool find_location(struct run *run, struct stage_place *place, struct err *err)
{
  struct text url = run->location->url;
  size_t bucket = text_find_text(url, TEXT("://")) + 3, slash;

  *place = (struct stage_place){ .stages = run->session->instance->stages };
  if (!external_stage_place(run->session->instance, run->arena, run->location, place,
                            err))
    return false;
  if (!place->s3)
    return true;
  slash = bucket + text_find(text_slice(url, bucket, url.len), '/');
  place->s3->prefix = TEXT("");
  place->folder = arena_printf(run->arena, TEXT_FMT "/",
                               TEXT_ARG(text_slice(url, 0, slash)));
  place->label = place->folder;
  place->path = text_slice(url, slash + 1, url.len);
  return true;
}

bool stage_place_find(struct run *run, struct text written, struct stage_place *place,
                      struct err *err)
{
  struct stages *stages = run->session->instance->stages;
  struct stage_name stage;

  if (run->location && text_equal(written, run->location->url))
    return find_location(run, place, err);
  if (!stage_name_read(run->arena, written, &stage, err))
    return false;
  *place = (struct stage_place){ .stages = stages,
                                 .kind = stage.kind,
                                 .path = stage.path };
  if (stage.kind != STAGE_OF_USER)
    return find_object(run, &stage, place, err);
  place->folder = stage_folder_of_user(stages, run->arena, run->session->user);
  return true;
}

bool stage_place_of(struct run *run, const struct copy *files, struct stage_place *place,
                    struct err *err)
{
  struct bind_constant value;

  if (!files->bind)
    return stage_place_find(run, files->stage, place, err);
  if (!pipeline_value(run, files->bind, &value, err))
    return false;
  if (value.is_null || value.type.kind != TYPE_VARCHAR)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nThe value bound as a stage is no text.");
  return stage_place_find(run, value.value, place, err);
}

bool stage_option(struct run *run, const struct copy *files, const char *key,
                  struct text *value, struct err *err)
{
  *value = (struct text){ 0 };
  for (int i = 0; files->options && i < files->options->count; i++) {
    const struct option *option = files->options->at[i];

    if (text_is(option->key, key) && !property_text(run, option, value, err))
      return false;
  }
  return true;
}
