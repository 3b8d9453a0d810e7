/* load_rows.h: COPY_HISTORY and LOAD_HISTORY: what became of the files that were loaded. */
#ifndef EXEC_LOAD_ROWS_H
#define EXEC_LOAD_ROWS_H

#include "bind/bind.h"
#include "catalog/views.h"
#include "session/session.h"

bool load_rows_has(enum view_id view);
/* The caller frees them. `database`: whose tables' loads a view of INFORMATION_SCHEMA tells of. */
struct batch_builder *load_rows(struct session *session, struct bind_context *context,
                                const struct info_view *view, struct text database,
                                const struct view_arg *args, struct err *err);

#endif
