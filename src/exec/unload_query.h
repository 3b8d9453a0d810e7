/* unload_query.h: the rows that a COPY INTO a location writes, and what they become on the way. */
#ifndef EXEC_UNLOAD_QUERY_H
#define EXEC_UNLOAD_QUERY_H

#include "exec/unloading.h"

/* Fills source and columns: the table's rows or the statement's own query. */
bool unload_query_find(struct unloading *unloading, struct err *err) MUST_CHECK;
/* Fills query: values of delimited files become text where they are neither numbers nor truths,
 * documents JSON. ERR_UNSUPPORTED for columns that the format cannot have. */
bool unload_query_make(struct unloading *unloading, struct err *err) MUST_CHECK;

#endif
