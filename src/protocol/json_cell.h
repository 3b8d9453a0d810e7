/* json_cell.h: a semi-structured value as a result shows it, whatever form the result has. */
#ifndef PROTOCOL_JSON_CELL_H
#define PROTOCOL_JSON_CELL_H

#include "base/buf.h"
#include "protocol/rowtype.h"

/* Adds a stored value by its column's indentation (JSON_INDENT) and strictness
 * (STRICT_JSON_OUTPUT). */
void json_cell_put(const struct rowtype_column *column, struct text value,
                   struct buf *out);

#endif
