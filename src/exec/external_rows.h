/* external_rows.h: EXTERNAL_TABLE_FILES and EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY: the files that an
 * external table reads, and what became of files. */
#ifndef EXEC_EXTERNAL_ROWS_H
#define EXEC_EXTERNAL_ROWS_H

#include "bind/bind.h"
#include "catalog/views.h"
#include "session/session.h"

bool external_rows_has(enum view_id view);
/* The caller frees them. */
struct batch_builder *external_rows(struct session *session, struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err);

#endif
