/* arrow_read.h: rows that arrow_rows.h wrote as they are stored (`exact`), read again. */
#ifndef PROTOCOL_ARROW_READ_H
#define PROTOCOL_ARROW_READ_H

#include "base/err.h"
#include "data/batch.h"
#include "protocol/rowtype.h"

/* One whole stream of columns of these types; the caller frees the rows. NULL with ERR_INTERNAL
 * when it is of other types or a value is out of reach. The bytes are those that were written: who
 * has them from a file has compared a sum, since nanoarrow (0.8) ends the program over a schema
 * with a part missing. */
struct batch_builder *arrow_read(struct text stream, const struct type *types,
                                 const bool *is_wide, int count, struct err *err);

#endif
