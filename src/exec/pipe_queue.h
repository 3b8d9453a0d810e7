/* pipe_queue.h: the files that pipes are still to load: rows of the engine's table pipe_queue.
 *
 * A file leaves it in the transaction that loads it, or that notes why it is not loaded. */
#ifndef EXEC_PIPE_QUEUE_H
#define EXEC_PIPE_QUEUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "engine/engine.h"

struct pipe_file {
  struct text name; /* Below the pipe's location, or below its stage. */
  int64_t size;     /* As it was said; 0: it was not. */
  int64_t received_ms;
};

/* Adds them for good: the connection is in no transaction. */
bool pipe_queue_add(struct engine_connection *connection, int64_t pipe_id,
                    const struct pipe_file *files, int count, struct err *err) MUST_CHECK;
/* The next of a pipe, each once, at most `most`. */
bool pipe_queue_next(struct engine_connection *connection, struct arena *arena,
                     int64_t pipe_id, int most, struct pipe_file **files, int *count,
                     struct err *err) MUST_CHECK;
/* The statement that takes them out: what was said of a file after it was read here stays. */
void pipe_queue_put_delete(int64_t pipe_id, const struct pipe_file *files, int count,
                           struct buf *sql);
/* The numbers of the pipes that have files there. */
bool pipe_queue_pipes(struct engine_connection *connection, struct arena *arena,
                      int64_t **ids, int *count, struct err *err) MUST_CHECK;
/* Forgets a pipe that is no more. */
bool pipe_queue_forget(struct engine_connection *connection, int64_t pipe_id,
                       struct err *err) MUST_CHECK;
bool pipe_queue_count(struct engine_connection *connection, int64_t pipe_id,
                      int64_t *count, struct err *err) MUST_CHECK;

#endif
