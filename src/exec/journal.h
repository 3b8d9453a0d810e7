/* journal.h: what an open transaction has done, so that it can be done again.
 *
 * Snowflake keeps a transaction open after a failed statement, with what came before it; DuckDB
 * aborts the whole transaction. So each statement that changed something is kept as DuckDB SQL
 * (with the rows it reads) and, after a failure or a conflict, done again in a new transaction
 * of the engine. The statement's time and constants are literals in that SQL. */
#ifndef EXEC_JOURNAL_H
#define EXEC_JOURNAL_H

#include "engine/engine.h"

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal, struct engine *engine); /* NULL is fine. */
bool journal_is_empty(const struct journal *journal);              /* NULL is empty. */
/* Takes the text's copy and the numbers of rows (engine_rows_add), which it drops in the end. */
void journal_add(struct journal *journal, struct text sql, const int64_t *rows,
                 int row_count);
/* Runs everything again, in order. */
bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err) MUST_CHECK;

#endif
