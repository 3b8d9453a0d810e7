/* builtin.h: Snowflake's functions that DuckDB cannot say, registered with the engine in C.
 *
 * All have names that begin with "sg_"; user SQL cannot reach them but through the rows of
 * dialect/functions.c and dialect/casts.c. */
#ifndef BUILTIN_BUILTIN_H
#define BUILTIN_BUILTIN_H

#include "engine/engine.h"

/* Registers everything, once, on a fresh engine. */
bool builtin_register(struct engine_connection *connection, struct err *err) MUST_CHECK;

#endif
