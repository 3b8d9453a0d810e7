/* ddl_pipe.h: pipes as objects: made, changed. */
#ifndef EXEC_DDL_PIPE_H
#define EXEC_DDL_PIPE_H

#include "exec/ddl.h"

bool create_pipe(struct ddl *ddl, const struct statement *statement,
                 struct err *err) MUST_CHECK;
/* ALTER ... SET (`set` false: UNSET) of a copy of the object. */
bool alter_pipe(struct ddl *ddl, const struct list *options, bool set, struct pipe *spec,
                struct err *err) MUST_CHECK;
#endif
