/* history_page.h: many statements as one piece of bytes, and back.
 *
 * Of each statement only what differs from the one before is written: numbers as the difference, so that
 * most of a session's statements take some dozens of bytes. What is longer than a few KB is compressed. */
#ifndef HISTORY_HISTORY_PAGE_H
#define HISTORY_HISTORY_PAGE_H

#include "data/packed.h"
#include "history/history_entry.h"

/* What is known of a page without looking into it: between which bounds its statements lie. */
struct history_page {
  int64_t first, last; /* Numbers. */
  int64_t started_from, started_to, ended_from, ended_to;
  int64_t count;
  int64_t bytes; /* Before they are compressed, about. */
};

/* Adds as many of the statements, at least one, as make a page, and says how many they are. All have
 * ended. */
int history_page_put(struct buf *out, const struct history_entry *const *entries,
                     int count, struct history_page *page);

struct history_page_reader {
  struct buf raw;
  struct unpacking from;
  int64_t left;
  struct history_entry entry;
};

/* The bytes may be any: what no page has in it is a failure, at the beginning or later. */
void history_page_open(struct history_page_reader *reader, struct text bytes);
void history_page_close(struct history_page_reader *reader);
/* The next statement, which lives until the one after it is asked for, its texts until the reader is
 * closed; NULL at the end, and when it has failed. */
const struct history_entry *history_page_next(struct history_page_reader *reader);
bool history_page_has_failed(const struct history_page_reader *reader);
/* False when no statement of the page has this id; to be asked before the first. */
bool history_page_may_have(const struct history_page_reader *reader,
                           struct text query_id);

#endif
