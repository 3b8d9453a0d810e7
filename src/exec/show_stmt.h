/* show_stmt.h: SHOW of all kinds. */
#ifndef EXEC_SHOW_STMT_H
#define EXEC_SHOW_STMT_H

#include "exec/pipeline.h"

bool show_run(struct run *run, const struct statement *statement, struct outcome *outcome,
              struct err *err) MUST_CHECK;
/* The kinds that SHOW knows, in order of name; NULL past the last. *is_empty: none of them exist
 * here yet, so there are never rows. */
const char *show_what_at(int index, bool *is_empty);

#endif
