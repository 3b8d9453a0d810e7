/* session_stmt.h: SET, UNSET and ALTER SESSION. */
#ifndef EXEC_SESSION_STMT_H
#define EXEC_SESSION_STMT_H

#include "exec/pipeline.h"

bool session_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
