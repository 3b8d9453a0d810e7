/* stage_values.h: GET_STAGE_LOCATION and its like: where a stage and its files are. */
#ifndef EXEC_STAGE_VALUES_H
#define EXEC_STAGE_VALUES_H

#include "bind/context.h"
#include "session/session.h"

/* The named stage that is written so, and where it stands; under the catalog's read lock. */
const struct stage *stage_value_find(const struct bind_context *context,
                                     struct text written, struct path *path,
                                     struct err *err);
/* As system_value, for the SYSTEM_STAGE_ values. */
bool stage_value(const struct session *session, const struct bind_context *context,
                 enum system_value which, struct text written, struct buf *out,
                 struct err *err) MUST_CHECK;

#endif
