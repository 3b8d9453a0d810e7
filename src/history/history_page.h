/* history_page.h: many statements as one piece of bytes, and back.
 *
 * Of each statement only what differs from the one before is written: numbers as the difference, so that
 * most of a session's statements take some dozens of bytes. What is longer than a few KB is compressed. */
#ifndef HISTORY_HISTORY_PAGE_H
#define HISTORY_HISTORY_PAGE_H

#include "base/err.h"
#include "data/packed.h"
#include "history/history_fields.h"

/* Statements that have ended, one after the other. What is known of them without looking into the page:
 * between which bounds they lie. */
struct history_page {
  int64_t first, last; /* Numbers. */
  int64_t started_from, started_to, ended_from, ended_to;
  int64_t count;
  struct buf packed; /* The statements. */
  /* Field for field what the last one says: a number itself, of a text where it is in `packed`, or 0. */
  int64_t before[HISTORY_FIELDS];
};

void history_page_init(struct history_page *page);
void history_page_clear(struct history_page *page);
/* Keeps nothing of the entry. */
void history_page_add(struct history_page *page, const struct history_entry *entry);
/* Whether the next statement had better go into the next page. */
bool history_page_is_full(const struct history_page *page);

/* The bytes of a page that has statements: as it is kept, and as long as it is in memory. */
void history_page_put(struct buf *out, const struct history_page *page);
void history_page_put_plain(struct buf *out, const struct history_page *page);

struct history_page_reader {
  struct buf unpacked; /* Of what was compressed. */
  struct text whole;
  struct unpacking from;
  int64_t left;
  struct history_entry entry;
};

/* The bytes are borrowed, and may be any: what no page has in it is a failure, at the beginning or later. */
void history_page_open(struct history_page_reader *reader, struct text bytes);
void history_page_close(struct history_page_reader *reader);
/* The next statement, which lives until the one after it is asked for, its texts until the reader is
 * closed; NULL at the end, and when it has failed. */
const struct history_entry *history_page_next(struct history_page_reader *reader);
bool history_page_has_failed(const struct history_page_reader *reader);
/* The error of a page that has failed. False. */
bool history_page_damaged(struct err *err);
/* False when no statement of the page has this id; to be asked before the first. */
bool history_page_may_have(const struct history_page_reader *reader,
                           struct text query_id);

#endif
