/* pipe_message.h: the bodies of requests to the Snowpipe REST API and of its answers.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis) */
#ifndef PROTOCOL_PIPE_MESSAGE_H
#define PROTOCOL_PIPE_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define PIPE_MESSAGE_MOST_FILES 5000
#define PIPE_MESSAGE_MOST_PATH 1024 /* Bytes. */

struct pipe_message_file {
  struct text path;
  int64_t size; /* 0: not said. */
};

/* insertFiles: {"files":[{"path":"a","size":1}]}, or a path a line. ERR_BAD_REQUEST. */
bool pipe_message_read(struct arena *arena, struct text body, bool is_json,
                       struct pipe_message_file **files, int *count,
                       struct err *err) MUST_CHECK;

/* What became of a file. */
struct pipe_event {
  struct text path, location; /* Below the pipe's location; where that is. */
  int64_t size, received_ms, inserted_ms;
  int64_t rows_inserted, rows_parsed, errors_seen, error_limit;
  struct text first_error; /* at NULL: none. */
  int64_t first_line, first_character;
  struct text first_column;
  const char *status; /* "LOADED" ... */
};

void pipe_message_put_inserted(struct buf *out, struct text request_id);
struct pipe_report_message {
  struct text pipe; /* DB.SCHEMA.PIPE */
  bool complete;
  struct text next_mark;     /* at NULL: of loadHistoryScan, which has none; then ... */
  int64_t from_ms, until_ms; /* ... what was asked for ... */
  bool has_until;
  int64_t first_ms, last_ms; /* ... and what there is. */
  const struct pipe_event *events;
  int count;
  int64_t active; /* Files that wait or are being loaded. */
};
void pipe_message_put_report(struct buf *out, const struct pipe_report_message *report);
/* {"data":null,"code":"390404","message":...} */
void pipe_message_put_refusal(struct buf *out, struct text code, struct text message);

#endif
