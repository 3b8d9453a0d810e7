/* flow_stmt.h: statement ->> statement: each may read the results of those before it. */
#ifndef EXEC_FLOW_STMT_H
#define EXEC_FLOW_STMT_H

#include "exec/pipeline.h"

typedef bool (*flow_dispatch)(struct run *run, const struct statement *statement,
                              struct outcome *outcome, struct err *err);

/* Runs all in order by `dispatch`; the outcome is the last one's. */
bool flow_run(struct run *run, const struct statement *statement, flow_dispatch dispatch,
              struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
