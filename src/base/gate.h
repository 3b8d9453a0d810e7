/* gate.h: lets few threads work at a time, in the order they came.
 *
 * A hundred short jobs on two cores end soonest, and none of them late, when they take turns
 * instead of sharing the cores. Who works longer than GATE_TURN_MS does not count any more, so
 * that neither a long job nor one that waits for something keeps the others out. */
#ifndef BASE_GATE_H
#define BASE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#define GATE_TURN_MS 10

struct gate;

/* One thread's stay; the caller's, from gate_enter to gate_leave. */
struct gate_pass {
  int64_t until_ns; /* All of it is for gate.c alone. */
  struct gate_pass *next, *previous;
  bool counts;
};

struct gate *gate_new(int width);  /* How many at a time; at least 1. */
void gate_free(struct gate *gate); /* Nobody may be inside; NULL is fine. */
void gate_enter(struct gate *gate, struct gate_pass *pass);
void gate_leave(struct gate *gate, struct gate_pass *pass);

#endif
