/* test_locks.c: who waits for whom, time-outs, circles. */
#include "session/locks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>

static bool take(struct locks *locks, uint64_t owner, int64_t table, enum lock_mode mode,
                 int64_t milliseconds, struct err *err)
{
  err_clear(err);
  return locks_take(locks, owner, "", table, mode, milliseconds, NULL, NULL, err);
}

static void inserts_go_together_and_with_one_writer(void **state)
{
  struct locks *locks = locks_new();
  struct err err;

  (void)state;
  assert_true(take(locks, 1, 7, LOCK_INSERT, 0, &err));
  assert_true(take(locks, 2, 7, LOCK_INSERT, 0, &err));
  assert_true(take(locks, 3, 7, LOCK_WRITE, 0, &err));
  assert_false(take(locks, 4, 7, LOCK_WRITE, 0, &err));
  assert_int_equal(err.code, ERR_LOCK_TIMEOUT);
  assert_true(take(locks, 4, 8, LOCK_WRITE, 0, &err));
  for (uint64_t owner = 1; owner <= 4; owner++)
    locks_release(locks, owner);
  locks_free(locks);
}

static void ddl_has_a_table_alone(void **state)
{
  struct locks *locks = locks_new();
  struct err err;

  (void)state;
  assert_true(take(locks, 1, 7, LOCK_INSERT, 0, &err));
  assert_false(take(locks, 2, 7, LOCK_DDL, 0, &err));
  assert_true(take(locks, 1, 7, LOCK_DDL, 0, &err));
  assert_false(take(locks, 2, 7, LOCK_INSERT, 0, &err));
  locks_release(locks, 1);
  assert_true(take(locks, 2, 7, LOCK_INSERT, 0, &err));
  locks_release(locks, 2);
  locks_free(locks);
}

struct waiter {
  struct locks *locks;
  bool ok;
};

static void *wait_for_table_1(void *context)
{
  struct waiter *waiter = context;
  struct err err;

  /* The other one tries now and then: who comes second is told of the circle. */
  do
    waiter->ok = take(waiter->locks, 2, 1, LOCK_WRITE, 10000, &err);
  while (err.code == ERR_DEADLOCK);
  return NULL;
}

static bool never_or_now(void *context)
{
  return *(bool *)context;
}

static void a_circle_is_an_error_at_once(void **state)
{
  struct waiter waiter = { locks_new(), false };
  pthread_t thread;
  struct err err;

  (void)state;
  assert_true(take(waiter.locks, 1, 1, LOCK_WRITE, 0, &err));
  assert_true(take(waiter.locks, 2, 2, LOCK_WRITE, 0, &err));
  assert_int_equal(pthread_create(&thread, NULL, wait_for_table_1, &waiter), 0);
  /* Until the other waits, this times out; then it is a circle. */
  do
    assert_false(take(waiter.locks, 1, 2, LOCK_WRITE, 1, &err));
  while (err.code == ERR_LOCK_TIMEOUT);
  assert_int_equal(err.code, ERR_DEADLOCK);
  locks_release(waiter.locks, 1);
  pthread_join(thread, NULL);
  assert_true(waiter.ok);
  locks_release(waiter.locks, 2);
  locks_free(waiter.locks);
}

static void a_wait_can_be_cancelled(void **state)
{
  struct locks *locks = locks_new();
  bool cancelled = true;
  struct err err;

  (void)state;
  assert_true(take(locks, 1, 1, LOCK_WRITE, 0, &err));
  err_clear(&err);
  assert_false(
    locks_take(locks, 2, "", 1, LOCK_WRITE, 10000, never_or_now, &cancelled, &err));
  assert_int_equal(err.code, ERR_CANCELED);
  locks_release(locks, 1);
  locks_free(locks);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(inserts_go_together_and_with_one_writer),
    cmocka_unit_test(ddl_has_a_table_alone),
    cmocka_unit_test(a_circle_is_an_error_at_once),
    cmocka_unit_test(a_wait_can_be_cancelled),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
