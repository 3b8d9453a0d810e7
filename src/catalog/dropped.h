/* dropped.h: the end of what was kept, for the files of this folder only. */
#ifndef CATALOG_DROPPED_H
#define CATALOG_DROPPED_H

#include "catalog/catalog_state.h"

/* Ends what may go at a time, on a connection that is in no transaction. */
bool dropped_purge(struct catalog *catalog, struct engine_connection *connection,
                   int64_t now_ms, struct err *err) MUST_CHECK;

#endif
