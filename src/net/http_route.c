/* http_route.c: tables of endpoints, and the row of a request. */
#include "net/http_route.h"

#include "net/url.h"

/* The part of a path before the next slash; *rest is what follows. Slashes in a row are one, and
 * one at the end is none. */
static struct text next_part(struct text path, struct text *rest)
{
  size_t from = 0, to;

  while (from < path.len && path.at[from] == '/')
    from++;
  to = from;
  while (to < path.len && path.at[to] != '/')
    to++;
  *rest = text_slice(path, to, path.len);
  return text_slice(path, from, to - from);
}

static bool path_matches(struct text pattern, struct text path, struct text *open)
{
  *open = TEXT("");
  for (;;) {
    struct text wanted = next_part(pattern, &pattern);
    struct text part = next_part(path, &path);

    if (text_is(wanted, "**"))
      return true;
    if (!wanted.len || !part.len)
      return !wanted.len && !part.len;
    if (text_is(wanted, "*"))
      *open = part;
    else if (!url_is(part, wanted))
      return false;
  }
}

const struct http_route *http_route_find(const struct http_route *routes, int count,
                                         const struct http_request *request,
                                         struct text *open)
{
  for (int i = 0; i < count; i++)
    if (path_matches(text_of(routes[i].path), http_target(request), open))
      return &routes[i];
  return NULL;
}

static bool has_method(const struct http_route *route, struct text method)
{
  struct text rest = text_of(route->method);

  while (rest.len) {
    size_t comma = text_find(rest, ',');

    if (text_equal(text_trim(text_slice(rest, 0, comma)), method))
      return true;
    rest = text_slice(rest, comma + 1, rest.len);
  }
  return false;
}

bool http_route_check(const struct http_route *route, const struct http_request *request,
                      struct http_response *response)
{
  if (has_method(route, http_method(request)))
    return true;
  http_respond_header(response, "Allow", route->method);
  http_respond(response, 405, "text/plain", TEXT("Method not allowed\n"));
  return false;
}
