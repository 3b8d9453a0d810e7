/* past_statement.h: a statement that ran, by its query id. */
#ifndef EXEC_PAST_STATEMENT_H
#define EXEC_PAST_STATEMENT_H

#include "session/history.h"

/* Whether a text has the form of a query id. */
bool is_query_id(struct text text);
/* Copied to the arena; ERR_NO_STATEMENT when it is not known. */
const struct history_entry *past_statement(const struct session *session,
                                           struct arena *arena, struct text query_id,
                                           struct err *err);

#endif
