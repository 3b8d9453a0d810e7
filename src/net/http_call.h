/* http_call.h: requests that the server itself sends to a store of objects, by libcurl. Any thread.
 *
 * Only http and https; redirects are not followed. A call gives up when no connection comes about in
 * five seconds, or when nothing moves for thirty. */
#ifndef NET_HTTP_CALL_H
#define NET_HTTP_CALL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Connections that are kept for the next call. */
struct http_calls;

struct http_calls *http_calls_new(void);
void http_calls_free(struct http_calls *calls); /* NULL is fine. */

struct http_call {
  const char *method; /* GET, HEAD, PUT, POST, DELETE */
  const char *url;
  const struct text *headers; /* "Name: value" */
  int header_count;
  struct text body; /* What is sent ... */
  int from;         /* ... or this part of an open file; -1: the body. */
  int64_t from_offset, from_size;
  int to; /* An open file that gets the body of a 2xx answer; -1: the answer's own. */
};

struct http_answer {
  int status;
  struct buf headers; /* As they came, in lines. */
  struct buf body;    /* At most 16 MB. */
};

void http_answer_init(struct http_answer *answer);
void http_answer_clear(struct http_answer *answer);
/* A header of the last answer, without case; at NULL when it is not there. Borrowed. */
struct text http_answer_header(const struct http_answer *answer, const char *name);

/* Sends one request. False, with ERR_FETCH_FAILED and the reason, when no whole answer came; any
 * status is an answer. What was written to call->to then is to be thrown away. */
bool http_call_send(struct http_calls *calls, const struct http_call *call,
                    struct http_answer *answer, struct err *err) MUST_CHECK;

#endif
