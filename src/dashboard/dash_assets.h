/* dash_assets.h: the dashboard's pages, which are built from web/ and lie in the program. */
#ifndef DASHBOARD_DASH_ASSETS_H
#define DASHBOARD_DASH_ASSETS_H

#include "wire/call.h"

/* GET /: leads to the page. */
void dash_home(struct call *call);
/* GET /dashboard: the page. */
void dash_page(struct call *call);
/* GET /dashboard/...: what it needs; their names change with their contents, so that browsers keep them. */
void dash_asset(struct call *call);

#endif
