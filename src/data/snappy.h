/* snappy.h: Snappy's block format (without frames). */
#ifndef DATA_SNAPPY_H
#define DATA_SNAPPY_H

#include "base/buf.h"

void snappy_compress(struct text bytes, struct buf *out);
/* False when the bytes are no such block, or hold more than `limit`. */
bool snappy_decompress(struct text bytes, size_t limit, struct buf *out);

#endif
