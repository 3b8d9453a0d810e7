/* bind_table_function.c: FLATTEN and its like in FROM: rows that are made of each row before them. */
#include "bind/bind_collation.h"

#define MOST_PARAMS 5
#define MOST_COLUMNS 6

/* PARAM_STRING converts what it is given; the others take their own types alone. */
enum param_kind { PARAM_VARIANT, PARAM_TEXT, PARAM_STRING, PARAM_BOOLEAN };

struct table_param {
  const char *name;
  enum param_kind kind;
  const char *otherwise; /* DuckDB's text when it is absent; NULL: it must be there. */
};

struct table_column {
  const char *name;
  enum type_kind kind; /* TYPE_NUMBER: NUMBER(38,0). */
};

/* The template is that of the function's row in the dialect; $x says which columns are used. */
struct table_function {
  const char *name;
  struct table_param params[MOST_PARAMS];
  struct table_column columns[MOST_COLUMNS];
};

/* clang-format off */
static const struct table_function functions[] = {
  { "FLATTEN",
    { { "INPUT", PARAM_VARIANT, NULL }, { "PATH", PARAM_TEXT, "''" },
      { "OUTER", PARAM_BOOLEAN, "false" }, { "RECURSIVE", PARAM_BOOLEAN, "false" },
      { "MODE", PARAM_TEXT, "'BOTH'" } },
    { { "SEQ", TYPE_NUMBER }, { "KEY", TYPE_VARCHAR }, { "PATH", TYPE_VARCHAR },
      { "INDEX", TYPE_NUMBER }, { "VALUE", TYPE_VARIANT }, { "THIS", TYPE_VARIANT } } },
  { "SPLIT_TO_TABLE",
    { { "STRING", PARAM_STRING, NULL }, { "DELIMITER", PARAM_STRING, NULL } },
    { { "SEQ", TYPE_NUMBER }, { "INDEX", TYPE_NUMBER }, { "VALUE", TYPE_VARCHAR } } },
  { "STRTOK_SPLIT_TO_TABLE",
    { { "STRING", PARAM_STRING, NULL }, { "DELIMITER_LIST", PARAM_STRING, "' '" } },
    { { "SEQ", TYPE_NUMBER }, { "INDEX", TYPE_NUMBER }, { "VALUE", TYPE_VARCHAR } } },
};
/* clang-format on */

static const struct table_function *function_named(struct text name)
{
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
    if (text_is(name, functions[i].name))
      return &functions[i];
  return NULL;
}

static int param_count(const struct table_function *function)
{
  int count = 0;

  while (count < MOST_PARAMS && function->params[count].name)
    count++;
  return count;
}

static int column_count(const struct table_function *function)
{
  int count = 0;

  while (count < MOST_COLUMNS && function->columns[count].name)
    count++;
  return count;
}

static int param_named(const struct table_function *function, struct text name)
{
  for (int i = 0; i < param_count(function); i++)
    if (text_is_nocase(name, function->params[i].name))
      return i;
  return -1;
}

/* ---- arguments ---- */

/* By its name or, where it was given by its place, by that. */
static bool fail_param_type(struct binder *binder, const struct table_param *param,
                            const struct bound_expr *arg, int position)
{
  struct text type = type_text(binder->arena, arg->type);

  if (position >= 0)
    return bind_fail(binder, NULL, ERR_INVALID_TYPE,
                     "invalid type [" TEXT_FMT "] for parameter '%d'", TEXT_ARG(type),
                     position + 1);
  return bind_fail(binder, NULL, ERR_INVALID_TYPE,
                   "invalid type [" TEXT_FMT "] for parameter '%s'", TEXT_ARG(type),
                   param->name);
}

static bool is_mode(struct text mode)
{
  return text_is_nocase(mode, "OBJECT") || text_is_nocase(mode, "ARRAY") ||
         text_is_nocase(mode, "BOTH");
}

static bool check_mode(struct binder *binder, const struct bound_expr *mode)
{
  if (mode->kind == BOUND_CONST && !mode->is_null && is_mode(mode->constant))
    return true;
  return bind_fail(binder, NULL, ERR_INVALID_ARGUMENT,
                   "Bad flattening mode '" TEXT_FMT
                   "' (not 'BOTH', 'ARRAY', or 'OBJECT')",
                   TEXT_ARG(mode->constant));
}

static bool param_takes(enum param_kind kind, struct type type)
{
  switch (kind) {
  case PARAM_VARIANT: return type_is_semi(type);
  case PARAM_TEXT:
  case PARAM_STRING: return type.kind == TYPE_VARCHAR;
  case PARAM_BOOLEAN: return type.kind == TYPE_BOOLEAN;
  }
  return false;
}

static struct type param_type(enum param_kind kind)
{
  return type_of(kind == PARAM_VARIANT   ? TYPE_VARIANT
                 : kind == PARAM_BOOLEAN ? TYPE_BOOLEAN
                                         : TYPE_VARCHAR);
}

static bool bind_param(struct binder *binder, const struct table_param *param,
                       const struct expr *value, int position, struct bound_expr **arg)
{
  struct bound_expr *bound = bind_expression(binder, value);

  if (!bound)
    return false;
  if (bound->is_null)
    bound = bound_null(binder, param_type(param->kind));
  if (param->kind == PARAM_STRING && bound->type.kind != TYPE_VARCHAR &&
      can_convert(bound->type, type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT))
    bound = convert(binder, bound, type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT);
  if (type_has_keys(bound->type) && param->kind == PARAM_STRING)
    return err_set(binder->err, ERR_UNSUPPORTED,
                   "Unsupported feature 'table function of collated text'.");
  if (!param_takes(param->kind, bound->type))
    return fail_param_type(binder, param, bound, position);
  *arg = bound;
  return !text_is(text_of(param->name), "MODE") || check_mode(binder, bound);
}

static const struct place *name_place(const struct table_ref *ref)
{
  const struct list *parts = &ref->call->name->parts;

  return parts->count ? &((const struct ident *)parts->at[0])->place : &ref->place;
}

bool fail_unexpected_argument(struct binder *binder, const struct table_ref *ref,
                              const char *function, int position)
{
  const struct expr *arg = ref->call->args.at[position];
  struct text name = arg->kind == EXPR_NAMED ? arena_upper(binder->arena, arg->text)
                                             : TEXT("");

  return bind_fail(binder, name_place(ref), ERR_INVALID_ARGUMENT,
                   "invalid argument for function [%s] unexpected argument [" TEXT_FMT
                   "] at position %d,",
                   function, TEXT_ARG(name), position + 1);
}

bool fail_missing_argument(struct binder *binder, const struct table_ref *ref,
                           const char *function, const char *argument)
{
  return bind_fail(binder, name_place(ref), ERR_NOT_ENOUGH_ARGUMENTS,
                   "missing required argument [%s] for function [%s]", argument,
                   function);
}

/* A named argument wins over one that has its place. */
static bool bind_given(struct binder *binder, const struct table_function *function,
                       const struct table_ref *ref, struct bound_expr **args)
{
  const struct list *given = &ref->call->args;

  for (int i = 0; i < given->count; i++) {
    const struct expr *expr = given->at[i];
    bool named = expr->kind == EXPR_NAMED;
    int at = named ? param_named(function, expr->text) : i;

    if (at < 0 || at >= param_count(function))
      return fail_unexpected_argument(binder, ref, function->name, i);
    if (!named && args[at])
      continue;
    if (!bind_param(binder, &function->params[at], named ? expr->left : expr,
                    named ? -1 : i, &args[at]))
      return false;
  }
  return true;
}

static bool bind_params(struct binder *binder, const struct table_function *function,
                        const struct table_ref *ref, struct bound_expr **args)
{
  if (!bind_given(binder, function, ref, args))
    return false;
  for (int i = 0; i < param_count(function); i++) {
    const struct table_param *param = &function->params[i];

    if (args[i])
      continue;
    if (!param->otherwise)
      return fail_missing_argument(binder, ref, function->name, param->name);
    args[i] = bound_new(binder, BOUND_CONST, param_type(param->kind), &ref->place);
    args[i]->sql = text_of(param->otherwise);
    args[i]->nullable = false;
  }
  return true;
}

/* ---- the relation ---- */

static void set_column(struct bound_column *column, const struct table_column *from)
{
  column->name = text_of(from->name);
  column->type = from->kind == TYPE_NUMBER ? type_number(38, 0) : type_of(from->kind);
  column->bytes = from->kind == TYPE_NUMBER ? 8 : 0;
  column->nullable = true;
}

static bool is_constant(const struct bound_expr *arg, const char *sql)
{
  return arg->kind == BOUND_CONST && text_is(arg->sql, sql);
}

/* KEY and VALUE of a structured ARRAY or MAP, all of whose parts have one type. */
static void see_parts(struct bound_source *source)
{
  enum { INPUT, PATH, RECURSIVE = 3, KEY = 1, VALUE = 4 };
  struct type input = source->args[INPUT]->type;

  if ((input.kind != TYPE_ARRAY && input.kind != TYPE_MAP) || !input.shape ||
      !is_constant(source->args[PATH], "''") ||
      !is_constant(source->args[RECURSIVE], "false"))
    return;
  source->columns[VALUE].part = input.shape->fields[input.shape->count - 1].type;
  if (input.kind == TYPE_MAP && input.shape->fields[0].type.kind != TYPE_VARCHAR)
    source->columns[KEY].part = input.shape->fields[0].type;
}

struct bound_source *bind_table_function(struct binder *binder,
                                         const struct table_ref *ref, struct text name)
{
  const struct table_function *function = function_named(name);
  const struct function_row *row;
  struct bound_source *source;
  int rows;

  if (!function) {
    err_set(binder->err, ERR_UNSUPPORTED,
            "Unsupported feature 'table function " TEXT_FMT "'.", TEXT_ARG(name));
    return NULL;
  }
  row = functions_find(name, &rows);
  source = bound_source_new(binder, SOURCE_UNNEST, column_count(function));
  binder->context->numbers_calls = true;
  source->duckdb = row->duckdb;
  source->arg_count = param_count(function);
  source->args = ARENA_ARRAY(binder->arena, (size_t)source->arg_count,
                             struct bound_expr *);
  if (!bind_params(binder, function, ref, source->args))
    return NULL;
  for (int i = 0; i < source->column_count; i++)
    set_column(&source->columns[i], &function->columns[i]);
  if (text_is(name, "FLATTEN"))
    see_parts(source);
  return source;
}
