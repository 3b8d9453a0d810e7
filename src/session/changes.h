/* changes.h: when each table was last changed, for SYSTEM$LAST_CHANGE_COMMIT_TIME.
 *
 * A time grows with every change, and is the same after the server was stopped and started. What a
 * crash forgets counts as changed when the server starts again: never as unchanged. Any thread. */
#ifndef SESSION_CHANGES_H
#define SESSION_CHANGES_H

#include "engine/engine.h"
#include "session/commits.h"

struct changes;

/* Reads what was kept, NULL on failure. */
struct changes *changes_open(struct engine *engine, struct err *err);
/* Keeps the times, for the next start; nothing else may use them. NULL is fine. */
void changes_close(struct changes *changes, struct engine *engine);
/* A commit to these tables is done. */
void changes_note(struct changes *changes, const struct table_set *tables);
/* Nanoseconds since 1970, about; `created_ms`: of a table that nobody has changed. */
int64_t changes_last(struct changes *changes, int64_t table_id, int64_t created_ms);

#endif
