/* packed_rows.h: the rows of a builder as bytes (data/packed.h), and back. */
#ifndef DATA_PACKED_ROWS_H
#define DATA_PACKED_ROWS_H

#include "data/batch.h"
#include "data/packed.h"

void pack_rows(struct buf *out, const struct batch_builder *rows);
/* For the caller to free; NULL when there are no such rows, and then it has failed. Any bytes may
 * be given: the values have the kinds that they say they have, nothing more is promised. */
struct batch_builder *unpack_rows(struct unpacking *from);

#endif
