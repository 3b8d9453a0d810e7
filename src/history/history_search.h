/* history_search.h: the statements of the engine's pages that are wanted. */
#ifndef HISTORY_HISTORY_SEARCH_H
#define HISTORY_HISTORY_SEARCH_H

#include "engine/engine.h"
#include "history/history_found.h"

/* Adds them to what was found. The connection is in a transaction, so that pages stay as they are between
 * two queries. */
bool history_search(struct engine_connection *connection, struct history_found *found,
                    const struct history_bounds *bounds, struct err *err) MUST_CHECK;

#endif
