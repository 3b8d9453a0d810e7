/* made_rows.h: the rows of views and table functions that the server makes for one statement. */
#ifndef EXEC_MADE_ROWS_H
#define EXEC_MADE_ROWS_H

#include "bind/bind.h"
#include "session/session.h"

/* The caller frees them. `now_ns`: the statement's time. */
struct batch_builder *made_rows(struct session *session, struct bind_context *context,
                                const struct bound_rows_need *need, struct err *err);

/* The values of a function's arguments, in the order of its parameters. */
struct view_arg;
bool made_arguments(struct session *session, struct bind_context *context,
                    const struct bound_rows_need *need, struct view_arg *args,
                    struct err *err) MUST_CHECK;

#endif
