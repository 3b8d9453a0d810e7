/* pipe_copy.h: a pipe's COPY: read from the catalog, and run for the files that wait for it. */
#ifndef EXEC_PIPE_COPY_H
#define EXEC_PIPE_COPY_H

#include "exec/pipeline.h"
#include "stage/stage.h"

struct pipe_copy {
  int64_t id;
  struct path path;
  struct text text; /* As written. */
  bool paused;
  int64_t created_ms;
  const struct copy *copy;
};

/* A pipe by its number; *found false when it is no more. */
bool pipe_copy_read(struct session *session, struct arena *arena, int64_t id, bool *found,
                    struct pipe_copy *pipe, struct err *err) MUST_CHECK;
/* What runs it, or parts of it: names without a schema are looked for in the pipe's own. */
struct run pipe_copy_run(struct session *session, struct arena *arena,
                         struct exec_request *request, const struct pipe_copy *pipe);
/* Where its files are. */
bool pipe_copy_place(struct run *run, const struct pipe_copy *pipe,
                     struct stage_place *place, struct err *err) MUST_CHECK;

/* Loads the next files of a pipe; *count is how many were dealt with, 0 when none wait, when the pipe is
 * paused or no more. The session is in no transaction. What stops the pipe is the error, and noted in
 * instance.pipe_work; what is wrong with a file is noted with the file. */
bool pipe_load(struct session *session, struct arena *arena, int64_t id, int *count,
               struct err *err) MUST_CHECK;

#endif
