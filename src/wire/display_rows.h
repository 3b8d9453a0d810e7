/* display_rows.h: the rows of a kept result that the dashboard shows. */
#ifndef WIRE_DISPLAY_ROWS_H
#define WIRE_DISPLAY_ROWS_H

#include "protocol/rowtype.h"
#include "session/kept_result.h"

/* The members "firstRow" and "rows": those from `from` on, perhaps with up to 63 before them, and
 * `count` of them, fewer where a part ends. `columns` has those of the result. */
bool display_rows_put(struct buf *out, struct kept_result *kept,
                      const struct rowtype_column *columns, int64_t from, int64_t count,
                      struct err *err) MUST_CHECK;

#endif
