/* result_api.h: the rows of large results, which clients fetch in chunks. */
#ifndef WIRE_RESULT_API_H
#define WIRE_RESULT_API_H

#include "wire/call.h"

/* GET /results/KEY.N: no session is asked for, who has the key may read. */
void result_chunk(struct call *call);

#endif
