/* bind_get_ddl.c: GET_DDL: the statement that would make an object again, as a constant. */
#include "base/buf.h"
#include "bind/binder.h"
#include "catalog/ddl_text.h"
#include "sql/parse.h"

/* The kinds that exist here, by Snowflake's words for them; tables and views stand for each
 * other. */
static const struct {
  const char *word;
  enum kind kind;
} kinds[] = {
  { "DATABASE", KIND_DATABASE },
  { "DYNAMIC_TABLE", KIND_TABLE },
  { "EVENT_TABLE", KIND_TABLE },
  { "ICEBERG_TABLE", KIND_TABLE },
  { "EXTERNAL_TABLE", KIND_TABLE },
  { "FILE_FORMAT", KIND_FILE_FORMAT },
  { "FUNCTION", KIND_FUNCTION },
  { "HYBRID_TABLE", KIND_TABLE },
  { "PIPE", KIND_PIPE },
  { "SCHEMA", KIND_SCHEMA },
  { "SEQUENCE", KIND_SEQUENCE },
  { "TABLE", KIND_TABLE },
  { "VIEW", KIND_VIEW },
  { "WAREHOUSE", KIND_WAREHOUSE },
};

/* Those that Snowflake has besides. */
static const char *const other_kinds[] = {
  "ALERT",
  "APPLICATION",
  "CONTACT",
  "DBT_PROJECT",
  "INTEGRATION",
  "MATERIALIZED_VIEW",
  "NOTEBOOK",
  "POLICY",
  "PROCEDURE",
  "SEMANTIC_VIEW",
  "STORAGE_INTEGRATION",
  "STREAM",
  "STREAMLIT",
  "TAG",
  "TASK",
};

static bool find_kind(struct binder *binder, struct text word, enum kind *kind)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (text_is_nocase(word, kinds[i].word)) {
      *kind = kinds[i].kind;
      return true;
    }
  for (size_t i = 0; i < sizeof other_kinds / sizeof *other_kinds; i++)
    if (text_is_nocase(word, other_kinds[i]))
      return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'GET_DDL of %s'.",
                     other_kinds[i]);
  return bind_fail(binder, NULL, ERR_INVALID_VALUE,
                   "invalid value ['" TEXT_FMT "'] for parameter '1'", TEXT_ARG(word));
}

static bool fail_missing(struct binder *binder, const char *word, struct path path)
{
  struct text name = path_text(binder->arena, path);

  err_set(binder->err, ERR_NO_OBJECT,
          "SQL compilation error:\n%s '" TEXT_FMT "' does not exist or not authorized.",
          word, TEXT_ARG(name));
  return false;
}

/* ---- functions: F(NUMBER, VARCHAR) ---- */

static struct text kind_word(struct arena *arena, struct type type)
{
  struct text text = type_text(arena, type);

  return text_slice(text, 0, text_find(text, '('));
}

/* Whether the types between the parentheses are the function's. */
static bool takes(struct binder *binder, const struct function *function,
                  struct text types)
{
  for (int i = 0; i < function->arg_count; i++) {
    size_t end = text_find(types, ',');
    struct text word = arena_upper(binder->arena, text_trim(text_slice(types, 0, end)));
    struct type type;

    if (!type_parse(word, &type) ||
        !text_equal(kind_word(binder->arena, type),
                    kind_word(binder->arena, function->columns.at[i].stored.type)))
      return false;
    types = text_slice(types, end + 1, types.len);
  }
  return text_trim(types).len == 0;
}

static bool put_function(struct binder *binder, struct ddl_text *text,
                         struct text written)
{
  struct bind_context *context = binder->context;
  size_t open = text_find(written, '(');
  struct text types = text_trim(text_slice(written, open + 1, written.len));
  struct function **all;
  struct schema *schema;
  struct name *name;
  struct path path;
  int count = 0;

  if (open == written.len || !types.len || types.at[types.len - 1] != ')')
    return bind_fail(binder, NULL, ERR_INVALID_VALUE,
                     "invalid value ['" TEXT_FMT "'] for parameter '2'",
                     TEXT_ARG(written));
  types.len--;
  name = parse_name(binder->arena, text_trim(text_slice(written, 0, open)), binder->err);
  if (!name || !bind_path(context, name, KIND_FUNCTION, &path, binder->err))
    return false;
  schema = path_schema(context, path);
  all = schema ? catalog_functions(context->catalog, schema, context->session_id,
                                   path.name, binder->arena, &count)
               : NULL;
  for (int i = 0; i < count; i++)
    if (takes(binder, all[i], types)) {
      ddl_text_function(text, path, all[i]);
      return true;
    }
  return fail_missing(binder, "Function", path);
}

/* ---- all else ---- */

static bool put_in_schema(struct binder *binder, struct ddl_text *text, enum kind kind,
                          struct path path)
{
  const struct named_format *format;
  const struct sequence *sequence;
  const struct pipe *pipe;
  const struct table *table;
  struct schema *schema;

  if (kind == KIND_SEQUENCE) {
    schema = path_schema(binder->context, path);
    sequence = schema ? catalog_find_sequence(schema, path.name) : NULL;
    if (!sequence)
      return fail_missing(binder, "Sequence", path);
    ddl_text_sequence(text, path, sequence);
    return true;
  }
  if (kind == KIND_PIPE) {
    schema = path_schema(binder->context, path);
    pipe = schema ? catalog_find_pipe(schema, path.name) : NULL;
    if (!pipe)
      return fail_missing(binder, "Pipe", path);
    ddl_text_pipe(text, path, pipe);
    return true;
  }
  if (kind == KIND_FILE_FORMAT) {
    schema = path_schema(binder->context, path);
    format = schema ? catalog_find_format(binder->context->catalog, schema, path.name,
                                          binder->context->session_id)
                    : NULL;
    if (!format)
      return fail_missing(binder, "File format", path);
    ddl_text_format(text, path, format);
    return true;
  }
  table = path_table(binder->context, path);
  if (!table) {
    fail_missing(binder, kind == KIND_VIEW ? "View" : "Table", path);
    return err_set_state(binder->err, "42S02");
  }
  ddl_text_table(text, path, table);
  return true;
}

static bool put_container(struct binder *binder, struct ddl_text *text, enum kind kind,
                          struct path path)
{
  struct catalog *catalog = binder->context->catalog;
  struct text name = kind == KIND_SCHEMA ? path.database : path.name;
  struct warehouse *warehouse;
  struct database *database;
  struct schema *schema;

  if (kind == KIND_WAREHOUSE) {
    warehouse = catalog_find_warehouse(catalog, path.name);
    if (!warehouse)
      return fail_missing(binder, "Warehouse", path);
    ddl_text_warehouse(text, warehouse);
    return true;
  }
  database = catalog_find_database(catalog, name);
  if (!database)
    return fail_missing(binder, "Database", (struct path){ .database = name });
  if (kind == KIND_DATABASE) {
    ddl_text_database(text, database);
    return true;
  }
  schema = catalog_find_schema(database, path.name);
  if (!schema)
    return fail_missing(binder, "Schema", path);
  ddl_text_schema(text, database, schema);
  return true;
}

static bool put(struct binder *binder, struct ddl_text *text, enum kind kind,
                struct text written)
{
  struct name *name;
  struct path path;

  if (kind == KIND_FUNCTION)
    return put_function(binder, text, written);
  name = parse_name(binder->arena, written, binder->err);
  if (!name || !bind_path(binder->context, name, kind, &path, binder->err))
    return false;
  return kind == KIND_DATABASE || kind == KIND_SCHEMA || kind == KIND_WAREHOUSE
           ? put_container(binder, text, kind, path)
           : put_in_schema(binder, text, kind, path);
}

static bool check_constants(struct binder *binder, int arg_count,
                            struct bound_expr **args, const struct place *call)
{
  for (int i = 0; i < arg_count; i++)
    if (args[i]->kind != BOUND_CONST)
      return bind_fail(binder, call, ERR_INVALID_ARGUMENT,
                       "argument %d to function GET_DDL needs to be constant, found "
                       "'" TEXT_FMT "'",
                       i + 1,
                       TEXT_ARG(text_slice(binder->context->sql, args[i]->place.from,
                                           args[i]->place.to - args[i]->place.from)));
  return true;
}

struct bound_expr *bind_get_ddl(struct binder *binder, int arg_count,
                                struct bound_expr **args, const struct place *place)
{
  struct bound_expr *expr = NULL;
  struct ddl_text text = { .catalog = binder->context->catalog,
                           .arena = binder->arena,
                           .session_id = binder->context->session_id };
  enum kind kind = KIND_TABLE;
  struct buf out;

  if (!check_constants(binder, arg_count, args, place))
    return NULL;
  if (args[0]->is_null || args[1]->is_null)
    return bound_null(binder, type_of(TYPE_VARCHAR));
  text.qualified = arg_count > 2 && !args[2]->is_null &&
                   text_is_nocase(args[2]->constant, "true");
  buf_init(&out);
  text.out = &out;
  if (find_kind(binder, args[0]->constant, &kind) &&
      put(binder, &text, kind, text_trim(args[1]->constant)))
    expr = bound_text(binder, buf_copy(&out, binder->arena));
  buf_clear(&out);
  if (!expr)
    return NULL;
  expr->type = type_of(TYPE_VARCHAR);
  expr->nullable = true;
  return expr;
}
