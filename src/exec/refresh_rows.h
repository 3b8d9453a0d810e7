/* refresh_rows.h: the table functions of INFORMATION_SCHEMA about dynamic tables. */
#ifndef EXEC_REFRESH_ROWS_H
#define EXEC_REFRESH_ROWS_H

#include "bind/bind.h"
#include "catalog/views.h"
#include "session/session.h"

/* DYNAMIC_TABLES, DYNAMIC_TABLE_GRAPH_HISTORY, DYNAMIC_TABLE_REFRESH_HISTORY: the rows, NULL on
 * failure. */
bool refresh_rows_has(enum view_id view);
struct batch_builder *refresh_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view,
                                   const struct view_arg *args, struct err *err);

#endif
