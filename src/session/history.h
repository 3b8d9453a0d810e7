/* history.h: the statements that ran, for QUERY_HISTORY: those that run and those of the last second in
 * memory, the others in the engine (history/history_store.h).
 *
 * A thread of its own writes once a second what has ended meanwhile, in one transaction: so a server that
 * is killed forgets no more than that second. A statement that has run for a second is written before its
 * end; if the server does not see that end, the next one says so (HISTORY_LOST). While nothing can be
 * written (the disk is full) statements wait in memory, up to a bound, beyond which the oldest are
 * forgotten. Texts come without secrets: who adds a statement has redacted it. Any thread may call. */
#ifndef SESSION_HISTORY_H
#define SESSION_HISTORY_H

#include "base/err.h"
#include "history/history_entry.h"
#include "session/session.h"

struct history;
struct history_item;

/* Where the time of a statement went, in nanoseconds. */
struct stage_times {
  int64_t parse, bind, plan, execute, encode;
};

/* How a statement ended. */
struct history_end {
  int64_t rows;
  int64_t inserted, updated, deleted;
  const struct err *err; /* NULL: it went well. */
  int64_t bytes;
  struct stage_times times;
};

struct history_options {
  int64_t
    most; /* Statements that are kept; -1: none outlive the server, the last 10,000 or some more in memory. */
  int64_t days; /* For how long. */
};

/* NULL with an error. */
struct history *history_open(struct engine *engine, const struct history_options *options,
                             struct err *err);
/* Writes what is left; nothing may run any more. NULL is fine. */
void history_close(struct history *history);
/* Writes at once what has ended. */
void history_flush(struct history *history);

/* A statement begins, in its locked session. It is the caller's until history_finish. */
struct history_item *history_begin(struct history *history, const struct session *session,
                                   const char *query_id, struct text sql);
/* What it is, once it is parsed; `type` is a constant. NULL is fine. */
void history_set_type(struct history_item *item, const char *type);
void history_finish(struct history *history, struct history_item *item,
                    const struct history_end *end);

/* Copies in the arena, the latest first. NULL with an error. */
struct history_entry *history_find(struct history *history,
                                   const struct history_filter *filter,
                                   struct arena *arena, int *count, struct err *err);

#endif
