/* unload_stmt.h: COPY INTO a location. */
#ifndef EXEC_UNLOAD_STMT_H
#define EXEC_UNLOAD_STMT_H

#include "exec/pipeline.h"

bool unload_run(struct run *run, const struct statement *statement,
                struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
