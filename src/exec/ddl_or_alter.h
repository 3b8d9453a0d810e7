/* ddl_or_alter.h: CREATE OR ALTER TABLE of a table that is there. */
#ifndef EXEC_DDL_OR_ALTER_H
#define EXEC_DDL_OR_ALTER_H

#include "exec/ddl.h"

/* Makes a table what the statement says: `wanted` is that, described. Inside a change. */
bool table_alter_to(struct ddl *ddl, const struct statement *statement, struct path path,
                    const struct table *wanted, struct err *err) MUST_CHECK;

#endif
