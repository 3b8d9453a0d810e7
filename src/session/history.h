/* history.h: the statements that ran, for QUERY_HISTORY: a ring in memory.
 *
 * The oldest go when there are too many of them, or their texts too long. A restart forgets them.
 * Texts come without secrets: who adds a statement has redacted it. Any thread may call. */
#ifndef SESSION_HISTORY_H
#define SESSION_HISTORY_H

#include "base/err.h"
#include "session/session.h"

struct history;

enum history_state { HISTORY_RUNNING, HISTORY_DONE, HISTORY_FAILED };

/* How a statement ended. */
struct history_end {
  int64_t rows;
  int64_t inserted, updated, deleted;
  const struct err *err; /* NULL: it went well. */
};

/* A statement as it is remembered. Texts are NULL where nothing was said. */
struct history_entry {
  char query_id[40];
  const char *sql, *database, *schema, *user, *role, *warehouse, *tag;
  const char *type; /* "SELECT", "CREATE_TABLE": a constant. */
  uint64_t session_id;
  int64_t transaction_id; /* 0: in none. */
  enum history_state state;
  enum err_code code;           /* HISTORY_FAILED */
  const char *message;          /* HISTORY_FAILED */
  int64_t started_ms, ended_ms; /* ended_ms 0: it still runs. */
  int64_t rows, inserted, updated, deleted;
};

struct history *history_new(void);
void history_free(struct history *history); /* NULL is fine. */

/* A statement begins, in its locked session. */
void history_begin(struct history *history, const struct session *session,
                   const char *query_id, struct text sql);
/* What it is, once it is parsed; `type` is a constant. */
void history_set_type(struct history *history, const char *query_id, const char *type);
/* One that never began is left alone. */
void history_finish(struct history *history, const char *query_id,
                    const struct history_end *end);

/* Which ones are wanted: ended in this range (those that run have no end: they are wanted unless
 * there is an upper bound), and of these. */
struct history_filter {
  int64_t from_ms, to_ms;      /* 0: any time. */
  uint64_t session_id;         /* 0: all. */
  struct text user, warehouse; /* at NULL: all. */
  struct text query_id;        /* The same. */
  bool only_ended;
  int64_t most; /* 0: as many as there are. */
};
/* Copies in the arena, the latest first. */
struct history_entry *history_find(struct history *history,
                                   const struct history_filter *filter,
                                   struct arena *arena, int *count);

#endif
