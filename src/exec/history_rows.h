/* history_rows.h: QUERY_HISTORY: the statements that ran, as rows. */
#ifndef EXEC_HISTORY_ROWS_H
#define EXEC_HISTORY_ROWS_H

#include "bind/context.h"
#include "catalog/views.h"
#include "session/session.h"

/* INFORMATION_SCHEMA.QUERY_HISTORY(...) and its like, and the view of ACCOUNT_USAGE. `args` in
 * the order of the view's parameters. */
struct batch_builder *history_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view,
                                   const struct view_arg *args, struct err *err);

#endif
