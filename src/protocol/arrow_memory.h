/* arrow_memory.h: memory for columns that are gathered, used again by those of later results.
 *
 * Pages that are fresh from the system cost more than all else that is done with them, and a large
 * result takes and gives back megabytes. What is given back is kept, up to a bound. */
#ifndef PROTOCOL_ARROW_MEMORY_H
#define PROTOCOL_ARROW_MEMORY_H

#include <nanoarrow/nanoarrow.h>

/* An empty buffer of such memory. */
void arrow_memory_init(struct ArrowBuffer *buffer);

#endif
