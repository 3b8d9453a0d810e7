/* session_names.h: the database, schema and warehouse that a session begins with. */
#ifndef EXEC_SESSION_NAMES_H
#define EXEC_SESSION_NAMES_H

#include "session/session.h"

/* In a session without any: names as they are stored (at NULL: none). What does not exist is left
 * out: a statement that needs it will say so. */
void session_names(struct session *session, struct text database, struct text schema,
                   struct text warehouse);
/* What drivers ask for by CLIENT_VALIDATE_DEFAULT_PARAMETERS: whether the database, the schema and
 * the warehouse that the session has are there; otherwise ERR_LOGIN_NAME. */
bool session_names_check(const struct session *session, struct err *err) MUST_CHECK;

#endif
