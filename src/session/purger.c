/* purger.c: the end of what has been kept for long enough, looked for by a timer. */
#include "session/purger.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/timer.h"
#include "session/stage_sweep.h"
#include "stage/stage_uploads.h"

struct purger {
  struct catalog *catalog;
  struct stages *stages;
  struct results *results;
  struct workers *workers;
  int64_t every_ms;
  struct timers *timers;
  struct timer timer;
  pthread_mutex_t lock; /* Guards `stopped`, and that no timer is set after it. */
  bool stopped;
};

static void wait_again(struct purger *purger)
{
  pthread_mutex_lock(&purger->lock);
  if (!purger->stopped)
    timer_set(purger->timers, &purger->timer, purger->every_ms);
  pthread_mutex_unlock(&purger->lock);
}

/* What cannot end now, since a statement still reads it, is tried the next time. */
static void purge(void *argument)
{
  struct purger *purger = argument;
  struct err err = { 0 };

  if (!catalog_purge(purger->catalog, &err)) {
    log_warn("what was dropped is not purged yet: %s", err.message);
    err_clear(&err);
  }
  stage_sweep(purger->stages, purger->catalog);
  stage_uploads_expire(purger->stages, clock_now_ms());
  results_expire(purger->results);
  wait_again(purger);
}

static void submit(void *argument)
{
  struct purger *purger = argument;

  /* The workers refuse when the server stops, and then there is no next time either. */
  if (!workers_submit(purger->workers, purge, purger))
    log_debug("the server stops: nothing is purged");
}

struct purger *purger_new(struct catalog *catalog, struct stages *stages,
                          struct results *results, struct workers *workers,
                          int64_t every_ms)
{
  struct purger *purger = calloc(1, sizeof *purger);

  if (!purger)
    abort();
  *purger = (struct purger){ .catalog = catalog,
                             .stages = stages,
                             .results = results,
                             .workers = workers,
                             .every_ms = every_ms,
                             .timers = timers_new(),
                             .timer = { .run = submit } };
  purger->timer.argument = purger;
  pthread_mutex_init(&purger->lock, NULL);
  wait_again(purger);
  return purger;
}

void purger_stop(struct purger *purger)
{
  if (!purger)
    return;
  pthread_mutex_lock(&purger->lock);
  purger->stopped = true;
  timer_stop(purger->timers, &purger->timer);
  pthread_mutex_unlock(&purger->lock);
}

void purger_free(struct purger *purger)
{
  if (!purger)
    return;
  timers_free(purger->timers);
  pthread_mutex_destroy(&purger->lock);
  free(purger);
}
