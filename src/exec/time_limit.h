/* time_limit.h: how long a statement may run, and how long it may wait before it does.
 *
 * What the session says and what its warehouse says both hold: the lowest that is not zero.
 * (docs.snowflake.com/en/sql-reference/parameters#statement-timeout-in-seconds) */
#ifndef EXEC_TIME_LIMIT_H
#define EXEC_TIME_LIMIT_H

#include "session/session.h"

/* Seconds: STATEMENT_TIMEOUT_IN_SECONDS, where zero means seven days; in a locked session. */
int64_t time_limit_running(const struct session *session);
/* STATEMENT_QUEUED_TIMEOUT_IN_SECONDS; 0: as long as it takes. */
int64_t time_limit_queued(const struct session *session);

#endif
