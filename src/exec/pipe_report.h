/* pipe_report.h: what the Snowpipe REST API asks of pipes: that they load files, and what became of those. */
#ifndef EXEC_PIPE_REPORT_H
#define EXEC_PIPE_REPORT_H

#include "exec/pipe_queue.h"
#include "session/session.h"

/* A pipe by its whole name: as it is given, or else as SQL reads it. False without an error: there is none. */
bool pipe_named(struct session *session, struct arena *arena, struct text written,
                int64_t *id, struct text *name);
/* Puts files into its queue, and wakes who loads them. */
bool pipe_insert(struct session *session, int64_t id, const struct pipe_file *files,
                 int count, struct err *err) MUST_CHECK;

struct pipe_file_report {
  struct text path, location;
  int64_t size, received_ms, loaded_ms, rows, parsed, errors, error_limit;
  struct text status, first_error, first_column; /* The last two: at NULL for none. */
  int64_t first_line, first_character;
};
/* What became of files from one time until before another, in that order, at most `most`; what was done
 * together stays together. *complete false: there is more. */
bool pipe_report(struct session *session, struct arena *arena, int64_t id,
                 int64_t from_ms, int64_t until_ms, int most,
                 struct pipe_file_report **files, int *count, bool *complete,
                 struct err *err) MUST_CHECK;
/* Milliseconds of a time as ISO 8601 writes it. */
bool pipe_time(struct session *session, struct arena *arena, struct text written,
               int64_t *ms, struct err *err) MUST_CHECK;

#endif
