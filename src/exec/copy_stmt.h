/* copy_stmt.h: COPY INTO a table. */
#ifndef EXEC_COPY_STMT_H
#define EXEC_COPY_STMT_H

#include "exec/pipeline.h"

bool copy_run(struct run *run, const struct statement *statement, struct outcome *outcome,
              struct err *err) MUST_CHECK;

#endif
