/* clock.c: what time it is. */
#include "base/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t id)
{
  struct timespec now;

  clock_gettime(id, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_now_ns(void)
{
  return read_clock(CLOCK_REALTIME);
}

int64_t clock_now_ms(void)
{
  return clock_now_ns() / 1000000;
}

int64_t clock_monotonic_ns(void)
{
  return read_clock(CLOCK_MONOTONIC);
}
