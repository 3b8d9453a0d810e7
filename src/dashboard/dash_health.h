/* dash_health.h: whether the server can work. */
#ifndef DASHBOARD_DASH_HEALTH_H
#define DASHBOARD_DASH_HEALTH_H

#include "wire/call.h"

/* GET /health: for everybody; status 503 when the engine does not answer, when the data folder takes no
 * bytes, and once the server stops. */
void dash_health(struct call *call);

#endif
