/* http_loop.h: the event loop of a libmicrohttpd daemon, which moves from thread to thread.
 *
 * The thread that reads a request also runs it and sends its answer: so a short request never
 * waits for a thread to wake up. Another thread of the pool waits for the next request meanwhile.
 * A daemon for this is started with MHD_USE_EPOLL | MHD_USE_ITC and without threads. */
#ifndef NET_HTTP_LOOP_H
#define NET_HTTP_LOOP_H

#include <stdbool.h>

#include "base/worker.h"

struct MHD_Daemon;
struct http_loop;

/* The pool must have a thread to spare for each loop. */
struct http_loop *http_loop_new(struct MHD_Daemon *daemon, struct workers *workers);
/* From here on the daemon's callbacks come. False when the system gives no more descriptors. */
bool http_loop_start(struct http_loop *loop);
/* From a callback of the daemon: runs a job as soon as the daemon is left. The connection sleeps
 * meanwhile (MHD_suspend_connection). A loop that reads several requests at once runs the first
 * itself and gives the others to their pools. */
void http_loop_queue(struct http_loop *loop, struct workers *pool, worker_job job,
                     void *argument);
/* After MHD_resume_connection: sends what is ready, on this thread when that is possible. Must not
 * be called from the daemon's callbacks. */
void http_loop_send(struct http_loop *loop);
/* Keeps the loop out of the daemon; for MHD_quiesce_daemon and the like. */
void http_loop_lock(struct http_loop *loop);
void http_loop_unlock(struct http_loop *loop);
/* When this returns no thread is in the daemon, and none will be: it can be stopped. */
void http_loop_stop(struct http_loop *loop);
void http_loop_free(struct http_loop *loop); /* After the pool has ended; NULL is fine. */

#endif
