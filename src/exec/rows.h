/* rows.h: rows given to the engine for one statement: INFORMATION_SCHEMA, literals, arrays. */
#ifndef EXEC_ROWS_H
#define EXEC_ROWS_H

#include "exec/pipeline.h"

/* Makes the rows that binding asked for and gives them to the engine. */
bool pipeline_give_rows(struct run *run, struct bind_context *context, struct given_rows *given,
                        struct err *err) MUST_CHECK;
void pipeline_drop_rows(struct session *session, struct given_rows *given);
void pipeline_forget_needs(const struct run *run, struct bind_context *context);

#endif
