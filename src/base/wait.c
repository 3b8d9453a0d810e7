/* wait.c: condition variables that are waited for until a time, by the clock that never jumps. */
#include "base/wait.h"

#include <time.h>

#include "base/clock.h"

void wait_init(pthread_cond_t *cond)
{
  pthread_condattr_t attributes;

  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(cond, &attributes);
  pthread_condattr_destroy(&attributes);
}

int64_t wait_deadline(int64_t milliseconds)
{
  return clock_monotonic_ns() + milliseconds * 1000000;
}

bool wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_ns)
{
  struct timespec until = { deadline_ns / 1000000000, deadline_ns % 1000000000 };

  return pthread_cond_timedwait(cond, mutex, &until) == 0;
}
