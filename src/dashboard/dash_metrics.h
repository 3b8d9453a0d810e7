/* dash_metrics.h: the server's numbers, as Prometheus reads them. */
#ifndef DASHBOARD_DASH_METRICS_H
#define DASHBOARD_DASH_METRICS_H

#include "wire/call.h"

/* GET /metrics: for everybody, or, with the option metrics-token, for who shows that token. Beside numbers it
 * has the names of warehouses and of tables that COPY loaded. */
void dash_metrics(struct call *call);

#endif
