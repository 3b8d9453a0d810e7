/* call_stmt.h: CALL. */
#ifndef EXEC_CALL_STMT_H
#define EXEC_CALL_STMT_H

#include "exec/pipeline.h"

/* CALL of a system function as the query that selects it, in the arena; NULL: it is no such call. */
const struct statement *call_query(struct arena *arena,
                                   const struct statement *statement);

#endif
