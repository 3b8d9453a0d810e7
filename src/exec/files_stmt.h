/* files_stmt.h: LIST, REMOVE, COPY FILES, PUT and GET. */
#ifndef EXEC_FILES_STMT_H
#define EXEC_FILES_STMT_H

#include "exec/outcome.h"
#include "exec/pipeline.h"

bool files_run(struct run *run, const struct statement *statement,
               struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
