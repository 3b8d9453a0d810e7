/* cell.h: values as a result shows them, whatever form the result has. */
#ifndef PROTOCOL_CELL_H
#define PROTOCOL_CELL_H

#include "base/buf.h"
#include "base/err.h"
#include "data/batch.h"
#include "protocol/rowtype.h"

/* A number that is not NULL, counted in 10^-scale. Fails with ERR_UNREPRESENTABLE when it has more
 * than 38 digits, and with ERR_INTERNAL when the column holds no numbers or finer ones. */
bool cell_number(const struct batch_column *column, size_t row, int scale, int128 *value,
                 struct err *err) MUST_CHECK;
/* Adds a stored semi-structured value by its column's indentation (JSON_INDENT) and strictness
 * (STRICT_JSON_OUTPUT). */
void cell_put_json(const struct rowtype_column *column, struct text value,
                   struct buf *out);
/* Add a stored value as text; ERR_INTERNAL when its bytes are none. */
bool cell_put_geo(const struct rowtype_column *column, struct text value, struct buf *out,
                  struct err *err) MUST_CHECK;
bool cell_put_decfloat(struct text value, struct buf *out, struct err *err) MUST_CHECK;

#endif
