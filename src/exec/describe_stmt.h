/* describe_stmt.h: DESCRIBE of objects and results. */
#ifndef EXEC_DESCRIBE_STMT_H
#define EXEC_DESCRIBE_STMT_H

#include "exec/pipeline.h"

bool describe_run(struct run *run, const struct statement *statement,
                  struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
