/* kept_description.h: what a file of results says of itself, as JSON. */
#ifndef SESSION_KEPT_DESCRIPTION_H
#define SESSION_KEPT_DESCRIPTION_H

#include "session/kept_result.h"

/* One result as an object. */
void kept_description_put(const struct kept_result *kept, struct buf *out);
/* Gives the results that an array of such objects describes, each held for `take`; what is none
 * is left out. Any text may be given. */
void kept_description_read(struct result_file *file, struct text description,
                           void (*take)(void *context, struct kept_result *kept),
                           void *context);

#endif
