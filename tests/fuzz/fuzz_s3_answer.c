/* fuzz_s3_answer.c: what a store of objects answers: lists, errors, times. */
#include "fuzz.h"

#include "stage/s3_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct list objects = { 0 };
  struct text more, code = { 0 }, message = { 0 };
  int64_t ns;

  if (s3_answer_list(arena, text, &objects, &more)) {
    assert(!more.at || more.len);
    for (int i = 0; i < objects.count; i++) {
      const struct s3_object *object = objects.at[i];

      assert(object->key.len && object->size >= 0 && object->modified_ns >= 0);
    }
    assert(!s3_answer_error(arena, text, &code, &message));
  }
  if (s3_answer_text(arena, text, "UploadId").at)
    assert(size > 8);
  if (s3_time(text, &ns))
    assert(ns >= 0 && size >= 19);
  assert(s3_etag(text).len <= size);
  arena_free(arena);
  return 0;
}
