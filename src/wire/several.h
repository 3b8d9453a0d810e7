/* several.h: what is peculiar to the statements of a request that has several: their bound values,
 * and how a failure names them.
 *
 * The service runs them one by one through a script of its own, and shows that: a failure is the
 * script's, around the statement's; the values that the request binds go to the ? of one statement
 * after the other, and some of them not at all.
 * (docs.snowflake.com/en/developer-guide/sql-api/submitting-multiple-statements) */
#ifndef WIRE_SEVERAL_H
#define WIRE_SEVERAL_H

#include "exec/exec.h"
#include "protocol/message.h"

/* The values of a part: *used counts those that the parts before it took. False: one of them
 * cannot be bound there. */
bool several_take_binds(const struct query_message *whole, const struct exec_part *part,
                        int *used, struct query_message *out, struct err *err) MUST_CHECK;
/* Puts the script's words around a part's error; that of a cancelled statement, and of what
 * this server does not do, stays as it is. */
void several_wrap_error(const struct exec_part *part, struct err *err);

#endif
