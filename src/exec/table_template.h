/* table_template.h: CREATE TABLE ... USING TEMPLATE (query). */
#ifndef EXEC_TABLE_TEMPLATE_H
#define EXEC_TABLE_TEMPLATE_H

#include "exec/pipeline.h"

/* Runs the query, whose one value is an array of INFER_SCHEMA's rows, and makes the columns of them that could
 * have been written instead: struct column_def. */
bool table_template_columns(struct run *run, const struct query *query,
                            struct list *columns, struct err *err) MUST_CHECK;

#endif
