/* dash_path.c: the names that stand in a request's path. */
#include "dashboard/dash_path.h"

#include <string.h>

#include "net/url.h"

static bool may_be_name(struct text text)
{
  return text.len && text_is_utf8(text) && text_find(text, '\0') == text.len;
}

int dash_path_parts(struct arena *arena, struct text target, const char *prefix,
                    struct text *parts, int most)
{
  struct text rest = text_slice(target, strlen(prefix), target.len);
  int count = 0;

  if (!text_starts_with(target, prefix))
    return -1;
  if (text_starts_with(rest, "/"))
    rest = text_slice(rest, 1, rest.len);
  while (rest.len) {
    size_t end = text_find(rest, '/');

    if (count == most)
      return -1;
    parts[count] = url_decode(arena, text_slice(rest, 0, end), false);
    if (!may_be_name(parts[count++]))
      return -1;
    rest = text_slice(rest, end + 1, rest.len);
  }
  return count;
}
