/* explain_stmt.h: EXPLAIN, and the stages that `snowglobe explain` shows. */
#ifndef EXEC_EXPLAIN_STMT_H
#define EXEC_EXPLAIN_STMT_H

#include "exec/pipeline.h"

bool explain_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err) MUST_CHECK;
/* What one stage makes of a statement in a session: "tokens", "ast", "bound" or "duckdb". */
bool explain_stage(struct session *session, struct text sql, const char *stage,
                   struct buf *out, struct err *err) MUST_CHECK;

#endif
