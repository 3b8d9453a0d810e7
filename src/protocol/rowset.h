/* rowset.h: the rows of a result as JSON: arrays of strings and nulls, written straight from a
 * batch's columns. */
#ifndef PROTOCOL_ROWSET_H
#define PROTOCOL_ROWSET_H

#include "base/err.h"
#include "data/batch.h"
#include "protocol/rowtype.h"

/* Adds the batch's rows as ["1","a"],["2",null] ..., with a comma before when the buffer does
 * not end in a bracket. `columns` has the batch's column_count entries. Fails (ERR_INTERNAL)
 * when a column's physical form is not one that its type can have. */
bool rowset_put(struct buf *out, const struct batch *batch,
                const struct rowtype_column *columns, struct err *err) MUST_CHECK;

#endif
