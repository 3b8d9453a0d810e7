/* house.h: an instance in memory with a small catalog, for the targets that need one. */
#ifndef TESTS_FUZZ_HOUSE_H
#define TESTS_FUZZ_HOUSE_H

#include "session/session.h"

/* The one session, in database D; made at the first call and closed when the program ends. */
struct session *house_session(void);
/* Runs a statement in that session, which must be there; a failure ends the program. */
void house_run(struct text sql);

#endif
