/* statement_rows.h: statements as rows of an engine's table that has a column for each of their fields. */
#ifndef HISTORY_STATEMENT_ROWS_H
#define HISTORY_STATEMENT_ROWS_H

#include "engine/engine.h"
#include "history/history_entry.h"

/* Adds SQL that makes a table where it is missing. */
void statement_rows_put_table(struct buf *sql, const char *table);
/* Adds statements, none is fine, to a table of the schema _snowglobe. */
bool statement_rows_add(struct engine_connection *connection, const char *table,
                        const struct history_entry *entries, int count,
                        struct err *err) MUST_CHECK;
/* Those of a table, by their number: the first `most` above `number`. NULL with an error. */
struct history_entry *statement_rows_read(struct engine_connection *connection,
                                          const char *table, int64_t number, int most,
                                          struct arena *arena, int *count,
                                          struct err *err);

#endif
