/* locks.c: table locks with queues and a look for circles. */
#include "session/locks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/wait.h"

struct held {
  struct held *next;
  int64_t table_id;
  uint64_t owner;
  enum lock_mode mode;
  int64_t acquired_ns;
  char query_id[40];
};

struct waiting {
  struct waiting *next;
  uint64_t owner;
  int64_t table_id;
  enum lock_mode mode;
  char query_id[40];
};

struct locks {
  pthread_mutex_t mutex;
  pthread_cond_t released;
  struct held *held;
  struct waiting *waiting;
};

#define SLICE_MS 20 /* How often a waiter asks whether it was cancelled. */

struct locks *locks_new(void)
{
  struct locks *locks = calloc(1, sizeof *locks);

  if (!locks)
    abort();
  pthread_mutex_init(&locks->mutex, NULL);
  wait_init(&locks->released);
  return locks;
}

void locks_free(struct locks *locks)
{
  if (!locks)
    return;
  for (struct held *held = locks->held, *next; held; held = next) {
    next = held->next;
    free(held);
  }
  pthread_cond_destroy(&locks->released);
  pthread_mutex_destroy(&locks->mutex);
  free(locks);
}

static bool conflict(enum lock_mode a, enum lock_mode b)
{
  return a == LOCK_DDL || b == LOCK_DDL || (a == LOCK_WRITE && b == LOCK_WRITE);
}

/* The next lock of others that stands in the way, beginning at `from`. */
static struct held *blocker(struct held *from, uint64_t owner, int64_t table_id,
                            enum lock_mode mode)
{
  for (struct held *held = from; held; held = held->next)
    if (held->table_id == table_id && held->owner != owner && conflict(mode, held->mode))
      return held;
  return NULL;
}

static const struct waiting *wait_of(const struct locks *locks, uint64_t owner)
{
  for (const struct waiting *waiting = locks->waiting; waiting; waiting = waiting->next)
    if (waiting->owner == owner)
      return waiting;
  return NULL;
}

/* Whether someone who stands in the way waits, perhaps through others, for `owner`. Who waits
 * was no part of a circle when it began to, so that this ends. */
static bool waits_for(struct locks *locks, const struct waiting *waiting, uint64_t owner)
{
  struct held *held = locks->held;

  while ((held = blocker(held, waiting->owner, waiting->table_id, waiting->mode))) {
    const struct waiting *next = wait_of(locks, held->owner);

    if (held->owner == owner || (next && waits_for(locks, next, owner)))
      return true;
    held = held->next;
  }
  return false;
}

static bool would_circle(struct locks *locks, const struct waiting *mine)
{
  struct held *held = locks->held;

  while ((held = blocker(held, mine->owner, mine->table_id, mine->mode))) {
    const struct waiting *next = wait_of(locks, held->owner);

    if (next && waits_for(locks, next, mine->owner))
      return true;
    held = held->next;
  }
  return false;
}

static void stop_waiting(struct locks *locks, struct waiting *mine)
{
  struct waiting **at = &locks->waiting;

  while (*at != mine)
    at = &(*at)->next;
  *at = mine->next;
}

/* Waits for a table that others hold. */
static bool wait_for(struct locks *locks, struct waiting *mine, int64_t milliseconds,
                     bool (*cancelled)(void *), void *context, struct err *err)
{
  int64_t until_ns = wait_deadline(milliseconds);
  bool ok = true;

  if (would_circle(locks, mine))
    return err_set(err, ERR_DEADLOCK,
                   "Statement was aborted because it was part of a deadlock.");
  mine->next = locks->waiting;
  locks->waiting = mine;
  while (ok && blocker(locks->held, mine->owner, mine->table_id, mine->mode)) {
    if (cancelled && cancelled(context))
      ok = err_set(err, ERR_CANCELED, "SQL execution canceled");
    else if (clock_monotonic_ns() >= until_ns)
      ok = err_set(
        err, ERR_LOCK_TIMEOUT,
        "Statement was aborted because the number of waiters for this lock exceeded "
        "the limit or its lock timeout of %lld s has passed.",
        (long long)(milliseconds / 1000));
    else
      wait_until(&locks->released, &locks->mutex, wait_deadline(SLICE_MS));
  }
  stop_waiting(locks, mine);
  return ok;
}

static struct held *own(struct locks *locks, uint64_t owner, int64_t table_id)
{
  for (struct held *held = locks->held; held; held = held->next)
    if (held->table_id == table_id && held->owner == owner)
      return held;
  return NULL;
}

static void hold(struct locks *locks, const struct waiting *mine)
{
  struct held *held = own(locks, mine->owner, mine->table_id);

  if (held) {
    if (mine->mode > held->mode)
      held->mode = mine->mode;
    return;
  }
  held = malloc(sizeof *held);
  if (!held)
    abort();
  *held = (struct held){ locks->held, mine->table_id, mine->owner, mine->mode,
                         clock_now_ns() };
  memcpy(held->query_id, mine->query_id, sizeof held->query_id);
  locks->held = held;
}

bool locks_take(struct locks *locks, uint64_t owner, const char *query_id,
                int64_t table_id, enum lock_mode mode, int64_t milliseconds,
                bool (*cancelled)(void *context), void *context, struct err *err)
{
  struct waiting mine = { NULL, owner, table_id, mode };
  bool ok = true;

  snprintf(mine.query_id, sizeof mine.query_id, "%s", query_id);
  pthread_mutex_lock(&locks->mutex);
  if (blocker(locks->held, owner, table_id, mode))
    ok = wait_for(locks, &mine, milliseconds, cancelled, context, err);
  if (ok)
    hold(locks, &mine);
  pthread_mutex_unlock(&locks->mutex);
  return ok;
}

struct listed_lock *locks_list(struct locks *locks, struct arena *arena, int *count)
{
  struct listed_lock *list, *out;

  *count = 0;
  pthread_mutex_lock(&locks->mutex);
  for (const struct held *held = locks->held; held; held = held->next)
    ++*count;
  for (const struct waiting *waiting = locks->waiting; waiting; waiting = waiting->next)
    ++*count;
  out = list = ARENA_ARRAY(arena, (size_t)*count, struct listed_lock);
  for (const struct held *held = locks->held; held; held = held->next)
    *out++ = (struct listed_lock){ held->owner, held->table_id, false, held->acquired_ns,
                                   arena_text(arena, text_of(held->query_id)).at };
  for (const struct waiting *waiting = locks->waiting; waiting; waiting = waiting->next)
    *out++ = (struct listed_lock){ waiting->owner, waiting->table_id, true, 0,
                                   arena_text(arena, text_of(waiting->query_id)).at };
  pthread_mutex_unlock(&locks->mutex);
  return list;
}

bool locks_is_waiting(struct locks *locks, struct text query_id)
{
  bool waits = false;

  pthread_mutex_lock(&locks->mutex);
  for (const struct waiting *waiting = locks->waiting; waiting; waiting = waiting->next)
    waits = waits || text_is(query_id, waiting->query_id);
  pthread_mutex_unlock(&locks->mutex);
  return waits;
}

void locks_release(struct locks *locks, uint64_t owner)
{
  bool any = false;

  pthread_mutex_lock(&locks->mutex);
  for (struct held **at = &locks->held; *at;) {
    struct held *held = *at;

    if (held->owner != owner) {
      at = &held->next;
      continue;
    }
    *at = held->next;
    free(held);
    any = true;
  }
  if (any)
    pthread_cond_broadcast(&locks->released);
  pthread_mutex_unlock(&locks->mutex);
}
