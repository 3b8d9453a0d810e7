/* gate.h: lets few threads work at a time, in the order they came.
 *
 * A hundred short jobs on two cores end soonest, and none of them late, when they take turns
 * instead of sharing the cores. Who works longer than a turn does not count any more, so that
 * neither a long job nor one that waits for something keeps the others out. */
#ifndef BASE_GATE_H
#define BASE_GATE_H

#include <stdbool.h>
#include <stdint.h>

struct gate;

/* One thread's stay; the caller's, from gate_enter to gate_leave. */
struct gate_pass {
  int64_t until_ns; /* All of it is for gate.c alone. */
  struct gate_pass *next, *previous;
  bool counts;
};

/* How many at a time, at least 1, and how long a turn is. */
struct gate *gate_new(int width, int64_t turn_ms);
void gate_free(struct gate *gate);   /* Nobody may be inside; NULL is fine. */
int gate_waiting(struct gate *gate); /* How many threads wait outside. */
void gate_enter(struct gate *gate, struct gate_pass *pass);
void gate_leave(struct gate *gate, struct gate_pass *pass);

#endif
