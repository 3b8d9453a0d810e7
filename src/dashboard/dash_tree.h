/* dash_tree.h: what exists, level by level: databases, schemas, the objects in one, columns. */
#ifndef DASHBOARD_DASH_TREE_H
#define DASHBOARD_DASH_TREE_H

#include "wire/call.h"

/* GET /api/databases[/<database>[/<schema>[/<table or view>]]]?limit=&next=: what is in the last one named,
 * as the SHOW of each kind lists it. Names are as they are stored, percent-encoded. The answer's `next` is
 * what to give for the page that follows, null after the last. */
void dash_tree(struct call *call);

#endif
