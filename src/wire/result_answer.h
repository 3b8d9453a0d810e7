/* result_answer.h: the answer of a statement that went well, written from its outcome, and once more
 * from what was kept of it. */
#ifndef WIRE_RESULT_ANSWER_H
#define WIRE_RESULT_ANSWER_H

#include "exec/outcome.h"
#include "session/session.h"

/* For whom it is; the session is the caller's alone, and says which form answers have. */
struct result_request {
  struct session *session;
  struct arena *arena;
  struct text query_id;
  struct text base_url; /* Of the server, as the client sees it. */
  struct text sql;      /* Without secrets. */
  int64_t started_ms, created_ms;
  bool null_text;                       /* For the SQL API: see rowtype_jsonv2. */
  int64_t first_rows;                   /* For the dashboard: how many are shown. */
  struct text result_ids, result_types; /* Of several statements; otherwise empty. */
};

struct result_made {
  int64_t rows;
  int64_t chunk_bytes;
  struct text note; /* For the SQL API, where the partitions are: see jsonv2.h. */
};

/* Adds the whole answer to the body and keeps the result. */
bool result_answer_put(const struct result_request *request, struct outcome *outcome,
                       struct buf *body, struct result_made *made,
                       struct err *err) MUST_CHECK;
/* The columns alone, as a client asks for them before it runs the statement. */
void result_answer_describe(const struct result_request *request,
                            const struct outcome *outcome, struct buf *body);
/* The answer that a kept result had, in the form that the session reads. */
bool result_answer_again(const struct result_request *request, struct kept_result *kept,
                         struct buf *body, struct err *err) MUST_CHECK;
/* The same for the SQL API, with the rows of the first partition; the others lie in the file. The
 * session has the settings that it was written by. */
bool result_answer_first(const struct result_request *request, struct kept_result *kept,
                         struct buf *body, struct err *err) MUST_CHECK;

#endif
