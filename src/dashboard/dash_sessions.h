/* dash_sessions.h: who is here, and ending sessions. */
#ifndef DASHBOARD_DASH_SESSIONS_H
#define DASHBOARD_DASH_SESSIONS_H

#include "wire/call.h"

/* GET /api/sessions: the user's own; everybody's for a role that oversees users. */
void dash_sessions(struct call *call);
/* POST /api/sessions/<id>/close: what it runs is cancelled, its open transaction rolled back, its tokens are
 * good no more. Another's is as unknown as none for who may not see it. */
void dash_session_close(struct call *call);

#endif
