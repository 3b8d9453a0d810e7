/* dml_stmt.h: INSERT, UPDATE, DELETE, MERGE and TRUNCATE. */
#ifndef EXEC_DML_STMT_H
#define EXEC_DML_STMT_H

#include "exec/pipeline.h"

bool dml_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;
/* An INSERT as a part of another statement, without an answer of its own: the locks stay, and a
 * failure is given as the engine said it. */
bool dml_insert(struct run *run, const struct statement *statement, int64_t *rows,
                struct err *err) MUST_CHECK;
bool truncate_run(struct run *run, const struct statement *statement,
                  struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
