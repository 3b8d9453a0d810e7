/* exec.c: runs the statements of one request in a session: parse, dispatch, remember. */
#include "exec/call_stmt.h"
#include "exec/exec.h"

#include <time.h>

#include "base/clock.h"
#include "exec/binds.h"
#include "exec/ddl.h"
#include "exec/ddl_integration.h"
#include "exec/describe_stmt.h"
#include "exec/copy_stmt.h"
#include "exec/copy_validate.h"
#include "exec/dml_stmt.h"
#include "exec/directory_table.h"
#include "exec/dynamic_table.h"
#include "exec/execute_file.h"
#include "exec/explain_stmt.h"
#include "exec/files_stmt.h"
#include "exec/flow_stmt.h"
#include "exec/infer_schema.h"
#include "exec/session_stmt.h"
#include "exec/show_stmt.h"
#include "exec/staged_source.h"
#include "exec/statement_kinds.h"
#include "exec/statement_plan.h"
#include "exec/stateless.h"
#include "exec/table_lock.h"
#include "exec/transaction.h"
#include "exec/use_stmt.h"
#include "session/commits.h"
#include "session/history.h"
#include "session/instance.h"
#include "session/stage_sweep.h"
#include "sql/fold.h"
#include "sql/parse.h"

#define PAUSE_MS 2
#define NANOS_A_MILLI 1000000LL
#define NANOS_A_SECOND 1000000000LL
#define MAX_STATEMENT (16 << 20) /* Bytes of SQL text; Snowflake's own limit is 1 MB. */

static bool status(struct run *run, struct outcome *outcome, int type_id)
{
  outcome_status(run->arena, outcome, type_id, TEXT("Statement executed successfully."));
  return true;
}

static bool run_transaction(struct run *run, const struct statement *statement,
                            struct outcome *outcome, struct err *err)
{
  struct session *session = run->session;
  bool ok = true;

  if (run->request->describe_only)
    return status(run, outcome, TYPE_ID_TRANSACTION);
  switch (statement->kind) {
  case STMT_BEGIN: transaction_begin(session, statement->text); break;
  case STMT_COMMIT: ok = transaction_commit(session, err); break;
  default: transaction_rollback(session); break;
  }
  if (statement->kind != STMT_BEGIN)
    table_unlock_all(session);
  return ok &&
         status(run, outcome,
                statement->kind == STMT_COMMIT ? TYPE_ID_COMMIT : TYPE_ID_TRANSACTION);
}

static bool unsupported(const struct statement *statement, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
                 TEXT_ARG(statement->text));
}

/* DDL commits what is open, and is its own transaction. */
static bool before_ddl(struct run *run, struct err *err)
{
  bool ok = run->session->transaction != TRANSACTION_OPEN ||
            transaction_commit(run->session, err);

  table_unlock_all(run->session);
  return ok;
}

static void pause_a_little(void)
{
  struct timespec pause = { 0, PAUSE_MS * NANOS_A_MILLI };

  nanosleep(&pause, NULL);
}

/* Inserts of their own take no lock: they and DDL may meet in the engine. */
static bool ddl_until_done(struct run *run, const struct statement *statement,
                           struct outcome *outcome, struct err *err)
{
  int64_t until = clock_monotonic_ns() +
                  params_number(run->session->params, "LOCK_TIMEOUT") * NANOS_A_SECOND;

  for (;;) {
    err_clear(err);
    if (ddl_run(run, statement, outcome, err))
      return true;
    if (!engine_error_is_conflict(err) || clock_monotonic_ns() >= until)
      return false;
    pause_a_little();
  }
}

/* The statement as a whole counts as its commit: its table is its own meanwhile. */
static bool ddl_as_commit(struct run *run, const struct statement *statement,
                          const struct table_set *changed, struct outcome *outcome,
                          struct err *err)
{
  struct commits *commits = run->session->instance->commits;
  bool ok;

  commits_begin(commits, changed);
  ok = ddl_until_done(run, statement, outcome, err);
  commits_end(commits, changed);
  return ok;
}

/* DDL that answers with rows of its own. */
static bool run_refresh(struct run *run, const struct statement *statement,
                        struct outcome *outcome, struct err *err)
{
  return (run->request->describe_only || before_ddl(run, err)) &&
         directory_refresh_run(run, statement, outcome, err);
}

static bool run_ddl(struct run *run, const struct statement *statement,
                    struct outcome *outcome, struct err *err)
{
  struct table_set changed = { 0 };
  bool ok;

  if (run->request->describe_only)
    return status(run, outcome, TYPE_ID_DDL);
  ok = before_ddl(run, err) && table_lock_for_ddl(run, statement, &changed, err) &&
       ddl_as_commit(run, statement, &changed, outcome, err);
  table_unlock_all(run->session);
  table_set_clear(&changed);
  return ok;
}

/* SHOW reads the catalog, then counts rows in the engine: a table may go in between. */
static bool run_show(struct run *run, const struct statement *statement,
                     struct outcome *outcome, struct err *err)
{
  for (;;) {
    uint64_t version = pipeline_version(run);

    err_clear(err);
    if (show_run(run, statement, outcome, err))
      return true;
    if (!pipeline_recover(run, err) || !pipeline_is_stale(run->session, version, err))
      return false;
    outcome_clear(outcome);
  }
}

static bool dispatch(struct run *run, const struct statement *statement,
                     struct outcome *outcome, struct err *err);
static bool run_nested(struct session *session, struct arena *arena,
                       const struct exec_request *request, struct outcome *outcome,
                       struct err *err);

/* The values of USING stand for the text's ? in order. */
static bool using_values(struct run *run, const struct list *values,
                         struct bind_constant **binds, struct err *err)
{
  int count = values ? values->count : 0;

  *binds = ARENA_ARRAY(run->arena, (size_t)count, struct bind_constant);
  for (int i = 0; i < count; i++)
    if (!pipeline_value(run, values->at[i], &(*binds)[i], err))
      return false;
  return true;
}

static const struct statement *parse_text(struct run *run, struct text text,
                                          struct err *err)
{
  struct list statements = { 0 };

  if (!parse_statements(run->arena, text, &statements, err))
    return NULL;
  if (statements.count == 1)
    return statements.at[0];
  if (statements.count)
    err_set(err, ERR_UNSUPPORTED,
            "Unsupported feature 'EXECUTE IMMEDIATE of several statements'.");
  else
    err_set(err, ERR_EMPTY_STATEMENT, "SQL compilation error:\nEmpty SQL statement.");
  return NULL;
}

static bool run_call(struct run *run, const struct statement *statement,
                     struct outcome *outcome, struct err *err)
{
  const struct statement *query = call_query(run->arena, statement);

  return query ? dispatch(run, query, outcome, err) : unsupported(statement, err);
}

/* EXECUTE IMMEDIATE: a text that is one statement, run as if it had been sent. */
static bool execute_immediate(struct run *run, const struct statement *statement,
                              struct outcome *outcome, struct err *err)
{
  const struct execute *execute = statement->execute;
  const struct exec_request *sent = run->request;
  struct exec_request request = *sent;
  struct bind_constant text, *binds, *sent_binds = run->binds;
  const struct statement *inner;
  bool ok;

  if (!pipeline_value(run, execute->text, &text, err) ||
      !using_values(run, execute->values, &binds, err))
    return false;
  if (text.is_null || text.type.kind != TYPE_VARCHAR)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nEXECUTE IMMEDIATE takes the text of a "
                   "statement.");
  request.sql = arena_text(run->arena, text.value);
  request.bind_count = execute->values ? execute->values->count : 0;
  inner = parse_text(run, request.sql, err);
  if (!inner)
    return false;
  run->request = &request;
  run->sql = request.sql;
  run->binds = binds;
  ok = dispatch(run, inner, outcome, err);
  run->request = sent;
  run->sql = sent->sql;
  run->binds = sent_binds;
  return ok;
}

static bool dispatch(struct run *run, const struct statement *statement,
                     struct outcome *outcome, struct err *err)
{
  switch (statement->kind) {
  case STMT_QUERY:
    outcome->type_id = TYPE_ID_SELECT;
    return pipeline_query(run, statement->query, outcome, err);
  case STMT_INSERT:
  case STMT_MULTI_INSERT:
  case STMT_UPDATE:
  case STMT_DELETE:
  case STMT_MERGE: return dml_run(run, statement, outcome, err);
  case STMT_TRUNCATE:
    return run->request->describe_only ? status(run, outcome, TYPE_ID_DDL)
                                       : truncate_run(run, statement, outcome, err);
  case STMT_ALTER:
    if (dynamic_is_refresh(statement))
      return dynamic_refresh_run(run, statement, outcome, err);
    if (directory_is_refresh(statement))
      return run_refresh(run, statement, outcome, err);
    return run_ddl(run, statement, outcome, err);
  case STMT_CREATE_DATABASE:
  case STMT_CREATE_SCHEMA:
  case STMT_CREATE_TABLE:
  case STMT_CREATE_VIEW:
  case STMT_CREATE_SEQUENCE:
  case STMT_CREATE_WAREHOUSE:
  case STMT_CREATE_INDEX:
  case STMT_CREATE_VOLUME:
  case STMT_CREATE_FILE_FORMAT:
  case STMT_CREATE_STAGE:
  case STMT_CREATE_PIPE:
  case STMT_CREATE_USER:
  case STMT_CREATE_ROUTINE:
  case STMT_DROP:
  case STMT_UNDROP:
  case STMT_COMMENT: return run_ddl(run, statement, outcome, err);
  case STMT_SHOW: return run_show(run, statement, outcome, err);
  case STMT_DESCRIBE: return describe_run(run, statement, outcome, err);
  case STMT_USE: return use_run(run, statement, outcome, err);
  case STMT_BEGIN:
  case STMT_COMMIT:
  case STMT_ROLLBACK: return run_transaction(run, statement, outcome, err);
  case STMT_SET:
  case STMT_UNSET:
  case STMT_ALTER_SESSION: return session_run(run, statement, outcome, err);
  case STMT_EXPLAIN: return explain_run(run, statement, outcome, err);
  case STMT_COPY: return copy_run(run, statement, outcome, err);
  case STMT_FILES: return files_run(run, statement, outcome, err);
  case STMT_FLOW: return flow_run(run, statement, dispatch, outcome, err);
  case STMT_CREATE_OTHER:
    return ddl_is_integration(statement->create->kind_words)
             ? run_ddl(run, statement, outcome, err)
             : unsupported(statement, err);
  case STMT_CALL: return run_call(run, statement, outcome, err);
  case STMT_GRANT:
  case STMT_EXECUTE_OBJECT:
  case STMT_BLOCK: return unsupported(statement, err);
  case STMT_EXECUTE_IMMEDIATE: return execute_immediate(run, statement, outcome, err);
  case STMT_EXECUTE_FILE:
    return execute_file_run(run, statement->copy, run_nested, outcome, err);
  }
  return unsupported(statement, err);
}

static bool check_count(int64_t wanted, int count, struct err *err)
{
  if (count == 0)
    return err_set(err, ERR_EMPTY_STATEMENT,
                   "SQL compilation error:\nEmpty SQL statement.");
  if (wanted && wanted != count)
    return err_set(
      err, ERR_STATEMENT_COUNT,
      "Actual statement count %d did not match the desired statement count %lld.", count,
      (long long)wanted);
  return true;
}

static bool check_length(struct text sql, struct err *err)
{
  return sql.len <= MAX_STATEMENT ||
         err_set(err, ERR_STATEMENT_TOO_LONG,
                 "SQL compilation error:\nThe statement has %zu bytes; the most that is "
                 "taken is %d.",
                 sql.len, MAX_STATEMENT);
}

bool exec_split(struct arena *arena, struct text sql, int64_t wanted, struct list *parts,
                struct err *err)
{
  struct list statements = { 0 };

  if (!check_length(sql, err) || !parse_statements(arena, sql, &statements, err) ||
      !check_count(wanted, statements.count, err))
    return false;
  for (int i = 0; i < statements.count; i++) {
    const struct statement *statement = statements.at[i];
    struct exec_part *part = ARENA_NEW(arena, struct exec_part);

    *part = (struct exec_part){ statement->source, statement->place.line,
                                statement->place.column, statement->bind_count,
                                statement->numbers_binds };
    list_add(arena, parts, part);
  }
  return true;
}

bool exec_split_any(struct arena *arena, struct text sql, struct list *parts,
                    struct err *err)
{
  struct list places = { 0 };

  if (!check_length(sql, err) || !parse_places(arena, sql, &places, err))
    return false;
  for (int i = 0; i < places.count; i++) {
    const struct place *place = places.at[i];
    struct exec_part *part = ARENA_NEW(arena, struct exec_part);

    *part = (struct exec_part){ .sql = text_slice(sql, place->from,
                                                  place->to - place->from),
                                .line = place->line,
                                .column = place->column };
    list_add(arena, parts, part);
  }
  return true;
}

/* After an error with TRANSACTION_ABORT_ON_ERROR only the end of the transaction is taken. */
static bool may_run(const struct session *session, const struct statement *statement,
                    struct err *err)
{
  if (session->transaction != TRANSACTION_ABORTED || statement->kind == STMT_COMMIT ||
      statement->kind == STMT_ROLLBACK)
    return true;
  return err_set(err, ERR_TRANSACTION_ABORTED,
                 "Transaction '%lld' was aborted, SQL execution canceled.",
                 (long long)session->last_transaction_id);
}

static bool run_one(struct run *run, const struct statement *statement,
                    struct outcome *outcome, struct err *err)
{
  outcome->bind_count = statement->bind_count;
  if (!run->request->describe_only)
    history_set_type(run->request->remembered, statement_query_type(statement));
  if ((run->request->bind_count || run->request->bind_stage.len) && !binds_read(run, err))
    return false;
  return dispatch(run, statement, outcome, err);
}

/* ---- where the time goes ---- */

struct watch {
  int64_t began_ns;
  struct engine_times engine;
};

static struct watch watch_start(const struct session *session)
{
  return (struct watch){ clock_monotonic_ns(), engine_times(session->connection) };
}

/* Of a statement that the binder reads, what is not the engine's own is the binder's; other
 * statements are carried out by code. */
static bool is_bound(const struct statement *statement)
{
  return statement->kind == STMT_QUERY || statement->kind == STMT_EXPLAIN ||
         statement_is_dml(statement);
}

static void watch_stop(const struct watch *watch, const struct session *session,
                       const struct statement *statement, struct stage_times *times)
{
  struct engine_times engine = engine_times(session->connection);
  int64_t plan_ns = engine.plan_ns - watch->engine.plan_ns;
  int64_t run_ns = engine.run_ns - watch->engine.run_ns;
  int64_t rest_ns = clock_monotonic_ns() - watch->began_ns - plan_ns - run_ns;

  times->plan += plan_ns;
  times->execute += run_ns;
  if (is_bound(statement))
    times->bind += rest_ns;
  else
    times->execute += rest_ns;
}

static bool run_timed(struct run *run, const struct statement *statement,
                      struct outcome *outcome, struct err *err)
{
  struct watch watch = watch_start(run->session);
  bool ok = run_one(run, statement, outcome, err);

  if (run->request->times)
    watch_stop(&watch, run->session, statement, run->request->times);
  return ok;
}

static bool parse_timed(struct run *run, struct list *statements, struct err *err)
{
  int64_t began_ns = clock_monotonic_ns();
  bool ok = parse_statements(run->arena, run->sql, statements, err);

  if (run->request->times)
    run->request->times->parse += clock_monotonic_ns() - began_ns;
  return ok;
}

static bool run_request(struct session *session, struct arena *arena,
                        const struct exec_request *request, struct outcome *outcome,
                        struct err *err)
{
  struct run run = { .session = session,
                     .arena = arena,
                     .request = request,
                     .now_ns = clock_now_ns(),
                     .streams = request->streams,
                     .staged = staged_source_reader(),
                     .infer = infer_schema_rows,
                     .validate = copy_validate_rows,
                     .sql = request->sql };
  struct list statements = { 0 };
  bool ok;

  session->statement_id = request->query_id;
  *outcome = (struct outcome){ 0 };
  if (!check_length(request->sql, err))
    return false;
  if (params_is_true(session->params, "QUOTED_IDENTIFIERS_IGNORE_CASE"))
    run.sql = fold_quoted_names(arena, run.sql);
  if (!parse_timed(&run, &statements, err) || !check_count(1, statements.count, err) ||
      !may_run(session, statements.at[0], err) ||
      (session->is_stateless &&
       !stateless_may_run(statements.at[0], request->is_part, err)))
    return false;
  ok = run_timed(&run, statements.at[0], outcome, err);
  if (ok)
    outcome->fetched = run.fetched;
  else
    outcome_release(&run.fetched);
  session->statement_id = "";
  if (!run.bind_rows_given)
    batch_builder_free(run.bind_rows);
  if (!ok)
    outcome_clear(outcome);
  if (ok && !request->describe_only)
    session_add_query_id(session, request->query_id);
  return ok;
}

static void abort_transaction(struct session *session)
{
  if (params_is_true(session->params, "TRANSACTION_ABORT_ON_ERROR"))
    transaction_abort(session);
}

/* A statement of a file: meanwhile it is the one that runs. */
static bool run_nested(struct session *session, struct arena *arena,
                       const struct exec_request *request, struct outcome *outcome,
                       struct err *err)
{
  const char *outer = session->statement_id;
  bool ok = run_request(session, arena, request, outcome, err);

  session->statement_id = outer;
  return ok;
}

bool exec_run(struct session *session, struct arena *arena,
              const struct exec_request *request, struct outcome *outcome,
              struct err *err)
{
  bool was_open = session->transaction == TRANSACTION_OPEN;
  bool ok;

  engine_forget_interrupt(session->connection); /* It was meant for one before. */
  ok = run_request(session, arena, request, outcome, err);

  if (!ok && !request->describe_only &&
      (was_open || session->transaction == TRANSACTION_OPEN))
    abort_transaction(session);
  return ok;
}

bool exec_again(struct session *session, struct exec_request *request,
                struct outcome *outcome, struct err *err)
{
  bool is_wide = request->wide;
  bool is_stale = outcome->version && pipeline_is_stale(session, outcome->version, err);

  outcome_clear(outcome);
  session_forget_query_id(session, request->query_id);
  if (!is_wide && engine_error_wants_wide(err)) {
    request->wide = true;
    return pipeline_recover_session(session, err);
  }
  if (is_stale)
    return pipeline_recover_session(session, err);
  if (pipeline_recover_session(session, err) && session->transaction == TRANSACTION_OPEN)
    abort_transaction(session);
  return false;
}

void exec_end_session(struct session *session)
{
  engine_forget_interrupt(session->connection);
  transaction_rollback(session);
  table_unlock_all(session);
  catalog_end_session(session->instance->catalog, session->connection, session->id);
  stage_sweep(session->instance->stages, session->instance->catalog);
}
