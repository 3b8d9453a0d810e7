/* http_exchange.h: requests and answers between libmicrohttpd and the handlers; for http_server.c. */
#ifndef NET_HTTP_EXCHANGE_H
#define NET_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <pthread.h>

#include "base/timer.h"
#include "base/worker.h"
#include "net/http_loop.h"
#include "net/http_request.h"

/* What the requests of a server share. The first fields are the server's to fill in. */
struct http_exchanges {
  http_handler handler;
  http_classifier is_quick;   /* NULL: nothing is. */
  http_filing bytes_for_file; /* NULL: nothing is kept in a file. */
  const char *body_folder;
  void *context;
  size_t max_body, max_decoded;
  int gzip_level;
  struct workers *workers;
  struct workers *quick;
  struct timers *timers;
  pthread_mutex_t lock; /* Guards the states of requests and all below. */
  pthread_cond_t gone;  /* A request has left its connection, or its handler. */
  struct http_request *requests;
  int connected; /* Requests that a connection holds. */
  int jobs;      /* Requests that a handler runs for. */
  bool stopping;
};

/* Where a daemon's requests come from; the context of the callbacks below. */
struct http_source {
  struct http_exchanges *exchanges;
  struct http_loop *loop;
  bool is_https;
};

void http_exchanges_init(struct http_exchanges *exchanges);
void http_exchanges_clear(struct http_exchanges *exchanges);

/* The daemon's MHD_OPTION_URI_LOG_CALLBACK, its handler, and MHD_OPTION_NOTIFY_COMPLETED. */
void *http_exchange_open(void *source, const char *target,
                         struct MHD_Connection *connection);
enum MHD_Result http_exchange_serve(void *source, struct MHD_Connection *connection,
                                    const char *url, const char *method,
                                    const char *version, const char *bytes, size_t *size,
                                    void **held);
void http_exchange_close(void *source, struct MHD_Connection *connection, void **held,
                         enum MHD_RequestTerminationCode code);

/* Stopping, in this order. Requests that come now are answered with status 503. */
void http_exchanges_refuse(struct http_exchanges *exchanges);
/* Waits for the handlers that run, at most so long; false when some still do. */
bool http_exchanges_wait(struct http_exchanges *exchanges, int64_t grace_ms);
/* Answers those requests whose handlers still run; http_loop_send sends that. */
void http_exchanges_give_up(struct http_exchanges *exchanges);
/* Waits until the answers are sent, at most so long. */
void http_exchanges_flush(struct http_exchanges *exchanges, int64_t milliseconds);

#endif
