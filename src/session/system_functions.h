/* system_functions.h: what SYSTEM$WAIT, SYSTEM$CANCEL_QUERY and their like do, for the engine. */
#ifndef SESSION_SYSTEM_FUNCTIONS_H
#define SESSION_SYSTEM_FUNCTIONS_H

#include "engine/engine_function.h"
#include "session/answers.h"

/* sg_wait(<amount>, <unit>, <query id>), sg_cancel_query(<query id>, <user>) and
 * sg_cancel_session(<session>, <query id>): the last query id is that of the statement itself. */
extern const struct engine_function_row system_function_rows[];
extern const int system_function_count;

bool system_functions_register(struct engine_connection *connection,
                               struct answers *answers, struct err *err) MUST_CHECK;

#endif
