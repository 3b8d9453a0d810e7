/* journal.h: what an open transaction has done, so that it can be done again.
 *
 * Snowflake keeps a transaction open after a failed statement, with what came before it; DuckDB
 * aborts the whole transaction. So each statement that changed something is kept as DuckDB SQL
 * (with the rows it reads) and, after a failure or a conflict, done again in a new transaction
 * of the engine. The statement's time and constants are literals in that SQL; what it took from
 * a sequence or RANDOM is kept as rows. */
#ifndef EXEC_JOURNAL_H
#define EXEC_JOURNAL_H

#include "engine/engine.h"

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal, struct engine *engine); /* NULL is fine. */
bool journal_is_empty(const struct journal *journal);              /* NULL is empty. */
/* Takes the text's copy and the numbers of rows (engine_rows_add), which it drops in the end.
 * `changed`: how many rows it changed, and must change again; -1: whatever it does. */
void journal_add(struct journal *journal, struct text sql, const int64_t *rows,
                 int row_count, int64_t changed);
/* A statement that cannot be done again: from now on journal_replay fails. */
void journal_seal(struct journal *journal);
/* Runs everything again, in order. ERR_CONFLICT when that cannot give what was there before. */
bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err) MUST_CHECK;

#endif
