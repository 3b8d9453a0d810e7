/* http_request.h: a request and its answer, as the handlers of an HTTP server see them.
 *
 * A request lives until its answer is sent, in an arena of its own that the handler may use. */
#ifndef NET_HTTP_REQUEST_H
#define NET_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"

struct http_request;
struct http_response;

/* Answers one request; on any thread, several at a time. */
typedef void (*http_handler)(struct http_request *request, struct http_response *response,
                             void *context);
/* True for requests that never wait for a statement. Runs in the event loop: must be fast. The
 * body is not there yet. */
typedef bool (*http_classifier)(const struct http_request *request, void *context);

/* How many bytes of a request's body are to be kept in a file; 0: it is kept in memory. Runs like
 * http_classifier. */
typedef int64_t (*http_filing)(const struct http_request *request, void *context);

/* The request. Texts live as long as it does. */
struct text http_method(const struct http_request *request);
/* Decoded, several slashes as one, without the query string. */
struct text http_path(const struct http_request *request);
struct text http_target(
  const struct http_request *request); /* The path as it was sent. */
/* A decoded value of the query string; at NULL when it is not there. */
struct text http_query(const struct http_request *request, const char *name);
/* Case of the name does not count; at NULL when it is not there. */
struct text http_header(const struct http_request *request, const char *name);
struct text http_body(const struct http_request *request); /* Unpacked. */
/* Takes over the file with the body of a request that is_for_file picked, as it was sent. False when
 * there is none, or `*problem` (an errno; EFBIG: it has more bytes than were to be kept) kept it from being written as a whole. */
bool http_take_file(struct http_request *request, int *fd, struct text *path,
                    int64_t *size, int *problem);
struct text http_peer(const struct http_request *request); /* The client's address. */
/* The client is on this machine. */
bool http_is_local(const struct http_request *request);
bool http_is_https(const struct http_request *request);
struct arena *http_arena(struct http_request *request);

/* When the handler has not ended after so many milliseconds, `late` answers in its place, on
 * another thread, while the handler runs on; what that answers then is dropped. `late` must be
 * quick. Once for each request, from its handler. */
void http_answer_late(struct http_request *request, int64_t milliseconds,
                      void (*late)(struct http_response *response, void *argument),
                      void *argument);

/* The answer; a handler that gives none is answered for with status 500. The body is copied. */
void http_respond(struct http_response *response, int status, const char *content_type,
                  struct text body);
/* The same without a copy: the buffer's memory is taken over, the buffer is empty afterwards. */
void http_respond_buf(struct http_response *response, int status,
                      const char *content_type, struct buf *body);
/* Likewise, and the body is sent as gzip whatever the client says that it accepts. */
void http_respond_gzip(struct http_response *response, int status,
                       const char *content_type, struct buf *body);
/* The same of a body that is gzip already, which is unpacked for who does not take that. */
void http_respond_packed(struct http_response *response, int status,
                         const char *content_type, struct text body);
/* The same from a part of a file; the descriptor is taken over. */
struct http_file {
  int fd;
  int64_t offset;
  size_t size;
};
void http_respond_file(struct http_response *response, int status,
                       const char *content_type, struct http_file file);
/* The same from memory that is the handler's, until `release` is called with `held`. */
void http_respond_held(struct http_response *response, int status,
                       const char *content_type, struct text body,
                       void (*release)(void *held), void *held);
/* What the answer is by now: its status (0: none yet) and the bytes of its body. */
int http_status(const struct http_response *response);
size_t http_size(const struct http_response *response);
/* One more header. Names and values with control characters are left out. */
void http_respond_header(struct http_response *response, const char *name,
                         const char *value);

#endif
