/* http_client.h: one GET of a URL that an administrator configured, by libcurl. Any thread. */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "base/buf.h"
#include "base/err.h"

/* The body of a 200. Only http and https; redirects are not followed; at most `most` bytes, and
 * five seconds. ERR_FETCH_FAILED says what went wrong; *status is that of the answer, and 0
 * when there was none, or not all of it. */
bool http_client_get(const char *url, size_t most, struct buf *body, long *status,
                     struct err *err) MUST_CHECK;

#endif
