/* account_rows.h: ACCOUNT_USAGE of users, roles, grants and sessions, as rows. */
#ifndef EXEC_ACCOUNT_ROWS_H
#define EXEC_ACCOUNT_ROWS_H

#include "bind/context.h"
#include "catalog/views.h"
#include "session/session.h"

/* Of VIEW_USAGE_GRANTS_TO_ROLES and those after it. Takes the catalog's read lock itself. */
struct batch_builder *account_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view);

#endif
