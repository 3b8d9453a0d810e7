/* directory_rows.h: DIRECTORY(@stage) and STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY. */
#ifndef EXEC_DIRECTORY_ROWS_H
#define EXEC_DIRECTORY_ROWS_H

#include "bind/context.h"
#include "catalog/views.h"
#include "session/session.h"

bool directory_rows_has(enum view_id view);
/* The caller frees them. Takes the catalog's read lock itself. */
struct batch_builder *directory_rows(struct session *session,
                                     struct bind_context *context,
                                     const struct info_view *view,
                                     const struct view_arg *args, struct err *err);

#endif
