/* history_merge.h: small pages become larger ones. */
#ifndef HISTORY_HISTORY_MERGE_H
#define HISTORY_HISTORY_MERGE_H

#include "engine/engine.h"
#include "history/history_pages.h"

/* All pages of a level become pages of higher ones, and are counted so. In the caller's transaction. */
bool history_merge_level(struct engine_connection *connection, int level,
                         int64_t levels[HISTORY_LEVELS], struct err *err) MUST_CHECK;

#endif
