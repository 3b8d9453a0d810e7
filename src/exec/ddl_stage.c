/* ddl_stage.c: CREATE and ALTER STAGE.
 * (docs.snowflake.com/en/sql-reference/sql/create-stage, .../alter-stage) */
#include "exec/ddl_stage.h"

#include "data/json.h"
#include "data/member.h"
#include "exec/copy_options.h"
#include "exec/ddl_objects.h"
#include "exec/directory_list.h"
#include "exec/directory_table.h"
#include "exec/external_stage.h"
#include "exec/format_options.h"
#include "exec/property.h"
#include "session/instance.h"
#include "session/stage_sweep.h"
#include "sql/option_words.h"

/* ---- options ---- */

static const struct option *option_of(const struct list *options, const char *key)
{
  for (int i = 0; options && i < options->count; i++)
    if (text_is(((const struct option *)options->at[i])->key, key))
      return options->at[i];
  return NULL;
}

/* What FORMAT_NAME names is looked up when it is used: only that it is there is asked now. */
static bool set_named_format(struct ddl *ddl, const struct option *whole,
                             const struct option *named, struct stage *stage,
                             struct err *err)
{
  struct file_format format;
  const struct name *name;
  struct path path;
  struct buf out;

  file_format_init(&format, FORMAT_CSV);
  if (!format_options_read(ddl->run, whole, &format, err))
    return false;
  name = format_options_name(ddl->run, named->value, err);
  if (!name || !ddl_path(ddl, name, KIND_FILE_FORMAT, &path, err))
    return false;
  buf_init(&out);
  json_put_open(&out, '{');
  member_text(&out, "FORMAT_NAME", path_text(ddl->arena, path));
  json_put_close(&out, '}');
  stage->file_format = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return true;
}

static bool set_format(struct ddl *ddl, const struct option *option, struct stage *stage,
                       struct err *err)
{
  const struct option *named = option->options ? option_of(option->options, "FORMAT_NAME")
                                               : option;
  struct file_format format;
  struct buf out;

  if (named)
    return set_named_format(ddl, option, named, stage, err);
  file_format_init(&format, FORMAT_CSV);
  if (!format_options_read(ddl->run, option, &format, err))
    return false;
  buf_init(&out);
  file_format_write(&format, &out);
  stage->file_format = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return true;
}

bool stage_format_text(struct ddl *ddl, const struct option *option, struct text *format,
                       struct err *err)
{
  struct stage stage = { .url = { 0 } };

  if (!set_format(ddl, option, &stage, err))
    return false;
  *format = stage.file_format;
  return true;
}

static bool set_table_copy_options(struct ddl *ddl, const struct option *option,
                                   struct text *json, struct err *err)
{
  struct copy_options options = { 0 };

  for (int i = 0; option->options && i < option->options->count; i++) {
    struct text key = ((const struct option *)option->options->at[i])->key;

    if (!option_words_find(TEXT("COPY OPTIONS"), key))
      return err_set(err, ERR_INVALID_PROPERTY,
                     "SQL compilation error:\ninvalid property '" TEXT_FMT
                     "' for 'STAGE_COPY_OPTIONS'",
                     TEXT_ARG(key));
  }
  return property_json(ddl->run, option, json, err) &&
         copy_options_of_stage(ddl->run, *json, &options, err);
}

/* docs.snowflake.com/en/sql-reference/sql/create-table */
bool table_stage_set(struct ddl *ddl, struct table *table, const struct option *option,
                     bool *taken, struct err *err)
{
  bool is_format = text_is(option->key, "STAGE_FILE_FORMAT");

  *taken = is_format || text_is(option->key, "STAGE_COPY_OPTIONS");
  if (!*taken)
    return true;
  return is_format ? stage_format_text(ddl, option, &table->stage_file_format, err)
                   : set_table_copy_options(ddl, option, &table->stage_copy_options, err);
}

bool table_stage_unset(struct table *table, struct text key)
{
  bool is_format = text_is(key, "STAGE_FILE_FORMAT");

  if (!is_format && !text_is(key, "STAGE_COPY_OPTIONS"))
    return false;
  *(is_format ? &table->stage_file_format
              : &table->stage_copy_options) = (struct text){ 0 };
  return true;
}

static bool set_directory(struct ddl *ddl, const struct option *option,
                          struct stage *stage, struct err *err)
{
  const struct option *enable = option_of(option->options, "ENABLE");
  const struct option *refresh = option_of(option->options, "AUTO_REFRESH");

  return (!enable || property_bool(ddl->run, enable, &stage->directory, err)) &&
         (!refresh || property_bool(ddl->run, refresh, &stage->auto_refresh, err));
}

/* "AWS_SSE_KMS:<key>" */
static bool set_kms_key(struct ddl *ddl, const struct option *option, struct stage *stage,
                        struct err *err)
{
  struct text key;

  if (!option)
    return true;
  if (!property_text(ddl->run, option, &key, err))
    return false;
  stage->encryption = arena_printf(ddl->arena, TEXT_FMT ":" TEXT_FMT,
                                   TEXT_ARG(stage->encryption), TEXT_ARG(key));
  return true;
}

static bool set_encryption(struct ddl *ddl, const struct option *option,
                           struct stage *stage, struct err *err)
{
  const struct option *type = option_of(option->options, "TYPE");

  if (!type)
    return true;
  if (!property_text(ddl->run, type, &stage->encryption, err))
    return false;
  stage->encryption = arena_upper(ddl->arena, stage->encryption);
  return set_kms_key(ddl, option_of(option->options, "KMS_KEY_ID"), stage, err);
}

/* An account's objects have names of one part. */
static bool set_integration(struct ddl *ddl, const struct option *option,
                            struct stage *stage, struct err *err)
{
  return property_text(ddl->run, option, &stage->storage_integration, err);
}

/* docs.snowflake.com/en/sql-reference/sql/create-stage: REFRESH_ON_CREATE is TRUE unless said. */
static bool is_filled(struct ddl *ddl, const struct list *options,
                      const struct stage *stage, bool *yes, struct err *err)
{
  const struct option *directory = option_of(options, "DIRECTORY");
  const struct option *on_create = directory
                                     ? option_of(directory->options, "REFRESH_ON_CREATE")
                                     : NULL;

  *yes = stage->directory && stage->url.len;
  return !*yes || !on_create || property_bool(ddl->run, on_create, yes, err);
}

/* Which kinds of encryption are whose; where an external stage may be, and with what it is opened. */
static bool check(struct ddl *ddl, const struct stage *stage, struct stage_place *place,
                  struct err *err)
{
  struct external_stage external = external_stage_of(stage);
  bool is_own = text_is(stage->encryption, "SNOWFLAKE_FULL") ||
                text_is(stage->encryption, "SNOWFLAKE_SSE");

  if (stage->url.at && !stage->url.len)
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\ninvalid value [] for parameter 'URL'");
  if (!stage->url.len && (external.credentials.len || external.integration.len ||
                          external.endpoint.len || (stage->encryption.len && !is_own)))
    return err_set(err, ERR_SYNTAX, "SQL compilation error:\nMissing option(s): [URL]");
  /* docs.snowflake.com/en/sql-reference/sql/create-stage */
  if (external.credentials.len && external.integration.len)
    return err_set(
      err, ERR_SYNTAX,
      "SQL compilation error:\nCREDENTIALS property is not allowed on stages "
      "that use a storage integration or within COPY commands that use a "
      "storage integration.");
  return !stage->url.len ||
         external_stage_place(ddl->session->instance, ddl->arena, &external, place, err);
}

static bool set_option(struct ddl *ddl, const struct option *option, struct stage *stage,
                       struct err *err)
{
  if (text_is(option->key, "URL"))
    return property_text(ddl->run, option, &stage->url, err);
  if (text_is(option->key, "COMMENT"))
    return property_text(ddl->run, option, &stage->object.comment, err);
  if (text_is(option->key, "FILE_FORMAT"))
    return set_format(ddl, option, stage, err);
  if (text_is(option->key, "COPY_OPTIONS"))
    return property_json(ddl->run, option, &stage->copy_options, err);
  if (text_is(option->key, "DIRECTORY"))
    return set_directory(ddl, option, stage, err);
  if (text_is(option->key, "ENCRYPTION"))
    return set_encryption(ddl, option, stage, err);
  if (text_is(option->key, "CREDENTIALS"))
    return property_json(ddl->run, option, &stage->credentials, err);
  if (text_is(option->key, "STORAGE_INTEGRATION"))
    return set_integration(ddl, option, stage, err);
  if (text_is(option->key, "ENDPOINT"))
    return property_text(ddl->run, option, &stage->endpoint, err);
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'STAGE ... " TEXT_FMT "'.",
                 TEXT_ARG(option->key));
}

static bool unset_option(const struct option *option, struct stage *stage,
                         struct err *err)
{
  if (text_is(option->key, "COMMENT"))
    stage->object.comment = (struct text){ 0 };
  else if (text_is(option->key, "FILE_FORMAT"))
    stage->file_format = (struct text){ 0 };
  else if (text_is(option->key, "COPY_OPTIONS"))
    stage->copy_options = (struct text){ 0 };
  else
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\ninvalid property '" TEXT_FMT "' for 'STAGE'",
                   TEXT_ARG(option->key));
  return true;
}

static bool set_options(struct ddl *ddl, const struct list *options, struct stage *stage,
                        struct err *err)
{
  for (int i = 0; i < options->count; i++)
    if (!set_option(ddl, options->at[i], stage, err))
      return false;
  return true;
}

/* ---- statements ---- */

static void copy_description(struct arena *arena, const struct stage *from,
                             struct stage *to)
{
  to->object.comment = arena_text(arena, from->object.comment);
  to->url = arena_text(arena, from->url);
  to->storage_integration = arena_text(arena, from->storage_integration);
  to->endpoint = arena_text(arena, from->endpoint);
  to->credentials = arena_text(arena, from->credentials);
  to->encryption = arena_text(arena, from->encryption);
  to->file_format = arena_text(arena, from->file_format);
  to->copy_options = arena_text(arena, from->copy_options);
  to->directory = from->directory;
  to->auto_refresh = from->auto_refresh;
}

/* Only the description: the files of an internal stage stay where they are. */
static bool read_clone(struct ddl *ddl, const struct create *create, struct stage *spec,
                       struct err *err)
{
  const struct stage *from;
  struct path path;

  if (create->clone_at)
    return ddl_unsupported("CLONE AT | BEFORE", err);
  if (!ddl_path(ddl, create->clone, KIND_STAGE, &path, err))
    return false;
  catalog_read(ddl->catalog);
  from = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  if (from && !from->url.len)
    err_set(err, ERR_UNSUPPORTED,
            "SQL compilation error:\nUnsupported feature 'CLONE of an internal stage'.");
  else if (from)
    copy_description(ddl->arena, from, spec);
  catalog_read_end(ddl->catalog);
  return !err_is_set(err);
}

/* What ALTER STAGE cannot change either: docs.snowflake.com/en/sql-reference/sql/create-or-alter. */
static bool check_becoming(const struct stage *old, const struct stage *wanted,
                           bool temporary, struct err *err)
{
  if (!old->url.len != !wanted->url.len)
    return ddl_unsupported("CREATE OR ALTER STAGE from internal to external or back",
                           err);
  if (temporary != (old->object.session_id != 0))
    return ddl_unsupported("CREATE OR ALTER STAGE that changes TEMPORARY", err);
  return wanted->url.len || text_equal(old->encryption, wanted->encryption) ||
         ddl_unsupported("CREATE OR ALTER STAGE that changes ENCRYPTION", err);
}

/* The stage that is there, as the statement says it: what is not said has its default again. */
static bool become(struct ddl *ddl, struct path path, const struct stage *wanted,
                   bool temporary, struct err *err)
{
  const struct stage *old = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  struct stage spec;

  if (!old || !check_becoming(old, wanted, temporary, err))
    return false;
  spec = *old;
  copy_description(ddl->arena, wanted, &spec);
  return (!old->directory || spec.directory || directory_end(ddl, old->object.id, err)) &&
         catalog_update(ddl->change, KIND_STAGE, path, &spec, err);
}

bool create_stage(struct ddl *ddl, const struct create *create, struct err *err)
{
  bool temporary = create->persistence == PERSIST_TEMPORARY;
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  struct stage spec = { .object = { .kind = KIND_STAGE } };
  struct stage_place place = { .stages = ddl->session->instance->stages };
  struct stage_files files;
  struct path path;
  bool made = false, fills = false, ok;

  if (create->or_alter && create->clone)
    return ddl_unsupported("CREATE OR ALTER STAGE CLONE", err);
  err_clear(err);
  if (!ddl_own_path(ddl, create->name, KIND_STAGE, &path, err) ||
      (create->clone && !read_clone(ddl, create, &spec, err)) ||
      !set_options(ddl, &create->options, &spec, err) || !check(ddl, &spec, &place, err))
    return false;
  if (create->or_alter && ddl_is_there(ddl, KIND_STAGE, path))
    return ddl_begin(ddl, err) &&
           ddl_end(ddl, become(ddl, path, &spec, temporary, err), err) && ddl_done(ddl);
  if (!is_filled(ddl, &create->options, &spec, &fills, err) ||
      (fills && !directory_list(&place, ddl->arena, &files, err)))
    return false;
  spec.object.name = path.name;
  if (!ddl_begin(ddl, err))
    return false;
  ok = catalog_create_stage(ddl->change, path.database, path.schema, &spec, temporary,
                            mode, &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  if (create->or_replace)
    stage_sweep(ddl->session->instance->stages, ddl->catalog);
  if (made && fills && !directory_fill(ddl, path, &files, err))
    return false;
  return ddl_created(ddl, "Stage area", path.name, made);
}

bool alter_stage(struct ddl *ddl, const struct list *options, bool set,
                 struct stage *spec, struct err *err)
{
  struct stage_place place = { .stages = ddl->session->instance->stages };
  bool is_external = spec->url.len != 0, was_directory = spec->directory;

  if (set)
    return set_options(ddl, options, spec, err) &&
           (is_external == (spec->url.len != 0) ||
            ddl_unsupported("an internal stage that becomes an external one", err)) &&
           check(ddl, spec, &place, err) &&
           (!was_directory || spec->directory ||
            directory_end(ddl, spec->object.id, err));
  for (int i = 0; i < options->count; i++)
    if (!unset_option(options->at[i], spec, err))
      return false;
  return true;
}
