/* dash_stats.h: what the server does, in numbers. */
#ifndef DASHBOARD_DASH_STATS_H
#define DASHBOARD_DASH_STATS_H

#include "wire/call.h"

/* GET /api/stats: the numbers of the whole server, for every user: totals since the start, percentiles of the
 * last hour, that hour by minutes. They say nothing of whose statements they were. */
void dash_stats(struct call *call);

#endif
