/* execution.c: a statement on its way from the decoded request to the written answer. */
#include "wire/execution.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/gate.h"
#include "base/log.h"
#include "base/worker.h"
#include "exec/cancel_first.h"
#include "exec/exec.h"
#include "exec/redact.h"
#include "exec/session_use.h"
#include "exec/time_limit.h"
#include "protocol/display_message.h"
#include "session/history.h"
#include "session/instance.h"
#include "session/sessions.h"
#include "session/statistics.h"
#include "wire/jsonv2.h"
#include "wire/result_answer.h"
#include "wire/several.h"
#include "wire/transfer_answer.h"

#define MAX_LOGGED_STATEMENT 2000 /* Bytes of its text. */

struct execution {
  struct answers *answers;
  struct answer *answer;
  struct session *session;
  struct arena *arena;
  struct query_message message;
  struct text base_url; /* Of the server, as the client sees it. */
  bool is_part;         /* One of several statements of a request. */
  int64_t type_id;      /* Of the statement, once it has run. */
  /* Of the parts, once all have run; otherwise empty. */
  struct text result_ids, result_types;
  int64_t started_ms, began_ns; /* The second for measuring. */
  struct text shown_sql;        /* Its text without secrets. */
  struct stage_times times;
  int64_t bytes; /* Of the answer. */
};

/* ---- parameters of one statement ---- */

/* What a parameter was before the statement set it for itself. */
struct override {
  struct text name, before, during; /* before at NULL: the session had set none. */
};

static struct override *apply_params(struct execution *execution)
{
  const struct query_message *message = &execution->message;
  struct params *params = execution->session->params;
  struct override *overrides = ARENA_ARRAY(execution->arena, (size_t)message->param_count,
                                           struct override);

  for (int i = 0; i < message->param_count; i++) {
    const struct param_row *row = param_find(message->params[i].name);
    struct err err;

    if (!row)
      continue;
    overrides[i].name = text_of(row->name);
    if (params_level(params, row->name) == PARAM_LEVEL_SESSION)
      overrides[i].before = arena_text(execution->arena, params_value(params, row));
    if (!params_set(params, overrides[i].name, message->params[i].value, &err))
      log_debug("statement parameter %s is left out: %s", row->name, err.message);
    overrides[i].during = arena_text(execution->arena, params_value(params, row));
  }
  return overrides;
}

/* Gives back what was before, unless the statement itself was an ALTER SESSION of it. */
static void restore_params(struct execution *execution, const struct override *overrides)
{
  struct params *params = execution->session->params;

  for (int i = execution->message.param_count - 1; i >= 0; i--) {
    const struct override *one = &overrides[i];
    struct err err;
    bool ok = true;

    if (!one->name.at || !text_equal(params_get(params, one->name.at), one->during))
      continue;
    if (one->before.at)
      ok = params_set(params, one->name, one->before, &err);
    else
      ok = params_unset(params, one->name, &err);
    if (!ok)
      log_error("parameter %s could not be set back: %s", one->name.at, err.message);
  }
}

/* ---- running ---- */

static struct exec_request make_request(struct execution *execution)
{
  const struct query_message *message = &execution->message;
  struct bind_value *binds = ARENA_ARRAY(execution->arena, (size_t)message->bind_count,
                                         struct bind_value);
  struct exec_request request = {
    .sql = message->sql,
    .bind_count = message->bind_count,
    .binds = binds,
    .describe_only = message->describe_only,
    .streams = true,
    .statement_count = execution->is_part ? 1
                                          : params_number(execution->session->params,
                                                          "MULTI_STATEMENT_COUNT"),
    .is_part = execution->is_part,
  };

  if (!message->describe_only)
    request.bind_stage = message->bind_stage;
  for (int i = 0; i < message->bind_count; i++)
    binds[i] = (struct bind_value){ message->binds[i].name, message->binds[i].type,
                                    message->binds[i].is_array, message->binds[i].count,
                                    message->binds[i].values };
  snprintf(request.query_id, sizeof request.query_id, "%s",
           answer_query_id(execution->answer));
  return request;
}

/* ---- answers, in the form that their clients read ---- */

static struct sql_api_handle handle_of(const struct execution *execution)
{
  return (struct sql_api_handle){ text_of(answer_query_id(execution->answer)),
                                  answer_started_ms(execution->answer) };
}

static void put_error(const struct execution *execution, const struct err *err,
                      struct buf *body)
{
  buf_reset(body);
  switch (execution->session->form) {
  case ANSWER_DRIVER:
    message_put_error(body, err, text_of(answer_query_id(execution->answer)));
    break;
  case ANSWER_SQL_API:
    jsonv2_put_failure(body, execution->session, handle_of(execution), err);
    break;
  case ANSWER_DASHBOARD:
    display_put_failure(body, text_of(answer_query_id(execution->answer)), err);
    break;
  }
}

/* What only reads. */
static bool is_harmless(int64_t type_id)
{
  return type_id == TYPE_ID_SELECT || type_id == TYPE_ID_SHOW ||
         type_id == TYPE_ID_DESCRIBE || type_id == TYPE_ID_EXPLAIN;
}

/* PUT and GET: no rows, but where the client finds the files, or puts them. The SQL API has no such
 * answer (docs.snowflake.com/en/developer-guide/sql-api/intro), nor has a browser files to give. */
static bool put_transfer(struct execution *execution, const struct outcome *outcome,
                         struct buf *body, struct err *err)
{
  if (execution->session->form != ANSWER_DRIVER)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'PUT and GET through the %s'.",
                   execution->session->form == ANSWER_SQL_API ? "SQL API" : "dashboard");
  transfer_answer_put(body, execution->arena, execution->session, outcome,
                      text_of(answer_query_id(execution->answer)), execution->base_url);
  execution->type_id = outcome->type_id;
  return true;
}

/* Rows are made while they are written: what the engine did for them is the execution's. */
static bool put_timed(struct execution *execution, const struct result_request *request,
                      struct outcome *outcome, struct buf *body, struct result_made *made,
                      struct err *err)
{
  const struct engine_connection *connection = execution->session->connection;
  int64_t began_ns = clock_monotonic_ns(), run_ns = engine_times(connection).run_ns;
  bool ok = result_answer_put(request, outcome, body, made, err);

  run_ns = engine_times(connection).run_ns - run_ns;
  execution->times.execute += run_ns;
  execution->times.encode += clock_monotonic_ns() - began_ns - run_ns;
  return ok;
}

static bool put_outcome(struct execution *execution, struct outcome *outcome,
                        struct buf *body, int64_t *rows, struct err *err)
{
  struct result_request request = {
    .session = execution->session,
    .arena = execution->arena,
    .query_id = text_of(answer_query_id(execution->answer)),
    .base_url = execution->base_url,
    .sql = execution->shown_sql,
    .started_ms = execution->started_ms,
    .created_ms = answer_started_ms(execution->answer),
    .null_text = execution->message.null_text,
    .first_rows = execution->message.first_rows,
    .result_ids = execution->result_ids,
    .result_types = execution->result_types,
  };
  struct result_made made = { 0 };

  if (outcome->transfer)
    return put_transfer(execution, outcome, body, err);
  if (execution->message.describe_only) {
    result_answer_describe(&request, outcome, body);
  } else if (!put_timed(execution, &request, outcome, body, &made, err)) {
    return false;
  }
  *rows = made.rows;
  execution->bytes = (int64_t)body->len + made.chunk_bytes;
  if (made.note.at)
    answer_set_note(execution->answer, made.note);
  execution->type_id = outcome->type_id;
  if (is_harmless(outcome->type_id))
    answer_set_harmless(execution->answers, execution->answer);
  return true;
}

/* What QUERY_HISTORY tells of it; a description alone is no statement that ran. */
static void remember_begin(struct execution *execution, struct exec_request *request)
{
  if (request->describe_only)
    return;
  execution->started_ms = clock_now_ms();
  execution->began_ns = clock_monotonic_ns();
  execution->shown_sql = exec_redact(execution->arena, execution->message.sql);
  request->times = &execution->times;
  request->remembered = history_begin(execution->session->instance->history,
                                      execution->session, request->query_id,
                                      execution->shown_sql);
}

static void count(const struct execution *execution, int64_t rows, size_t bytes,
                  const struct err *err)
{
  struct ended_query query = {
    .ended_ms = clock_now_ms(),
    .duration_us = (clock_monotonic_ns() - execution->began_ns) / 1000,
    .rows = rows,
    .bytes = bytes,
    .warehouse = execution->session->warehouse,
    .code = err ? err->code : ERR_NONE,
  };

  statistics_add_query(execution->session->instance->statistics, &query);
}

static void remember_end(const struct execution *execution,
                         const struct exec_request *request,
                         const struct outcome *outcome, int64_t rows,
                         const struct err *err)
{
  struct err shown;
  struct history_end end = {
    .rows = rows,
    .inserted = outcome->rows_inserted,
    .updated = outcome->rows_updated,
    .deleted = outcome->rows_deleted,
    .bytes = execution->bytes,
    .times = execution->times,
  };

  if (!request->remembered)
    return;
  if (err) {
    exec_redact_error(execution->message.sql, err, &shown);
    end.err = &shown;
  }
  history_finish(execution->session->instance->history, request->remembered, &end);
}

/* Rows come while they are made: an error after some of them may ask for another beginning. */
static bool run_until_done(struct execution *execution, struct exec_request *request,
                           struct outcome *outcome, struct buf *body, int64_t *rows,
                           struct err *err)
{
  do {
    buf_reset(body);
    err_clear(err);
    if (!exec_run(execution->session, execution->arena, request, outcome, err))
      return false;
    if (put_outcome(execution, outcome, body, rows, err))
      return true;
  } while (exec_again(execution->session, request, outcome, err));
  return false;
}

static bool run_one(struct execution *execution, struct exec_request *request,
                    struct outcome *outcome, struct buf *body, int64_t *rows,
                    struct err *err)
{
  struct gate *gate = execution->session->instance->gate;
  struct gate_pass pass;
  bool ok;

  gate_enter(gate, &pass);
  ok = run_until_done(execution, request, outcome, body, rows, err);
  outcome_clear(outcome);
  gate_leave(gate, &pass);
  return ok;
}

/* ---- several statements ---- */

static bool run(struct execution *execution, struct buf *body, int64_t *rows,
                struct err *err);

/* Its answer is found by its own id. */
static bool run_part(const struct execution *whole, const struct exec_part *text,
                     int *binds_used, struct buf *ids, struct buf *types, struct err *err)
{
  struct execution part = *whole;
  int64_t rows = 0;
  struct buf body;
  bool is_new, ok;

  part.arena = arena_new();
  part.is_part = true;
  part.type_id = 0;
  part.bytes = 0;
  part.times = (struct stage_times){ 0 };
  part.message.sql = text->sql;
  part.message.param_count = 0;
  part.answer = answers_begin(whole->answers, whole->session, (struct text){ 0 },
                              text->sql, &is_new);
  answer_set_whole(whole->answers, part.answer, whole->answer);
  buf_init(&body);
  ok = several_take_binds(&whole->message, text, binds_used, &part.message, err) &&
       run(&part, &body, &rows, err);
  if (!ok)
    put_error(&part, err, &body);
  buf_printf(ids, "%s%s", ids->len ? "," : "", answer_query_id(part.answer));
  buf_printf(types, "%s%lld", types->len ? "," : "", (long long)part.type_id);
  answer_end(whole->answers, part.answer, &body, rows, ok ? NULL : err);
  answer_release(whole->answers, part.answer);
  buf_clear(&body);
  arena_free(part.arena);
  if (!ok)
    several_wrap_error(text, err);
  return ok;
}

/* One after the other, until one fails; what was done before stays. */
static bool run_parts(struct execution *execution, const struct list *parts,
                      struct outcome *outcome, struct buf *body, int64_t *rows,
                      struct err *err)
{
  struct buf ids, types;
  int binds_used = 0;
  bool ok = true;

  /* docs.snowflake.com/en/developer-guide/sql-api/submitting-multiple-statements */
  if (execution->session->is_stateless && execution->message.bind_count)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'variable binding in multi-statement SQL "
                   "requests'.");
  buf_init(&ids);
  buf_init(&types);
  for (int i = 0; ok && i < parts->count && !execution->message.describe_only; i++)
    ok = run_part(execution, parts->at[i], &binds_used, &ids, &types, err);
  execution->result_ids = buf_text(&ids);
  execution->result_types = buf_text(&types);
  if (ok)
    outcome_several(execution->arena, outcome);
  ok = ok && put_outcome(execution, outcome, body, rows, err);
  outcome_clear(outcome);
  buf_clear(&ids);
  buf_clear(&types);
  return ok;
}

static bool run_all(struct execution *execution, struct exec_request *request,
                    struct outcome *outcome, struct buf *body, int64_t *rows,
                    struct err *err)
{
  struct list parts = { 0 };

  if (request->statement_count == 1)
    return run_one(execution, request, outcome, body, rows, err);
  if (!exec_split(execution->arena, request->sql, request->statement_count, &parts, err))
    return false;
  if (parts.count == 1)
    return run_one(execution, request, outcome, body, rows, err);
  return run_parts(execution, &parts, outcome, body, rows, err);
}

static bool run(struct execution *execution, struct buf *body, int64_t *rows,
                struct err *err)
{
  struct exec_request request = make_request(execution);
  struct outcome outcome = { 0 };
  bool ok;

  if (!answer_start(execution->answers, execution->answer,
                    time_limit_running(execution->session), err))
    return false;
  if (params_is_true(execution->session->params, "ABORT_DETACHED_QUERY"))
    answer_abort_when_detached(execution->answers, execution->answer);
  remember_begin(execution, &request);
  ok = run_all(execution, &request, &outcome, body, rows, err);
  answer_stop(execution->answers, execution->answer, err);
  remember_end(execution, &request, &outcome, *rows, ok ? NULL : err);
  if (!request.describe_only)
    count(execution, *rows, body->len, ok ? NULL : err);
  return ok;
}

/* Every line of this thread says which statement it is about. */
static void set_log_context(const struct execution *execution)
{
  char context[80];

  snprintf(context, sizeof context, "session=%llu query=%s",
           (unsigned long long)execution->session->id,
           answer_query_id(execution->answer));
  log_set_context(text_of(context));
}

static void log_statement(const struct execution *execution, int64_t began_ns,
                          int64_t rows)
{
  struct text sql;

  if (!log_is_on(LOG_LEVEL_DEBUG))
    return;
  sql = text_slice(exec_redact(execution->arena, execution->message.sql), 0,
                   MAX_LOGGED_STATEMENT);
  log_debug("ran for %lld us, %lld rows: " TEXT_FMT,
            (long long)(clock_monotonic_ns() - began_ns) / 1000, (long long)rows,
            TEXT_ARG(sql));
}

static void log_failure(const struct execution *execution, const struct err *err)
{
  bool is_inside = err->code == ERR_INTERNAL;
  struct err shown;

  if (!log_is_on(is_inside ? LOG_LEVEL_ERROR : LOG_LEVEL_DEBUG))
    return;
  exec_redact_error(execution->message.sql, err, &shown);
  if (is_inside)
    log_error("statement failed inside: %s", shown.message);
  else
    log_debug("statement failed: %06d %s", err_number(err->code), shown.message);
}

static bool try_context(struct session *session, const struct message_context *context,
                        struct err *err)
{
  struct text database = context->database.at ? context->database : session->database;

  if (context->role.at && !session_use_role(session, context->role, err))
    return false;
  if (context->warehouse.at && !session_use_warehouse(session, context->warehouse, err))
    return false;
  if (context->schema.at)
    return session_use_schema(session, database, context->schema, err);
  return !context->database.at || session_use_database(session, database, err);
}

static struct text keep_name(struct arena *arena, struct text name)
{
  return name.at ? arena_text(arena, name) : name;
}

/* All of it, or nothing where one of the names is not there. */
static bool use_context(struct execution *execution, struct err *err)
{
  struct session *session = execution->session;
  struct arena *arena = execution->arena;
  struct message_context before = {
    .role = keep_name(arena, session->role),
    .warehouse = keep_name(arena, session->warehouse),
    .database = keep_name(arena, session->database),
    .schema = keep_name(arena, session->schema),
  };

  if (try_context(session, &execution->message.context, err))
    return true;
  session_set(&session->role, before.role);
  session_set(&session->warehouse, before.warehouse);
  session_set(&session->database, before.database);
  session_set(&session->schema, before.schema);
  return false;
}

static bool has_context(const struct message_context *context)
{
  return context->role.at || context->warehouse.at || context->database.at ||
         context->schema.at;
}

static bool run_with_params(struct execution *execution, struct buf *body, int64_t *rows,
                            struct err *err)
{
  struct override *overrides = apply_params(execution);
  bool ok = run(execution, body, rows, err);

  restore_params(execution, overrides);
  return ok;
}

static bool run_in_session(struct execution *execution, struct buf *body, int64_t *rows,
                           struct err *err)
{
  bool ok;

  if (!execution->message.describe_only)
    cancel_first(execution->arena, execution->answers, execution->session->user,
                 execution->message.sql, text_of(answer_query_id(execution->answer)));
  if (!answer_lock_session(execution->answer, execution->session, err))
    return false;
  ok = (!has_context(&execution->message.context) || use_context(execution, err)) &&
       run_with_params(execution, body, rows, err);
  execution->session->queued_seconds = time_limit_queued(execution->session);
  sessions_note_place(execution->session->instance->sessions, execution->session);
  session_unlock(execution->session);
  return ok;
}

static void execute(struct execution *execution)
{
  int64_t began_ns = clock_monotonic_ns(), rows = 0;
  struct buf body;
  struct err err;
  bool ok;

  set_log_context(execution);
  buf_init(&body);
  err_clear(&err);
  ok = run_in_session(execution, &body, &rows, &err);
  log_statement(execution, began_ns, rows);
  if (!ok) {
    log_failure(execution, &err);
    put_error(execution, &err, &body);
  }
  answer_end(execution->answers, execution->answer, &body, rows, ok ? NULL : &err);
  buf_clear(&body);
  arena_free(execution->arena);
  log_set_context(TEXT(""));
}

static void execute_job(void *execution)
{
  execute(execution);
}

void execution_run(struct answers *answers, struct answer *answer,
                   struct session *session, struct arena *arena,
                   const struct query_message *message, struct text base_url)
{
  struct execution execution = { answers, answer, session, arena, *message, base_url };

  execute(&execution);
}

void execution_start(struct answers *answers, struct answer *answer,
                     struct session *session, struct arena *arena,
                     const struct query_message *message, struct text base_url)
{
  struct execution *execution = ARENA_NEW(arena, struct execution);

  *execution = (struct execution){ answers, answer, session, arena, *message, base_url };
  if (!workers_submit(session->instance->workers, execute_job, execution))
    execute_job(execution);
}
