/* execution.h: a statement on its way from the decoded request to the written answer. */
#ifndef WIRE_EXECUTION_H
#define WIRE_EXECUTION_H

#include "protocol/message.h"
#include "session/answers.h"

/* Runs the statement of an answer that was just begun, and ends the answer. The message, all its
 * texts and the URL of the server live in the arena, which is taken over. */
void execution_run(struct answers *answers, struct answer *answer,
                   struct session *session, struct arena *arena,
                   const struct query_message *message, struct text base_url);
/* The same on a thread of its own; returns at once. */
void execution_start(struct answers *answers, struct answer *answer,
                     struct session *session, struct arena *arena,
                     const struct query_message *message, struct text base_url);

#endif
