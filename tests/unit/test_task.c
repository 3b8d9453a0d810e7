/* test_task.c: work that a pool does beside its owner, or its owner when nobody else has begun it. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/task.h"

static pthread_barrier_t barrier;

struct note {
  int runs;
  pthread_t runner;
};

static void note_runner(void *argument)
{
  struct note *note = argument;

  note->runs++;
  note->runner = pthread_self();
}

static void meet(void *argument)
{
  (void)argument;
  pthread_barrier_wait(&barrier);
}

static void tasks_run_beside_their_owner(void **state)
{
  struct workers *pool = workers_new("test", 1, 0);
  struct task *task;

  (void)state;
  pthread_barrier_init(&barrier, NULL, 2);
  task = task_begin(pool, meet, NULL);
  pthread_barrier_wait(&barrier); /* Two must be there. */
  task_end(task);
  pthread_barrier_destroy(&barrier);
  assert_true(workers_stop(pool, 60000));
  workers_free(pool);
}

static void a_task_that_nobody_has_begun_is_done_by_its_owner(void **state)
{
  struct workers *pool = workers_new("test", 1, 0);
  struct task *first, *second;
  struct note note = { 0 };

  (void)state;
  pthread_barrier_init(&barrier, NULL, 2);
  first = task_begin(pool, meet, NULL); /* The only thread waits in it. */
  second = task_begin(pool, note_runner, &note);
  task_end(second);
  assert_true(pthread_equal(note.runner, pthread_self()));
  pthread_barrier_wait(&barrier);
  task_end(first);
  assert_true(workers_stop(pool, 60000)); /* Its turn comes, and finds nothing to do. */
  assert_int_equal(note.runs, 1);
  pthread_barrier_destroy(&barrier);
  workers_free(pool);
}

static void a_pool_that_stops_leaves_tasks_to_their_owners(void **state)
{
  struct workers *pool = workers_new("test", 1, 0);
  struct note note = { 0 };

  (void)state;
  assert_true(workers_stop(pool, 60000));
  task_end(task_begin(pool, note_runner, &note));
  assert_int_equal(note.runs, 1);
  workers_free(pool);
}

static void each_of_many_tasks_runs_once(void **state)
{
  enum { TASKS = 2000 };
  static struct note notes[TASKS];
  static struct task *tasks[TASKS];
  struct workers *pool = workers_new("test", 3, 0);

  (void)state;
  for (int i = 0; i < TASKS; i++)
    tasks[i] = task_begin(pool, note_runner, &notes[i]);
  for (int i = 0; i < TASKS; i++) {
    task_end(tasks[i]);
    assert_int_equal(notes[i].runs, 1);
  }
  task_end(NULL);
  assert_true(workers_stop(pool, 60000));
  workers_free(pool);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tasks_run_beside_their_owner),
    cmocka_unit_test(a_task_that_nobody_has_begun_is_done_by_its_owner),
    cmocka_unit_test(a_pool_that_stops_leaves_tasks_to_their_owners),
    cmocka_unit_test(each_of_many_tasks_runs_once),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
