/* history_pages.h: pages of statements as rows of the engine's table _snowglobe.query_pages.
 *
 * No two pages have the same last number. Each has a level: how often its statements were put together
 * with those of other pages, which are as small as it is (history_store.h says when). */
#ifndef HISTORY_HISTORY_PAGES_H
#define HISTORY_HISTORY_PAGES_H

#include "engine/engine.h"
#include "history/page_list.h"

#define HISTORY_PAGES "\"_snowglobe\".\"query_pages\""

enum {
  HISTORY_MERGED = 16, /* So many pages of a level become one of a level above. */
  HISTORY_LEVELS = 3   /* Those of the highest are left as they are. */
};

/* Adds SQL that makes the table where it is missing. */
void history_pages_put_table(struct buf *sql);
/* Adds pages, none is fine; their levels are counted, where that is wanted. */
bool history_pages_add(struct engine_connection *connection,
                       const struct page_list *pages, int64_t levels[HISTORY_LEVELS],
                       struct err *err) MUST_CHECK;
/* Moves all rows of a table (statement_rows.h), whose statements have ended, into pages. */
bool history_pages_take(struct engine_connection *connection, const char *table,
                        struct err *err) MUST_CHECK;

#endif
