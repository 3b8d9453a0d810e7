/* copy_query.h: the query whose rows a COPY INTO a table inserts. */
#ifndef EXEC_COPY_QUERY_H
#define EXEC_COPY_QUERY_H

#include "exec/copying.h"

/* From the statement's own query, or from the fields of the files in their order; chooses the target's
 * columns. ERR_UNSUPPORTED for a query that is more than SELECT ... FROM @stage. */
bool copy_query_make(struct copying *copying, struct err *err) MUST_CHECK;
/* The stage of the statement's query; NULL for one that is more than COPY takes. */
const struct table_ref *copy_query_stage(const struct query *query);

#endif
