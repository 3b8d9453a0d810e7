/* test_worker.c: a pool of threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/worker.h"

static _Atomic int done;
static pthread_barrier_t barrier;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void count(void *argument)
{
  (void)argument;
  done++;
}

static void meet(void *argument)
{
  (void)argument;
  pthread_barrier_wait(&barrier);
}

static void pass_gate(void *argument)
{
  (void)argument;
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  done++;
}

static void every_job_runs_before_the_pool_has_stopped(void **state)
{
  struct workers *workers = workers_new("test", 3, 0);

  (void)state;
  done = 0;
  for (int i = 0; i < 2000; i++)
    assert_true(workers_submit(workers, count, NULL));
  assert_true(workers_stop(workers, 60000));
  assert_int_equal(done, 2000);
  assert_false(workers_submit(workers, count, NULL));
  workers_free(workers);
}

static void jobs_run_beside_each_other_up_to_the_limit(void **state)
{
  struct workers *workers = workers_new("test", 4, 0);

  (void)state;
  pthread_barrier_init(&barrier, NULL, 4);
  for (int i = 0; i < 8; i++)
    assert_true(workers_submit(workers, meet, NULL)); /* Four must be there at once. */
  assert_true(workers_stop(workers, 60000));
  pthread_barrier_destroy(&barrier);
  workers_free(workers);
}

static void a_job_that_lasts_is_not_waited_for_longer_than_allowed(void **state)
{
  struct workers *workers = workers_new("test", 1, 0);

  (void)state;
  done = 0;
  pthread_mutex_lock(&gate);
  assert_true(workers_submit(workers, pass_gate, NULL));
  assert_true(workers_submit(workers, pass_gate, NULL));
  assert_false(workers_stop(workers, 20));
  assert_int_equal(done, 0);
  pthread_mutex_unlock(&gate);
  assert_true(workers_stop(workers, 60000));
  assert_int_equal(done, 2);
  workers_free(workers);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_job_runs_before_the_pool_has_stopped),
    cmocka_unit_test(jobs_run_beside_each_other_up_to_the_limit),
    cmocka_unit_test(a_job_that_lasts_is_not_waited_for_longer_than_allowed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
