/* execute_message.h: the body of a request to POST /api/execute, decoded.
 *
 * Everything lies in the arena; texts that were missing or null have at NULL. */
#ifndef PROTOCOL_EXECUTE_MESSAGE_H
#define PROTOCOL_EXECUTE_MESSAGE_H

#include "protocol/message.h"

/* So many rows come with an answer, and so many at the most. */
enum { DISPLAY_FIRST_ROWS = 500, DISPLAY_MOST_ROWS = 5000 };

struct execute_message {
  struct query_message query;
  struct text session; /* A number or "new". */
  int64_t wait_ms;     /* Below 0: not said. */
};

/* ERR_BAD_REQUEST when it is no JSON object with a statement, ERR_INVALID_PARAMETER when a member is
 * not known or of another type than it should be. */
bool execute_message_read(struct arena *arena, struct text body,
                          struct execute_message *message, struct err *err) MUST_CHECK;

#endif
