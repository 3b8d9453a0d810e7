/* engine_aggregate.h: aggregate functions in C for the engine.
 *
 * An aggregate is a row: it takes one 64-bit value (or NULL) a row and gives one. Its state is
 * plain memory that owns nothing. The engine adds a group's values to several states and puts them
 * together; for a window with an order it does so in that order. */
#ifndef ENGINE_ENGINE_AGGREGATE_H
#define ENGINE_ENGINE_AGGREGATE_H

#include "engine/engine.h"

struct engine_aggregate_row {
  const char *name;
  size_t state_size; /* Zeroed at first. */
  void (*add)(void *state, bool is_null, uint64_t value);
  void (*append)(void *state, const void *later); /* What came after it. */
  int64_t (*result)(const void *state);
};

/* As name(UBIGINT) -> BIGINT. */
bool engine_register_aggregate(struct engine_connection *connection,
                               const struct engine_aggregate_row *row,
                               struct err *err) MUST_CHECK;

#endif
