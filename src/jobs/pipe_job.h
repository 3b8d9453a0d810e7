/* pipe_job.h: loads the files that wait for pipes, on a thread of its own.
 *
 * What waits is in the engine, so that a server that starts goes on where the one before it ended. A
 * pipe that cannot load is tried again after some seconds, and keeps no other pipe from loading. */
#ifndef JOBS_PIPE_JOB_H
#define JOBS_PIPE_JOB_H

#include "session/instance.h"

struct pipe_job;

/* Borrows the instance, which must outlive it. */
struct pipe_job *pipe_job_start(struct instance *instance);
/* Interrupts the load that runs, and waits for the thread; NULL is fine. */
void pipe_job_stop(struct pipe_job *job);

#endif
