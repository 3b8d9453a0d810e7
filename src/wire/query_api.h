/* query_api.h: running statements, waiting for them, cancelling them, asking how they are. */
#ifndef WIRE_QUERY_API_H
#define WIRE_QUERY_API_H

#include "wire/call.h"

/* POST /queries/v1/query-request */
void query_request(struct call *call);
/* POST /queries/v1/abort-request: by the requestId in the body */
void query_abort_request(struct call *call);
/* GET /queries/{id}/result */
void query_result(struct call *call);
/* POST /queries/{id}/abort-request */
void query_abort(struct call *call);
/* GET /monitoring/queries/{id} */
void query_monitor(struct call *call);

#endif
