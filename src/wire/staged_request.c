/* staged_request.c: what a request for a staged file says: which file, which of its bytes. */
#include "wire/staged_request.h"

#include "net/url.h"

#define PREFIX "stages/"

bool staged_target(struct arena *arena, struct text target, struct text *bucket,
                   struct text *name)
{
  size_t from = 0, slash;

  while (from < target.len && target.at[from] == '/')
    from++;
  target = text_slice(target, from, target.len);
  if (!text_starts_with(target, PREFIX))
    return false;
  target = text_slice(target, sizeof PREFIX - 1, target.len);
  slash = text_find(target, '/');
  *bucket = url_decode(arena, text_slice(target, 0, slash), false);
  *name = url_decode(arena, text_slice(target, slash + 1, target.len), false);
  return bucket->len && name->len;
}

enum range_state staged_range(struct text header, int64_t size, int64_t *from,
                              int64_t *count)
{
  int64_t first, last = size - 1;
  struct text rest;
  size_t dash;

  if (!text_starts_with(header, "bytes=") || text_find(header, ',') < header.len)
    return RANGE_NONE;
  rest = text_slice(header, sizeof "bytes=" - 1, header.len);
  dash = text_find(rest, '-');
  if (dash == rest.len)
    return RANGE_NONE;
  if (dash == 0) {
    if (!text_to_int64(text_slice(rest, 1, rest.len), &last) || last <= 0)
      return RANGE_BAD;
    first = last < size ? size - last : 0;
    last = size - 1;
  } else if (!text_to_int64(text_slice(rest, 0, dash), &first) || first < 0) {
    return RANGE_NONE;
  } else if (dash + 1 < rest.len &&
             !text_to_int64(text_slice(rest, dash + 1, rest.len), &last)) {
    return RANGE_NONE;
  }
  if (last >= size)
    last = size - 1;
  *from = first;
  *count = last - first + 1;
  return first < size && first <= last ? RANGE_GOOD : RANGE_BAD;
}
