/* request_log.h: a line of the log for a request that was answered. */
#ifndef SERVER_REQUEST_LOG_H
#define SERVER_REQUEST_LOG_H

#include "base/log.h"
#include "net/http_route.h"

/* Of the path it says the route's pattern (NULL: there is none), and nothing of the query string:
 * both may hold what is as good as a password. The time is that until the answer was ready. */
void request_log(enum log_level level, const struct http_request *request,
                 const struct http_response *response, const struct http_route *route,
                 int64_t began_ns);

#endif
