/* result_api.h: the rows of large results, which clients fetch in chunks. */
#ifndef WIRE_RESULT_API_H
#define WIRE_RESULT_API_H

#include "wire/call.h"

/* GET /results/KEY.N: no session is asked for, who has the key may read. To this machine the bytes go
 * as they lie in the file; to others packed by gzip, where the client takes that. A chunk that is
 * gone is 404: its result is gone, too, so there is no other URL for it, and drivers say so at once,
 * where on 403 (what the service answers to a URL that has expired) they try for minutes. */
void result_chunk(struct call *call);

#endif
