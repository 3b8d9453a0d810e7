/* fuzz_dash_path.c: names in the path of a request to the dashboard. */
#include "dashboard/dash_path.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct text parts[3];
  int count = dash_path_parts(arena, fuzz_text(data, size), "/api/databases", parts, 3);

  assert(count >= -1 && count <= 3);
  for (int i = 0; i < count; i++)
    assert(parts[i].len && text_is_utf8(parts[i]) &&
           text_find(parts[i], '\0') == parts[i].len);
  arena_free(arena);
  return 0;
}
