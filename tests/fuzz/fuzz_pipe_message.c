/* fuzz_pipe_message.c: bodies of insertFiles, as JSON and as lines. */
#include "fuzz.h"

#include "protocol/pipe_message.h"

static void check(struct text body, bool is_json)
{
  struct arena *arena = arena_new();
  struct pipe_message_file *files;
  struct err err;
  int count;

  err_clear(&err);
  if (pipe_message_read(arena, body, is_json, &files, &count, &err)) {
    assert(count > 0 && count <= PIPE_MESSAGE_MOST_FILES);
    for (int i = 0; i < count; i++)
      assert(files[i].path.len && files[i].path.len <= PIPE_MESSAGE_MOST_PATH &&
             text_is_utf8(files[i].path) && files[i].size >= 0);
  } else {
    assert(err.code == ERR_BAD_REQUEST);
  }
  arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text body = fuzz_text(data, size);

  check(body, true);
  check(body, false);
  return 0;
}
