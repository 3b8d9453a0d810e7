/* fuzz_kept_description.c: what a file of results says of itself; what is taken for a result must lie
 * inside the file, and say the same again. */
#include "fuzz.h"

#include "session/kept_description.h"

static void take(void *context, struct kept_result *kept)
{
  struct result_file *file = context;
  struct buf out;

  for (int i = 0; i < kept_result_parts(kept); i++) {
    int64_t offset = kept_result_part_offset(kept, i);

    assert(offset >= 0 &&
           offset + (int64_t)kept_result_part_size(kept, i) <= result_file_bytes(file));
    assert(kept_result_part_rows(kept, i) >= 0);
  }
  for (int i = 0; i < kept_result_columns(kept); i++)
    assert(kept_result_column(kept, i)->name.at);
  buf_init(&out);
  kept_description_put(kept, &out);
  assert(out.len);
  buf_clear(&out);
  kept_result_release(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const char *folder = getenv("TMPDIR");
  struct err err = { 0 };
  struct result_file *file = result_file_new(folder ? folder : "/tmp", &err);
  int64_t offset;

  assert(file && result_file_add(file, TEXT("some bytes of a part"), &offset, &err));
  kept_description_read(file, fuzz_text(data, size), take, file);
  result_file_release(file);
  return 0;
}
