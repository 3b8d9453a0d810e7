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

/* The same cells one by one, as plain texts: for forms that are not the wire's. Borrows both; NULL with an
 * error as above. */
struct rowset_texts;
struct rowset_texts *rowset_texts_new(const struct batch *batch,
                                      const struct rowtype_column *columns,
                                      struct err *err);
void rowset_texts_free(struct rowset_texts *texts); /* NULL is fine. */
bool rowset_texts_is_null(const struct rowset_texts *texts, int column, size_t row);
/* Adds a cell that is not NULL. */
bool rowset_texts_put(const struct rowset_texts *texts, int column, size_t row,
                      struct buf *out, struct err *err) MUST_CHECK;

#endif
