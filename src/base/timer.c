/* timer.c: functions that are called when a time has come, on a thread of their own. */
#include "base/timer.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/wait.h"

#define NEVER INT64_MAX

struct timers {
  pthread_mutex_t lock; /* Guards all below and every timer; held while one runs. */
  pthread_cond_t wake;
  pthread_t thread;
  struct timer *first, *last; /* By their times. */
  int64_t wakes_at_ns;        /* When the thread will look again by itself. */
  bool stopping;
};

static void list_remove(struct timers *timers, struct timer *timer)
{
  if (timer->previous)
    timer->previous->next = timer->next;
  else
    timers->first = timer->next;
  if (timer->next)
    timer->next->previous = timer->previous;
  else
    timers->last = timer->previous;
  timer->is_set = false;
}

/* Mostly the new one is the last. */
static void list_insert(struct timers *timers, struct timer *timer)
{
  struct timer *before = timers->last;

  while (before && before->at_ns > timer->at_ns)
    before = before->previous;
  timer->previous = before;
  timer->next = before ? before->next : timers->first;
  if (timer->next)
    timer->next->previous = timer;
  else
    timers->last = timer;
  if (before)
    before->next = timer;
  else
    timers->first = timer;
  timer->is_set = true;
}

static void run_due(struct timers *timers)
{
  struct timer *timer;

  while ((timer = timers->first) && timer->at_ns <= clock_monotonic_ns()) {
    list_remove(timers, timer);
    timer->run(timer->argument);
  }
}

static void *watch(void *argument)
{
  struct timers *timers = argument;

  pthread_mutex_lock(&timers->lock);
  while (!timers->stopping) {
    run_due(timers);
    timers->wakes_at_ns = timers->first ? timers->first->at_ns : NEVER;
    if (timers->first)
      wait_until(&timers->wake, &timers->lock, timers->wakes_at_ns);
    else
      pthread_cond_wait(&timers->wake, &timers->lock);
  }
  pthread_mutex_unlock(&timers->lock);
  return NULL;
}

struct timers *timers_new(void)
{
  struct timers *timers = calloc(1, sizeof *timers);

  if (!timers)
    abort();
  pthread_mutex_init(&timers->lock, NULL);
  wait_init(&timers->wake);
  timers->wakes_at_ns = NEVER;
  if (pthread_create(&timers->thread, NULL, watch, timers) != 0)
    abort();
  pthread_setname_np(timers->thread, "timer");
  return timers;
}

void timers_free(struct timers *timers)
{
  if (!timers)
    return;
  pthread_mutex_lock(&timers->lock);
  timers->stopping = true;
  pthread_cond_signal(&timers->wake);
  pthread_mutex_unlock(&timers->lock);
  pthread_join(timers->thread, NULL);
  pthread_cond_destroy(&timers->wake);
  pthread_mutex_destroy(&timers->lock);
  free(timers);
}

void timer_set(struct timers *timers, struct timer *timer, int64_t milliseconds)
{
  pthread_mutex_lock(&timers->lock);
  timer->at_ns = wait_deadline(milliseconds);
  list_insert(timers, timer);
  if (timer->at_ns < timers->wakes_at_ns)
    pthread_cond_signal(&timers->wake);
  pthread_mutex_unlock(&timers->lock);
}

void timer_stop(struct timers *timers, struct timer *timer)
{
  pthread_mutex_lock(&timers->lock);
  if (timer->is_set)
    list_remove(timers, timer);
  pthread_mutex_unlock(&timers->lock);
}
