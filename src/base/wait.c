/* wait.c: condition variables that are waited for until a time, by the clock that never jumps; and threads. */
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

static struct timespec time_of(int64_t deadline_ns)
{
  return (struct timespec){ deadline_ns / 1000000000, deadline_ns % 1000000000 };
}

bool wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_ns)
{
  struct timespec until = time_of(deadline_ns);

  return pthread_cond_timedwait(cond, mutex, &until) == 0;
}

/* By the clock of the day, the only one for which the thread sanitizer knows this call: a clock that is
 * set back makes it wait longer, as a thread that ends ends the waiting anyway. */
bool wait_join(pthread_t thread, int64_t milliseconds)
{
  struct timespec until = time_of((clock_now_ms() + milliseconds) * 1000000);

  return pthread_timedjoin_np(thread, NULL, &until) == 0;
}
