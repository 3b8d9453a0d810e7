/* event_table.h: CREATE EVENT TABLE: a table of given columns, which nothing here writes to. */
#ifndef EXEC_EVENT_TABLE_H
#define EXEC_EVENT_TABLE_H

#include "exec/ddl.h"

/* Its columns; CREATE may say nothing of them. */
bool event_table_columns(struct ddl *ddl, const struct create *create,
                         struct table *table, struct err *err) MUST_CHECK;

#endif
