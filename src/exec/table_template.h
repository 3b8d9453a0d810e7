/* table_template.h: CREATE [EXTERNAL] TABLE ... USING TEMPLATE (query). */
#ifndef EXEC_TABLE_TEMPLATE_H
#define EXEC_TABLE_TEMPLATE_H

#include "exec/pipeline.h"

/* Runs the query, whose one value is an array of INFER_SCHEMA's rows, and makes the columns of them that could
 * have been written instead: struct column_def. Those of an external table are its EXPRESSIONs. */
bool table_template_columns(struct run *run, const struct query *query, bool external,
                            struct list *columns, struct err *err) MUST_CHECK;

#endif
