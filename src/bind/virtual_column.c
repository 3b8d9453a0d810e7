/* virtual_column.c: columns that are an expression over others of their row. */
#include "bind/virtual_column.h"

#include <string.h>

#include "bind/bind_collation.h"
#include "bind/bound_shape.h"
#include "sql/parse.h"
#include "sql/walk.h"

bool table_has_virtual(const struct table *table)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].virtual_sql.len)
      return true;
  return false;
}

/* ---- what may stand in one: docs.snowflake.com/en/sql-reference/virtual-columns ---- */

static const char *prohibited_function(struct text name, int arg_count)
{
  int count;
  const struct function_row *rows = functions_find(name, &count);

  if (!count && !functions_is_unsupported(name) && !is_row_number(name))
    return "a user-defined function";
  if (is_row_number(name))
    return "a non-deterministic function";
  if (count && function_kind_for(rows, count, arg_count) == FUNCTION_AGGREGATE)
    return "an aggregate function";
  for (int i = 0; i < count; i++) {
    if (rows[i].kind == FUNCTION_CONTEXT || rows[i].flags & FN_VOLATILE ||
        (rows[i].duckdb && strstr(rows[i].duckdb, "$(NOW)")))
      return "a non-deterministic function";
    if (rows[i].kind == FUNCTION_WINDOW)
      return "a window function";
  }
  return NULL;
}

static const char *prohibited_call(const struct call *call)
{
  const struct list *parts = &call->name->parts;

  if (call->over)
    return "a window function";
  if (parts->count != 1)
    return "a user-defined function";
  return prohibited_function(((const struct ident *)parts->at[0])->name,
                             call->args.count);
}

struct defining {
  const struct table *table;
  const char *prohibited;
};

/* CURRENT_DATE and its like need no parentheses; columns that have defaults are not read. */
static const char *prohibited_name(const struct defining *defining,
                                   const struct name *name)
{
  const struct ident *last = name->parts.at[name->parts.count - 1];
  const struct column *column = table_column(defining->table, last->name);
  int count;

  if (column && (column->autoincrement || column->default_sql.len))
    return "a column that has a default";
  if (column || name->parts.count != 1)
    return NULL;
  functions_find(last->name, &count);
  return count ? prohibited_function(last->name, 0) : NULL;
}

static bool find_prohibited(void *context, const struct expr *expr)
{
  struct defining *defining = context;

  switch (expr->kind) {
  case EXPR_BIND: defining->prohibited = "a bind variable"; break;
  case EXPR_VARIABLE: defining->prohibited = "a session variable"; break;
  case EXPR_POSITION: defining->prohibited = "a positional column reference"; break;
  case EXPR_EXISTS:
  case EXPR_QUERY: defining->prohibited = "a subquery"; break;
  case EXPR_IN:
  case EXPR_QUANTIFIED: defining->prohibited = expr->query ? "a subquery" : NULL; break;
  case EXPR_CALL: defining->prohibited = prohibited_call(expr->call); break;
  case EXPR_COLUMN:
    defining->prohibited = expr->name->dynamic ? "IDENTIFIER()"
                                               : prohibited_name(defining, expr->name);
    break;
  default: break;
  }
  return defining->prohibited;
}

/* ---- binding ---- */

/* The expression over the columns before its own. */
static struct bound_expr *bind_over(struct binder *binder, struct bound_source *source,
                                    int at, const struct expr *expr)
{
  struct scope scope = { .clause = CLAUSE_WHERE };
  struct scope_source entry = { .source = source };
  struct binder inner = *binder;
  struct bound_expr *bound;
  int count = source->column_count;

  list_add(binder->arena, &scope.sources, &entry);
  inner.scope = &scope;
  inner.ctes = NULL;
  inner.lambda = NULL;
  source->column_count = at;
  bound = bind_expression(&inner, expr);
  source->column_count = count;
  return bound;
}

static struct bound_expr *as_declared(struct binder *binder, struct bound_expr *bound,
                                      const struct column *column)
{
  struct type type = column->stored.type;
  struct bound_expr *converted = convert(binder, bound, type, CAST_MODE_STORE);

  if (!converted && !err_is_set(binder->err))
    err_set(binder->err, ERR_VALUES_TYPE,
            "SQL compilation error:\nExpression type does not match column data type, "
            "expecting " TEXT_FMT " but got " TEXT_FMT " for column " TEXT_FMT,
            TEXT_ARG(type_text(binder->arena, type)),
            TEXT_ARG(type_text(binder->arena, bound->type)), TEXT_ARG(column->name));
  if (converted && type.kind == TYPE_VARCHAR) {
    type.collation = collation_accepted(column->collation);
    converted = collated_as(binder, converted, type);
  }
  return converted;
}

/* Bound where the table lives, from its own text. */
static struct bound_expr *bind_stored(struct binder *binder, const struct table *table,
                                      struct bound_source *source, int at)
{
  struct bind_context *context = binder->context;
  struct text database = context->database, schema = context->schema, sql = context->sql;
  struct bound_expr *bound = NULL;
  struct expr *expr;

  context->database = source->database;
  context->schema = source->schema;
  context->sql = arena_text(binder->arena, table->columns[at].virtual_sql);
  expr = parse_expr(binder->arena, context->sql, binder->err);
  if (expr)
    bound = bind_over(binder, source, at, expr);
  if (bound)
    bound = as_declared(binder, bound, &table->columns[at]);
  context->database = database;
  context->schema = schema;
  context->sql = sql;
  return bound;
}

bool bind_virtual_columns(struct binder *binder, const struct table *table,
                          struct bound_source *source)
{
  for (int i = 0; i < table->column_count; i++) {
    if (!table->columns[i].virtual_sql.len)
      continue;
    source->columns[i].computed = bind_stored(binder, table, source, i);
    if (!source->columns[i].computed)
      return false;
  }
  return true;
}

struct bound_query *bind_virtual_query(struct binder *binder, struct bound_source *source)
{
  struct scope_source entry = { .source = source };
  struct bound_query *query = select_query(binder, source->column_count,
                                           from_one(binder, source));

  for (int i = 0; i < query->column_count; i++) {
    struct bound_expr *item = source_column(binder, NULL, &entry, i, NULL);

    query->select->items[i] = item;
    query->columns[i] = column_of(item, source->columns[i].name);
    query->columns[i].origin_database = source->database;
    query->columns[i].origin_schema = source->schema;
    query->columns[i].origin_table = source->table;
  }
  return query;
}

/* ---- definitions ---- */

/* The columns before `at` of a table that may not exist yet. */
static struct bound_source *columns_before(struct binder *binder,
                                           const struct table *table, int at)
{
  struct table before = *table;
  struct path path = { .name = table->object.name };
  struct bound_source *source;

  before.column_count = at;
  source = bind_table_source(binder, &before, path);
  return bind_virtual_columns(binder, &before, source) ? source : NULL;
}

bool bind_virtual_check(struct bind_context *context, struct table *table, int at,
                        const struct expr *expr, struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct column *column = &table->columns[at];
  struct defining defining = { .table = table };
  struct bound_source *source;
  struct bound_expr *bound;

  if (expr_walk(expr, find_prohibited, &defining))
    return err_set(
      err, ERR_INVALID_COLUMN_DEFINITION,
      "SQL compilation error:\nInvalid expression of virtual column '" TEXT_FMT
      "': %s is not allowed.",
      TEXT_ARG(column->name), defining.prohibited);
  source = columns_before(&binder, table, at);
  bound = source ? bind_over(&binder, source, at, expr) : NULL;
  if (!bound)
    return false;
  if (column->stored.type.kind == TYPE_UNKNOWN) {
    column->stored.type = bound->type.kind == TYPE_UNKNOWN ? type_of(TYPE_VARCHAR)
                                                           : type_uncollated(bound->type);
    if (bound->type.collation)
      column->collation = bound->type.collation->spec;
  }
  return as_declared(&binder, bound, column);
}

bool bind_virtual_reads(struct bind_context *context, const struct table *table,
                        const struct column *reader, const struct column *column,
                        bool *reads, struct err *err)
{
  struct binder binder = binder_new(context, err);
  int at = (int)(reader - table->columns), of = (int)(column - table->columns);
  struct bound_source *source;

  *reads = false;
  if (!reader->virtual_sql.len || of >= at)
    return true;
  source = columns_before(&binder, table, at);
  if (!source)
    return false;
  for (int i = 0; i < at; i++)
    source->columns[i].used = false;
  if (!bind_stored(&binder, table, source, at))
    return false;
  *reads = source->columns[of].used;
  return true;
}
