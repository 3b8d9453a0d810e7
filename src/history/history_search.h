/* history_search.h: the statements of pages that are wanted. */
#ifndef HISTORY_HISTORY_SEARCH_H
#define HISTORY_HISTORY_SEARCH_H

#include "engine/engine.h"
#include "history/history_entry.h"

/* Pages are taken away whole: what of the oldest is too much, or too old, is not seen. */
struct history_bounds {
  int64_t above;    /* A number. */
  int64_t since_ms; /* When a statement began. */
};

/* Copies in the arena, the latest first; NULL with an error. The connection is in a transaction, so
 * that pages stay as they are between two queries. */
struct history_entry *history_search(struct engine_connection *connection,
                                     const struct history_filter *filter,
                                     const struct history_bounds *bounds,
                                     struct arena *arena, int *count, struct err *err);

#endif
