/* transactions.h: the transactions that run, and those that ended: who began them, and when.
 *
 * A session's own fields are its statement's; this is what other sessions may read of them. Any
 * thread may call. */
#ifndef SESSION_TRANSACTIONS_H
#define SESSION_TRANSACTIONS_H

#include "base/arena.h"

struct transactions;

struct running_transaction {
  int64_t id; /* Nanoseconds since 1970 at its beginning, as Snowflake's. */
  uint64_t session_id;
  struct text user;
  struct text name; /* Given by BEGIN ... NAME, otherwise made up; empty: make one up. */
};

struct transactions *transactions_new(void);
void transactions_free(struct transactions *transactions); /* NULL is fine. */
/* The texts are copied. A session has one transaction at a time: a second one is not recorded. */
void transactions_begin(struct transactions *transactions,
                        const struct running_transaction *begun);
/* Of a session; nothing when it has none. `state`: "committed" or "rolled back", a constant, to be
 * remembered for a while; NULL: a statement's own transaction, which is not. */
void transactions_end(struct transactions *transactions, uint64_t session_id,
                      const char *state);

/* One that runs, or has ended not long ago. */
struct known_transaction {
  struct running_transaction begun;
  const char *state; /* "running", "committed", "rolled back" */
  int64_t ended_ns;  /* 0: it runs. */
};
/* By its number; the texts are copied to the arena. */
bool transactions_find(struct transactions *transactions, int64_t id, struct arena *arena,
                       struct known_transaction *found);
/* All that run, the eldest first. */
struct running_transaction *transactions_list(struct transactions *transactions,
                                              struct arena *arena, int *count);

#endif
