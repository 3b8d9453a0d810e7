/* dash_view.h: earlier results looked at again: sorted, filtered, as a chart, described. */
#ifndef DASHBOARD_DASH_VIEW_H
#define DASHBOARD_DASH_VIEW_H

#include "wire/call.h"

/* Each runs a statement over the whole result, in a session of its own that ends with it: the worksheet's
 * knows nothing of it. What is answered is what /api/execute would; bodies are those of dash_view_sql.h. */

/* POST /api/queries/<id>/view */
void dash_view(struct call *call);
/* POST /api/queries/<id>/chart */
void dash_chart(struct call *call);
/* POST /api/queries/<id>/statistics */
void dash_statistics(struct call *call);

#endif
