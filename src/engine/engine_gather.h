/* engine_gather.h: aggregate functions in C whose states own memory and give text or bytes.
 *
 * The engine adds a group's rows to several states, in several threads, and puts these together; a
 * state that was appended to another may be appended again (windows do so), so it is only read. */
#ifndef ENGINE_ENGINE_GATHER_H
#define ENGINE_ENGINE_GATHER_H

#include "base/buf.h"
#include "data/batch.h"
#include "engine/engine.h"

#define GATHER_MAX_ARGS 3

struct engine_gather_row {
  const char *name;
  const char *takes; /* DuckDB's types: "VARCHAR, BIGINT". */
  const char *gives; /* "VARCHAR" or "BLOB". */
  size_t state_size; /* Zeroed at first, aligned to 8 bytes: no int128 in it. */
  /* A row where no argument is NULL. */
  bool (*add)(void *state, const struct batch_column *args, size_t row, struct err *err);
  bool (*append)(void *state, const void *later, struct err *err);
  /* False: the answer is NULL. */
  bool (*result)(const void *state, struct buf *out);
  void (*clear)(void *state);
};

bool engine_register_gather(struct engine_connection *connection,
                            const struct engine_gather_row *row,
                            struct err *err) MUST_CHECK;

#endif
