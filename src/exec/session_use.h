/* session_use.h: the database, schema, warehouse and role that a session goes on with.
 *
 * The caller has the session's lock. Names as they are stored; ERR_NO_OBJECT_OR_OPERATION when there is
 * none such, and nothing has changed. */
#ifndef EXEC_SESSION_USE_H
#define EXEC_SESSION_USE_H

#include "session/session.h"

/* The schema becomes PUBLIC where the database has one. */
bool session_use_database(struct session *session, struct text name,
                          struct err *err) MUST_CHECK;
bool session_use_schema(struct session *session, struct text database, struct text name,
                        struct err *err) MUST_CHECK;
bool session_use_warehouse(struct session *session, struct text name,
                           struct err *err) MUST_CHECK;
bool session_use_role(struct session *session, struct text name,
                      struct err *err) MUST_CHECK;

#endif
