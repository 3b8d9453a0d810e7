/* http_server.h: HTTP and HTTPS requests in, answers out.
 *
 * An event loop for each port reads requests; when one is complete its connection sleeps while
 * the handler runs on a thread of a pool. Requests that is_quick picks have a pool of their own,
 * so that slow statements never delay them. */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include "base/err.h"
#include "net/http_request.h"

struct http_server;

/* All texts are borrowed until http_server_new returns; 0 and NULL ask for what stands behind. */
struct http_options {
  const char *address;   /* 127.0.0.1 */
  int http_port;         /* Any free port; -1: none. */
  int https_port;        /* Any free port; -1: none. */
  const char *chain_pem; /* Needed for HTTPS. */
  const char *key_pem;
  http_handler handler;
  http_classifier is_quick;   /* Nothing is. */
  http_filing bytes_for_file; /* Nothing is kept in a file. */
  const char *body_folder;    /* For those bodies; borrowed until the server is freed. */
  void *context;
  size_t stack_size; /* Of the threads that handlers run on; 8 MiB. */
  int quick_threads; /* 4 */
  int
    max_connections; /* 8000 for each port, or what the system's limit leaves room for. */
  int idle_seconds;  /* 600: connectors keep connections for the next statement. */
  size_t max_body;   /* 256 MB as sent. */
  size_t max_decoded; /* 256 MB when unpacked from gzip. */
  int gzip_level;     /* Answers to other machines: 1 to 9; 0 sends them plain. */
};

struct http_server *http_server_new(const struct http_options *given, struct err *err);
/* The port that is listened on; -1 when there is none. */
int http_server_port(const struct http_server *server, bool https);
/* How many connections clients have, those that are idle among them. */
int http_server_connections(const struct http_server *server);
/* Takes no more requests and waits at most so long for the handlers that run, then closes all
 * connections. False when handlers still run: what they use must stay, and the server cannot be
 * freed. */
bool http_server_stop(struct http_server *server, int64_t grace_ms) MUST_CHECK;
void http_server_free(struct http_server *server); /* After a stop that returned true. */

#endif
