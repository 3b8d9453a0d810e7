/* http_server.h: HTTP and HTTPS requests in, answers out.
 *
 * An event loop for each port reads requests; when one is complete its connection sleeps while
 * the handler runs on a thread of a pool. Requests that is_quick picks have a pool of their own,
 * so that slow statements never delay them. A request lives until its answer is sent, in an
 * arena of its own that the handler may use. */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct http_server;
struct http_request;
struct http_response;

/* Answers one request; on any thread, several at a time. */
typedef void (*http_handler)(struct http_request *request, struct http_response *response,
                             void *context);
/* True for requests that never wait for a statement. Runs in the event loop: must be fast. The
 * body is not there yet. */
typedef bool (*http_classifier)(const struct http_request *request, void *context);

/* All texts are borrowed until http_server_new returns; 0 and NULL ask for what stands behind. */
struct http_options {
  const char *address;   /* 127.0.0.1 */
  int http_port;         /* Any free port; -1: none. */
  int https_port;        /* Any free port; -1: none. */
  const char *chain_pem; /* Needed for HTTPS. */
  const char *key_pem;
  http_handler handler;
  http_classifier is_quick; /* Nothing is. */
  void *context;
  size_t stack_size;   /* Of the threads that handlers run on; 8 MiB. */
  int quick_threads;   /* 4 */
  int max_connections; /* 2000, for each port. */
  int idle_seconds;    /* 600: connectors keep connections for the next statement. */
  size_t max_body;     /* 64 MB as sent. */
  size_t max_decoded;  /* 256 MB when unpacked from gzip. */
  int gzip_level;      /* Answers to other machines: 1 to 9; 0 sends them plain. */
};

struct http_server *http_server_new(const struct http_options *options, struct err *err);
/* The port that is listened on; -1 when there is none. */
int http_server_port(const struct http_server *server, bool https);
/* Takes no more requests and waits at most so long for the handlers that run, then closes all
 * connections. False when handlers still run: what they use must stay, and the server cannot be
 * freed. */
bool http_server_stop(struct http_server *server, int64_t grace_ms) MUST_CHECK;
void http_server_free(struct http_server *server); /* After a stop that returned true. */

/* The request. Texts live as long as it does. */
struct text http_method(const struct http_request *request);
/* Decoded, several slashes as one, without the query string. */
struct text http_path(const struct http_request *request);
/* A decoded value of the query string; at NULL when it is not there. */
struct text http_query(const struct http_request *request, const char *name);
/* Case of the name does not count; at NULL when it is not there. */
struct text http_header(const struct http_request *request, const char *name);
struct text http_body(const struct http_request *request); /* Unpacked. */
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
/* One more header. Names and values with control characters are left out. */
void http_respond_header(struct http_response *response, const char *name,
                         const char *value);

#endif
