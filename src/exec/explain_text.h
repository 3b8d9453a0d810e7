/* explain_text.h: the plan of a statement that ran, by its text. */
#ifndef EXEC_EXPLAIN_TEXT_H
#define EXEC_EXPLAIN_TEXT_H

#include "data/plan.h"
#include "session/session.h"

/* The plan of a statement's text, as if it were to run in the session, which is locked meanwhile: not all
 * can be explained. */
bool explain_text(struct session *session, struct arena *arena, struct text sql,
                  struct plan *plan, struct err *err) MUST_CHECK;

#endif
