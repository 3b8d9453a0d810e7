/* pipe_work.c: a condition that says that pipes have work, and a map of what stops them. */
#include "session/pipe_work.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/wait.h"

struct pipe_work {
  pthread_mutex_t lock; /* Guards all below. */
  pthread_cond_t told;
  bool pending;
  struct map *troubles; /* struct pipe_trouble by the pipe's number. */
};

static struct text key_of(const int64_t *id)
{
  return text_from((const char *)id, sizeof *id);
}

struct pipe_work *pipe_work_new(void)
{
  struct pipe_work *work = calloc(1, sizeof *work);

  if (!work)
    abort();
  pthread_mutex_init(&work->lock, NULL);
  wait_init(&work->told);
  work->pending = true; /* What a server before this one has left. */
  work->troubles = map_new();
  return work;
}

void pipe_work_free(struct pipe_work *work)
{
  struct pipe_trouble *trouble;

  if (!work)
    return;
  for (size_t at = 0; (trouble = map_next(work->troubles, &at, NULL));)
    free(trouble);
  map_free(work->troubles);
  pthread_cond_destroy(&work->told);
  pthread_mutex_destroy(&work->lock);
  free(work);
}

void pipe_work_wake(struct pipe_work *work)
{
  pthread_mutex_lock(&work->lock);
  work->pending = true;
  pthread_cond_broadcast(&work->told);
  pthread_mutex_unlock(&work->lock);
}

void pipe_work_wait(struct pipe_work *work, int64_t milliseconds)
{
  int64_t deadline = wait_deadline(milliseconds);

  pthread_mutex_lock(&work->lock);
  while (!work->pending && wait_until(&work->told, &work->lock, deadline))
    continue;
  work->pending = false;
  pthread_mutex_unlock(&work->lock);
}

void pipe_work_trouble(struct pipe_work *work, int64_t pipe_id, const char *state,
                       const char *message)
{
  struct pipe_trouble *trouble;

  pthread_mutex_lock(&work->lock);
  trouble = map_get(work->troubles, key_of(&pipe_id));
  if (!trouble) {
    trouble = calloc(1, sizeof *trouble);
    if (!trouble)
      abort();
    trouble->since_ms = clock_now_ms();
    map_put(work->troubles, key_of(&pipe_id), trouble);
  }
  snprintf(trouble->state, sizeof trouble->state, "%s", state);
  snprintf(trouble->message, sizeof trouble->message, "%s", message);
  pthread_mutex_unlock(&work->lock);
}

void pipe_work_no_trouble(struct pipe_work *work, int64_t pipe_id)
{
  pthread_mutex_lock(&work->lock);
  free(map_take(work->troubles, key_of(&pipe_id)));
  pthread_mutex_unlock(&work->lock);
}

bool pipe_work_has_trouble(struct pipe_work *work, int64_t pipe_id,
                           struct pipe_trouble *trouble)
{
  const struct pipe_trouble *found;

  pthread_mutex_lock(&work->lock);
  found = map_get(work->troubles, key_of(&pipe_id));
  if (found)
    *trouble = *found;
  pthread_mutex_unlock(&work->lock);
  return found != NULL;
}
