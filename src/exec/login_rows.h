/* login_rows.h: LOGIN_HISTORY: who logged in, or tried to, as rows. */
#ifndef EXEC_LOGIN_ROWS_H
#define EXEC_LOGIN_ROWS_H

#include "bind/context.h"
#include "catalog/views.h"
#include "session/session.h"

/* INFORMATION_SCHEMA.LOGIN_HISTORY(...), ..._BY_USER, and the view of ACCOUNT_USAGE. `args` in the
 * order of the view's parameters. */
struct batch_builder *login_rows(struct session *session,
                                 const struct bind_context *context,
                                 const struct info_view *view,
                                 const struct view_arg *args, struct err *err);

/* "JDBC_DRIVER" for what the JDBC driver calls itself. */
const char *login_client_type(const char *app);

#endif
