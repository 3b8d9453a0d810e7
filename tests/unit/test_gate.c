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

static struct gate *gate;
static _Atomic int inside, most, done;

static void sleep_ms(long milliseconds)
{
  struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

  nanosleep(&time, NULL);
}

/* Shorter than a turn, so that everybody inside counts. */
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
  gate = gate_new(2);
  inside = most = done = 0;
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, work_shortly, NULL), 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(done, THREADS * 200);
  assert_in_range(most, 1,
                  2 + 2); /* A thread that the system stops inside may lose its turn. */
  gate_free(gate);
}

static void who_stays_long_keeps_nobody_out(void **state)
{
  struct gate_pass held[3], pass;
  int64_t began_ns = clock_monotonic_ns();

  (void)state;
  gate = gate_new(1);
  for (int i = 0; i < 3; i++)
    gate_enter(gate, &held[i]);
  gate_enter(gate, &pass);
  assert_true(clock_monotonic_ns() - began_ns >= (int64_t)3 * GATE_TURN_MS * 1000000);
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

static _Atomic int next_number, out_of_order;

static void *take_turn(void *argument)
{
  struct place *place = argument;
  struct gate_pass pass;

  gate_enter(gate, &pass);
  if (next_number++ != place->number)
    out_of_order++;
  gate_leave(gate, &pass);
  return NULL;
}

static void turns_are_taken_in_the_order_of_coming(void **state)
{
  struct place places[8];
  struct gate_pass pass;

  (void)state;
  gate = gate_new(1);
  next_number = out_of_order = 0;
  for (int round = 0; round < 100 && !out_of_order; round++) {
    next_number = 0;
    gate_enter(gate, &pass);
    for (int i = 0; i < 2; i++) {
      places[i].number = i;
      assert_int_equal(pthread_create(&places[i].thread, NULL, take_turn, &places[i]), 0);
      sleep_ms(2); /* Until it waits; with both inside one turn of the holder. */
    }
    gate_leave(gate, &pass);
    for (int i = 0; i < 2; i++)
      pthread_join(places[i].thread, NULL);
  }
  /* The sleep is no promise of the system's: a few rounds may go wrong, most must not. */
  assert_in_range(out_of_order, 0, 1);
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
