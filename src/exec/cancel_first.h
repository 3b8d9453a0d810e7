/* cancel_first.h: what a statement cancels before its turn in its session has come.
 *
 * Statements of a session run one after the other (session.h). Snowflake runs asynchronous ones beside
 * those that come later, so that SELECT SYSTEM$CANCEL_QUERY('id') ends a statement of its own session:
 * it must not wait for it. Run in its turn, the statement then finds it cancelled, and says so. */
#ifndef EXEC_CANCEL_FIRST_H
#define EXEC_CANCEL_FIRST_H

#include "base/arena.h"
#include "session/answers.h"

/* `query_id` is that of the statement whose text is `sql`. Any other text does nothing. */
void cancel_first(struct arena *arena, struct answers *answers, struct text user,
                  struct text sql, struct text query_id);

#endif
