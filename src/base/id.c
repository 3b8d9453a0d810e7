/* id.c: identifiers that nobody else has. */
#include "base/id.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"

#define COUNTER_BITS 12

uint64_t id_random(void)
{
  uint64_t value = 0;

  while (!value)
    if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value)
      abort();
  return value;
}

/* Milliseconds and a counter within them; larger than any it gave before, also when the clock
 * goes back. */
static uint64_t next_moment(void)
{
  static _Atomic uint64_t last;
  uint64_t now = (uint64_t)clock_now_ms() << COUNTER_BITS;
  uint64_t before = atomic_load(&last);
  uint64_t next;

  do
    next = now > before ? now : before + 1;
  while (!atomic_compare_exchange_weak(&last, &before, next));
  return next;
}

void id_query(char out[ID_QUERY_SIZE])
{
  uint64_t moment = next_moment();
  uint64_t ms = moment >> COUNTER_BITS;
  uint64_t random = id_random();

  /* UUID version 7: 48 bits of time, the counter, 62 random bits. */
  snprintf(out, ID_QUERY_SIZE, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(ms >> 16),
           (unsigned)(ms & 0xFFFF), (unsigned)(moment & 0xFFF),
           (unsigned)(0x8000 | (random >> 48 & 0x3FFF)),
           (unsigned long long)(random & 0xFFFFFFFFFFFF));
}
