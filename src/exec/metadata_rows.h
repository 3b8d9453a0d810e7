/* metadata_rows.h: EXPLAIN_JSON, GET_OBJECT_REFERENCES, GET_QUERY_OPERATOR_STATS and
 * DATA_METRIC_FUNCTION_REFERENCES, as rows. */
#ifndef EXEC_METADATA_ROWS_H
#define EXEC_METADATA_ROWS_H

#include "bind/context.h"
#include "catalog/views.h"
#include "session/session.h"

/* Of VIEW_EXPLAIN_JSON and those after it. Takes the catalog's read lock itself. */
struct batch_builder *metadata_rows(struct session *session,
                                    const struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err);

#endif
