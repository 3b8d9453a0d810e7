/* external_rows.h: EXTERNAL_TABLE_FILES: the files that an external table reads. */
#ifndef EXEC_EXTERNAL_ROWS_H
#define EXEC_EXTERNAL_ROWS_H

#include "bind/bind.h"
#include "catalog/views.h"
#include "session/session.h"

/* The caller frees them. */
struct batch_builder *external_rows(struct session *session, struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err);

#endif
