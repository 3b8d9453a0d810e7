/* show_pipes.h: DESCRIBE PIPE. */
#ifndef EXEC_SHOW_PIPES_H
#define EXEC_SHOW_PIPES_H

#include "exec/ddl.h"

bool describe_pipe(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err) MUST_CHECK;

#endif
