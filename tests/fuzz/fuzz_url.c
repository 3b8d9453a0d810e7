/* fuzz_url.c: targets of requests: paths and query strings, decoded and encoded. */
#include "fuzz.h"

#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct text encoded = url_encode(arena, text);

  assert(text_equal(url_decode(arena, encoded, false), text));
  assert(text_equal(url_decode(arena, encoded, true), text));
  assert(url_is(text, url_decode(arena, text, false)));
  assert(url_decode(arena, text, true).len <= text.len);
  assert(url_collapse(arena, text).len <= text.len);
  url_query(arena, text, "requestId");
  url_query(arena, text, "a");
  arena_free(arena);
  return 0;
}
