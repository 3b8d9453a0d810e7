/* journal.h: what an open transaction has done, so that it can be done again.
 *
 * Snowflake keeps a transaction open after a failed statement, with what came before it; DuckDB
 * aborts the whole transaction. So each statement that changed something is kept as DuckDB SQL
 * (with the rows it reads) and, after a failure or a conflict, done again in a new transaction
 * of the engine. The statement's time and constants are literals in that SQL; what it took from
 * a sequence or RANDOM is kept as rows. That leaves the rows that it read: if others have changed
 * a table that a statement read since the engine's snapshot was taken, nothing is done again. */
#ifndef EXEC_JOURNAL_H
#define EXEC_JOURNAL_H

#include "engine/engine.h"
#include "session/commits.h"

struct journal;

/* A journal watches the commits of others from its beginning to its end. */
struct journal *journal_new(struct commits *commits);
void journal_free(struct journal *journal, struct engine *engine); /* NULL is fine. */
bool journal_is_empty(const struct journal *journal);              /* NULL is empty. */
/* Takes the text's copy and the numbers of rows (engine_rows_add), which it drops in the end.
 * `changed`: how many rows it changed, and must change again; -1: whatever it does. */
void journal_add(struct journal *journal, struct text sql, const int64_t *rows,
                 int row_count, int64_t changed);
/* The tables whose rows decided what such a statement did, and those that it changed. */
void journal_add_tables(struct journal *journal, const struct table_set *reads,
                        const struct table_set *writes);
const struct table_set *journal_writes(const struct journal *journal);
/* A statement that cannot be done again: from now on journal_hold fails. */
void journal_seal(struct journal *journal);

/* The engine's transaction is about to begin: what others commit from now on counts as later. */
void journal_begin(struct journal *journal);
/* Whether others have committed to one of these tables since then (NULL: to any). */
bool journal_is_behind(const struct journal *journal, const struct table_set *tables);
/* Doing it all again does the same when what it read is as it was (see commits.h; what is only
 * inserted into may have changed). False when it is not; otherwise it stays so until
 * journal_let_go, before which the engine's new transaction begins and takes its snapshot. */
bool journal_hold(const struct journal *journal) MUST_CHECK;
void journal_let_go(const struct journal *journal);
/* Why journal_hold was false: ERR_CONFLICT. Returns false. */
bool journal_refuse(const struct journal *journal, struct err *err);
/* Runs everything again, in order. ERR_CONFLICT when that fails. */
bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err) MUST_CHECK;

#endif
