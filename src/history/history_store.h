/* history_store.h: statements that ran, in the engine: those that have ended in pages, those that run as
 * rows of the table _snowglobe.queries_running.
 *
 * The second are those that ran for so long that they were written before their end: what is there when
 * a server starts was cut short by the end of the one before. One thread writes; any may read. */
#ifndef HISTORY_HISTORY_STORE_H
#define HISTORY_HISTORY_STORE_H

#include "engine/engine.h"
#include "history/history_found.h"
#include "history/page_list.h"

struct history_store;

/* Of so many statements and of so many days at most. NULL with an error. */
struct history_store *history_store_open(struct engine *engine, int64_t most,
                                         int64_t days, struct err *err);
void history_store_close(struct history_store *store); /* NULL is fine. */
/* The first number that no statement has. */
int64_t history_store_next(const struct history_store *store);

/* What is written at a time: all of it or nothing. */
struct history_batch {
  const struct page_list *ended;
  const struct history_entry *running;
  const int64_t
    *over; /* Numbers of those that were written as running, and have ended. */
  int running_count, over_count;
};
bool history_store_write(struct history_store *store, const struct history_batch *batch,
                         struct err *err) MUST_CHECK;
/* What is too old, or too much, goes, and small pages become larger ones; costs nothing where there is
 * nothing to do. */
bool history_store_tidy(struct history_store *store, struct err *err) MUST_CHECK;

/* Adds those that have ended to what was found. */
bool history_store_find(struct history_store *store, struct history_found *found,
                        struct err *err) MUST_CHECK;

/* The step of data folders to format 3: what format 2 has as rows of the table _snowglobe.queries, one for each
 * statement, becomes pages. In the caller's transaction. */
bool history_store_upgrade(struct engine_connection *connection,
                           struct err *err) MUST_CHECK;

#endif
