/* dynamic_job.h: refreshes dynamic tables whose target lag has passed, on a thread of its own.
 *
 * Where no table below one was changed since its last refresh, and nothing was created or altered,
 * its rows stay and are noted as right until now. Five failures in a row suspend it. */
#ifndef JOBS_DYNAMIC_JOB_H
#define JOBS_DYNAMIC_JOB_H

#include "session/instance.h"

struct dynamic_job;

/* Borrows the instance, which must outlive it. */
struct dynamic_job *dynamic_job_start(struct instance *instance);
/* Interrupts the refresh that runs, and waits for the thread; NULL is fine. */
void dynamic_job_stop(struct dynamic_job *job);

/* One look, as if it were this time: what the thread does again and again. For tests, which start no
 * thread: dynamic_job_new, dynamic_job_stop. */
struct dynamic_job *dynamic_job_new(struct instance *instance);
void dynamic_job_look(struct dynamic_job *job, int64_t now_ms);

#endif
