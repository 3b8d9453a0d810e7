/* dash_header.c: what the dashboard reads of a request's headers. */
#include "dashboard/dash_header.h"

struct text dash_header_cookie(struct text header, const char *name)
{
  struct text rest = header;

  while (rest.len) {
    size_t end = text_find(rest, ';');
    struct text one = text_trim(text_slice(rest, 0, end));
    size_t equal = text_find(one, '=');

    if (equal < one.len && text_is(text_slice(one, 0, equal), name))
      return text_slice(one, equal + 1, one.len);
    rest = text_slice(rest, end + 1, rest.len);
  }
  return (struct text){ NULL, 0 };
}
