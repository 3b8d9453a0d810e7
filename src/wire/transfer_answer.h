/* transfer_answer.h: from the plan of PUT and GET to the answer: URLs, tickets, in the driver's way. */
#ifndef WIRE_TRANSFER_ANSWER_H
#define WIRE_TRANSFER_ANSWER_H

#include "exec/outcome.h"
#include "session/session.h"

/* `base_url`: "http://host:8084", as the request's client sees the server. */
void transfer_answer_put(struct buf *out, struct arena *arena,
                         const struct session *session, const struct outcome *outcome,
                         struct text query_id, struct text base_url);

#endif
