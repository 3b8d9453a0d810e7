/* bind_from.c: FROM: tables, views, CTEs, subqueries, table functions and how they are joined. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bind/bind.h"
#include "bind/bound_shape.h"
#include "bind/search_path.h"
#include "bind/user_function.h"
#include "bind/external_query.h"
#include "bind/virtual_column.h"
#include "catalog/views.h"
#include "sql/parse.h"

#define MAX_VIEW_DEPTH 64

struct bound_source *bound_source_new(struct binder *binder, enum source_kind kind,
                                      int columns)
{
  struct bound_source *source = ARENA_NEW(binder->arena, struct bound_source);

  source->id = binder->context->next_id++;
  source->kind = kind;
  source->column_count = columns;
  source->columns = ARENA_ARRAY(binder->arena, (size_t)columns, struct bound_column);
  return source;
}

/* A query or a list of VALUES without an alias has no name that could be there twice. */
static struct text source_name(struct binder *binder, const struct table_ref *ref,
                               const struct bound_source *source)
{
  const struct list *parts = ref->call ? &ref->call->name->parts : NULL;

  if (!text_is_empty(source->alias))
    return source->alias;
  if (ref->kind == TABLE_FUNCTION && parts && parts->count == 1)
    return arena_upper(binder->arena, ((const struct ident *)parts->at[0])->name);
  return (struct text){ 0 };
}

static struct bound_from *from_source(struct binder *binder, const struct table_ref *ref,
                                      struct bound_source *source)
{
  struct scope_source *entry = ARENA_NEW(binder->arena, struct scope_source);

  entry->source = source;
  entry->name = source_name(binder, ref, source);
  list_add(binder->arena, &binder->scope->sources, entry);
  return from_one(binder, source);
}

/* ---- stored tables and views ---- */

static struct text kept(struct binder *binder, struct text text)
{
  return arena_text(binder->arena, text);
}

struct bound_source *bind_table_source(struct binder *binder, const struct table *table,
                                       struct path path)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_TABLE,
                                                 table->column_count);

  list_add(binder->arena, &binder->context->tables, source);
  source->table_id = table->object.id;
  source->temporary = table->persistence == TABLE_TEMPORARY;
  source->database = kept(binder, path.database);
  source->schema = kept(binder, path.schema);
  source->table = source->alias = kept(binder, table->object.name);
  for (int i = 0; i < table->column_count; i++) {
    const struct column *from = &table->columns[i];
    struct bound_column *column = &source->columns[i];

    column->name = kept(binder, from->name);
    column->type = type_uncollated(from->stored.type);
    column->type.collation = collation_accepted(from->collation);
    column->nullable = !from->stored.not_null;
    column->bytes = from->stored.int_bytes;
    column->width = from->stored.type.kind == TYPE_NUMBER && from->stored.type.scale
                      ? from->stored.type.precision
                      : 0;
    column->origin_database = source->database;
    column->origin_schema = source->schema;
    column->origin_table = source->table;
    column->column_id = from->stored.id;
  }
  return source;
}

static struct bound_source *made_source(struct binder *binder, struct bound_query *query)
{
  return query ? query_source(binder, query) : NULL;
}

/* What the view's own text is not good for any more. */
static struct bound_source *fail_expansion(struct binder *binder,
                                           const struct table *view)
{
  struct err cause = *binder->err;

  if (!strncmp(cause.sqlstate, "42", 2))
    err_set(binder->err, ERR_VIEW_INVALID,
            "SQL compilation error:\nFailure during expansion of view '" TEXT_FMT "': %s",
            TEXT_ARG(ident_text(binder->arena, view->object.name)), cause.message);
  return NULL;
}

/* The query behind a view or an external table, written as `sql`: bound as if its own database and schema
 * were the current ones. */
static struct bound_query *bind_behind(struct binder *binder, struct path path,
                                       struct text sql, const struct query *query)
{
  struct bind_context *context = binder->context;
  struct text database = context->database, schema = context->schema, own = context->sql;
  struct binder inner = *binder;
  struct bound_query *bound;

  context->database = kept(binder, path.database);
  context->schema = kept(binder, path.schema);
  context->sql = sql;
  inner.scope = NULL;
  inner.ctes = NULL;
  inner.view_depth++;
  bound = bind_subquery(&inner, query);
  context->database = database;
  context->schema = schema;
  context->sql = own;
  return bound;
}

/* What is selected from it is said to come from the view or table. */
static struct bound_source *source_behind(struct binder *binder,
                                          struct bound_query *bound,
                                          const struct table *table, struct path path)
{
  struct bound_source *source = query_source(binder, bound);

  source->database = kept(binder, path.database);
  source->schema = kept(binder, path.schema);
  source->table = source->alias = kept(binder, table->object.name);
  for (int i = 0; i < table->column_count; i++) {
    source->columns[i].origin_database = source->database;
    source->columns[i].origin_schema = source->schema;
    source->columns[i].origin_table = source->table;
  }
  return source;
}

static struct bound_source *view_source(struct binder *binder, const struct table *view,
                                        struct path path)
{
  struct text sql = kept(binder, view->view_query);
  struct bound_query *bound;
  struct query *query;
  struct bound_source *source;

  if (view->suspended) {
    err_set(binder->err, ERR_VIEW_INVALID,
            "SQL compilation error:\nFailure during expansion of view '" TEXT_FMT
            "': SQL compilation error:\nMaterialized View " TEXT_FMT " is invalid.",
            TEXT_ARG(view->object.name), TEXT_ARG(view->object.name));
    return NULL;
  }
  if (binder->view_depth >= MAX_VIEW_DEPTH) {
    err_set(binder->err, ERR_TOO_COMPLEX,
            "SQL compilation error:\nViews are nested too deeply.");
    return NULL;
  }
  query = parse_query(binder->arena, sql, binder->err);
  bound = query ? bind_behind(binder, path, sql, query) : NULL;
  if (!bound)
    return fail_expansion(binder, view);
  if (bound->column_count != view->column_count) {
    err_set(binder->err, ERR_VIEW_COLUMN_COUNT,
            "SQL compilation error:\nView definition for '" TEXT_FMT
            "' declared %d column(s), but view query produces %d column(s).",
            TEXT_ARG(path_text(binder->arena, path)), view->column_count,
            bound->column_count);
    return NULL;
  }
  source = source_behind(binder, bound, view, path);
  for (int i = 0; i < view->column_count; i++)
    source->columns[i].name = kept(binder, view->columns[i].name);
  list_add(binder->arena, &binder->context->views, source);
  return source;
}

/* ---- names ---- */

static struct bound_source *cte_source(struct binder *binder, struct cte_entry *entry)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_CTE, entry->column_count);

  entry->used = true;
  source->cte = entry->cte->id;
  memcpy(source->columns, entry->columns,
         (size_t)entry->column_count * sizeof *entry->columns);
  source->alias = entry->name;
  return source;
}

static struct bound_source *fail_no_table(struct binder *binder, const struct name *name,
                                          struct path path)
{
  struct text text = written_name(binder->context, name, path);

  err_set(binder->err, ERR_NO_OBJECT,
          "SQL compilation error:\nObject '" TEXT_FMT
          "' does not exist or not authorized.",
          TEXT_ARG(text));
  err_set_state(binder->err, "42S02");
  return NULL;
}

/* DUAL: one row. It is no object; a table of that name comes first. */
static bool is_dual(const struct table_ref *ref)
{
  return !ref->name->dynamic && ref->name->parts.count == 1 &&
         text_is(((const struct ident *)ref->name->parts.at[0])->name, "DUAL");
}

static struct bound_source *dual_source(struct binder *binder)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_TEMPLATE, 0);

  source->duckdb = "range(1)";
  source->alias = TEXT("DUAL");
  return source;
}

/* A stored table; with virtual columns it is the query that computes them. */
static struct bound_source *table_source(struct binder *binder, const struct table *table,
                                         struct path path)
{
  struct bound_source *stored = bind_table_source(binder, table, path);
  struct bound_source *source;

  if (table->uninitialized && !binder->context->columns_only) {
    err_set(binder->err, ERR_NOT_INITIALIZED,
            "SQL compilation error:\nDynamic Table '" TEXT_FMT
            "' is not initialized. Please run a manual refresh or wait for a scheduled "
            "refresh before querying.",
            TEXT_ARG(path_text(binder->arena, path)));
    return NULL;
  }
  if (!table_has_virtual(table))
    return stored;
  if (!bind_virtual_columns(binder, table, stored))
    return NULL;
  source = query_source(binder, bind_virtual_query(binder, stored));
  source->database = stored->database;
  source->schema = stored->schema;
  source->table = source->alias = stored->table;
  return source;
}

/* A view of its files. */
static struct bound_source *external_source(struct binder *binder,
                                            const struct table *table, struct path path)
{
  struct bound_query *bound;
  struct bound_source *source;
  struct query *query;
  struct text sql;

  query = external_table_query(binder->arena, table, table->object.id, &sql, binder->err);
  bound = query ? bind_behind(binder, path, sql, query) : NULL;
  if (!bound)
    return NULL;
  binder->context->reads_external = true;
  source = source_behind(binder, bound, table, path);
  source->shown_columns = table->column_count;
  return source;
}

static struct bound_source *table_or_view(struct binder *binder, struct table *table,
                                          struct path path)
{
  if (table->object.kind == KIND_VIEW)
    return view_source(binder, table, path);
  return table->variety == TABLE_EXTERNAL ? external_source(binder, table, path)
                                          : table_source(binder, table, path);
}

static struct bound_source *named_source(struct binder *binder,
                                         const struct table_ref *ref)
{
  struct bind_context *context = binder->context;
  const struct name *written = resolved_name(context, ref->name, binder->err);
  struct path path;
  struct database *database;
  struct schema *schema;
  struct table *table;

  if (!written)
    return NULL;
  if (written->parts.count == 1) {
    struct text name = ((const struct ident *)written->parts.at[0])->name;

    for (struct cte_entry *entry = binder->ctes; entry; entry = entry->next)
      if (text_equal(entry->name, name) && !entry->busy)
        return cte_source(binder, entry);
    table = binder->view_depth || context->in_view
              ? NULL
              : search_path_find(context, name, &path);
    if (table)
      return table_or_view(binder, table, path);
  }
  if (is_dual(ref) && (!context->schema.at || !context->database.at))
    return dual_source(binder);
  if (!bind_path(context, written, KIND_TABLE, &path, binder->err))
    return NULL;
  if (is_dual(ref) && !path_table(context, path))
    return dual_source(binder);
  database = catalog_find_database(context->catalog, path.database);
  if (!database) {
    err_set(binder->err, ERR_NO_OBJECT,
            "SQL compilation error:\nDatabase '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(ident_text(binder->arena, path.database)));
    return NULL;
  }
  if (made_schema(path.database, path.schema))
    return bind_made_view(binder, path);
  schema = catalog_find_schema(database, path.schema);
  if (!schema) {
    err_set(binder->err, ERR_NO_OBJECT,
            "SQL compilation error:\nSchema '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(path_text(binder->arena, (struct path){ path.database, path.schema,
                                                             (struct text){ 0 } })));
    return NULL;
  }
  table = path_table(context, path);
  if (!table)
    return fail_no_table(binder, ref->name, path);
  return table_or_view(binder, table, path);
}

/* ---- subqueries ---- */

static struct bound_source *subquery_source(struct binder *binder,
                                            const struct table_ref *ref)
{
  struct scope *scope = binder->scope;
  struct bound_source *source;
  struct bound_query *query;

  if (ref->query->kind == QUERY_VALUES && !ref->query->ctes && !ref->query->order_by &&
      !ref->query->limit) {
    source = bind_literal_rows(binder, ref->query->rows);
    if (source || err_is_set(binder->err))
      return source;
  }
  /* Only a lateral subquery sees its neighbours; others see what the whole query sees. */
  if (!ref->lateral)
    binder->scope = scope->parent;
  query = bind_subquery(binder, ref->query);
  binder->scope = scope;
  if (!query)
    return NULL;
  source = query_source(binder, query);
  source->lateral = ref->lateral;
  return source;
}

/* ---- table functions ---- */

static const struct expr *argument(const struct call *call, const char *name,
                                   int position)
{
  int at = 0;

  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];

    if (arg->kind == EXPR_NAMED) {
      if (text_is_nocase(arg->text, name))
        return arg->left;
    } else if (at++ == position) {
      return arg;
    }
  }
  return NULL;
}

/* A limit of GENERATOR; NULL is none. */
static struct bound_expr *generator_limit(struct binder *binder, const struct call *call,
                                          const char *name)
{
  const struct expr *limit = argument(call, name, -1);

  return limit ? bind_scalar_as(binder->context, limit, type_number(18, 0), binder->err)
               : bound_null(binder, type_number(18, 0));
}

/* How many rows there are by a certain time is not the same twice. */
static struct bound_source *generator_source(struct binder *binder,
                                             const struct call *call)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_TEMPLATE, 0);
  bool is_timed = argument(call, "TIMELIMIT", -1);

  source->is_generator = true;
  source->duckdb = is_timed ? "sg_generate(CAST($1 AS BIGINT), CAST($2 AS BIGINT))"
                            : "range(CAST($1 AS BIGINT))";
  source->arg_count = is_timed ? 2 : 1;
  source->args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);
  source->args[0] = generator_limit(binder, call, "ROWCOUNT");
  source->args[1] = is_timed ? generator_limit(binder, call, "TIMELIMIT")
                             : source->args[0];
  if (is_timed)
    binder->context->is_volatile = true;
  return source->args[0] && source->args[1] ? source : NULL;
}

/* The rows of an earlier result, by its name. */
static struct bound_source *kept_source(struct binder *binder, struct text name)
{
  struct bind_context *context = binder->context;
  struct bound_rows_need *need;
  struct bound_source *source;
  struct bound_column *columns;
  int count;

  if (!context->result_columns) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'RESULT_SCAN here'.");
    return NULL;
  }
  if (!context->result_columns(context->owner, name, &columns, &count, binder->err))
    return NULL;
  source = bound_source_new(binder, SOURCE_ROWS, count);
  memcpy(source->columns, columns, (size_t)count * sizeof *columns);
  need = ARENA_NEW(binder->arena, struct bound_rows_need);
  need->rows_id = &source->rows_id;
  need->result_id = name;
  list_add(binder->arena, &context->needs, need);
  return source;
}

static struct bound_source *result_scan_source(struct binder *binder,
                                               const struct call *call)
{
  const struct expr *arg = call->args.count == 1 ? call->args.at[0] : NULL;
  struct bound_expr *id = arg ? bind_expression(binder, arg) : NULL;

  if (arg && !id)
    return NULL;
  if (!id || id->kind != BOUND_CONST || id->is_null || id->type.kind != TYPE_VARCHAR ||
      !id->constant.len || id->constant.at[0] == '$') {
    bind_fail(binder, arg ? &arg->place : NULL, ERR_INVALID_ARGUMENT,
              "RESULT_SCAN takes the id of a query");
    return NULL;
  }
  return kept_source(binder, id->constant);
}

/* FROM $1, after ->>. */
static struct bound_source *flow_source(struct binder *binder,
                                        const struct expr *position)
{
  return kept_source(binder, arena_printf(binder->arena, "$%d", position->number));
}

/* TABLE(GETNEXTVAL(s)): one row for each row before it, with a new value. */
static struct bound_source *next_value_source(struct binder *binder,
                                              const struct table_ref *ref)
{
  const struct expr *arg = ref->call->args.count == 1 ? ref->call->args.at[0] : NULL;
  struct bound_source *source;
  struct sequence *sequence;

  if (!arg || arg->kind != EXPR_COLUMN) {
    bind_fail(binder, &ref->place, ERR_SYNTAX, "GETNEXTVAL takes the name of a sequence");
    return NULL;
  }
  sequence = bind_sequence(binder, arg->name);
  if (!sequence)
    return NULL;
  source = bound_source_new(binder, SOURCE_UNNEST, 1);
  source->columns[0] = (struct bound_column){ .name = TEXT("NEXTVAL"),
                                              .type = type_number(19, 0),
                                              .bytes = 8 };
  source->duckdb = "[struct_pack(c0 := sg_nextval($1))]";
  source->arg_count = 1;
  source->args = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);
  source->args[0] = bound_new(binder, BOUND_CONST, type_number(18, 0), &ref->place);
  source->args[0]->sql = arena_printf(binder->arena, "%lld",
                                      (long long)sequence->object.id);
  binder->context->is_volatile = true;
  return source;
}

/* TO_QUERY('SELECT ...'): the query that a constant text is, in the session's database and schema.
 * https://docs.snowflake.com/en/sql-reference/functions/to_query */
static struct bound_source *to_query_source(struct binder *binder,
                                            const struct call *call,
                                            const struct place *place)
{
  struct bind_context *context = binder->context;
  struct text sql = context->sql;
  struct binder inner = *binder;
  const struct expr *arg = call->args.count ? call->args.at[0] : NULL;
  struct bind_constant constant;
  struct bound_query *bound;
  struct query *query;

  if (arg && arg->kind == EXPR_NAMED && text_is_nocase(arg->text, "SQL"))
    arg = arg->left;
  if (call->args.count > 1) {
    err_set(binder->err, ERR_UNSUPPORTED,
            "Unsupported feature 'TO_QUERY with arguments'.");
    return NULL;
  }
  if (!arg) {
    bind_fail(binder, place, ERR_SYNTAX, "TO_QUERY takes the text of a query");
    return NULL;
  }
  if (!bind_constant_of(context, arg, &constant, binder->err))
    return NULL;
  if (binder->view_depth >= MAX_VIEW_DEPTH) {
    err_set(binder->err, ERR_TOO_COMPLEX,
            "SQL compilation error:\nQueries are nested too deeply.");
    return NULL;
  }
  context->sql = kept(binder, constant.is_null ? TEXT("") : constant.value);
  query = parse_query(binder->arena, context->sql, binder->err);
  inner.scope = NULL;
  inner.ctes = NULL;
  inner.view_depth++;
  bound = query ? bind_subquery(&inner, query) : NULL;
  context->sql = sql;
  return bound ? query_source(binder, bound) : NULL;
}

static struct bound_source *function_source(struct binder *binder,
                                            const struct table_ref *ref)
{
  const struct call *call = ref->call;
  const struct ident *name = call->name->parts.count
                               ? call->name->parts.at[call->name->parts.count - 1]
                               : NULL;
  struct user_functions found;

  if (name && text_is(name->name, "GENERATOR"))
    return generator_source(binder, call);
  if (name && text_is(name->name, "GETNEXTVAL"))
    return next_value_source(binder, ref);
  if (name && text_is(name->name, "RESULT_SCAN"))
    return result_scan_source(binder, call);
  if (name && text_is(name->name, "TO_QUERY"))
    return to_query_source(binder, call, &ref->place);
  if (name && info_function_find(name->name))
    return bind_made_function(binder, ref, info_function_find(name->name));
  if (call->name->parts.count == 1 && system_function_find(name->name))
    return bind_made_function(binder, ref, system_function_find(name->name));
  if (!user_functions_find(binder, call->name, true, &found))
    return NULL;
  if (found.count)
    return bind_user_table(binder, &found, ref);
  return bind_table_function(binder, ref, name ? name->name : TEXT(""));
}

/* ---- joins ---- */

/* The column that one side of a join has under a name: *count says how many there are. */
static struct bound_expr *side_column(struct binder *binder, struct scope *scope,
                                      int from, int to, struct text name, int *count,
                                      const struct place *place)
{
  struct bound_expr *expr = NULL;

  *count = 0;
  for (int i = 0; from == 0 && i < scope->merged.count; i++) {
    const struct merged_column *merged = scope->merged.at[i];

    if (text_equal(merged->name, name)) {
      *count = 1;
      return merged->expr;
    }
  }
  for (int i = from; i < to; i++) {
    struct scope_source *entry = scope->sources.at[i];

    for (int c = 0; c < entry->source->column_count; c++)
      if (text_equal(entry->source->columns[c].name, name) &&
          !(entry->hidden && entry->hidden[c])) {
        ++*count;
        expr = source_column(binder, scope, entry, c, place);
      }
  }
  return expr;
}

static void hide_column(struct binder *binder, struct scope *scope, int from, int to,
                        struct text name)
{
  for (int i = from; i < to; i++) {
    struct scope_source *entry = scope->sources.at[i];

    for (int c = 0; c < entry->source->column_count; c++) {
      if (!text_equal(entry->source->columns[c].name, name))
        continue;
      if (!entry->hidden)
        entry->hidden = ARENA_ARRAY(binder->arena, (size_t)entry->source->column_count,
                                    bool);
      entry->hidden[c] = true;
    }
  }
}

static struct merged_column *merged_for(struct binder *binder, struct scope *scope,
                                        struct text name)
{
  struct merged_column *merged;

  for (int i = 0; i < scope->merged.count; i++) {
    merged = scope->merged.at[i];
    if (text_equal(merged->name, name))
      return merged;
  }
  merged = ARENA_NEW(binder->arena, struct merged_column);
  merged->name = name;
  list_add(binder->arena, &scope->merged, merged);
  return merged;
}

/* One name of USING: its condition, and the merged column that * shows. */
static struct bound_expr *using_column(struct binder *binder, enum join_kind join,
                                       int first, int middle, int last,
                                       const struct ident *ident)
{
  struct scope *scope = binder->scope;
  int left_count, right_count;
  struct bound_expr *left = side_column(binder, scope, first, middle, ident->name,
                                        &left_count, &ident->place);
  struct bound_expr *right = side_column(binder, scope, middle, last, ident->name,
                                         &right_count, &ident->place);
  struct bound_expr *condition, *key_left, *key_right;
  struct merged_column *merged;

  if (middle == 0 || !left_count || !right_count) {
    bind_fail(binder, &ident->place, ERR_INVALID_IDENTIFIER,
              "invalid identifier '" TEXT_FMT "'",
              TEXT_ARG(ident_text(binder->arena, ident->name)));
    return NULL;
  }
  if (left_count > 1 || right_count > 1) {
    bind_fail(binder, &ident->place, ERR_AMBIGUOUS_COLUMN,
              "ambiguous column name '" TEXT_FMT "'", TEXT_ARG(ident->name));
    return NULL;
  }
  key_left = left;
  key_right = right;
  condition = bind_compare(binder, OP_EQ, key_left, key_right, &ident->place);
  if (!condition)
    return NULL;
  hide_column(binder, scope, first, last, ident->name);
  merged = merged_for(binder, scope, ident->name);
  merged->expr = left;
  if (join == JOIN_RIGHT)
    merged->expr = right;
  if (join == JOIN_FULL) {
    struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

    args[0] = left;
    args[1] = right;
    merged->expr = bind_function(binder, "COALESCE", 2, args, &ident->place);
  }
  return merged->expr ? condition : NULL;
}

static bool seen_before(const struct list *idents, struct text name)
{
  for (int i = 0; i < idents->count; i++)
    if (text_equal(((const struct ident *)idents->at[i])->name, name))
      return true;
  return false;
}

/* The names that both sides of a NATURAL JOIN have. */
static void natural_columns(struct binder *binder, int first, int middle, int last,
                            const struct place *place, struct list *idents)
{
  struct scope *scope = binder->scope;

  for (int i = first; i < middle; i++) {
    const struct scope_source *entry = scope->sources.at[i];

    for (int c = 0; c < entry->source->column_count; c++) {
      struct text name = entry->source->columns[c].name;
      struct ident *ident;
      int count;

      side_column(binder, scope, middle, last, name, &count, place);
      if (!count || seen_before(idents, name))
        continue;
      ident = ARENA_NEW(binder->arena, struct ident);
      ident->name = name;
      ident->place = *place;
      list_add(binder->arena, idents, ident);
    }
  }
}

static void mark_nullable(struct binder *binder, int from, int to)
{
  for (int i = from; i < to; i++)
    ((struct scope_source *)binder->scope->sources.at[i])->nullable = true;
}

/* A relation made of each row before it is joined without a condition. */
static bool check_unnest_join(struct binder *binder, const struct bound_from *from)
{
  const struct bound_source *right = from->right->source;
  const struct bound_expr *on = from->on;

  if (!right || right->kind != SOURCE_UNNEST)
    return true;
  if (from->join == JOIN_INNER || from->join == JOIN_CROSS ||
      (from->join == JOIN_LEFT &&
       (!on || (on->kind == BOUND_CONST && text_is(on->constant, "true")))))
    return true;
  return err_set(
    binder->err, ERR_UNSUPPORTED,
    "Unsupported feature 'outer join with a condition on a table function'.");
}

static struct bound_from *bind_join(struct binder *binder, const struct table_ref *ref)
{
  struct bound_from *from = ARENA_NEW(binder->arena, struct bound_from);
  struct scope *scope = binder->scope;
  struct list natural = { 0 };
  const struct list *using_columns = ref->using_columns;
  int first = scope->sources.count, middle, last;

  from->join = ref->join;
  if (!(from->left = bind_from(binder, ref->left)))
    return NULL;
  middle = scope->sources.count;
  if (!(from->right = bind_from(binder, ref->right)))
    return NULL;
  last = scope->sources.count;
  if (ref->join == JOIN_LEFT || ref->join == JOIN_FULL || ref->join == JOIN_ASOF)
    mark_nullable(binder, middle, last);
  if (ref->join == JOIN_RIGHT || ref->join == JOIN_FULL)
    mark_nullable(binder, first, middle);
  if (ref->natural) {
    natural_columns(binder, first, middle, last, &ref->place, &natural);
    using_columns = &natural;
  }
  if (ref->join == JOIN_ASOF && !(from->on = bind_asof(binder, ref, first, middle, last)))
    return NULL;
  for (int i = 0; using_columns && i < using_columns->count; i++) {
    struct bound_expr *one = using_column(binder, ref->join, first, middle, last,
                                          using_columns->at[i]);

    if (!one)
      return NULL;
    from->on = from->on ? bound_template2(binder, "($1 AND $2)", type_of(TYPE_BOOLEAN),
                                          from->on, one)
                        : one;
  }
  if (ref->on && ref->join != JOIN_ASOF && !(from->on = bind_filter(binder, ref->on)))
    return NULL;
  return check_unnest_join(binder, from) ? from : NULL;
}

/* ---- one relation ---- */

static bool set_aliases(struct binder *binder, const struct table_ref *ref,
                        struct bound_source *source)
{
  if (ref->alias) {
    source->alias = ref->alias->name;
    source->table = (struct text){ 0 };
  }
  if (!ref->column_aliases)
    return true;
  if (ref->column_aliases->count > source->column_count) {
    bind_fail(binder, &ref->place, ERR_SYNTAX, "%d column aliases for %d columns",
              ref->column_aliases->count, source->column_count);
    return false;
  }
  for (int i = 0; i < ref->column_aliases->count; i++)
    source->columns[i].name = ((const struct ident *)ref->column_aliases->at[i])->name;
  return true;
}

/* A fixed number of rows takes neither blocks nor a seed; views and subqueries neither, too. */
static bool check_sample(struct binder *binder, const struct sample *sample,
                         const struct bound_source *source,
                         const struct bind_constant *size)
{
  double number = strtod(arena_c_string(binder->arena, size->value), NULL);

  if (size->is_null || size->type.kind != TYPE_NUMBER || number < 0 ||
      number > (sample->rows ? 1000000 : 100) ||
      (sample->rows && text_find(size->value, '.') < size->value.len))
    return bind_fail(
      binder, &sample->size->place, ERR_INVALID_VALUE,
      "invalid value [" TEXT_FMT "] for the size of a sample: %s", TEXT_ARG(size->value),
      sample->rows ? "0 to 1000000 rows are expected" : "0 to 100 percent are expected");
  if (sample->rows && (sample->block || sample->seed))
    return err_set(
      binder->err, ERR_UNSUPPORTED,
      "SQL compilation error:\nUnsupported feature 'SYSTEM, BLOCK or SEED with "
      "a sample of a number of rows'.");
  if (source->kind == SOURCE_QUERY && (sample->block || sample->seed))
    return err_set(
      binder->err, ERR_UNSUPPORTED,
      "SQL compilation error:\nUnsupported feature 'SYSTEM, BLOCK or SEED with "
      "a sample of a view or subquery'.");
  return true;
}

static bool set_sample(struct binder *binder, const struct table_ref *ref,
                       struct bound_source *source)
{
  const struct sample *sample = ref->sample;
  struct bind_constant size, seed = { 0 };
  struct text repeat = TEXT("");

  if (!sample)
    return true;
  if (!bind_constant_of(binder->context, sample->size, &size, binder->err) ||
      !check_sample(binder, sample, source, &size))
    return false;
  if (sample->seed) {
    if (!bind_constant_of(binder->context, sample->seed, &seed, binder->err))
      return false;
    repeat = arena_printf(binder->arena, " REPEATABLE (" TEXT_FMT ")",
                          TEXT_ARG(seed.value));
  }
  source->sample = arena_printf(binder->arena, " TABLESAMPLE %s(" TEXT_FMT "%s)" TEXT_FMT,
                                sample->rows    ? "reservoir"
                                : sample->block ? "system"
                                                : "bernoulli",
                                TEXT_ARG(size.value), sample->rows ? " ROWS" : " PERCENT",
                                TEXT_ARG(repeat));
  binder->context->is_volatile = true;
  return true;
}

/* TABLE('t'), TABLE($variable), TABLE(?): as IDENTIFIER of the same. */
static struct bound_source *literal_source(struct binder *binder,
                                           const struct table_ref *ref)
{
  struct table_ref *named = ARENA_NEW(binder->arena, struct table_ref);

  *named = *ref;
  named->kind = TABLE_NAME;
  named->name = ARENA_NEW(binder->arena, struct name);
  named->name->dynamic = ref->expr;
  named->name->place = ref->place;
  return named_source(binder, named);
}

static struct bound_from *unsupported(struct binder *binder, const char *what)
{
  err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '%s'.", what);
  return NULL;
}

struct bound_from *bind_from(struct binder *binder, const struct table_ref *ref)
{
  struct bound_source *source = NULL;

  if (ref->at_before || ref->changes)
    return unsupported(binder, "time travel (AT | BEFORE | CHANGES)");
  switch (ref->kind) {
  case TABLE_NAME: source = named_source(binder, ref); break;
  case TABLE_QUERY: source = subquery_source(binder, ref); break;
  case TABLE_FUNCTION: source = function_source(binder, ref); break;
  case TABLE_JOIN: return bind_join(binder, ref);
  case TABLE_FLOW: source = flow_source(binder, ref->expr); break;
  case TABLE_RESULT: source = literal_source(binder, ref); break;
  case TABLE_STAGE: source = bind_staged_source(binder, ref); break;
  case TABLE_SEMANTIC: return unsupported(binder, "SEMANTIC_VIEW");
  case TABLE_PIVOT: source = made_source(binder, bind_pivot(binder, ref)); break;
  case TABLE_UNPIVOT: source = made_source(binder, bind_unpivot(binder, ref)); break;
  case TABLE_MATCH:
    source = made_source(binder, bind_match_recognize(binder, ref));
    break;
  }
  if (!source || !set_aliases(binder, ref, source) || !set_sample(binder, ref, source))
    return NULL;
  return from_source(binder, ref, source);
}
