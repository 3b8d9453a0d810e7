/* function_rows.c: the rows of INFORMATION_SCHEMA.FUNCTIONS, each cell in the order of
 * view_table.c. */
#include "catalog/function_rows.h"

#include "base/buf.h"

/* "(X NUMBER, Y VARCHAR)": types without their sizes. */
static struct text signature(struct arena *arena, const struct column *columns, int count)
{
  struct text text;
  struct buf out;

  buf_init(&out);
  buf_add_char(&out, '(');
  for (int i = 0; i < count; i++) {
    struct text type = type_text(arena, columns[i].stored.type);

    buf_printf(&out, "%s" TEXT_FMT " " TEXT_FMT, i ? ", " : "", TEXT_ARG(columns[i].name),
               TEXT_ARG(text_slice(type, 0, text_find(type, '('))));
  }
  buf_add_char(&out, ')');
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

static void returned(struct view_scope *scope, const struct function *function)
{
  const struct column *columns = function->columns.at + function->arg_count;
  int count = function->columns.count - function->arg_count;
  struct sheet *sheet = &scope->sheet;

  if (function->is_table) {
    struct text text = signature(scope->arena, columns, count);

    sheet_text(sheet, arena_printf(scope->arena, "TABLE " TEXT_FMT, TEXT_ARG(text)));
    sheet_null(sheet, 5);
    return;
  }
  sheet_text(sheet, type_text(scope->arena, columns[0].stored.type));
  view_value_sizes(sheet, columns[0].stored.type);
}

static void function_row(struct view_scope *scope, const struct schema *schema,
                         const struct function *function)
{
  struct sheet *sheet = &scope->sheet;

  sheet_text(sheet, scope->database->object.name);
  sheet_text(sheet, schema->object.name);
  sheet_text(sheet, function->called);
  sheet_text(sheet, function->object.owner);
  sheet_text(sheet, signature(scope->arena, function->columns.at, function->arg_count));
  returned(scope, function);
  sheet_text(sheet, function->language);
  sheet_text(sheet, function->body);
  sheet_text(sheet, function->volatility);
  sheet_null(sheet, 1);
  sheet_yes(sheet, function->secure);
  sheet_time(sheet, function->object.created_ms);
  sheet_time(sheet, function->object.altered_ms);
  sheet_text(sheet, function->object.comment);
  sheet_string(sheet, "NO");
  sheet_null(sheet, 12);
  sheet_yes(sheet, function->memoizable);
  sheet_string(sheet, "NO");
  sheet_null(sheet, 2);
  sheet_string(sheet, "NO");
}

void function_rows(struct view_scope *scope)
{
  int schema_count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &schema_count);

  for (int i = 0; i < schema_count; i++) {
    int count;
    struct function **all = catalog_functions(scope->catalog, schemas[i],
                                              scope->session_id, (struct text){ 0 },
                                              scope->arena, &count);

    for (int f = 0; f < count; f++)
      function_row(scope, schemas[i], all[f]);
  }
}
