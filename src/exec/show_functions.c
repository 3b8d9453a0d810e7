/* show_functions.c: SHOW FUNCTIONS: the rows of the dialect's tables, as Snowflake lists them, and
 * users' functions. */
#include "bind/bound.h"
#include "exec/ddl_function.h"
#include "exec/show_rows.h"

/* One word of a row's `takes` as a type's name; optional ones stand in brackets. */
static void add_argument(struct buf *out, struct text word)
{
  static const char *const as_written[] = { "FLOAT",  "VARCHAR", "BINARY",    "BOOLEAN",
                                            "DATE",   "TIME",    "TIMESTAMP", "VARIANT",
                                            "OBJECT", "ARRAY",   "NUMBER" };
  bool optional = text_ends_with(word, "?") || text_starts_with(word, "*");
  bool repeats = text_ends_with(word, "...");

  if (text_starts_with(word, "*"))
    word = text_slice(word, 1, word.len);
  if (text_ends_with(word, "?"))
    word.len--;
  if (repeats)
    word.len -= 3;
  if (optional)
    buf_add_char(out, '[');
  for (size_t i = 0; i < sizeof as_written / sizeof as_written[0]; i++)
    if (text_is(word, as_written[i])) {
      buf_add_text(out, word);
      word.len = 0;
    }
  if (word.len)
    buf_add_string(out, text_is(word, "INT") || text_is(word, "WIDE")     ? "NUMBER"
                        : text_is(word, "PART") || text_is(word, "CONST") ? "VARCHAR"
                        : text_is(word, "NTZ") ? "TIMESTAMP_NTZ"
                        : text_is(word, "LTZ") ? "TIMESTAMP_LTZ"
                        : text_is(word, "TZ")  ? "TIMESTAMP_TZ"
                                               : "ANY");
  if (repeats)
    buf_add_string(out, "...");
  if (optional)
    buf_add_char(out, ']');
}

/* "ROUND(NUMBER, [NUMBER]) RETURN NUMBER"; counts the least and the most arguments. */
static struct text arguments(struct arena *arena, const struct function_row *row,
                             int *least, int *most)
{
  struct text takes = text_of(row->takes);
  struct text gives = text_of(row->gives);
  struct text line;
  struct buf out;

  *least = *most = 0;
  buf_init(&out);
  buf_printf(&out, "%s(", row->name);
  for (size_t at = 0; at < takes.len;) {
    size_t end = at + text_find(text_slice(takes, at, takes.len), ' ');
    struct text word = text_slice(takes, at, end - at);

    at = end + 1;
    if (!word.len)
      continue;
    if (*most)
      buf_add_string(&out, ", ");
    add_argument(&out, word);
    ++*most;
    if (!text_ends_with(word, "?") && !text_starts_with(word, "*"))
      ++*least;
  }
  buf_add_string(&out, ") RETURN ");
  gives = text_slice(gives, 0, text_find(gives, '('));
  if (gives.len && gives.at[0] >= 'A' && gives.at[0] <= 'Z' && gives.len > 1)
    buf_add_text(&out, gives);
  else
    buf_add_string(&out, "ANY");
  line = buf_copy(&out, arena);
  buf_clear(&out);
  return line;
}

static void function_row(struct show_scope *scope, const struct function_row *row)
{
  struct sheet *sheet = &scope->sheet;
  int least, most;
  struct text line = arguments(scope->ddl.arena, row, &least, &most);

  sheet_null(sheet, 1);
  sheet_string(sheet, row->name);
  sheet_string(sheet, "");
  sheet_string(sheet, "Y");
  sheet_flag(sheet, row->kind == FUNCTION_AGGREGATE);
  sheet_string(sheet, "N");
  sheet_int(sheet, least);
  sheet_int(sheet, most);
  sheet_text(sheet, line);
  sheet_said(sheet, text_of(row->doc));
  sheet_string(sheet, "");
  sheet_flag(sheet, row->kind == FUNCTION_TABLE);
  sheet_string(sheet, "N");
  sheet_string(sheet, "N");
  sheet_null(sheet, 2);
  sheet_string(sheet, "N");
  sheet_string(sheet, "SQL");
  sheet_string(sheet, "N");
  sheet_string(sheet, "N");
}

void show_builtin_functions(struct show_scope *scope)
{
  for (int i = 0; i < functions_count(); i++)
    if (show_lets_pass(scope, text_of(functions_at(i)->name)))
      function_row(scope, functions_at(i));
}

/* ---- users' functions ---- */

/* "F(NUMBER, DEFAULT VARCHAR) RETURN NUMBER" */
static struct text user_arguments(struct arena *arena, const struct function *function)
{
  const struct column *columns = function->columns.at;
  struct text returns = function_returns_text(arena, function);
  struct text line;
  struct buf out;

  buf_init(&out);
  buf_add_text(&out, function->called);
  buf_add_char(&out, '(');
  for (int i = 0; i < function->arg_count; i++) {
    if (i)
      buf_add_string(&out, ", ");
    if (columns[i].default_sql.len)
      buf_add_string(&out, "DEFAULT ");
    buf_add_text(&out, function_type_text(arena, columns[i].stored.type));
  }
  buf_add_string(&out, ") RETURN ");
  buf_add_text(
    &out, function->is_table ? returns : text_slice(returns, 0, text_find(returns, '(')));
  line = buf_copy(&out, arena);
  buf_clear(&out);
  return line;
}

static void user_row(struct show_scope *scope, const struct listed *where,
                     const struct function *function)
{
  struct sheet *sheet = &scope->sheet;
  int least = function->arg_count;

  while (least && function->columns.at[least - 1].default_sql.len)
    least--;
  sheet_time(sheet, function->object.created_ms);
  sheet_text(sheet, function->called);
  sheet_text(sheet, where->schema->object.name);
  sheet_string(sheet, "N");
  sheet_string(sheet, "N");
  sheet_string(sheet, "N");
  sheet_int(sheet, least);
  sheet_int(sheet, function->arg_count);
  sheet_text(sheet, user_arguments(scope->ddl.arena, function));
  sheet_text(sheet, function->object.comment.len ? function->object.comment
                                                 : TEXT("user-defined function"));
  sheet_text(sheet, where->database->object.name);
  sheet_flag(sheet, function->is_table);
  sheet_string(sheet, "N");
  sheet_flag(sheet, function->secure);
  sheet_null(sheet, 2);
  sheet_string(sheet, "N");
  sheet_text(sheet, function->language);
  sheet_flag(sheet, function->memoizable);
  sheet_string(sheet, "N");
}

bool show_user_functions(struct show_scope *scope, struct err *err)
{
  struct arena *arena = scope->ddl.arena;
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *where = schemas.at[i];
    struct function **all;
    int count;

    if (!where->schema->functions)
      continue;
    all = catalog_functions(scope->ddl.catalog, (struct schema *)(uintptr_t)where->schema,
                            scope->ddl.session->id, TEXT(""), arena, &count);

    for (int k = 0; k < count; k++)
      if (show_lets_pass(scope, all[k]->called))
        user_row(scope, where, all[k]);
  }
  return true;
}
