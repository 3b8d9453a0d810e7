/* pipeline.c: what the statements of exec share: binding, emitting and running in a session. */
#include "exec/pipeline.h"

#include "base/clock.h"
#include "emit/emit.h"
#include "catalog/views.h"
#include "exec/made_rows.h"
#include "exec/ready_rows.h"
#include "exec/result_scan.h"
#include "exec/system_values.h"
#include "exec/transaction.h"
#include "session/instance.h"
#include "session/users.h"
#include "storage/storage.h"

/* ---- what the binder asks ---- */

static bool ask_variable(void *owner, struct text name, struct bind_constant *value)
{
  struct run *run = owner;
  const struct variable *variable = map_get(run->session->variables, name);

  if (!variable)
    return false;
  *value = (struct bind_constant){ variable->type, variable->is_null, variable->value };
  return true;
}

static struct text ask_parameter(void *owner, const char *name)
{
  struct run *run = owner;
  struct text value;

  if (text_is(text_of(name), "CURRENT_TRANSACTION"))
    return run->session->transaction == TRANSACTION_OPEN
             ? arena_printf(run->arena, "%lld", (long long)run->session->transaction_id)
             : (struct text){ 0 };
  if (text_is(text_of(name), "QUERY_ID"))
    return text_of(run->request->query_id);
  if (text_is(text_of(name), "USER"))
    return run->session->user;
  if (text_is(text_of(name), "LAST_TRANSACTION"))
    return run->session->last_transaction_id
             ? arena_printf(run->arena, "%lld",
                            (long long)run->session->last_transaction_id)
             : (struct text){ 0 };
  if (text_is(text_of(name), "ALL_USER_NAMES"))
    return users_names(run->session->instance->users, run->arena);
  for (int i = 0; i < run->parameter_count; i++)
    if (text_is(text_of(name), run->parameters[i].name))
      return run->parameters[i].value;
  value = params_get(run->session->params, name);
  return value.at ? value : TEXT("");
}

static bool ask_query_id(void *owner, int64_t which, struct text *id)
{
  const struct session *session = ((struct run *)owner)->session;
  int64_t at = which < 0 ? session->query_ids.count + which : which - 1;

  if (at < 0 || at >= session->query_ids.count)
    return false;
  *id = text_of(session->query_ids.at[at]);
  return true;
}

static bool ask_result(void *owner, struct text name, struct bound_column **columns,
                       int *count, struct err *err)
{
  struct run *run = owner;
  struct result_scope scope = { run->session, &run->flow };

  return result_scan_columns(run->arena, scope, name, columns, count, err);
}

static struct bind_constant *constant_new(struct arena *arena, struct type type,
                                          const struct batch_column *column, size_t row)
{
  struct bind_constant *constant = ARENA_NEW(arena, struct bind_constant);

  constant->type = type.kind == TYPE_UNKNOWN ? type_of(TYPE_VARCHAR) : type;
  constant->is_null = batch_is_null(column, row);
  if (!constant->is_null)
    constant->value = arena_text(arena, batch_text(column, row));
  return constant;
}

static bool fetch_constants(struct run *run, struct engine_result *result,
                            struct type type, struct list *values, struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++)
      list_add(run->arena, values,
               constant_new(run->arena, type, &batch.columns[0], row));
  } while (batch.rows);
  return true;
}

/* The binder asks under the catalog's read lock; what is read of it here is read again. */
static bool ask_values(void *owner, struct bind_context *context,
                       const struct bound_query *query, struct type type,
                       struct list *values, struct err *err)
{
  struct run *run = owner;
  struct engine_result *result;
  struct given_rows given;
  struct err failure;
  struct buf sql;
  bool ok;

  if (!pipeline_give_rows(run, context, &given, err)) {
    pipeline_forget_needs(run, context);
    return false;
  }
  buf_init(&sql);
  emit_query(context, query, &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, err);
  ok = result && fetch_constants(run, result, type, values, err);
  engine_result_free(result);
  buf_clear(&sql);
  pipeline_drop_rows(run->session, &given);
  if (!ok && !pipeline_recover(run, &failure))
    *err = failure;
  return ok;
}

static bool ask_system_value(void *owner, const struct bind_context *context,
                             enum system_value which, const struct text *args, int count,
                             struct text *value, struct err *err)
{
  struct run *run = owner;

  return system_value(run->session, context, which, args, count, value, err);
}

static bool ask_staged(void *owner, const struct table_ref *ref, bool *is_variant,
                       struct err *err)
{
  struct run *run = owner;

  return run->staged->is_variant(run, ref, is_variant, err);
}

static bool ask_staged_columns(void *owner, const struct table_ref *ref,
                               struct bound_source *source, struct err *err)
{
  struct run *run = owner;

  return run->staged->columns(run, ref, source, err);
}

struct bind_context pipeline_context(struct run *run, bool wide)
{
  struct session *session = run->session;

  return (struct bind_context){
    .arena = run->arena,
    .sql = run->sql,
    .catalog = session->instance->catalog,
    .session_id = session->id,
    .database = run->within.database.at ? run->within.database : session->database,
    .schema = run->within.database.at ? run->within.schema : session->schema,
    .in_view = run->within.database.at != NULL,
    .refreshing = run->refreshing,
    .user = session->user,
    .role = session->role,
    .warehouse = session->warehouse,
    .account = session->account,
    .region = text_of(session->instance->region),
    .version = text_of(session->instance->version),
    .client = session->client_app.at ? arena_printf(run->arena, TEXT_FMT " " TEXT_FMT,
                                                    TEXT_ARG(session->client_app),
                                                    TEXT_ARG(session->client_version))
                                     : (struct text){ 0 },
    .address = session->client_address,
    .now_ns = run->now_ns,
    .bind_count = run->binds ? run->request->bind_count : 0,
    .binds = run->binds,
    .bind_rows = run->bind_rows,
    .bind_row_types = run->bind_row_types,
    .describe = run->request->describe_only,
    .wide = wide,
    .owner = run,
    .variable = ask_variable,
    .parameter = ask_parameter,
    .query_id = ask_query_id,
    .values = ask_values,
    .system_value = ask_system_value,
    .result_columns = ask_result,
    .staged_is_variant = run->staged ? ask_staged : NULL,
    .staged_columns = run->staged ? ask_staged_columns : NULL,
    .staged_may_fail = run->staged_may_fail,
  };
}

bool pipeline_path(struct run *run, const struct name *name, enum kind kind,
                   struct path *path, struct err *err)
{
  struct bind_context context = pipeline_context(run, false);

  return bind_path(&context, name, kind, path, err);
}

/* ---- rows that a statement reads ---- */

/* By a maker of rows that rests on this file, where the run has one. */
static struct batch_builder *rows_by(run_rows *maker, const char *what, struct run *run,
                                     struct bind_context *context,
                                     const struct bound_rows_need *need, struct err *err)
{
  if (maker)
    return maker(run, context, need, err);
  err_set(err, ERR_UNSUPPORTED, "Unsupported feature '%s here'.", what);
  return NULL;
}

static bool make_rows(struct run *run, struct bind_context *context,
                      struct bound_rows_need *need, struct err *err)
{
  const struct info_view *view = need->view;

  if (view && view->id == VIEW_INFER_SCHEMA)
    need->rows = rows_by(run->infer, "staged files", run, context, need, err);
  else if (view && (view->id == VIEW_VALIDATE || view->id == VIEW_VALIDATE_PIPE))
    need->rows = rows_by(run->validate, "VALIDATE", run, context, need, err);
  else if (view)
    need->rows = made_rows(run->session, context, need, err);
  if (need->result_id.len)
    return result_scan_rows((struct result_scope){ run->session, &run->flow }, need, err);
  return need->rows != NULL;
}

bool pipeline_give_rows(struct run *run, struct bind_context *context,
                        struct given_rows *given, struct err *err)
{
  struct session *session = run->session;
  struct engine *engine = session->instance->engine;

  *given = (struct given_rows){ .ids = ARENA_ARRAY(
                                  run->arena, (size_t)context->needs.count, int64_t) };
  for (int i = 0; i < context->needs.count; i++) {
    struct bound_rows_need *need = context->needs.at[i];

    if (need->staged) {
      if (!run->staged->give(run, need->staged_ref, need->staged,
                             &given->ids[given->count], err)) {
        pipeline_drop_rows(session, given);
        return false;
      }
      given->count++;
      continue;
    }
    if (!make_rows(run, context, need, err)) {
      pipeline_drop_rows(session, given);
      return false;
    }
    if (need->rows == run->bind_rows)
      run->bind_rows_given = true;
    *need->rows_id = given->ids[given->count++] = need->source
                                                    ? engine_rows_add_source(engine,
                                                                             need->source)
                                                    : engine_rows_add(engine, need->rows);
    need->rows = NULL;
    need->source = NULL;
  }
  return true;
}

void pipeline_drop_rows(struct session *session, struct given_rows *given)
{
  for (int i = 0; i < given->count; i++)
    engine_rows_drop(session->instance->engine, given->ids[i]);
  given->count = 0;
}

/* Rows that were made while binding, for a statement that will not run. */
void pipeline_forget_needs(const struct run *run, struct bind_context *context)
{
  for (int i = 0; i < context->needs.count; i++) {
    struct bound_rows_need *need = context->needs.at[i];

    if (need->rows && need->rows != run->bind_rows)
      batch_builder_free(need->rows);
    row_source_free(need->source);
    need->rows = NULL;
    need->source = NULL;
  }
}

/* ---- tables that a statement reads ---- */

struct table_set pipeline_tables(const struct bind_context *context,
                                 const struct bound_source *but)
{
  struct table_set tables = { 0 };

  for (int i = 0; i < context->tables.count; i++) {
    const struct bound_source *source = context->tables.at[i];

    if (source != but)
      table_set_add(&tables, source->table_id);
  }
  return tables;
}

/* Rows that the server makes are counted in any table. */
static bool reads_any(const struct bind_context *context)
{
  for (int i = 0; i < context->needs.count; i++)
    if (((const struct bound_rows_need *)context->needs.at[i])->view)
      return true;
  return false;
}

static bool refresh(struct run *run, const struct bind_context *context, struct err *err)
{
  struct table_set tables;
  bool ok;

  if (!engine_in_transaction(run->session->connection))
    return true;
  tables = pipeline_tables(context, NULL);
  ok = transaction_refresh(run->session, reads_any(context) ? NULL : &tables, err);
  table_set_clear(&tables);
  return ok;
}

/* ---- queries ---- */

static struct bound_query *bind_locked(struct run *run, struct bind_context *context,
                                       const struct query *query, struct err *err)
{
  struct bound_query *bound;

  catalog_read(run->session->instance->catalog);
  bound = bind_query(context, query, err);
  catalog_read_end(run->session->instance->catalog);
  return bound;
}

struct bound_query *pipeline_describe(struct run *run, const struct query *query,
                                      struct err *err)
{
  struct bind_context context = pipeline_context(run, false);
  struct bound_query *bound;

  context.columns_only = true;
  bound = bind_locked(run, &context, query, err);
  pipeline_forget_needs(run, &context);
  return bound;
}

/* Bound values are the statement's own, which gives them to the engine. */
static bool is_scan_of_need(const struct run *run, const struct bind_context *context,
                            const struct bound_query *query)
{
  return context->needs.count == 1 && !run->bind_rows && ready_is_scan(query) &&
         !((const struct bound_rows_need *)context->needs.at[0])->rows;
}

/* What reads no table is asked again and again, of one row: its plan is kept for the next time. */
static struct engine_result *start_query(struct run *run,
                                         const struct bind_context *context,
                                         const struct bound_query *query, struct text sql,
                                         struct err *err)
{
  struct engine_connection *connection = run->session->connection;
  bool streams = run->streams && !ready_is_one_row(query);

  if (context->tables.count || context->needs.count || context->numbers_calls)
    return engine_query(connection, sql, streams, err);
  return engine_query_again(connection, sql, streams, err);
}

/* One try: narrow or wide. False with *bound NULL when the query is wrong. */
static bool try_query(struct run *run, const struct query *query, bool wide,
                      struct bound_query **bound, struct outcome *outcome,
                      struct err *err)
{
  struct bind_context context = pipeline_context(run, wide);
  struct given_rows given;
  struct buf sql;

  *bound = bind_locked(run, &context, query, err);
  if (*bound && (outcome->rows = ready_constants(run->arena, *bound)))
    return true;
  if (!*bound || !refresh(run, &context, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  if (is_scan_of_need(run, &context, *bound)) {
    struct bound_rows_need *need = context.needs.at[0];
    bool ok = make_rows(run, &context, need, err);

    outcome->rows = need->rows;
    outcome->source = need->source;
    return ok;
  }
  if (!pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  buf_init(&sql);
  emit_query(&context, *bound, &sql);
  outcome->result = start_query(run, &context, *bound, buf_text(&sql), err);
  buf_clear(&sql);
  run->given = given;
  return outcome->result != NULL;
}

bool pipeline_recover_session(struct session *session, struct err *err)
{
  struct err again;

  err_clear(&again);
  if (!engine_in_transaction(session->connection) || transaction_recover(session, &again))
    return true;
  *err = again;
  return false;
}

bool pipeline_recover(struct run *run, struct err *err)
{
  return pipeline_recover_session(run->session, err);
}

static void outcome_columns(struct run *run, const struct bound_query *bound,
                            struct outcome *outcome)
{
  outcome->column_count = bound->column_count;
  outcome->columns = ARENA_ARRAY(run->arena, (size_t)bound->column_count,
                                 struct outcome_column);
  for (int i = 0; i < bound->column_count; i++) {
    const struct bound_column *column = &bound->columns[i];

    outcome->columns[i] = (struct outcome_column){
      .name = column->name,
      .type = column->type,
      .nullable = column->nullable,
      .database = column->origin_database,
      .schema = column->origin_schema,
      .table = column->origin_table,
    };
  }
}

uint64_t pipeline_version(const struct run *run)
{
  const struct session *session = run->session;

  return engine_in_transaction(session->connection)
           ? session->engine_version
           : catalog_version(session->instance->catalog);
}

bool pipeline_is_stale(const struct session *session, uint64_t version,
                       const struct err *err)
{
  return err->code == ERR_INTERNAL &&
         catalog_settled_version(session->instance->catalog) != version;
}

/* Whether a query that failed is to be tried once more: *wide counts up, or stays. */
static bool is_worth_more(struct run *run, uint64_t version, int *wide, struct err *err)
{
  if (!pipeline_recover(run, err))
    return false;
  if (pipeline_is_stale(run->session, version, err))
    return true;
  ++*wide;
  return engine_error_wants_wide(err);
}

bool pipeline_query(struct run *run, const struct query *query, struct outcome *outcome,
                    struct err *err)
{
  struct bound_query *bound;

  if (run->request->describe_only) {
    bound = pipeline_describe(run, query, err);
    if (bound)
      outcome_columns(run, bound, outcome);
    return bound != NULL;
  }
  for (int wide = run->request->wide; wide < 2;) {
    uint64_t version = pipeline_version(run);

    err_clear(err);
    if (try_query(run, query, wide, &bound, outcome, err)) {
      outcome_columns(run, bound, outcome);
      outcome->given_rows = run->given;
      outcome->engine = run->session->instance->engine;
      outcome->version = outcome_may_collect(outcome) ? version : 0;
      return true;
    }
    pipeline_drop_rows(run->session, &run->given);
    if (!bound || !is_worth_more(run, version, &wide, err))
      return false;
  }
  return false;
}

/* ---- a statement of the engine around a query ---- */

static bool try_around(struct run *run, const struct query *query, bool wide,
                       const struct pipeline_around *around, int64_t *rows,
                       struct err *err)
{
  struct bind_context context = pipeline_context(run, wide);
  const struct bound_query *bound = bind_locked(run, &context, query, err);
  struct engine_result *result;
  struct given_rows given;
  struct buf inner, sql;

  if (!bound || !refresh(run, &context, err) ||
      !pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  buf_init(&inner);
  buf_init(&sql);
  emit_query(&context, bound, &inner);
  around->write(around->context, bound, buf_text(&inner), &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, err);
  buf_clear(&inner);
  buf_clear(&sql);
  if (result)
    *rows = engine_rows_changed(result);
  engine_result_free(result);
  pipeline_drop_rows(run->session, &given);
  return result != NULL;
}

bool pipeline_run_around(struct run *run, const struct query *query,
                         const struct pipeline_around *around, int64_t *rows,
                         struct err *err)
{
  for (int wide = run->request->wide; wide < 2;) {
    uint64_t version = pipeline_version(run);

    err_clear(err);
    if (try_around(run, query, wide, around, rows, err))
      return true;
    if (!is_worth_more(run, version, &wide, err))
      return false;
  }
  return false;
}

/* ---- one value ---- */

static struct text value_text(struct arena *arena, const struct batch_column *column)
{
  return arena_text(arena, batch_text(column, 0));
}

static bool try_value(struct run *run, const struct expr *expr,
                      struct bind_constant *value, struct err *err)
{
  struct bind_context context = pipeline_context(run, true);
  struct bound_expr *bound, *text;
  struct engine_result *result;
  struct given_rows given;
  struct batch batch;
  struct buf sql;
  bool ok = false;

  catalog_read(run->session->instance->catalog);
  bound = bind_scalar(&context, expr, err);
  text = bound ? bind_as_text(&context, bound, err) : NULL;
  catalog_read_end(run->session->instance->catalog);
  if (!text || !refresh(run, &context, err) ||
      !pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  buf_init(&sql);
  buf_add_string(&sql, "SELECT ");
  emit_expr(&context, text, &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (result && engine_fetch(result, &batch, err)) {
    *value = (struct bind_constant){ .type = bound->type };
    value->is_null = batch.rows == 0 || batch_is_null(&batch.columns[0], 0);
    if (!value->is_null)
      value->value = value_text(run->arena, &batch.columns[0]);
    if (value->type.kind == TYPE_UNKNOWN)
      value->type = type_of(TYPE_VARCHAR);
    ok = true;
  }
  engine_result_free(result);
  pipeline_drop_rows(run->session, &given);
  if (!ok && !pipeline_recover(run, err))
    return false;
  return ok;
}

bool pipeline_value(struct run *run, const struct expr *expr, struct bind_constant *value,
                    struct err *err)
{
  for (;;) {
    uint64_t version = pipeline_version(run);

    err_clear(err);
    if (try_value(run, expr, value, err))
      return true;
    if (!pipeline_is_stale(run->session, version, err))
      return false;
  }
}

/* ---- CTAS ---- */

/* The catalog's own struct column has what storing needs. */
bool pipeline_fill(struct run *run, int64_t table_id, bool temporary,
                   const struct column *columns, int column_count,
                   const struct query *query, int64_t *rows, struct err *err)
{
  struct bind_context context = pipeline_context(run, run->wide);
  struct engine_result *result = NULL;
  struct bound_query *bound;
  struct given_rows given;
  struct buf sql;

  catalog_read(run->session->instance->catalog);
  bound = bind_query_into(&context, query, columns, column_count, err);
  catalog_read_end(run->session->instance->catalog);
  if (!bound || !pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  buf_init(&sql);
  buf_add_string(&sql, "INSERT INTO ");
  storage_table_name(table_id, temporary, &sql);
  for (int i = 0; i < column_count; i++) {
    buf_add_string(&sql, i ? ", " : " (");
    storage_column_name(columns[i].stored.id, &sql);
  }
  buf_add_string(&sql, ") ");
  emit_query(&context, bound, &sql);
  result = engine_query(run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (result)
    *rows = engine_rows_changed(result);
  engine_result_free(result);
  pipeline_drop_rows(run->session, &given);
  return result != NULL;
}
