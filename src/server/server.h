/* server.h: the server as a whole: opens everything, serves until it is told to stop. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "server/server_options.h"

/* Serves until SIGTERM or SIGINT, then ends in order; false when it could not begin. The calling
 * thread's signals are blocked from here on. */
bool server_run(const struct server_options *options, struct err *err) MUST_CHECK;

#endif
