/* dash_execute.h: statements of worksheets and programs, and the rows they gave. */
#ifndef DASHBOARD_DASH_EXECUTE_H
#define DASHBOARD_DASH_EXECUTE_H

#include "protocol/message.h"
#include "wire/call.h"

/* POST /api/execute: see execute_message.h. Without a session the statement has one of its own, which ends
 * with it; "new" opens one that stays, whose number is in the answer's header X-Snowglobe-Session: a
 * worksheet goes on in it. Status 200: it went well, 422: it failed, 202: it still runs after waitMs (at
 * most the server's own wait, which is also what holds when it is not said). */
void dash_execute(struct call *call);
/* GET /api/queries/<id>/answer?waitMs=: the same answer, later. */
void dash_answer(struct call *call);
/* POST /api/queries/<id>/cancel */
void dash_cancel(struct call *call);
/* GET /api/queries/<id>/rows?from=&count=: see display_rows_put. */
void dash_rows(struct call *call);

/* Runs a statement and answers as POST /api/execute does. The arena, in which the message lives, is taken
 * over. */
void dash_execute_run(struct call *call, struct session *session, struct arena *arena,
                      const struct query_message *message, int64_t wait_ms);
/* Answers that there is no statement call->id, or none that the user may know of. */
void dash_execute_refuse_unknown(struct call *call);

#endif
