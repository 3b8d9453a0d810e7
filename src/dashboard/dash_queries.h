/* dash_queries.h: the statements that ran, or run: listed, one by one, and their plans.
 *
 * A user sees his own; who signed in with ACCOUNTADMIN sees everybody's. */
#ifndef DASHBOARD_DASH_QUERIES_H
#define DASHBOARD_DASH_QUERIES_H

#include "wire/call.h"

/* GET /api/queries: the latest first, by pages. */
void dash_queries(struct call *call);
/* GET /api/queries/{id} */
void dash_query(struct call *call);
/* GET /api/queries/{id}/plan: as it would be run now, by who asks. */
void dash_query_plan(struct call *call);

#endif
