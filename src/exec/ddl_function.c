/* ddl_function.c: CREATE FUNCTION: the body is bound to check it, and kept as text. */
#include "exec/ddl_function.h"

#include "bind/bind.h"
#include "exec/property.h"

/* ---- names with types ---- */

struct text function_type_text(struct arena *arena, struct type type)
{
  struct text text = type_text(arena, type);

  return text_slice(text, 0, text_find(text, '('));
}

static struct text with_types(struct arena *arena, struct text called,
                              const struct type *types, int count)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  buf_add_text(&out, called);
  buf_add_char(&out, '(');
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_string(&out, ", ");
    buf_add_text(&out, function_type_text(arena, types[i]));
  }
  buf_add_char(&out, ')');
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

bool function_path(struct ddl *ddl, const struct name *name, const struct list *arg_types,
                   struct path *path, struct err *err)
{
  struct type *types;

  if (!ddl_own_path(ddl, name, KIND_FUNCTION, path, err))
    return false;
  if (!arg_types)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nMissing argument types of function '" TEXT_FMT
                   "'.",
                   TEXT_ARG(path->name));
  types = ARENA_ARRAY(ddl->arena, (size_t)arg_types->count, struct type);
  for (int i = 0; i < arg_types->count; i++)
    if (!bind_type(&ddl->context, arg_types->at[i], &types[i], err))
      return false;
  path->name = with_types(ddl->arena, path->name, types, arg_types->count);
  return true;
}

struct text function_columns_text(struct arena *arena, const struct column *columns,
                                  int count)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  buf_add_char(&out, '(');
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_string(&out, ", ");
    buf_add_text(&out, ident_text(arena, columns[i].name));
    buf_add_char(&out, ' ');
    buf_add_text(&out, function_type_text(arena, columns[i].stored.type));
  }
  buf_add_char(&out, ')');
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

struct text function_returns_text(struct arena *arena, const struct function *function)
{
  const struct column *returns = function->columns.at + function->arg_count;
  struct text columns;

  if (!function->is_table)
    return type_text(arena, returns->stored.type);
  columns = function_columns_text(arena, returns,
                                  function->columns.count - function->arg_count);
  return arena_printf(arena, "TABLE " TEXT_FMT, TEXT_ARG(columns));
}

/* ---- what is said ---- */

static bool refuse_variants(struct ddl *ddl, const struct routine *routine,
                            struct err *err)
{
  if (routine->kind != OBJECT_FUNCTION || !text_is(routine->kind_words, "FUNCTION"))
    return ddl_unsupported(
      arena_c_string(ddl->arena, arena_printf(ddl->arena, "CREATE " TEXT_FMT,
                                              TEXT_ARG(routine->kind_words))),
      err);
  if (routine->aggregate)
    return ddl_unsupported("CREATE AGGREGATE FUNCTION", err);
  if (routine->language.at && !text_is(routine->language, "SQL"))
    return ddl_unsupported(
      arena_c_string(ddl->arena,
                     arena_printf(ddl->arena, "CREATE FUNCTION ... LANGUAGE " TEXT_FMT,
                                  TEXT_ARG(routine->language))),
      err);
  if (routine->or_alter)
    return ddl_unsupported("CREATE OR ALTER FUNCTION", err);
  if (!routine->body.at)
    return err_set(err, ERR_SYNTAX, "SQL compilation error:\nMissing function body.");
  if (!routine->returns && !routine->returns_table)
    return err_set(err, ERR_SYNTAX, "SQL compilation error:\nMissing return type.");
  return true;
}

static bool set_words(const struct routine *routine, struct function *function,
                      struct err *err)
{
  function->volatility = TEXT("VOLATILE");
  for (int i = 0; i < routine->words.count; i++) {
    struct text word = ((const struct ident *)routine->words.at[i])->name;

    if (text_is(word, "MEMOIZABLE"))
      function->memoizable = true;
    else if (text_is(word, "VOLATILE") || text_is(word, "IMMUTABLE"))
      function->volatility = word;
    else if (!text_is(word, "CALLED ON NULL INPUT"))
      return ddl_unsupported("SQL function that RETURNS NULL ON NULL INPUT", err);
  }
  return true;
}

/* Snowflake keeps no length of a text argument. */
static struct type argument_type(struct type type)
{
  if (type.kind == TYPE_VARCHAR || type.kind == TYPE_BINARY)
    return type_of(type.kind);
  return type;
}

static bool set_column(struct ddl *ddl, const struct column_def *def,
                       struct column *column, struct err *err)
{
  *column = (struct column){ .name = def->name.name };
  if (!def->type)
    return ddl_unsupported("a table as argument of a function", err);
  if (def->mode.at && !text_is(def->mode, "IN") && !text_is(def->mode, "INPUT"))
    return ddl_unsupported("OUT argument of a function", err);
  return bind_type(&ddl->context, def->type, &column->stored.type, err);
}

static bool names_differ(const struct column *columns, int count, struct err *err)
{
  for (int i = 0; i < count; i++)
    for (int k = 0; k < i; k++)
      if (text_equal(columns[i].name, columns[k].name))
        return err_set(err, ERR_DUPLICATE_COLUMN,
                       "SQL compilation error:\nduplicate column name '" TEXT_FMT "'",
                       TEXT_ARG(columns[i].name));
  return true;
}

/* Arguments with a default stand behind those without. */
static bool set_argument(struct ddl *ddl, const struct statement *statement,
                         const struct column_def *def, struct column *column,
                         const struct column *before, struct err *err)
{
  struct bound_expr *bound;

  if (!set_column(ddl, def, column, err))
    return false;
  column->stored.type = argument_type(column->stored.type);
  if (!def->default_value)
    return !before || !before->default_sql.len ||
           err_set_at(err, def->name.place.line, def->name.place.column, ERR_SYNTAX,
                      "Required argument '" TEXT_FMT "' must precede optional ones",
                      TEXT_ARG(column->name));
  catalog_read(ddl->catalog);
  bound = bind_scalar_as(&ddl->context, def->default_value, column->stored.type, err);
  catalog_read_end(ddl->catalog);
  column->default_sql = ddl_source(statement, def->default_value);
  return bound;
}

static bool set_columns(struct ddl *ddl, const struct statement *statement,
                        struct function *function, struct err *err)
{
  const struct routine *routine = statement->routine;
  int args = routine->args.count;
  int returns = routine->returns_table ? routine->returns_table->count : 1;
  struct column *columns = ARENA_ARRAY(ddl->arena, (size_t)(args + returns),
                                       struct column);

  function->columns = (struct columns){ args + returns, columns };
  function->arg_count = args;
  function->is_table = routine->returns_table != NULL;
  function->returns_not_null = routine->returns_not_null;
  for (int i = 0; i < args; i++)
    if (!set_argument(ddl, statement, routine->args.at[i], &columns[i],
                      i ? &columns[i - 1] : NULL, err))
      return false;
  if (!function->is_table)
    return names_differ(columns, args, err) &&
           bind_type(&ddl->context, routine->returns, &columns[args].stored.type, err);
  for (int i = 0; i < returns; i++)
    if (!set_column(ddl, routine->returns_table->at[i], &columns[args + i], err))
      return false;
  return names_differ(columns, args, err) && names_differ(columns + args, returns, err);
}

/* ---- making ---- */

static bool check_name(struct text name, struct err *err)
{
  int count;

  functions_find(name, &count);
  if (!count)
    return true;
  return err_set(err, ERR_OBJECT_EXISTS,
                 "SQL compilation error:\nFunction '" TEXT_FMT
                 "' has the name of a system-defined function.",
                 TEXT_ARG(name));
}

static bool check_body(struct ddl *ddl, struct path path, const struct function *function,
                       struct err *err)
{
  bool ok;

  catalog_read(ddl->catalog);
  ok = bind_check_function(&ddl->context, path, function, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

static struct text signature(struct ddl *ddl, const struct function *function)
{
  struct type *types = ARENA_ARRAY(ddl->arena, (size_t)function->arg_count, struct type);

  for (int i = 0; i < function->arg_count; i++)
    types[i] = function->columns.at[i].stored.type;
  return with_types(ddl->arena, function->called, types, function->arg_count);
}

bool create_routine(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct routine *routine = statement->routine;
  struct function function = { .object = { .kind = KIND_FUNCTION },
                               .body = routine->body,
                               .language = TEXT("SQL"),
                               .secure = routine->secure };
  struct create_mode mode = { routine->or_replace, routine->if_not_exists };
  struct path path;
  bool made = false, ok;

  if (!refuse_variants(ddl, routine, err) ||
      !ddl_own_path(ddl, routine->name, KIND_FUNCTION, &path, err) ||
      !check_name(path.name, err) || !set_words(routine, &function, err) ||
      !set_columns(ddl, statement, &function, err))
    return false;
  function.called = path.name;
  function.object.name = signature(ddl, &function);
  if (!property_set_all(ddl->run, KIND_FUNCTION, &function.object, &routine->options,
                        err) ||
      !check_body(ddl, path, &function, err) || !ddl_begin(ddl, err))
    return false;
  ok = catalog_create_function(ddl->change, path.database, path.schema, &function,
                               routine->temporary, mode, &made, err);
  if (!ddl_end(ddl, ok, err)) {
    ddl_name_existing(ddl, routine->name, err);
    return false;
  }
  return ddl_created(ddl, "Function", path.name, made);
}
