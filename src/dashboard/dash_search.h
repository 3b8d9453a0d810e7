/* dash_search.h: names that contain a text, of objects of all kinds and of columns. */
#ifndef DASHBOARD_DASH_SEARCH_H
#define DASHBOARD_DASH_SEARCH_H

#include "wire/call.h"

/* GET /api/search?text=&limit=: the same name first, then those that begin so, then those that have it
 * within; letters without case. What the server itself makes (INFORMATION_SCHEMA, the database SNOWFLAKE) is
 * left out. */
void dash_search(struct call *call);

#endif
