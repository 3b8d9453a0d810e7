/* pipe_refresh.h: ALTER PIPE ... REFRESH: a pipe is told of the files of its stage. */
#ifndef EXEC_PIPE_REFRESH_H
#define EXEC_PIPE_REFRESH_H

#include "exec/ddl.h"

bool pipe_is_refresh(const struct alter *alter);
/* A row for each file that is put into the pipe's queue. */
bool pipe_refresh(struct ddl *ddl, const struct alter *alter, struct err *err) MUST_CHECK;

#endif
