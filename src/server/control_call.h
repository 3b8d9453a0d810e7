/* control_call.h: asking the server that runs on a data folder (control.h). */
#ifndef SERVER_CONTROL_CALL_H
#define SERVER_CONTROL_CALL_H

#include "base/err.h"

struct control_call;

/* Asks the server of a data folder. NULL with *is_there false when none answers there. */
struct control_call *control_ask(const char *data, const char *word, bool *is_there,
                                 struct err *err);
/* The next line of its answer, valid until the next call; waits at most so long, and then *is_late. An
 * error that the server tells, and a server that went, are errors. */
bool control_next(struct control_call *call, int wait_ms, struct text *line,
                  bool *is_late, struct err *err) MUST_CHECK;
/* When the server has let go of what it held for the call, or after ten seconds. NULL is fine. */
void control_end(struct control_call *call);

#endif
