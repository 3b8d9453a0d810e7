/* clock.h: what time it is. Any thread. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ns(void); /* Since 1970-01-01 UTC. */
int64_t clock_now_ms(void);
int64_t clock_monotonic_ns(void); /* For measuring: never jumps, begins anywhere. */

#endif
