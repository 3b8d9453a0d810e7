/* ready_rows.h: queries whose rows the server has without asking the engine. */
#ifndef EXEC_READY_ROWS_H
#define EXEC_READY_ROWS_H

#include "bind/bound.h"
#include "data/batch.h"

/* SELECT of whole numbers, texts, truth values and NULLs without anything around it: what pools
 * and drivers ask to see whether a connection lives. The caller frees the row; NULL for all
 * other queries. */
struct batch_builder *ready_constants(struct arena *arena,
                                      const struct bound_query *query);
/* True for a SELECT without FROM: one row, or none. */
bool ready_is_one_row(const struct bound_query *query);
/* True for SELECT * of rows that are made or kept here, as they are. */
bool ready_is_scan(const struct bound_query *query);

#endif
