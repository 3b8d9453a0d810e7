/* dml_stmt.h: INSERT, UPDATE, DELETE, MERGE and TRUNCATE. */
#ifndef EXEC_DML_STMT_H
#define EXEC_DML_STMT_H

#include "exec/pipeline.h"

bool dml_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;
bool truncate_run(struct run *run, const struct statement *statement,
                  struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
