/* ddl_format.c: CREATE and ALTER FILE FORMAT; its rows in SHOW and DESCRIBE.
 * (docs.snowflake.com/en/sql-reference/sql/create-file-format) */
#include "exec/ddl_format.h"

#include "exec/ddl_objects.h"
#include "exec/format_options.h"
#include "exec/property.h"

#define V "VARCHAR"

/* What is said of the object itself leaves the list; the rest are of the format. */
static bool take_comment(struct ddl *ddl, const struct list *options, bool set,
                         struct list *rest, struct text *comment, struct err *err)
{
  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];

    if (!text_is(option->key, "COMMENT")) {
      list_add(ddl->arena, rest, (void *)(uintptr_t)option);
      continue;
    }
    *comment = (struct text){ 0 };
    if (set && !property_text(ddl->run, option, comment, err))
      return false;
  }
  return true;
}

static struct text written(struct ddl *ddl, const struct file_format *format)
{
  struct text text;
  struct buf out;

  buf_init(&out);
  file_format_write(format, &out);
  text = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return text;
}

static bool read_clone(struct ddl *ddl, const struct create *create,
                       struct named_format *spec, struct file_format *format,
                       struct err *err)
{
  struct path from;
  struct object *object;

  if (create->clone_at)
    return ddl_unsupported("CLONE AT | BEFORE", err);
  if (!ddl_path(ddl, create->clone, KIND_FILE_FORMAT, &from, err) ||
      !format_options_named(ddl->run, create->clone, format, err))
    return false;
  catalog_read(ddl->catalog);
  object = ddl_find(ddl, KIND_FILE_FORMAT, from, err);
  if (object)
    spec->object.comment = arena_text(ddl->arena, object->comment);
  catalog_read_end(ddl->catalog);
  return object != NULL;
}

static bool describe(struct ddl *ddl, const struct create *create,
                     struct named_format *spec, struct err *err)
{
  struct file_format format;
  struct list rest = { 0 };

  file_format_init(&format, FORMAT_CSV);
  if ((create->clone && !read_clone(ddl, create, spec, &format, err)) ||
      !take_comment(ddl, &create->options, true, &rest, &spec->object.comment, err) ||
      !format_options_set(ddl->run, &format, &rest, true, err))
    return false;
  spec->options = written(ddl, &format);
  return true;
}

bool create_format(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  struct named_format spec = { .object = { .kind = KIND_FILE_FORMAT } };
  struct path path;
  bool made = false, ok;

  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER FILE FORMAT", err);
  if (!ddl_own_path(ddl, create->name, KIND_FILE_FORMAT, &path, err) ||
      !describe(ddl, create, &spec, err))
    return false;
  spec.object.name = path.name;
  if (!ddl_begin(ddl, err))
    return false;
  ok = catalog_create_format(ddl->change, path.database, path.schema, &spec,
                             create->persistence == PERSIST_TEMPORARY, mode, &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, "File format", path.name, made);
}

/* docs.snowflake.com/en/sql-reference/sql/alter-file-format: its type stays. */
bool alter_format(struct ddl *ddl, const struct list *options, bool set,
                  struct named_format *spec, struct err *err)
{
  struct file_format format;
  struct list rest = { 0 };
  enum format_type type;

  if (!file_format_read(&format, ddl->arena, spec->options, err) ||
      !take_comment(ddl, options, set, &rest, &spec->object.comment, err))
    return false;
  type = format.type;
  if (!format_options_set(ddl->run, &format, &rest, set, err))
    return false;
  if (format.type != type)
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nFile format type cannot be changed.");
  spec->options = written(ddl, &format);
  return true;
}

/* ---- DESCRIBE ---- */

static const struct outcome_spec columns[] = {
  { "property", V },
  { "property_type", V },
  { "property_value", V },
  { "property_default", V },
};

static const char *const kind_words[] = {
  [FORMAT_VALUE_TEXT] = "String",    [FORMAT_VALUE_WORD] = "String",
  [FORMAT_VALUE_NUMBER] = "Integer", [FORMAT_VALUE_BOOLEAN] = "Boolean",
  [FORMAT_VALUE_LIST] = "List",
};

void format_rows(struct sheet *sheet, const char *parent,
                 const struct file_format *format)
{
  struct buf value;

  if (parent)
    sheet_string(sheet, parent);
  sheet_string(sheet, "TYPE");
  sheet_string(sheet, "String");
  sheet_string(sheet, format_type_name(format->type));
  sheet_string(sheet, "CSV");
  buf_init(&value);
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++) {
    enum format_option option = (enum format_option)i;

    if (!format_has_option(format->type, option))
      continue;
    if (parent)
      sheet_string(sheet, parent);
    sheet_string(sheet, format_option_at(option)->key);
    sheet_string(sheet, kind_words[format_option_at(option)->kind]);
    for (int standard = 0; standard < 2; standard++) {
      buf_reset(&value);
      file_format_print(format, option, standard != 0, &value);
      sheet_said(sheet, buf_text(&value));
    }
  }
  buf_clear(&value);
}

bool describe_format(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                     struct err *err)
{
  struct file_format format;
  struct sheet sheet;

  if (!format_options_named(ddl->run, name, &format, err) ||
      !outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, columns,
                     (int)(sizeof columns / sizeof *columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  format_rows(&sheet, NULL, &format);
  return true;
}
