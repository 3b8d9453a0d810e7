/* table_template.c: columns of a new table from the rows of INFER_SCHEMA.
 *
 * docs.snowflake.com/en/sql-reference/sql/create-table and .../create-external-table: USING TEMPLATE */
#include "exec/table_template.h"

#include "data/json_text.h"
#include "sql/parse.h"

static bool fail(struct err *err, const char *what)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\nInvalid value for USING TEMPLATE: %s", what);
}

static bool run_query(struct run *run, const struct query *query, struct text *rows,
                      struct err *err)
{
  struct expr *expr = ARENA_NEW(run->arena, struct expr);
  struct bind_constant value;

  expr->kind = EXPR_QUERY;
  expr->query = (struct query *)(uintptr_t)query;
  expr->place = query->place;
  if (!pipeline_value(run, expr, &value, err))
    return false;
  if (value.is_null || json_text_type(value.value) != JSON_TEXT_ARRAY)
    return fail(err, "the query must return one array of objects.");
  *rows = value.value;
  return true;
}

/* A member's text; false when it is not there. */
static bool member(struct arena *arena, struct text row, const char *name,
                   struct text *value)
{
  struct text found = json_text_get(row, text_of(name));
  struct buf plain;

  if (!found.at || json_text_type(found) == JSON_TEXT_NULL)
    return false;
  buf_init(&plain);
  json_text_plain(found, &plain);
  *value = buf_copy(&plain, arena);
  buf_clear(&plain);
  return true;
}

static struct text column_sql(struct arena *arena, struct text name, struct text type)
{
  struct text text;
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "CREATE TABLE t (\"");
  for (size_t i = 0; i < name.len; i++) {
    buf_add_string(&sql, name.at[i] == '"' ? "\"" : "");
    buf_add_char(&sql, name.at[i]);
  }
  buf_add_string(&sql, "\" ");
  buf_add_text(&sql, type);
  buf_add_char(&sql, ')');
  text = buf_copy(&sql, arena);
  buf_clear(&sql);
  return text;
}

/* Of a name and a type alone, whatever else the type's text may say. */
static bool is_plain(const struct list *statements)
{
  const struct statement *statement = statements->count == 1 ? statements->at[0] : NULL;
  const struct column_def *def;

  if (!statement || statement->kind != STMT_CREATE_TABLE || statement->create->query ||
      statement->create->columns.count != 1 || statement->create->constraints.count ||
      statement->create->options.count)
    return false;
  def = statement->create->columns.at[0];
  return def->type && !def->not_null && !def->default_value && !def->generated &&
         !def->autoincrement && !def->constraints;
}

static bool set_expression(struct run *run, struct text row, struct column_def *def,
                           struct err *err)
{
  struct text expression;

  if (!member(run->arena, row, "EXPRESSION", &expression))
    return fail(err, "each object must have an EXPRESSION.");
  def->generated = parse_expr(run->arena, expression, err);
  def->generated_text = expression;
  return def->generated != NULL;
}

static bool make_column(struct run *run, struct text row, bool external,
                        struct list *columns, struct err *err)
{
  struct text name, type, nullable;
  struct list statements = { 0 };
  struct column_def *def;

  if (!member(run->arena, row, "COLUMN_NAME", &name) ||
      !member(run->arena, row, "TYPE", &type))
    return fail(err, "each object must have a COLUMN_NAME and a TYPE.");
  if (!parse_statements(run->arena, column_sql(run->arena, name, type), &statements, err))
    return false;
  if (!is_plain(&statements))
    return fail(err, "a TYPE is no type.");
  def = ((const struct statement *)statements.at[0])->create->columns.at[0];
  def->not_null = member(run->arena, row, "NULLABLE", &nullable) &&
                  text_is_nocase(nullable, "false");
  if (external && !set_expression(run, row, def, err))
    return false;
  list_add(run->arena, columns, def);
  return true;
}

bool table_template_columns(struct run *run, const struct query *query, bool external,
                            struct list *columns, struct err *err)
{
  struct text rows, name, row;
  struct json_items items;

  if (!run_query(run, query, &rows, err))
    return false;
  items = json_items_of(rows);
  while (json_items_next(&items, &name, &row))
    if (!make_column(run, row, external, columns, err))
      return false;
  return columns->count || fail(err, "the array is empty.");
}
