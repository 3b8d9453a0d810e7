/* ddl_stmt.h: CREATE, ALTER, DROP, UNDROP and COMMENT. */
#ifndef EXEC_DDL_STMT_H
#define EXEC_DDL_STMT_H

#include "exec/pipeline.h"

/* The connection must not be in a transaction. */
bool ddl_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;

#endif
