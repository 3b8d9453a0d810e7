/* stage_values.h: GET_STAGE_LOCATION and its like: where a stage and its files are. */
#ifndef EXEC_STAGE_VALUES_H
#define EXEC_STAGE_VALUES_H

#include "bind/context.h"
#include "session/session.h"

/* As system_value, for the SYSTEM_STAGE_ values; the first argument is the stage. */
bool stage_value(const struct session *session, const struct bind_context *context,
                 enum system_value which, const struct text *args, int count,
                 struct buf *out, struct err *err) MUST_CHECK;

#endif
