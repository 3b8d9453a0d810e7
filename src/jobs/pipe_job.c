/* pipe_job.c: loads the files that wait for pipes.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-intro) */
#include "jobs/pipe_job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/wait.h"
#include "exec/pipe_copy.h"
#include "exec/pipe_queue.h"
#include "session/pipe_work.h"
#include "session/sessions.h"

/* An interruption that comes between two steps of a load is lost: so it is repeated. */
#define REPEAT_MS 20
#define LOOK_MS 5000 /* How long after a failure, when nobody says anything before. */

struct pipe_job {
  struct instance *instance;
  bool has_thread;
  pthread_t thread;
  _Atomic bool stopped;
  struct session
    *_Atomic session; /* NULL until there is a file; the thread alone sets it. */
};

/* A session of the server's own. */
static bool have_session(struct pipe_job *job, struct err *err)
{
  struct session *session;

  if (job->session)
    return true;
  session = session_new(job->instance, err);
  if (!session)
    return false;
  session_set(&session->user, TEXT("SYSTEM"));
  session_set(&session->role, TEXT("ACCOUNTADMIN"));
  sessions_add_stateless(job->instance->sessions, session);
  job->session = session;
  return true;
}

/* One transaction's worth of a pipe's files; true when there may be more. */
static bool load_some(struct pipe_job *job, int64_t pipe_id)
{
  struct arena *arena = arena_new();
  struct err err = { 0 };
  int count = 0;
  bool ok = pipe_load(job->session, arena, pipe_id, &count, &err);

  if (!ok)
    log_warn("a pipe does not load: %s", err.message);
  arena_free(arena);
  return ok && count > 0;
}

static void load_all(struct pipe_job *job)
{
  struct arena *arena = arena_new();
  struct err err = { 0 };
  int64_t *ids = NULL;
  int count = 0;

  if (!have_session(job, &err) ||
      !pipe_queue_pipes(job->session->connection, arena, &ids, &count, &err))
    log_warn("pipes do not load: %s", err.message);
  for (int i = 0; i < count; i++)
    while (!job->stopped && load_some(job, ids[i]))
      continue;
  arena_free(arena);
}

static void *run(void *argument)
{
  struct pipe_job *job = argument;

  while (!job->stopped) {
    pipe_work_wait(job->instance->pipe_work, LOOK_MS);
    if (!job->stopped)
      load_all(job);
  }
  return NULL;
}

struct pipe_job *pipe_job_start(struct instance *instance)
{
  struct pipe_job *job = calloc(1, sizeof *job);
  pthread_attr_t attributes;

  if (!job)
    abort();
  job->instance = instance;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, INSTANCE_STATEMENT_STACK);
  job->has_thread = pthread_create(&job->thread, &attributes, run, job) == 0;
  pthread_attr_destroy(&attributes);
  if (!job->has_thread)
    log_warn("there is no thread that loads what waits for pipes");
  return job;
}

static void tell(struct pipe_job *job)
{
  struct session *session = job->session;

  if (session)
    engine_interrupt(session->connection);
  pipe_work_wake(job->instance->pipe_work);
}

void pipe_job_stop(struct pipe_job *job)
{
  if (!job)
    return;
  job->stopped = true;
  do
    tell(job);
  while (job->has_thread && !wait_join(job->thread, REPEAT_MS));
  if (job->session) {
    sessions_remove(job->instance->sessions, job->session);
    sessions_release(job->instance->sessions, job->session);
  }
  free(job);
}
