/* gate.c: lets few threads work at a time, in the order they came. */
#include "base/gate.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/wait.h"

struct waiter {
  struct waiter *next;
  pthread_cond_t first; /* It has become the first that waits, or a place is free. */
};

struct gate {
  pthread_mutex_t lock; /* Guards all below. */
  int width, inside;    /* Inside: those that count. */
  int64_t turn_ns;
  struct gate_pass *oldest, *newest;
  struct waiter *waiting, **last;
  int waiters;
};

struct gate *gate_new(int width, int64_t turn_ms)
{
  struct gate *gate = calloc(1, sizeof *gate);

  if (!gate)
    abort();
  pthread_mutex_init(&gate->lock, NULL);
  gate->width = width > 0 ? width : 1;
  gate->turn_ns = turn_ms * 1000000;
  gate->last = &gate->waiting;
  return gate;
}

void gate_free(struct gate *gate)
{
  if (!gate)
    return;
  pthread_mutex_destroy(&gate->lock);
  free(gate);
}

static void stop_counting(struct gate *gate, struct gate_pass *pass)
{
  if (pass->previous)
    pass->previous->next = pass->next;
  else
    gate->oldest = pass->next;
  if (pass->next)
    pass->next->previous = pass->previous;
  else
    gate->newest = pass->previous;
  pass->counts = false;
  gate->inside--;
}

static void start_counting(struct gate *gate, struct gate_pass *pass)
{
  *pass = (struct gate_pass){
    .until_ns = clock_monotonic_ns() + gate->turn_ns,
    .previous = gate->newest,
    .counts = true,
  };
  if (gate->newest)
    gate->newest->next = pass;
  else
    gate->oldest = pass;
  gate->newest = pass;
  gate->inside++;
}

static bool has_place(struct gate *gate)
{
  if (gate->inside == gate->width && gate->oldest->until_ns <= clock_monotonic_ns())
    stop_counting(gate, gate->oldest);
  return gate->inside < gate->width;
}

/* Only the first that waits looks at the clock; the others sleep until they are the first. */
static void wait_turn(struct gate *gate)
{
  struct waiter self = { .next = NULL };

  wait_init(&self.first);
  *gate->last = &self;
  gate->last = &self.next;
  gate->waiters++;
  while (gate->waiting != &self || !has_place(gate)) {
    if (gate->waiting == &self)
      wait_until(&self.first, &gate->lock, gate->oldest->until_ns);
    else
      pthread_cond_wait(&self.first, &gate->lock);
  }
  gate->waiters--;
  gate->waiting = self.next;
  if (!gate->waiting)
    gate->last = &gate->waiting;
  else
    pthread_cond_signal(&gate->waiting->first);
  pthread_cond_destroy(&self.first);
}

int gate_waiting(struct gate *gate)
{
  int waiters;

  pthread_mutex_lock(&gate->lock);
  waiters = gate->waiters;
  pthread_mutex_unlock(&gate->lock);
  return waiters;
}

void gate_enter(struct gate *gate, struct gate_pass *pass)
{
  pthread_mutex_lock(&gate->lock);
  if (gate->waiting || !has_place(gate))
    wait_turn(gate);
  start_counting(gate, pass);
  pthread_mutex_unlock(&gate->lock);
}

void gate_leave(struct gate *gate, struct gate_pass *pass)
{
  pthread_mutex_lock(&gate->lock);
  if (pass->counts) {
    stop_counting(gate, pass);
    if (gate->waiting)
      pthread_cond_signal(&gate->waiting->first);
  }
  pthread_mutex_unlock(&gate->lock);
}
