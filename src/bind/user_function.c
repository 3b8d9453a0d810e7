/* user_function.c: calls of users' functions in SQL: their bodies, bound in place of the calls. */
#include "bind/user_function.h"

#include "bind/bind.h"
#include "bind/bound_shape.h"
#include "sql/lexer.h"
#include "sql/parse.h"

#define MAX_NESTED 64 /* Functions and views, one within the other. */

/* ---- which functions ---- */

static void find_in(struct binder *binder, struct path path, bool is_table,
                    struct user_functions *found)
{
  struct bind_context *context = binder->context;
  struct schema *schema = path_schema(context, path);
  int kept = 0;

  found->path = path;
  found->count = 0;
  if (!schema)
    return;
  found->all = catalog_functions(context->catalog, schema, context->session_id, path.name,
                                 binder->arena, &found->count);
  for (int i = 0; i < found->count; i++)
    if (found->all[i]->is_table == is_table)
      found->all[kept++] = found->all[i];
  found->count = kept;
}

/* A name alone is looked up along SEARCH_PATH, which is "$current, $public". */
bool user_functions_find(struct binder *binder, const struct name *written, bool is_table,
                         struct user_functions *found)
{
  struct bind_context *context = binder->context;
  const struct name *name = resolved_name(context, written, binder->err);
  struct path path;

  *found = (struct user_functions){ 0 };
  if (!name)
    return false;
  if (name->parts.count == 1 && (!context->database.at || !context->schema.at))
    return true;
  if (!bind_path(context, name, KIND_FUNCTION, &path, binder->err))
    return false;
  find_in(binder, path, is_table, found);
  if (!found->count && name->parts.count == 1) {
    path.schema = TEXT("PUBLIC");
    find_in(binder, path, is_table, found);
  }
  return true;
}

/* SNOWFLAKE.NOTIFICATION.TEXT_PLAIN, SNOWFLAKE.CORTEX.COMPLETE: functions that come with it. */
static bool is_of_snowflake(const struct name *name)
{
  return name->parts.count == 3 &&
         text_is(((const struct ident *)name->parts.at[0])->name, "SNOWFLAKE");
}

struct bound_expr *user_function_unknown(struct binder *binder, const struct name *name)
{
  const struct ident *last = name->parts.count ? name->parts.at[name->parts.count - 1]
                                               : NULL;

  if (is_of_snowflake(name)) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
            TEXT_ARG(written_name(binder->context, name, (struct path){ 0 })));
  } else if (name->parts.count == 1 && functions_is_unsupported(last->name)) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
            TEXT_ARG(last->name));
  } else if (name->parts.count > 1) {
    struct text written = written_name(binder->context, name, (struct path){ 0 });

    bind_fail(binder, NULL, ERR_NO_FUNCTION, "Unknown user-defined function " TEXT_FMT,
              TEXT_ARG(written));
  } else {
    bind_fail(binder, NULL, ERR_UNKNOWN_FUNCTION, "Unknown function " TEXT_FMT,
              TEXT_ARG(last ? last->name : TEXT("")));
  }
  return NULL;
}

/* ---- arguments ---- */

struct given {
  struct text name; /* Empty: by its place. */
  struct bound_expr *value;
};

static bool bind_given(struct binder *binder, const struct call *call,
                       struct given **given)
{
  *given = ARENA_ARRAY(binder->arena, (size_t)call->args.count, struct given);
  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];

    if (arg->kind == EXPR_STAR)
      return bind_fail(binder, &arg->place, ERR_SYNTAX,
                       "'*' cannot be an argument of a user-defined function");
    if (arg->kind == EXPR_NAMED)
      (*given)[i].name = arena_upper(binder->arena, arg->text);
    (*given)[i].value = bind_expression(binder,
                                        arg->kind == EXPR_NAMED ? arg->left : arg);
    if (!(*given)[i].value)
      return false;
  }
  return true;
}

static int parameter_named(const struct function *function, struct text name)
{
  for (int i = 0; i < function->arg_count; i++)
    if (text_is_nocase(name, function->columns.at[i].name.at))
      return i;
  return -1;
}

/* How far a value is from a parameter's type; -1 when it cannot get there. Text is the last
 * resort of all that can be printed. */
static int distance(struct type from, struct type to)
{
  if (from.kind == to.kind || from.kind == TYPE_UNKNOWN)
    return 0;
  if (!can_convert(from, to, CAST_MODE_IMPLICIT))
    return -1;
  if ((type_is_numeric(from) && type_is_numeric(to)) ||
      (type_is_temporal(from) && type_is_temporal(to)) ||
      (type_is_semi(from) && type_is_semi(to)))
    return 1;
  return to.kind == TYPE_VARIANT ? 2 : to.kind == TYPE_VARCHAR ? 4 : 3;
}

/* Puts each value at its parameter's place; -1 when the function does not take them, otherwise
 * how far they are from its types. */
static int arrange(const struct function *function, int count, const struct given *given,
                   struct bound_expr **args)
{
  int far = 0;

  if (count > function->arg_count)
    return -1;
  for (int i = 0; i < function->arg_count; i++)
    args[i] = NULL;
  for (int i = 0; i < count; i++) {
    int at = given[i].name.len ? parameter_named(function, given[i].name) : i;
    int step = at < 0 || args[at]
                 ? -1
                 : distance(given[i].value->type, function->columns.at[at].stored.type);

    if (step < 0)
      return -1;
    args[at] = given[i].value;
    far += step;
  }
  for (int i = 0; i < function->arg_count; i++)
    if (!args[i] && !function->columns.at[i].default_sql.len)
      return -1;
  return far;
}

static void fail_types(struct binder *binder, const struct user_functions *found,
                       int count, const struct given *given, const struct place *place)
{
  struct buf types;
  struct text text;

  buf_init(&types);
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_string(&types, ", ");
    buf_add_text(&types, type_text(binder->arena, given[i].value->type));
  }
  text = buf_copy(&types, binder->arena);
  buf_clear(&types);
  bind_fail(binder, place, ERR_INVALID_TYPES,
            "Invalid argument types for function '" TEXT_FMT "': (" TEXT_FMT ")",
            TEXT_ARG(found->path.name), TEXT_ARG(text));
}

/* The function whose types are nearest, and its arguments in order (NULL: the default). */
static const struct function *choose(struct binder *binder,
                                     const struct user_functions *found,
                                     const struct call *call, const struct place *place,
                                     struct bound_expr ***args)
{
  const struct function *best = NULL;
  struct given *given;
  int least = 0, count = call->args.count;

  if (!bind_given(binder, call, &given))
    return NULL;
  for (int i = 0; i < found->count; i++) {
    const struct function *function = found->all[i];
    struct bound_expr **arranged = ARENA_ARRAY(binder->arena, (size_t)function->arg_count,
                                               struct bound_expr *);
    int far = arrange(function, count, given, arranged);

    if (far < 0 || (best && far >= least))
      continue;
    best = function;
    least = far;
    *args = arranged;
  }
  if (!best)
    fail_types(binder, found, count, given, place);
  return best;
}

/* ---- the body ---- */

/* What is bound inside a function: its text, its schema, its parameters as the only names. */
struct inside {
  struct binder binder;
  struct scope scope;
  struct open_function open;
  struct text database, schema, sql; /* The caller's. */
};

static bool is_open(const struct binder *binder, struct path path, struct text name)
{
  for (const struct open_function *open = binder->functions; open; open = open->outer)
    if (text_equal(open->name, name) && text_equal(open->path.schema, path.schema) &&
        text_equal(open->path.database, path.database))
      return true;
  return false;
}

static bool enter(struct inside *inside, struct binder *binder, struct path path,
                  struct text sql)
{
  struct bind_context *context = binder->context;

  if (binder->view_depth >= MAX_NESTED)
    return err_set(binder->err, ERR_TOO_COMPLEX,
                   "SQL compilation error:\nFunctions and views are nested too deeply.");
  *inside = (struct inside){ .binder = *binder,
                             .database = context->database,
                             .schema = context->schema,
                             .sql = context->sql };
  inside->binder.scope = &inside->scope;
  inside->binder.ctes = NULL;
  inside->binder.view_depth++;
  context->database = arena_text(binder->arena, path.database);
  context->schema = arena_text(binder->arena, path.schema);
  context->sql = arena_text(binder->arena, sql);
  return true;
}

/* The same for a function's body, in which the function itself must not be called. */
static bool enter_body(struct inside *inside, struct binder *binder, struct path path,
                       const struct function *function)
{
  if (is_open(binder, path, function->object.name))
    return err_set(binder->err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'recursion of SQL "
                   "function " TEXT_FMT "'.",
                   TEXT_ARG(function->called));
  if (!enter(inside, binder, path, function->body))
    return false;
  inside->open = (struct open_function){
    .path = path,
    .name = arena_text(binder->arena, function->object.name),
    .outer = binder->functions,
  };
  inside->binder.functions = &inside->open;
  return true;
}

static void leave(const struct inside *inside)
{
  struct bind_context *context = inside->binder.context;

  context->database = inside->database;
  context->schema = inside->schema;
  context->sql = inside->sql;
}

static struct bound_expr *bind_default(struct binder *binder, struct path path,
                                       const struct column *parameter)
{
  struct bound_expr *bound = NULL;
  struct inside inside;
  struct expr *expr;

  if (!enter(&inside, binder, path, parameter->default_sql))
    return NULL;
  expr = parse_expr(binder->arena, binder->context->sql, binder->err);
  if (expr)
    bound = bind_expression(&inside.binder, expr);
  leave(&inside);
  return bound;
}

static void add_name(struct binder *binder, struct text name, struct bound_expr *value,
                     struct list *names)
{
  struct merged_column *one = ARENA_NEW(binder->arena, struct merged_column);

  one->name = name;
  one->expr = value;
  list_add(binder->arena, names, one);
}

/* A parameter is found by its name in capitals, too, however its own is quoted: f("p" INT) AS 'p + 1'.
 * (gosnowflake's TestFunctionParameters) */
static void add_parameter(struct binder *binder, const struct function *function, int at,
                          struct bound_expr *value, struct list *names)
{
  struct text name = arena_text(binder->arena, function->columns.at[at].name);
  struct text capitals = arena_upper(binder->arena, name);

  add_name(binder, name, value, names);
  for (int i = 0; i < function->arg_count; i++)
    if (text_equal(capitals, function->columns.at[i].name))
      return;
  add_name(binder, capitals, value, names);
}

/* The parameters as names of a scope, converted to their types. */
static bool bind_parameters(struct binder *binder, const struct function *function,
                            struct path path, struct bound_expr **args,
                            struct list *names)
{
  for (int i = 0; i < function->arg_count; i++) {
    const struct column *parameter = &function->columns.at[i];
    struct bound_expr *value = args[i] ? args[i] : bind_default(binder, path, parameter);

    if (!value)
      return false;
    value = convert(binder, value, parameter->stored.type, CAST_MODE_IMPLICIT);
    if (!value)
      return err_is_set(binder->err)
               ? false
               : err_set(binder->err, ERR_INTERNAL, "An argument was not converted.");
    add_parameter(binder, function, i, value, names);
  }
  return true;
}

/* An argument stands where its name does: so it must be the same each time, and nothing that is
 * counted over the caller's rows may come to stand in a query of the body. */
static bool check_uses(struct binder *binder, const struct list *names)
{
  for (int i = 0; i < names->count; i++) {
    const struct merged_column *name = names->at[i];
    const struct bound_expr *value = name->expr;

    if (value->is_volatile && (name->uses > 1 || name->is_nested))
      return err_set(binder->err, ERR_UNSUPPORTED,
                     "Unsupported feature 'a random argument that a SQL function uses "
                     "more than once'.");
    if (name->is_nested && (value->has_aggregate || value->has_window))
      return err_set(binder->err, ERR_UNSUPPORTED,
                     "Unsupported feature 'an aggregate as argument of a SQL function "
                     "that is a query'.");
  }
  return true;
}

static bool is_query_text(struct text body)
{
  struct lexer lexer = lexer_over(body);
  struct text first = lexer_next(&lexer).text;

  return text_is_nocase(first, "SELECT") || text_is_nocase(first, "WITH") ||
         text_is_nocase(first, "VALUES");
}

/* SELECT <expr> */
static struct query *query_of(struct arena *arena, struct expr *expr)
{
  struct query *query = ARENA_NEW(arena, struct query);
  struct select_item *item = ARENA_NEW(arena, struct select_item);

  item->expr = expr;
  query->kind = QUERY_SELECT;
  query->depth = (uint16_t)(expr->depth + 1);
  query->place = expr->place;
  query->select = ARENA_NEW(arena, struct select);
  list_add(arena, &query->select->items, item);
  return query;
}

static struct query *parse_body(struct binder *binder, struct text body)
{
  struct expr *expr;

  if (is_query_text(body))
    return parse_query(binder->arena, body, binder->err);
  expr = parse_expr(binder->arena, body, binder->err);
  return expr ? query_of(binder->arena, expr) : NULL;
}

/* The expression of a body that is no more than one; NULL for a query. */
static const struct expr *lone_expression(const struct query *query)
{
  const struct select *select = query->select;
  const struct select_item *item;

  if (query->kind != QUERY_SELECT || query->ctes || query->order_by ||
      query->order_by_all || query->limit || query->offset || select->from ||
      select->where || select->group_by || select->having || select->qualify ||
      select->distinct || select->top || select->connect_by || select->items.count != 1)
    return NULL;
  item = select->items.at[0];
  return item->expr->kind == EXPR_STAR ? NULL : item->expr;
}

static struct bound_expr *bind_as_query(struct binder *binder, struct query *query)
{
  struct expr expr = { .kind = EXPR_QUERY, .place = query->place, .query = query };

  return bind_scalar_query(binder, &expr);
}

static bool any_window(const struct list *names)
{
  for (int i = 0; i < names->count; i++)
    if (((const struct merged_column *)names->at[i])->expr->has_window)
      return true;
  return false;
}

static void forget_uses(const struct list *names)
{
  for (int i = 0; i < names->count; i++) {
    struct merged_column *name = names->at[i];

    name->uses = 0;
    name->is_nested = false;
  }
}

/* An expression is bound among the caller's rows; but aggregates and windows of its own count
 * over the one row that the function is called for. */
static struct bound_expr *bind_body(struct inside *inside, struct query *query)
{
  const struct expr *alone = lone_expression(query);
  struct bound_expr *bound;

  if (!alone)
    return bind_as_query(&inside->binder, query);
  bound = bind_expression(&inside->binder, alone);
  if (!bound || (!inside->scope.uses_aggregates && !bound->has_window))
    return bound;
  if (!inside->scope.uses_aggregates && any_window(&inside->scope.merged))
    return bound;
  forget_uses(&inside->scope.merged);
  return bind_as_query(&inside->binder, query);
}

static struct bound_expr *fail_returns(struct binder *binder, struct type declared,
                                       struct type actual)
{
  struct text wanted = type_text(binder->arena, declared);
  struct text got = type_text(binder->arena, actual);

  bind_fail(binder, NULL, ERR_INVALID_TYPES,
            "Declared return type '" TEXT_FMT
            "' is incompatible with actual return type '" TEXT_FMT "'",
            TEXT_ARG(wanted), TEXT_ARG(got));
  return NULL;
}

/* The body where its parameters are `names`, as what the function returns. */
static struct bound_expr *bind_scalar_body(struct binder *binder,
                                           const struct function *function,
                                           struct path path, struct list *names)
{
  struct type returns = function->columns.at[function->arg_count].stored.type;
  struct bound_expr *bound = NULL, *result;
  struct inside inside;
  struct query *query;

  if (!enter_body(&inside, binder, path, function))
    return NULL;
  inside.scope.merged = *names;
  inside.scope.clause = CLAUSE_SELECT;
  query = parse_body(binder, binder->context->sql);
  if (query)
    bound = bind_body(&inside, query);
  leave(&inside);
  if (!bound || !check_uses(binder, names))
    return NULL;
  result = convert(binder, bound, returns, CAST_MODE_IMPLICIT);
  return result || err_is_set(binder->err) ? result
                                           : fail_returns(binder, returns, bound->type);
}

struct bound_expr *bind_user_function(struct binder *binder,
                                      const struct user_functions *found,
                                      const struct expr *call_expr)
{
  struct bound_expr **args = NULL;
  const struct function *function = choose(binder, found, call_expr->call,
                                           &call_expr->place, &args);
  struct list names = { 0 };

  binder->context->calls_function = true;
  if (!function || !bind_parameters(binder, function, found->path, args, &names))
    return NULL;
  return bound_placed(bind_scalar_body(binder, function, found->path, &names),
                      &call_expr->place);
}

/* ---- tables ---- */

static bool check_table(struct binder *binder, const struct function *function,
                        const struct bound_query *query)
{
  int count = function->columns.count - function->arg_count;

  if (query->column_count != count)
    return bind_fail(binder, NULL, ERR_INVALID_TYPES,
                     "Declared return type with %d columns is incompatible with actual "
                     "return type with %d columns",
                     count, query->column_count);
  for (int i = 0; i < count; i++) {
    struct type declared = function->columns.at[function->arg_count + i].stored.type;

    if (!can_convert(query->columns[i].type, declared, CAST_MODE_IMPLICIT)) {
      fail_returns(binder, declared, query->columns[i].type);
      return false;
    }
  }
  return true;
}

/* The body's columns under the types and names that were declared. */
static struct bound_query *declared_query(struct binder *binder,
                                          const struct function *function,
                                          struct bound_query *query)
{
  int count = function->columns.count - function->arg_count;
  struct type *types = ARENA_ARRAY(binder->arena, (size_t)count, struct type);

  if (!check_table(binder, function, query))
    return NULL;
  for (int i = 0; i < count; i++)
    types[i] = function->columns.at[function->arg_count + i].stored.type;
  query = with_types(binder, wrapped(binder, query), types);
  for (int i = 0; query && i < count; i++) {
    struct bound_column *column = &query->columns[i];

    column->name = arena_text(binder->arena,
                              function->columns.at[function->arg_count + i].name);
    column->origin_database = column->origin_schema = column->origin_table =
      (struct text){ 0 };
  }
  return query;
}

static bool are_constants(const struct list *names)
{
  for (int i = 0; i < names->count; i++)
    if (((const struct merged_column *)names->at[i])->expr->kind != BOUND_CONST)
      return false;
  return true;
}

static struct bound_query *bind_table_body(struct binder *binder,
                                           const struct function *function,
                                           struct path path, struct list *names)
{
  struct bound_query *bound = NULL;
  struct inside inside;
  struct query *query;

  if (!enter_body(&inside, binder, path, function))
    return NULL;
  inside.scope.merged = *names;
  query = parse_query(binder->arena, binder->context->sql, binder->err);
  if (query)
    bound = bind_subquery(&inside.binder, query);
  if (bound)
    bound = declared_query(&inside.binder, function, bound);
  leave(&inside);
  return bound && check_uses(binder, names) ? bound : NULL;
}

struct bound_source *bind_user_table(struct binder *binder,
                                     const struct user_functions *found,
                                     const struct table_ref *ref)
{
  struct bound_expr **args = NULL;
  const struct function *function = choose(binder, found, ref->call, &ref->place, &args);
  struct list names = { 0 };
  struct bound_query *bound;
  struct bound_source *source;

  binder->context->calls_function = true;
  if (!function || !bind_parameters(binder, function, found->path, args, &names) ||
      !(bound = bind_table_body(binder, function, found->path, &names)))
    return NULL;
  source = query_source(binder, bound);
  source->lateral = !are_constants(&names);
  return source;
}

/* ---- the check when a function is made ---- */

bool bind_check_function(struct bind_context *context, struct path path,
                         const struct function *function, struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct list names = { 0 };

  for (int i = 0; i < function->arg_count; i++) {
    struct type type = function->columns.at[i].stored.type;

    add_parameter(&binder, function, i,
                  bound_template(&binder, "CAST(NULL AS $T)", type, NULL, 0, NULL),
                  &names);
  }
  return function->is_table ? bind_table_body(&binder, function, path, &names) != NULL
                            : bind_scalar_body(&binder, function, path, &names) != NULL;
}
