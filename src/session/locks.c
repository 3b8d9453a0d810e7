/* locks.c: table locks with queues and a look for circles. */
#include "session/locks.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct held {
  struct held *next;
  int64_t table_id;
  uint64_t owner;
};

struct waiting {
  struct waiting *next;
  uint64_t owner;
  int64_t table_id;
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
  pthread_condattr_t monotonic;

  if (!locks)
    abort();
  pthread_mutex_init(&locks->mutex, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&locks->released, &monotonic);
  pthread_condattr_destroy(&monotonic);
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

static struct held *holder(struct locks *locks, int64_t table_id)
{
  for (struct held *held = locks->held; held; held = held->next)
    if (held->table_id == table_id)
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

/* Each owner waits for at most one table, and a table has one holder: follow the chain. */
static bool would_circle(struct locks *locks, uint64_t owner, int64_t table_id)
{
  const struct held *held = holder(locks, table_id);

  while (held) {
    const struct waiting *waiting = wait_of(locks, held->owner);

    if (held->owner == owner)
      return true;
    held = waiting ? holder(locks, waiting->table_id) : NULL;
  }
  return false;
}

static void wait_slice(struct locks *locks)
{
  struct timespec until;

  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += SLICE_MS * 1000000L;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_nsec -= 1000000000L;
    until.tv_sec++;
  }
  pthread_cond_timedwait(&locks->released, &locks->mutex, &until);
}

static int64_t now_ms(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void stop_waiting(struct locks *locks, struct waiting *mine)
{
  struct waiting **at = &locks->waiting;

  while (*at != mine)
    at = &(*at)->next;
  *at = mine->next;
}

/* Waits for a table that another holds. */
static bool wait_for(struct locks *locks, uint64_t owner, int64_t table_id, int64_t milliseconds,
                     bool (*cancelled)(void *), void *context, struct err *err)
{
  struct waiting mine = { locks->waiting, owner, table_id };
  int64_t until = now_ms() + milliseconds;
  bool ok = true;

  if (would_circle(locks, owner, table_id))
    return err_set(err, ERR_DEADLOCK,
                   "Statement was aborted because it was part of a deadlock.");
  locks->waiting = &mine;
  while (ok && holder(locks, table_id)) {
    if (cancelled && cancelled(context))
      ok = err_set(err, ERR_CANCELED, "SQL execution canceled");
    else if (now_ms() >= until)
      ok = err_set(err, ERR_LOCK_TIMEOUT,
                   "Statement was aborted because the number of waiters for this lock exceeded "
                   "the limit or its lock timeout of %lld s has passed.",
                   (long long)(milliseconds / 1000));
    else
      wait_slice(locks);
  }
  stop_waiting(locks, &mine);
  return ok;
}

bool locks_take(struct locks *locks, uint64_t owner, int64_t table_id, int64_t milliseconds,
                bool (*cancelled)(void *context), void *context, struct err *err)
{
  struct held *held;
  bool ok = true;

  pthread_mutex_lock(&locks->mutex);
  held = holder(locks, table_id);
  if (held && held->owner != owner) {
    ok = wait_for(locks, owner, table_id, milliseconds, cancelled, context, err);
    held = NULL;
  }
  if (ok && !held) {
    held = malloc(sizeof *held);
    if (!held)
      abort();
    *held = (struct held){ locks->held, table_id, owner };
    locks->held = held;
  }
  pthread_mutex_unlock(&locks->mutex);
  return ok;
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
