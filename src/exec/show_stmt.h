/* show_stmt.h: SHOW of all kinds. */
#ifndef EXEC_SHOW_STMT_H
#define EXEC_SHOW_STMT_H

#include "exec/pipeline.h"

bool show_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;

#endif
