/* worker.c: a pool of threads that run jobs in the order they were given. */
#include "base/worker.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/wait.h"

#define IDLE_SECONDS 30
#define STACK_SIZE ((size_t)8 << 20)

struct job {
  struct job *next;
  worker_job run;
  void *argument;
};

/* A thread that has nothing to do. */
struct idler {
  struct idler *next;
  pthread_cond_t wake;
  bool woken; /* Taken from the list: a job came, or the pool stops. */
};

struct workers {
  pthread_mutex_t lock; /* Guards all below. */
  pthread_cond_t ended; /* A thread has ended. */
  struct job *first;
  struct job **last;
  int queued;           /* Jobs ... */
  int coming;           /* ... and threads on their way to take one. */
  struct idler *idlers; /* The last to become idle is woken first: its memory is warm. */
  int threads;
  int max_threads;
  size_t stack_size;
  bool stopping;
  char name[12];
};

struct workers *workers_new(const char *name, int max_threads, size_t stack_size)
{
  struct workers *workers = calloc(1, sizeof *workers);

  if (!workers)
    abort();
  pthread_mutex_init(&workers->lock, NULL);
  wait_init(&workers->ended);
  workers->last = &workers->first;
  workers->stack_size = stack_size ? stack_size : STACK_SIZE;
  workers->max_threads = max_threads > 0 ? max_threads : 1;
  snprintf(workers->name, sizeof workers->name, "%s", name);
  return workers;
}

static void forget_idler(struct workers *workers, struct idler *idler)
{
  struct idler **at = &workers->idlers;

  while (*at != idler)
    at = &(*at)->next;
  *at = idler->next;
}

static void wake_one(struct workers *workers)
{
  struct idler *idler = workers->idlers;

  workers->idlers = idler->next;
  workers->coming++;
  idler->woken = true;
  pthread_cond_signal(&idler->wake);
}

/* False when nothing came for so long that the thread should end. */
static bool idle(struct workers *workers)
{
  int64_t until_ns = wait_deadline(IDLE_SECONDS * 1000);
  struct idler self = { .next = workers->idlers };
  bool in_time = true;

  wait_init(&self.wake);
  workers->idlers = &self;
  while (!self.woken && in_time)
    in_time = wait_until(&self.wake, &workers->lock, until_ns);
  if (self.woken)
    workers->coming--;
  else
    forget_idler(workers, &self);
  pthread_cond_destroy(&self.wake);
  return self.woken;
}

/* The next job, or NULL when the thread should end. Under the lock. */
static struct job *take_job(struct workers *workers)
{
  while (!workers->first && !workers->stopping)
    if (!idle(workers))
      return NULL;
  struct job *job = workers->first;

  if (!job)
    return NULL;
  workers->first = job->next;
  if (!workers->first)
    workers->last = &workers->first;
  workers->queued--;
  return job;
}

static void *work(void *argument)
{
  struct workers *workers = argument;
  struct job *job;

  pthread_mutex_lock(&workers->lock);
  workers->coming--;
  while ((job = take_job(workers))) {
    pthread_mutex_unlock(&workers->lock);
    job->run(job->argument);
    free(job);
    pthread_mutex_lock(&workers->lock);
  }
  workers->threads--;
  pthread_cond_broadcast(&workers->ended);
  pthread_mutex_unlock(&workers->lock);
  return NULL;
}

/* Under the lock. A pool that has threads goes on with those when the system gives no more. */
static bool start_thread(struct workers *workers)
{
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, workers->stack_size);
  bool ok = pthread_create(&thread, &attributes, work, workers) == 0;

  pthread_attr_destroy(&attributes);
  if (!ok)
    return workers->threads > 0;
  pthread_setname_np(thread, workers->name);
  workers->threads++;
  workers->coming++;
  return true;
}

bool workers_submit(struct workers *workers, worker_job run, void *argument)
{
  struct job *job = malloc(sizeof *job);

  if (!job)
    abort();
  *job = (struct job){ NULL, run, argument };
  pthread_mutex_lock(&workers->lock);
  bool ok = !workers->stopping;

  if (ok && workers->queued + 1 > workers->coming) {
    if (workers->idlers)
      wake_one(workers);
    else if (workers->threads < workers->max_threads)
      ok = start_thread(workers);
  }
  if (ok) {
    *workers->last = job;
    workers->last = &job->next;
    workers->queued++;
  }
  pthread_mutex_unlock(&workers->lock);
  if (!ok)
    free(job);
  return ok;
}

bool workers_stop(struct workers *workers, int64_t grace_ms)
{
  int64_t until_ns = wait_deadline(grace_ms);
  bool in_time = true;

  pthread_mutex_lock(&workers->lock);
  workers->stopping = true;
  while (workers->idlers)
    wake_one(workers);
  while (workers->threads > 0 && in_time)
    in_time = wait_until(&workers->ended, &workers->lock, until_ns);
  bool done = workers->threads == 0;

  pthread_mutex_unlock(&workers->lock);
  return done;
}

void workers_free(struct workers *workers)
{
  if (!workers)
    return;
  pthread_cond_destroy(&workers->ended);
  pthread_mutex_destroy(&workers->lock);
  free(workers);
}
