/* pipe_status.h: SYSTEM$PIPE_STATUS. */
#ifndef EXEC_PIPE_STATUS_H
#define EXEC_PIPE_STATUS_H

#include "bind/context.h"
#include "session/session.h"

/* A pipe's state as JSON. Under the catalog's read lock. */
bool pipe_status(const struct session *session, const struct bind_context *context,
                 struct text written, struct buf *out, struct err *err) MUST_CHECK;

/* The pipe of a written name, under the catalog's read lock; NULL with ERR_NO_OBJECT. `path`: where it is. */
const struct pipe *pipe_by_name(const struct bind_context *context, struct text written,
                                struct path *path, struct err *err);

#endif
