/* test_fair_lock.c: a lock in the order of asking, whose waiters can be called off. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fair_lock.h"

static struct fair_lock *lock;
static int64_t counter; /* Guarded by the lock. */
static _Atomic bool called_off;

static bool is_off(const void *argument)
{
  (void)argument;
  return called_off;
}

static void *count(void *argument)
{
  (void)argument;
  for (int i = 0; i < 10000; i++) {
    if (!fair_lock_take(lock, NULL, NULL))
      return NULL;
    counter++;
    fair_lock_give(lock);
  }
  return NULL;
}

static void one_at_a_time_has_it(void **state)
{
  pthread_t threads[4];

  (void)state;
  lock = fair_lock_new();
  counter = 0;
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, count, NULL), 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(counter, 40000);
  fair_lock_free(lock);
}

static void *take(void *taken)
{
  *(bool *)taken = fair_lock_take(lock, is_off, NULL);
  return NULL;
}

static void a_waiter_that_is_called_off_does_not_get_it(void **state)
{
  bool taken = true;
  pthread_t thread;

  (void)state;
  lock = fair_lock_new();
  called_off = false;
  assert_true(fair_lock_take(lock, NULL, NULL));
  assert_int_equal(pthread_create(&thread, NULL, take, &taken), 0);
  called_off = true;
  fair_lock_recheck(lock);
  pthread_join(thread, NULL);
  assert_false(taken);
  assert_false(fair_lock_take(lock, is_off, NULL));
  fair_lock_give(lock);
  assert_true(fair_lock_take(lock, NULL, NULL)); /* Nobody has it any more. */
  fair_lock_give(lock);
  fair_lock_free(lock);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_at_a_time_has_it),
    cmocka_unit_test(a_waiter_that_is_called_off_does_not_get_it),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
