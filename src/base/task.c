/* task.c: a piece of work that a pool does beside its owner. */
#include "base/task.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum task_state { TASK_WAITS, TASK_RUNS, TASK_IS_DONE };

/* Held by its owner and by the pool, whose turn may come when all has long been done. */
struct task {
  atomic_int holders;
  pthread_mutex_t lock; /* Guards the state. */
  pthread_cond_t done;
  enum task_state state;
  worker_job job;
  void *argument;
};

static void release(struct task *task)
{
  if (atomic_fetch_sub(&task->holders, 1) > 1)
    return;
  pthread_cond_destroy(&task->done);
  pthread_mutex_destroy(&task->lock);
  free(task);
}

/* Under the lock, which is left meanwhile. */
static void run_waiting(struct task *task)
{
  if (task->state != TASK_WAITS)
    return;
  task->state = TASK_RUNS;
  pthread_mutex_unlock(&task->lock);
  task->job(task->argument);
  pthread_mutex_lock(&task->lock);
  task->state = TASK_IS_DONE;
  pthread_cond_signal(&task->done);
}

static void run_in_pool(void *argument)
{
  struct task *task = argument;

  pthread_mutex_lock(&task->lock);
  run_waiting(task);
  pthread_mutex_unlock(&task->lock);
  release(task);
}

struct task *task_begin(struct workers *pool, worker_job job, void *argument)
{
  struct task *task = calloc(1, sizeof *task);

  if (!task)
    abort();
  atomic_store(&task->holders, 2);
  pthread_mutex_init(&task->lock, NULL);
  pthread_cond_init(&task->done, NULL);
  task->state = TASK_WAITS;
  task->job = job;
  task->argument = argument;
  if (!workers_submit(pool, run_in_pool, task))
    release(task);
  return task;
}

bool task_is_done(struct task *task)
{
  bool is_done;

  pthread_mutex_lock(&task->lock);
  is_done = task->state == TASK_IS_DONE;
  pthread_mutex_unlock(&task->lock);
  return is_done;
}

void task_end(struct task *task)
{
  if (!task)
    return;
  pthread_mutex_lock(&task->lock);
  run_waiting(task);
  while (task->state != TASK_IS_DONE)
    pthread_cond_wait(&task->done, &task->lock);
  pthread_mutex_unlock(&task->lock);
  release(task);
}
