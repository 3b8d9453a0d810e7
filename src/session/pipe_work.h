/* pipe_work.h: that there are files for pipes to load, and why those of a pipe are not loaded.
 *
 * The files themselves are in the engine (catalog/loads.h). Any thread may call. */
#ifndef SESSION_PIPE_WORK_H
#define SESSION_PIPE_WORK_H

#include <stdbool.h>

#include "base/arena.h"

struct pipe_work;

struct pipe_work *pipe_work_new(void);
void pipe_work_free(struct pipe_work *work); /* NULL is fine. */

/* Files came, or a pipe may load again: whoever waits goes on. */
void pipe_work_wake(struct pipe_work *work);
/* Until there is something to do, or so many milliseconds have passed. */
void pipe_work_wait(struct pipe_work *work, int64_t milliseconds);

/* What stops a pipe: SYSTEM$PIPE_STATUS's word for it, and the error's message. */
struct pipe_trouble {
  char state[40];
  char message[1024];
  int64_t since_ms;
};
void pipe_work_trouble(struct pipe_work *work, int64_t pipe_id, const char *state,
                       const char *message);
void pipe_work_no_trouble(struct pipe_work *work, int64_t pipe_id);
/* A copy; false when nothing stops it. */
bool pipe_work_has_trouble(struct pipe_work *work, int64_t pipe_id,
                           struct pipe_trouble *trouble);

#endif
