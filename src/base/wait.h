/* wait.h: condition variables that are waited for until a time, by the clock that never jumps; and threads. */
#ifndef BASE_WAIT_H
#define BASE_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* A condition for wait_until; pthread_cond_destroy ends it. */
void wait_init(pthread_cond_t *cond);
/* The time so many milliseconds from now, as clock_monotonic_ns counts. */
int64_t wait_deadline(int64_t milliseconds);
/* pthread_cond_timedwait; false when the time has come. */
bool wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_ns);
/* pthread_join, for so long at most; false when the thread still runs. */
bool wait_join(pthread_t thread, int64_t milliseconds);

#endif
