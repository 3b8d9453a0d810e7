/* infer_schema.c: INFER_SCHEMA: which files it looks at, and its rows.
 *
 * docs.snowflake.com/en/sql-reference/functions/infer_schema */
#include "exec/infer_schema.h"

#include <ctype.h>

#include "catalog/sheet.h"
#include "catalog/views.h"
#include "data/json_text.h"
#include "exec/format_options.h"
#include "exec/made_rows.h"
#include "exec/staged_source.h"
#include "session/instance.h"
#include "sql/parse.h"
#include "stage/file_columns.h"

enum { LOCATION, FILE_FORMAT, FILES, IGNORE_CASE, MOST_FILES, MOST_RECORDS, KIND, ARGS };

/* ---- files ---- */

static bool keep_named(struct run *run, struct text names, struct staged_files *staged,
                       struct err *err)
{
  struct json_items items = json_items_of(names);
  int count = (int)json_items_count(names), kept = 0;
  struct stage_file *files = ARENA_ARRAY(run->arena, (size_t)count, struct stage_file);
  struct text key, value;

  while (json_items_next(&items, &key, &value)) {
    struct buf name;
    bool found = false;

    buf_init(&name);
    buf_add_text(&name, staged->place.path);
    if (name.len && name.at[name.len - 1] != '/' && staged->place.path.len)
      buf_add_char(&name, '/');
    json_text_plain(value, &name);
    for (int i = 0; i < staged->count && !found; i++)
      if (text_equal(staged->files[i].name, buf_text(&name))) {
        files[kept++] = staged->files[i];
        found = true;
      }
    if (!found)
      err_set(err, ERR_FILE_NOT_FOUND, "Remote file '" TEXT_FMT "' was not found.",
              TEXT_ARG(buf_text(&name)));
    buf_clear(&name);
    if (!found)
      return false;
  }
  staged->files = files;
  staged->count = kept;
  return true;
}

static bool find_format(struct run *run, struct text written, struct file_format *format,
                        struct err *err)
{
  const struct name *name = parse_name(run->arena, written, err);

  if (!name || !format_options_named(run, name, format, err))
    return false;
  if (format->type == FORMAT_CSV && file_format_is(format, FORMAT_PARSE_HEADER) &&
      file_format_number(format, FORMAT_SKIP_HEADER))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nInvalid file format \"SKIP_HEADER\" is not "
                   "supported with PARSE_HEADER = TRUE");
  return true;
}

static bool find_files(struct run *run, const struct view_arg *args,
                       struct staged_files *staged, struct err *err)
{
  if (!text_starts_with(args[LOCATION].text, "@"))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\ninvalid value [" TEXT_FMT
                   "] for parameter 'LOCATION'",
                   TEXT_ARG(args[LOCATION].text));
  if (args[KIND].is_given && !text_is_nocase(args[KIND].text, "STANDARD"))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'INFER_SCHEMA of KIND " TEXT_FMT "'.",
                   TEXT_ARG(args[KIND].text));
  if (!staged_files_find(run, args[LOCATION].text, (struct text){ 0 }, staged, err) ||
      !find_format(run, args[FILE_FORMAT].text, &staged->format, err) ||
      (args[FILES].is_given && !keep_named(run, args[FILES].text, staged, err)))
    return false;
  if (args[MOST_FILES].is_given && args[MOST_FILES].number >= 0 &&
      staged->count > args[MOST_FILES].number)
    staged->count = (int)args[MOST_FILES].number;
  return true;
}

static bool read_files(struct run *run, struct staged_files *staged,
                       struct file_columns *columns, struct err *err)
{
  struct engine *engine = run->session->instance->engine;

  for (int i = 0; i < staged->count; i++) {
    struct staged_input input = { 0 };

    if (!staged_input_fetch(run, staged, &staged->files[i], &input, err) ||
        !file_columns_add(columns, engine, &input, &staged->format, err))
      return false;
  }
  file_columns_end(columns);
  return true;
}

/* ---- rows ---- */

static bool is_plain(struct text name)
{
  if (!name.len || isdigit((unsigned char)name.at[0]) || name.at[0] == '$')
    return false;
  for (size_t i = 0; i < name.len; i++)
    if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_' && name.at[i] != '$')
      return false;
  return true;
}

static void put_name(struct text name, struct buf *out)
{
  if (is_plain(name)) {
    buf_add_text(out, name);
    return;
  }
  buf_add_identifier(out, name);
}

/* A field of CSV has a number, whatever the header names it: "$2::TEXT". */
static void put_field(const struct file_column *column, int number, struct buf *out)
{
  buf_printf(out, "$%d::", number);
  type_guess_put(column->guess, out);
}

static void put_member(const struct file_columns *columns,
                       const struct file_column *column, struct buf *out)
{
  buf_add_string(out, columns->ignore_case ? "GET_IGNORE_CASE ($1, " : "$1:");
  put_name(column->name, out);
  buf_add_string(out, columns->ignore_case ? ")::" : "::");
  type_guess_put(column->guess, out);
}

static struct batch_builder *rows_of(const struct info_view *view,
                                     const struct file_columns *columns, bool has_fields)
{
  struct sheet sheet = { info_view_sheet(view), 0 };
  struct buf text;

  buf_init(&text);
  for (int i = 0; i < columns->columns.count; i++) {
    const struct file_column *column = columns->columns.at[i];

    sheet_text(&sheet, column->name);
    buf_reset(&text);
    type_guess_put(column->guess, &text);
    sheet_text(&sheet, buf_text(&text));
    sheet_bool_value(&sheet, column->nullable);
    buf_reset(&text);
    if (has_fields)
      put_field(column, i + 1, &text);
    else
      put_member(columns, column, &text);
    sheet_text(&sheet, buf_text(&text));
    sheet_text(&sheet, column->files);
    sheet_int(&sheet, i);
  }
  buf_clear(&text);
  return sheet.rows;
}

struct batch_builder *infer_schema_rows(struct run *run, struct bind_context *context,
                                        const struct bound_rows_need *need,
                                        struct err *err)
{
  struct view_arg args[ARGS] = { 0 };
  struct file_columns columns = { .arena = run->arena };
  struct staged_files staged;

  if (!made_arguments(run->session, context, need, args, err) ||
      !find_files(run, args, &staged, err))
    return NULL;
  columns.ignore_case = args[IGNORE_CASE].is_given && args[IGNORE_CASE].number;
  if (args[MOST_RECORDS].is_given)
    columns.most = (int64_t)args[MOST_RECORDS].number;
  if (!read_files(run, &staged, &columns, err))
    return NULL;
  return rows_of(need->view, &columns, staged.format.type == FORMAT_CSV);
}
