/* transaction.h: a session's transaction, as Snowflake understands one.
 *
 * Each statement reads what is committed when it begins (Snowflake's READ COMMITTED). The engine's
 * transaction begins with the first change, and reads one state from then on: so it begins anew,
 * with all its changes, when a statement reads a table to which others have committed since. That
 * is left out where doing those changes again might not do the same: then the state stays. */
#ifndef EXEC_TRANSACTION_H
#define EXEC_TRANSACTION_H

#include "session/commits.h"
#include "session/session.h"

/* BEGIN (`name` may be empty), COMMIT and ROLLBACK; a BEGIN inside a transaction, and a COMMIT or ROLLBACK outside
 * one, do nothing. */
void transaction_begin(struct session *session, struct text name);
bool transaction_commit(struct session *session, struct err *err) MUST_CHECK;
void transaction_rollback(struct session *session);
/* Rolls back and releases the locks, but until COMMIT or ROLLBACK no other statement runs. */
void transaction_abort(struct session *session);
/* After a failed statement: brings the engine back to what the transaction had done before it.
 * False when that cannot be had; the transaction is rolled back then, its locks released. */
bool transaction_recover(struct session *session, struct err *err) MUST_CHECK;

/* Before a statement reads these tables (NULL: it may read any): see above. False when the
 * transaction is lost with that; it is rolled back then, its locks released. */
bool transaction_refresh(struct session *session, const struct table_set *tables,
                         struct err *err) MUST_CHECK;

/* Runs a change: in the open transaction, or in one of its own that is committed at once.
 * `sql` is one or more engine statements; the last one's result is given (NULL when it
 * fails). `rows` are kept for a replay. The numbers pass to the journal inside a transaction,
 * otherwise the caller drops them. */
struct change_check {
  struct text sql; /* A query of one number, asked after the change; it must be 0 ... */
  enum err_code code; /* ... or this is the error. */
  struct text message;
};
struct change {
  struct text probe;  /* A query of one number, asked first; empty for none ... */
  int64_t probed;     /* ... its answer ... */
  bool probe_forbids; /* ... which must be 0: ERR_NONDETERMINISTIC_MERGE otherwise. */
  const struct text *steps; /* Engine statements before all others ... */
  int64_t *step_rows;       /* ... and, out, how many rows each changed. */
  int step_count;
  struct text sql[2]; /* Run in order; the last one's result counts. */
  int count;
  const int64_t *rows;
  int row_count;
  /* Whose rows decide what it does: all tables that it names, but not the one that a plain INSERT
   * adds rows to. The caller's. */
  struct table_set reads;
  struct table_set writes; /* What it changes; never empty. */
  /* What the rows must be like when it is done (see hybrid_check.h), and then nothing that they
   * are may be older than the last commit. */
  const struct change_check *checks;
  int check_count;
  bool
    counts_rows; /* The last result says how many changed: when none did, nothing is asked. */
  bool kept_rows;   /* Out: the journal has the rows now. */
  bool may_differ;  /* Run again it might do something else. */
  bool is_volatile; /* Run again it would do something else ... */
  /* ... but this before a query of the rows that it returned: INSERT INTO t (c1). */
  struct text again;
  int64_t returned; /* Out: how many those were; -1 when nothing was returned. */
  /* A query that is run before anything is changed; what it gives then follows `into` as the
   * last statement: INSERT INTO t (c1). Empty for none. */
  struct text source, into;
};
struct engine_result *transaction_change(struct session *session, struct change *change,
                                         struct err *err);
/* Asks the checks on a connection that is in a transaction: the first that does not hold is the
 * error. */
bool transaction_check(struct engine_connection *connection,
                       const struct change_check *checks, int count,
                       struct err *err) MUST_CHECK;

#endif
