/* staged_request.h: what a request for a staged file says: which file, which of its bytes. */
#ifndef WIRE_STAGED_REQUEST_H
#define WIRE_STAGED_REQUEST_H

#include "base/arena.h"

/* "/stages/BUCKET/NAME" as it was sent: decoded only once the two are apart, since some drivers escape
 * the slashes of a name, too. False for what is no such path. */
bool staged_target(struct arena *arena, struct text target, struct text *bucket,
                   struct text *name);

enum range_state { RANGE_NONE, RANGE_GOOD, RANGE_BAD };
/* "bytes=a-b", "bytes=a-", "bytes=-n"; RANGE_NONE, and nothing is set, for all else: several ranges are
 * answered with the whole. */
enum range_state staged_range(struct text header, int64_t size, int64_t *from,
                              int64_t *count);

#endif
