/* timer.h: functions that are called when a time has come, on a thread of their own.
 *
 * Made for many timers of which hardly one ever fires: to set and to stop one costs a lock, not
 * a thread's waking. */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct timers;

/* The caller's; unchanged between timer_set and timer_stop. */
struct timer {
  void (*run)(void *argument); /* Must be quick: all timers wait for it. */
  void *argument;
  int64_t at_ns; /* The rest is for timer.c alone. */
  struct timer *next, *previous;
  bool is_set;
};

struct timers *timers_new(void);
void timers_free(struct timers *timers); /* No timer may be set; NULL is fine. */
/* Once, after so many milliseconds. */
void timer_set(struct timers *timers, struct timer *timer, int64_t milliseconds);
/* When this returns it has run or never will. */
void timer_stop(struct timers *timers, struct timer *timer);

#endif
