/* task.h: a piece of work that a pool does beside its owner; who needs its end before anybody has begun it
 * does it himself, so that a pool that is busy, or stops, keeps nobody waiting. */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include <stdbool.h>

#include "base/worker.h"

struct task;

/* The job runs once, at the latest in task_end; its argument lives as long. */
struct task *task_begin(struct workers *pool, worker_job job, void *argument);
bool task_is_done(struct task *task);
/* Waits until the job has run, and frees the task; NULL is fine. What the job wrote is seen by the caller. */
void task_end(struct task *task);

#endif
