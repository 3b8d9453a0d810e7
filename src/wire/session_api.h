/* session_api.h: keeping a session, renewing its tokens, leaving it. */
#ifndef WIRE_SESSION_API_H
#define WIRE_SESSION_API_H

#include "wire/call.h"

/* POST /session/token-request */
void session_token(struct call *call);
/* POST /session/heartbeat */
void session_heartbeat(struct call *call);
/* POST /session?delete=true */
void session_delete(struct call *call);

#endif
