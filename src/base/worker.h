/* worker.h: a pool of threads that run jobs in the order they were given.
 *
 * The pool grows to its limit while jobs wait; a thread that has been idle for some seconds ends.
 * Any thread may submit. */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct workers;

typedef void (*worker_job)(void *argument);

/* Threads have a stack of so many bytes; 0: 8 MiB. */
struct workers *workers_new(const char *name, int max_threads, size_t stack_size);
/* Queues a job; false after workers_stop has begun (the job will not run). */
bool workers_submit(struct workers *workers, worker_job job, void *argument);
/* Takes no more jobs, waits until all that were queued are done, at most so long; true when none
 * runs any more. May be called again. */
bool workers_stop(struct workers *workers, int64_t grace_ms);
/* After workers_stop returned true; NULL is fine. */
void workers_free(struct workers *workers);

#endif
