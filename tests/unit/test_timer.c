/* test_timer.c: functions that are called when a time has come. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/timer.h"

static _Atomic int ran;
static _Atomic int order; /* The digits of those that ran. */
static _Atomic int64_t ran_at_ns;

static void note(void *digit)
{
  order = order * 10 + *(const int *)digit;
  ran_at_ns = clock_monotonic_ns();
  ran++;
}

static void wait_until_ran(int count)
{
  struct timespec moment = { 0, 1000000 };

  while (ran < count)
    nanosleep(&moment, NULL);
}

static void timers_run_in_the_order_of_their_times(void **state)
{
  struct timers *timers = timers_new();
  int digits[3] = { 1, 2, 3 };
  struct timer first = { .run = note, .argument = &digits[0] };
  struct timer second = { .run = note, .argument = &digits[1] };
  struct timer third = { .run = note, .argument = &digits[2] };
  int64_t began_ns = clock_monotonic_ns();

  (void)state;
  ran = order = 0;
  timer_set(timers, &third, 30);
  timer_set(timers, &first, 10);
  timer_set(timers, &second, 20);
  wait_until_ran(3);
  assert_int_equal(order, 123);
  assert_true(ran_at_ns - began_ns >= 30000000);
  timers_free(timers);
}

static void a_stopped_timer_never_runs(void **state)
{
  struct timers *timers = timers_new();
  int digits[2] = { 1, 2 };
  struct timer stopped = { .run = note, .argument = &digits[0] };
  struct timer after = { .run = note, .argument = &digits[1] };

  (void)state;
  ran = order = 0;
  timer_set(timers, &stopped, 5);
  timer_set(timers, &after, 15);
  timer_stop(timers, &stopped);
  wait_until_ran(1);
  assert_int_equal(order, 2);
  timer_stop(timers, &after); /* It has run: nothing to do. */
  timers_free(timers);
}

static void a_timer_may_be_set_again(void **state)
{
  struct timers *timers = timers_new();
  int digit = 7;
  struct timer timer = { .run = note, .argument = &digit };

  (void)state;
  ran = order = 0;
  for (int i = 1; i <= 3; i++) {
    timer_set(timers, &timer, 1);
    wait_until_ran(i);
    timer_stop(timers, &timer);
  }
  assert_int_equal(order, 777);
  timers_free(timers);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(timers_run_in_the_order_of_their_times),
    cmocka_unit_test(a_stopped_timer_never_runs),
    cmocka_unit_test(a_timer_may_be_set_again),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
