/* transaction.c: a session's transaction, as Snowflake understands one. */
#include "exec/transaction.h"

#include <assert.h>

#include "base/clock.h"
#include "exec/journal.h"
#include "session/changes.h"
#include "session/commits.h"
#include "session/instance.h"
#include "session/locks.h"
#include "session/transactions.h"

/* `state`: how it ended, as DESCRIBE TRANSACTION says. */
static void forget(struct session *session, const char *state)
{
  journal_free(session->journal, session->instance->engine);
  session->journal = NULL;
  session->transaction = TRANSACTION_NONE;
  if (session->transaction_id)
    session->last_transaction_id = session->transaction_id;
  session->transaction_id = 0;
  transactions_end(session->instance->transactions, session->id, state);
}

void transaction_begin(struct session *session, struct text name)
{
  struct running_transaction begun = { .session_id = session->id,
                                       .user = session->user,
                                       .name = name };

  if (session->transaction == TRANSACTION_OPEN)
    return;
  session->transaction = TRANSACTION_OPEN;
  session->transaction_started_ns = clock_now_ns();
  session->transaction_id = begun.id = session->transaction_started_ns;
  transactions_begin(session->instance->transactions, &begun);
}

/* The engine's commit, between the two by which other transactions know of it. */
static bool commit(struct session *session, const struct table_set *writes,
                   struct err *err)
{
  struct commits *commits = session->instance->commits;
  bool ok;

  commits_begin(commits, writes);
  ok = engine_commit(session->connection, err);
  commits_end(commits, writes);
  if (ok)
    changes_note(session->instance->changes, writes);
  return ok;
}

/* An engine that cannot even roll back has no transaction open any more. */
static void abandon(struct session *session)
{
  struct err ignored;

  err_clear(&ignored);
  if (engine_in_transaction(session->connection) &&
      !engine_rollback(session->connection, &ignored))
    err_clear(&ignored);
}

bool transaction_commit(struct session *session, struct err *err)
{
  bool ok = !engine_in_transaction(session->connection) ||
            commit(session, journal_writes(session->journal), err);

  forget(session, ok ? "committed" : "rolled back");
  return ok;
}

void transaction_rollback(struct session *session)
{
  abandon(session);
  forget(session, "rolled back");
}

void transaction_abort(struct session *session)
{
  transaction_rollback(session);
  locks_release(session->instance->locks, session->id);
  session->transaction = TRANSACTION_ABORTED;
}

/* The engine's transaction sees what is committed when it begins, tables and columns too. What
 * is noted of that is noted before: it may be older than the snapshot, never newer. */
static bool begin(struct session *session, struct err *err)
{
  if (!session->journal)
    session->journal = journal_new(session->instance->commits);
  session->engine_version = catalog_version(session->instance->catalog);
  journal_begin(session->journal);
  return engine_begin(session->connection, err);
}

/* With the journal's tables held (see journal_hold): they are in the new snapshot as they were in
 * the old one. An interruption is meant for the statement that runs, not for those before it. */
static bool do_again(struct session *session, struct err *err)
{
  bool ok;

  engine_shield(session->connection);
  abandon(session);
  ok = begin(session, err) && engine_snapshot(session->connection, err);
  journal_let_go(session->journal);
  ok = ok && journal_replay(session->journal, session->connection, err);
  engine_unshield(session->connection);
  return ok;
}

static bool replay(struct session *session, struct err *err)
{
  if (journal_is_empty(session->journal)) {
    abandon(session);
    return true;
  }
  if (!journal_hold(session->journal))
    return journal_refuse(session->journal, err);
  return do_again(session, err);
}

static void lose(struct session *session)
{
  transaction_rollback(session);
  locks_release(session->instance->locks, session->id);
}

bool transaction_recover(struct session *session, struct err *err)
{
  if (replay(session, err))
    return true;
  lose(session);
  return false;
}

bool transaction_refresh(struct session *session, const struct table_set *tables,
                         struct err *err)
{
  if (!engine_in_transaction(session->connection) ||
      !journal_is_behind(session->journal, tables) || !journal_hold(session->journal) ||
      do_again(session, err))
    return true;
  lose(session);
  return false;
}

/* The engine's transaction begins with the first change. */
static bool enter(struct session *session, const struct change *change, struct err *err)
{
  if (engine_in_transaction(session->connection))
    return transaction_refresh(session, &change->reads, err);
  return journal_is_empty(session->journal) ? begin(session, err)
                                            : transaction_recover(session, err);
}

/* A query of one number. */
static bool ask(struct engine_connection *connection, struct text sql, int64_t *answer,
                struct err *err)
{
  struct engine_result *result = engine_query(connection, sql, false, err);
  struct batch batch;
  int128 number = 0;
  bool ok = result && engine_fetch(result, &batch, err) && batch.rows == 1 &&
            batch_int(&batch.columns[0], 0, &number);

  engine_result_free(result);
  *answer = (int64_t)number;
  return ok;
}

bool transaction_check(struct engine_connection *connection,
                       const struct change_check *checks, int count, struct err *err)
{
  int64_t rows;

  for (int i = 0; i < count; i++) {
    if (!ask(connection, checks[i].sql, &rows, err))
      return false;
    if (rows)
      return err_set(err, checks[i].code, TEXT_FMT, TEXT_ARG(checks[i].message));
  }
  return true;
}

static bool run_probe(struct session *session, struct change *change, struct err *err)
{
  int64_t number;
  bool ok = ask(session->connection, change->probe, &number, err);

  change->probed = number;
  if (ok && number && change->probe_forbids)
    return err_set(err, ERR_NONDETERMINISTIC_MERGE,
                   "Duplicate row detected during DML action");
  return ok;
}

/* The rows of a result, on the heap. */
static struct batch_builder *keep_rows(struct engine_result *result, int64_t *count,
                                       struct err *err)
{
  struct batch_builder *rows = NULL;
  struct batch batch;

  *count = 0;
  for (;;) {
    if (!engine_fetch(result, &batch, err)) {
      batch_builder_free(rows);
      return NULL;
    }
    if (!rows)
      rows = batch_builder_like(&batch);
    if (!batch.rows)
      return rows;
    batch_builder_append(rows, &batch);
    *count += (int64_t)batch.rows;
  }
}

/* INSERT INTO t (c1, c2) SELECT c0, c1 FROM sg_rows(7), where 7 is what the engine calls them. */
static int64_t give_rows(struct session *session, struct text into,
                         struct batch_builder *rows, struct buf *sql)
{
  int64_t id;

  buf_add_text(sql, into);
  for (int i = 0; i < batch_builder_columns(rows); i++)
    buf_printf(sql, "%s c%d", i ? "," : " SELECT", i);
  id = engine_rows_add(session->instance->engine, rows);
  buf_printf(sql, " FROM sg_rows(%lld)", (long long)id);
  return id;
}

/* What a change takes from its source. */
struct taken {
  struct buf sql;
  int64_t id; /* Of the rows; 0 when there are none, or the journal has them. */
};

static bool take_source(struct session *session, const struct change *change,
                        struct taken *taken, struct err *err)
{
  struct engine_result *result = engine_query(session->connection, change->source, false,
                                              err);
  struct batch_builder *rows = NULL;
  int64_t count;

  if (result)
    rows = keep_rows(result, &count, err);
  engine_result_free(result);
  if (!rows)
    return false;
  taken->id = give_rows(session, change->into, rows, &taken->sql);
  return true;
}

static void taken_clear(struct session *session, struct taken *taken)
{
  if (taken->id)
    engine_rows_drop(session->instance->engine, taken->id);
  buf_clear(&taken->sql);
}

/* A transaction that cannot begin anew may see an older state: checks would pass that do not. */
static bool is_current(struct session *session, const struct change *change,
                       struct err *err)
{
  if (!change->check_count || !journal_is_behind(session->journal, &change->reads))
    return true;
  return err_set(
    err, ERR_LOCK_TIMEOUT,
    "Statement was aborted because other transactions have changed rows that "
    "its constraints are about, and this transaction cannot be done again.");
}

static bool run_steps(struct session *session, struct change *change, struct err *err)
{
  for (int i = 0; i < change->step_count; i++) {
    struct engine_result *result = engine_query(session->connection, change->steps[i],
                                                false, err);

    if (!result)
      return false;
    change->step_rows[i] = engine_rows_changed(result);
    engine_result_free(result);
  }
  return true;
}

static struct engine_result *run_last(struct session *session,
                                      const struct change *change, struct err *err)
{
  struct engine_result *result = engine_query(session->connection,
                                              change->sql[change->count - 1], false, err);

  if (result && change->counts_rows && !engine_rows_changed(result))
    return result;
  if (result &&
      transaction_check(session->connection, change->checks, change->check_count, err))
    return result;
  engine_result_free(result);
  return NULL;
}

static struct engine_result *run_all(struct session *session, struct change *change,
                                     struct taken *taken, struct err *err)
{
  if (change->probe.len && !run_probe(session, change, err))
    return NULL;
  if (!run_steps(session, change, err))
    return NULL;
  if (change->source.len) {
    if (!take_source(session, change, taken, err))
      return NULL;
    change->sql[change->count++] = buf_text(&taken->sql);
  }
  for (int i = 0; i < change->count - 1; i++)
    if (!engine_run(session->connection, change->sql[i], err))
      return NULL;
  return run_last(session, change, err);
}

/* The engine commits with the statement's end, which is quicker than BEGIN and COMMIT. */
static struct engine_result *change_at_once(struct session *session,
                                            const struct change *change, struct err *err)
{
  struct commits *commits = session->instance->commits;
  struct engine_result *result;

  commits_begin(commits, &change->writes);
  result = engine_query(session->connection, change->sql[0], false, err);
  commits_end(commits, &change->writes);
  if (result)
    changes_note(session->instance->changes, &change->writes);
  return result;
}

static struct engine_result *change_alone(struct session *session, struct change *change,
                                          struct taken *taken, struct err *err)
{
  struct engine_result *result;

  if (change->count == 1 && !change->step_count && !change->probe.len &&
      !change->source.len && !change->check_count)
    return change_at_once(session, change, err);
  if (!engine_begin(session->connection, err))
    return NULL;
  result = run_all(session, change, taken, err);
  if (result && commit(session, &change->writes, err))
    return result;
  engine_result_free(result);
  abandon(session);
  return NULL;
}

/* Rows that are kept were read once for ever; only what is emptied before is read again. */
static void journal_tables(struct session *session, const struct change *change,
                           bool rows_kept)
{
  static const struct table_set none;
  const struct table_set *emptied = change->count > 1 ? &change->writes : &none;

  journal_add_tables(session->journal, rows_kept ? emptied : &change->reads,
                     &change->writes);
}

/* What it did, without how. */
static void journal_rows(struct session *session, const struct change *change,
                         struct batch_builder *rows)
{
  struct buf sql;
  int64_t id;

  buf_init(&sql);
  id = give_rows(session, change->again, rows, &sql);
  journal_add(session->journal, buf_text(&sql), &id, 1, change->returned);
  buf_clear(&sql);
}

static void journal_last(struct session *session, struct change *change,
                         struct taken *taken, int64_t changed)
{
  struct text last = change->sql[change->count - 1];

  if (taken->id) {
    journal_add(session->journal, last, &taken->id, 1, changed);
    taken->id = 0;
    return;
  }
  journal_add(session->journal, last, change->rows, change->row_count, changed);
  change->kept_rows = true;
}

/* The rows that it was given are read by the first of several steps. */
static void journal_steps(struct session *session, struct change *change)
{
  for (int i = 0; i < change->step_count; i++) {
    journal_add(session->journal, change->steps[i], change->rows,
                i ? 0 : change->row_count, -1);
    change->kept_rows = true;
  }
  if (change->step_count)
    change->row_count = 0;
}

static bool journal_change(struct session *session, struct change *change,
                           struct taken *taken, struct engine_result *result,
                           struct err *err)
{
  struct batch_builder *rows = NULL;

  if (change->again.len && !(rows = keep_rows(result, &change->returned, err)))
    return false;
  /* Which of several rows that met it a row was changed by is anybody's guess. */
  if ((change->is_volatile || change->may_differ || change->probed) && !rows &&
      !taken->id)
    journal_seal(session->journal);
  journal_tables(session, change, rows || taken->id);
  journal_steps(session, change);
  for (int i = 0; i < change->count - 1; i++)
    journal_add(session->journal, change->sql[i], NULL, 0, -1);
  if (rows)
    journal_rows(session, change, rows);
  else
    journal_last(session, change, taken, engine_rows_changed(result));
  return true;
}

static struct engine_result *change_open(struct session *session, struct change *change,
                                         struct taken *taken, struct err *err)
{
  struct engine_result *result;
  struct err again;

  if (!enter(session, change, err) || !is_current(session, change, err))
    return NULL;
  result = run_all(session, change, taken, err);
  if (result && journal_change(session, change, taken, result, err))
    return result;
  engine_result_free(result);
  err_clear(&again);
  if (!transaction_recover(session, &again))
    *err = again;
  return NULL;
}

struct engine_result *transaction_change(struct session *session, struct change *change,
                                         struct err *err)
{
  struct engine_result *result;
  struct taken taken = { 0 };

  assert(change->writes.count);
  buf_init(&taken.sql);
  change->returned = -1;
  if (session->transaction == TRANSACTION_OPEN)
    result = change_open(session, change, &taken, err);
  else
    result = change_alone(session, change, &taken, err);
  taken_clear(session, &taken);
  return result;
}
