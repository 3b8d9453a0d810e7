/* format_options.c: file formats as statements write them. */
#include "exec/format_options.h"

#include "bind/search_path.h"
#include "exec/property.h"
#include "session/instance.h"
#include "sql/parse.h"

static bool one_value(struct run *run, const struct expr *expr, struct text *value,
                      struct err *err)
{
  struct option option = { .value = (struct expr *)(uintptr_t)expr };

  /* A word such as TRUE, AUTO or SNAPPY. */
  return property_text(run, &option, value, err);
}

static bool set_one(struct run *run, struct file_format *format,
                    const struct option *option, struct err *err)
{
  int count = option->list ? option->list->count : option->value ? 1 : 0;
  struct text *values = ARENA_ARRAY(run->arena, (size_t)count, struct text);

  for (int i = 0; i < count; i++)
    if (!one_value(run, option->list ? option->list->at[i] : option->value, &values[i],
                   err))
      return false;
  return file_format_set(format, run->arena, option->key, values, count, err);
}

static bool set_type(struct run *run, struct file_format *format,
                     const struct option *option, struct err *err)
{
  enum format_type type;
  struct text name;

  if (!property_text(run, option, &name, err))
    return false;
  if (!format_type_of(name, &type))
    return property_bad_value(option, name, err);
  file_format_init(format, type);
  return true;
}

static const struct option *find(const struct list *options, const char *key)
{
  for (int i = 0; i < options->count; i++)
    if (text_is(((const struct option *)options->at[i])->key, key))
      return options->at[i];
  return NULL;
}

bool format_options_set(struct run *run, struct file_format *format,
                        const struct list *options, bool set, struct err *err)
{
  const struct option *type = find(options, "TYPE");

  if (type && set && !set_type(run, format, type, err))
    return false;
  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];

    if (option == type)
      continue;
    if (set ? !set_one(run, format, option, err)
            : !file_format_unset(format, option->key, err))
      return false;
  }
  return file_format_check(format, err);
}

static bool find_named(struct run *run, struct path path, struct file_format *format,
                       struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  struct database *database = catalog_find_database(catalog, path.database);
  struct schema *schema = database ? catalog_find_schema(database, path.schema) : NULL;
  struct named_format *found = schema ? catalog_find_format(catalog, schema, path.name,
                                                            run->session->id)
                                      : NULL;

  if (!found)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nFile format '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(path_text(run->arena, path)));
  return file_format_read(format, run->arena, found->options, err);
}

bool format_options_named(struct run *run, const struct name *name,
                          struct file_format *format, struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  struct path path;
  bool ok;

  if (!pipeline_path(run, name, KIND_FILE_FORMAT, &path, err))
    return false;
  catalog_read(catalog);
  ok = find_named(run, path, format, err);
  catalog_read_end(catalog);
  return ok;
}

const struct name *format_options_name(struct run *run, const struct expr *value,
                                       struct err *err)
{
  struct option option = { .value = (struct expr *)(uintptr_t)value };
  struct text text;

  if (value->kind == EXPR_COLUMN)
    return value->name;
  if (!property_text(run, &option, &text, err))
    return NULL;
  return parse_name(run->arena, arena_text(run->arena, text), err);
}

static bool read_named(struct run *run, const struct expr *value,
                       struct file_format *format, struct err *err)
{
  const struct name *name = format_options_name(run, value, err);

  return name && format_options_named(run, name, format, err);
}

/* FORMAT_NAME = 'f' COMPRESSION = GZIP: what is said beside the name goes on top of what it stands for.
 * (docs.snowflake.com/en/sql-reference/sql/copy-into-location) */
static bool set_others(struct run *run, struct file_format *format,
                       const struct list *options, const struct option *named,
                       struct err *err)
{
  struct list others = { 0 };

  for (int i = 0; i < options->count; i++)
    if (options->at[i] != named)
      list_add(run->arena, &others, options->at[i]);
  return format_options_set(run, format, &others, true, err);
}

bool format_options_read(struct run *run, const struct option *option,
                         struct file_format *format, struct err *err)
{
  const struct option *named;

  if (!option->options)
    return !option->value || read_named(run, option->value, format, err);
  named = find(option->options, "FORMAT_NAME");
  if (!named)
    return format_options_set(run, format, option->options, true, err);
  if (find(option->options, "TYPE"))
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nFORMAT_NAME cannot be combined with TYPE.");
  return read_named(run, named->value, format, err) &&
         set_others(run, format, option->options, named, err);
}
