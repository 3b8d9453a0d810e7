/* transaction.c: a session's transaction, as Snowflake understands one. */
#include "exec/transaction.h"

#include "base/clock.h"
#include "exec/journal.h"
#include "session/instance.h"
#include "session/locks.h"

static void forget(struct session *session)
{
  journal_free(session->journal, session->instance->engine);
  session->journal = NULL;
  session->transaction = TRANSACTION_NONE;
  session->transaction_id = 0;
}

void transaction_begin(struct session *session)
{
  if (session->transaction == TRANSACTION_OPEN)
    return;
  session->transaction = TRANSACTION_OPEN;
  session->transaction_started_ns = clock_now_ns();
  session->transaction_id = session->transaction_started_ns;
}

bool transaction_commit(struct session *session, struct err *err)
{
  bool ok = true;

  if (engine_in_transaction(session->connection))
    ok = engine_commit(session->connection, err);
  forget(session);
  return ok;
}

void transaction_rollback(struct session *session)
{
  struct err ignored; /* A transaction that cannot be rolled back is gone already. */

  err_clear(&ignored);
  if (engine_in_transaction(session->connection) &&
      !engine_rollback(session->connection, &ignored))
    err_clear(&ignored);
  forget(session);
}

/* The engine's transaction sees what is committed when it begins, tables and columns too. */
static bool begin(struct session *session, struct err *err)
{
  session->engine_version = catalog_version(session->instance->catalog);
  return engine_begin(session->connection, err);
}

/* An interruption is meant for the statement that failed, not for those that went well. */
static bool replay(struct session *session, struct err *err)
{
  struct err ignored;
  bool ok;

  err_clear(&ignored);
  if (engine_in_transaction(session->connection) &&
      !engine_rollback(session->connection, &ignored))
    err_clear(&ignored);
  if (journal_is_empty(session->journal))
    return true;
  engine_shield(session->connection);
  ok = begin(session, err) && journal_replay(session->journal, session->connection, err);
  engine_unshield(session->connection);
  return ok;
}

bool transaction_recover(struct session *session, struct err *err)
{
  if (replay(session, err))
    return true;
  transaction_rollback(session);
  locks_release(session->instance->locks, session->id);
  return false;
}

/* The engine's transaction begins with the first change. */
static bool enter(struct session *session, struct err *err)
{
  if (engine_in_transaction(session->connection))
    return true;
  return journal_is_empty(session->journal) ? begin(session, err)
                                            : transaction_recover(session, err);
}

static bool run_probe(struct session *session, struct change *change, struct err *err)
{
  struct engine_result *result = engine_query(session->connection, change->probe, false,
                                              err);
  struct batch batch;
  int128 number = 0;
  bool ok = result && engine_fetch(result, &batch, err) && batch.rows == 1 &&
            batch_int(&batch.columns[0], 0, &number);

  engine_result_free(result);
  change->probed = (int64_t)number;
  if (ok && number && change->probe_forbids)
    return err_set(err, ERR_NONDETERMINISTIC_MERGE,
                   "Duplicate row detected during DML action");
  return ok;
}

static struct engine_result *run_all(struct session *session, struct change *change,
                                     struct err *err)
{
  if (change->probe.len && !run_probe(session, change, err))
    return NULL;
  for (int i = 0; i < change->count - 1; i++)
    if (!engine_run(session->connection, change->sql[i], err))
      return NULL;
  return engine_query(session->connection, change->sql[change->count - 1], false, err);
}

static struct engine_result *change_alone(struct session *session, struct change *change,
                                          struct err *err)
{
  struct engine_result *result;
  struct err ignored;

  err_clear(&ignored);
  if (change->count == 1 && !change->probe.len)
    return engine_query(session->connection, change->sql[0], false, err);
  if (!engine_begin(session->connection, err))
    return NULL;
  result = run_all(session, change, err);
  if (result && engine_commit(session->connection, err))
    return result;
  engine_result_free(result);
  if (engine_in_transaction(session->connection) &&
      !engine_rollback(session->connection, &ignored))
    err_clear(&ignored);
  return NULL;
}

/* The rows that a statement returned, on the heap. */
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

/* INSERT INTO t (c1, c2) SELECT c0, c1 FROM sg_rows(7): what it did, without how. */
static void journal_rows(struct session *session, const struct change *change,
                         struct batch_builder *rows)
{
  struct buf sql;
  int64_t id;

  buf_init(&sql);
  buf_add_text(&sql, change->again);
  for (int i = 0; i < batch_builder_columns(rows); i++)
    buf_printf(&sql, "%s c%d", i ? "," : " SELECT", i);
  id = engine_rows_add(session->instance->engine, rows);
  buf_printf(&sql, " FROM sg_rows(%lld)", (long long)id);
  journal_add(session->journal, buf_text(&sql), &id, 1, change->returned);
  buf_clear(&sql);
}

static bool journal_change(struct session *session, struct change *change,
                           struct engine_result *result, struct err *err)
{
  struct batch_builder *rows = NULL;
  int last = change->count - 1;

  if (change->again.len && !(rows = keep_rows(result, &change->returned, err)))
    return false;
  if (!session->journal)
    session->journal = journal_new();
  if (change->is_volatile && !rows)
    journal_seal(session->journal);
  for (int i = 0; i < last; i++)
    journal_add(session->journal, change->sql[i], NULL, 0, -1);
  if (rows) {
    journal_rows(session, change, rows);
    return true;
  }
  journal_add(session->journal, change->sql[last], change->rows, change->row_count,
              engine_rows_changed(result));
  change->kept_rows = true;
  return true;
}

struct engine_result *transaction_change(struct session *session, struct change *change,
                                         struct err *err)
{
  struct engine_result *result;
  struct err again;

  if (session->transaction != TRANSACTION_OPEN)
    return change_alone(session, change, err);
  if (!enter(session, err))
    return NULL;
  result = run_all(session, change, err);
  if (result && journal_change(session, change, result, err))
    return result;
  engine_result_free(result);
  err_clear(&again);
  if (!transaction_recover(session, &again))
    *err = again;
  return NULL;
}
