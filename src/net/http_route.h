/* http_route.h: tables of endpoints, and the row of a request. */
#ifndef NET_HTTP_ROUTE_H
#define NET_HTTP_ROUTE_H

#include "net/http_request.h"

struct http_route {
  const char
    *method; /* Or a list of them: "GET, HEAD". A path stands in one row of a table. */
  const char *path; /* `*` stands for one part of it, `**` for all that follow. */
  int route;        /* What the table's owner calls it. */
  bool is_quick;    /* Never waits for a statement. */
};

/* The row whose path it is; NULL: none. *open becomes what `*` stands for (the last, of several), as it was
 * sent; empty when it has none. A slash that was sent as %2F is a letter of a part. */
const struct http_route *http_route_find(const struct http_route *routes, int count,
                                         const struct http_request *request,
                                         struct text *open);
/* False: the request has another method, and is answered (405). */
bool http_route_check(const struct http_route *route, const struct http_request *request,
                      struct http_response *response);

#endif
