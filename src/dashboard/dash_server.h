/* dash_server.h: what the server is. */
#ifndef DASHBOARD_DASH_SERVER_H
#define DASHBOARD_DASH_SERVER_H

#include "wire/call.h"

/* GET /api/server: versions, how it is reached and was configured, its limits, and its security. */
void dash_server(struct call *call);

#endif
