/* locks.h: who may change a table: one transaction at a time updates, deletes, merges or alters.
 *
 * Snowflake makes the second writer wait; the engine would make it fail. Locks are held until the owner's transaction
 * ends. Any thread may call. */
#ifndef SESSION_LOCKS_H
#define SESSION_LOCKS_H

#include "base/arena.h"
#include "base/err.h"

struct locks;

/* Inserts go together with each other and with one writer (UPDATE, DELETE, MERGE, TRUNCATE);
 * DDL has the table alone. A stronger mode comes later in the list. */
enum lock_mode { LOCK_INSERT, LOCK_WRITE, LOCK_DDL };

struct locks *locks_new(void);
void locks_free(struct locks *locks); /* Nobody may hold or wait. NULL is fine. */
/* Waits until the table is free, at most so many milliseconds (ERR_LOCK_TIMEOUT), and takes it;
 * one owner may take a table several times. A wait that could never end because owners wait for
 * each other in a circle is ERR_DEADLOCK at once. `cancelled` is asked now and then while
 * waiting (ERR_CANCELED). */
bool locks_take(struct locks *locks, uint64_t owner, const char *query_id,
                int64_t table_id, enum lock_mode mode, int64_t milliseconds,
                bool (*cancelled)(void *context), void *context,
                struct err *err) MUST_CHECK;
/* What is held and waited for, in no order. */
struct listed_lock {
  uint64_t owner;
  int64_t table_id;
  bool waits;
  int64_t acquired_ns;  /* Since 1970; 0 while it waits. */
  const char *query_id; /* Of the statement that took it, or waits for it. */
};
struct listed_lock *locks_list(struct locks *locks, struct arena *arena, int *count);
/* Whether a statement waits, by its query id. */
bool locks_is_waiting(struct locks *locks, struct text query_id);
/* Everything that an owner holds. */
void locks_release(struct locks *locks, uint64_t owner);

#endif
