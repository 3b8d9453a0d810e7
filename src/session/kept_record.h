/* kept_record.h: a small result as bytes, for a file of such (kept_log.h), and back. */
#ifndef SESSION_KEPT_RECORD_H
#define SESSION_KEPT_RECORD_H

#include "session/kept_result.h"

/* Of one in memory: what it says of itself, its columns, its rows. */
void kept_record_put(const struct kept_result *kept, struct buf *out);
/* The result in memory that the record at the beginning of `bytes` tells of, for the caller to
 * release; `bytes` is then what follows it. NULL: there is no whole one. Any bytes may be given. */
struct kept_result *kept_record_read(struct text *bytes);

#endif
