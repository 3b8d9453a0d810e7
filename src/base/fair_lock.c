/* fair_lock.c: a lock that is given in the order of asking, and whose waiters can be called off. */
#include "base/fair_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct waiter {
  struct waiter *next;
  pthread_cond_t news; /* Its own: of hundreds that wait one is woken, not all. */
  bool has_it;
};

struct fair_lock {
  pthread_mutex_t mutex; /* Guards all below. */
  bool taken;
  struct waiter *first, **last;
};

struct fair_lock *fair_lock_new(void)
{
  struct fair_lock *lock = calloc(1, sizeof *lock);

  if (!lock)
    abort();
  pthread_mutex_init(&lock->mutex, NULL);
  lock->last = &lock->first;
  return lock;
}

void fair_lock_free(struct fair_lock *lock)
{
  if (!lock)
    return;
  pthread_mutex_destroy(&lock->mutex);
  free(lock);
}

static void leave_queue(struct fair_lock *lock, struct waiter *waiter)
{
  struct waiter **at = &lock->first;

  while (*at != waiter)
    at = &(*at)->next;
  *at = waiter->next;
  if (lock->last == &waiter->next)
    lock->last = at;
}

static bool wait_for(struct fair_lock *lock, bool (*is_off)(const void *argument),
                     const void *argument)
{
  struct waiter self = { .next = NULL };
  bool off = false;

  pthread_cond_init(&self.news, NULL);
  *lock->last = &self;
  lock->last = &self.next;
  while (!self.has_it && !(off = is_off && is_off(argument)))
    pthread_cond_wait(&self.news, &lock->mutex);
  if (off)
    leave_queue(lock, &self);
  pthread_cond_destroy(&self.news);
  return !off;
}

bool fair_lock_take(struct fair_lock *lock, bool (*is_off)(const void *argument),
                    const void *argument)
{
  bool ok = true;

  pthread_mutex_lock(&lock->mutex);
  if (lock->taken)
    ok = wait_for(lock, is_off, argument);
  else if (is_off && is_off(argument))
    ok = false;
  else
    lock->taken = true;
  pthread_mutex_unlock(&lock->mutex);
  return ok;
}

void fair_lock_give(struct fair_lock *lock)
{
  struct waiter *next;

  pthread_mutex_lock(&lock->mutex);
  next = lock->first;
  if (next) {
    leave_queue(lock, next);
    next->has_it = true;
    pthread_cond_signal(&next->news);
  } else {
    lock->taken = false;
  }
  pthread_mutex_unlock(&lock->mutex);
}

void fair_lock_recheck(struct fair_lock *lock)
{
  pthread_mutex_lock(&lock->mutex);
  for (struct waiter *waiter = lock->first; waiter; waiter = waiter->next)
    pthread_cond_signal(&waiter->news);
  pthread_mutex_unlock(&lock->mutex);
}
