/* test_gate.c: few threads at a time, in the order they came. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/gate.h"

#define THREADS 24
#define LONG_MS 600000 /* A turn that never ends while the tests run. */

static struct gate *gate;
static _Atomic int inside, most, done;

static void *work_shortly(void *argument)
{
  (void)argument;
  for (int i = 0; i < 200; i++) {
    struct gate_pass pass;

    gate_enter(gate, &pass);
    int now = ++inside;

    if (now > most)
      most = now;
    inside--;
    gate_leave(gate, &pass);
    done++;
  }
  return NULL;
}

static void no_more_than_its_width_are_inside(void **state)
{
  pthread_t threads[THREADS];

  (void)state;
  gate = gate_new(2, LONG_MS);
  inside = most = done = 0;
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, work_shortly, NULL), 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(done, THREADS * 200);
  assert_in_range(most, 1, 2);
  assert_int_equal(gate_waiting(gate), 0);
  gate_free(gate);
}

static void who_stays_long_keeps_nobody_out(void **state)
{
  struct gate_pass held[3], pass;
  int64_t began_ns = clock_monotonic_ns();

  (void)state;
  gate = gate_new(1, 10);
  for (int i = 0; i < 3; i++)
    gate_enter(gate, &held[i]);
  gate_enter(gate, &pass);
  assert_true(clock_monotonic_ns() - began_ns >= 30 * 1000000);
  for (int i = 0; i < 3; i++)
    gate_leave(gate, &held[i]);
  gate_leave(gate, &pass);
  gate_enter(gate, &pass); /* All places are free again. */
  gate_leave(gate, &pass);
  gate_free(gate);
}

struct place {
  int number;
  pthread_t thread;
};

static _Atomic int next_number;

static void *take_turn(void *argument)
{
  struct place *place = argument;
  struct gate_pass pass;

  gate_enter(gate, &pass);
  assert_int_equal(next_number++, place->number);
  gate_leave(gate, &pass);
  return NULL;
}

static void turns_are_taken_in_the_order_of_coming(void **state)
{
  struct timespec moment = { 0, 100000 };
  struct place places[8];
  struct gate_pass pass;

  (void)state;
  gate = gate_new(1, LONG_MS);
  next_number = 0;
  gate_enter(gate, &pass);
  for (int i = 0; i < 8; i++) {
    places[i].number = i;
    assert_int_equal(pthread_create(&places[i].thread, NULL, take_turn, &places[i]), 0);
    while (gate_waiting(gate) <= i)
      nanosleep(&moment, NULL);
  }
  gate_leave(gate, &pass);
  for (int i = 0; i < 8; i++)
    pthread_join(places[i].thread, NULL);
  assert_int_equal(next_number, 8);
  gate_free(gate);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_more_than_its_width_are_inside),
    cmocka_unit_test(who_stays_long_keeps_nobody_out),
    cmocka_unit_test(turns_are_taken_in_the_order_of_coming),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
