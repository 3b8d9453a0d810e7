/* constant_rows.h: the row of a query of nothing but constants, which needs no engine. */
#ifndef EXEC_CONSTANT_ROWS_H
#define EXEC_CONSTANT_ROWS_H

#include "bind/bound.h"
#include "data/batch.h"

/* SELECT of whole numbers, texts, truth values and NULLs without anything around it: what pools
 * and drivers ask to see whether a connection lives. The caller frees the row; NULL for all
 * other queries. */
struct batch_builder *constant_rows(struct arena *arena, const struct bound_query *query);

#endif
