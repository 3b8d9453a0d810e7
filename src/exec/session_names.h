/* session_names.h: the database, schema and warehouse that a session begins with. */
#ifndef EXEC_SESSION_NAMES_H
#define EXEC_SESSION_NAMES_H

#include "session/session.h"

/* In a session without any: names as they are stored (at NULL: none). What does not exist is left
 * out: a statement that needs it will say so. */
void session_names(struct session *session, struct text database, struct text schema,
                   struct text warehouse);

#endif
