/* history_found.h: the statements that are wanted, from pages and beside them: each once, the latest first. */
#ifndef HISTORY_HISTORY_FOUND_H
#define HISTORY_HISTORY_FOUND_H

#include "base/err.h"
#include "history/history_entry.h"

/* Pages are taken away whole: what of the oldest is too much, or too old, is not seen. */
struct history_bounds {
  int64_t above;    /* A number. */
  int64_t since_ms; /* When a statement began. */
};

struct history_found {
  const struct history_filter *filter;
  struct arena *arena;
  int64_t most;              /* 0: all. */
  struct history_entry **at; /* Copies in the arena. */
  int count, room;
  struct history_entry *candidates; /* Of one page, texts are borrowed from it. */
  int candidate_count, candidate_room;
};

void history_found_init(struct history_found *found, const struct history_filter *filter,
                        struct arena *arena);
void history_found_clear(struct history_found *found);
/* One that is in no page yet. When a page has it too, it has ended meanwhile, and that is what counts. */
void history_found_add(struct history_found *found, const struct history_entry *entry);
/* Those of a page's bytes. */
bool history_found_read(struct history_found *found, const struct history_bounds *bounds,
                        struct text bytes, struct err *err) MUST_CHECK;
/* Whether none of pages whose statements have this number at most can be wanted any more. */
bool history_found_is_over(const struct history_found *found, int64_t last);
/* The copies, as an array in the arena. */
struct history_entry *history_found_take(const struct history_found *found, int *count);

#endif
