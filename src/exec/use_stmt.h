/* use_stmt.h: USE: the session's database, schema, warehouse and role. */
#ifndef EXEC_USE_STMT_H
#define EXEC_USE_STMT_H

#include "exec/pipeline.h"

bool use_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;

#endif
