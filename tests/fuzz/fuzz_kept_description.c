/* fuzz_kept_description.c: files of results: in the first line what a file says of itself, behind it its
 * bytes. What is taken for a result lies inside the file and says the same again; its parts are
 * read, or found to be damaged. */
#include "fuzz.h"

#include "session/kept_description.h"

enum { MAX_PARTS = 16 };

static void read_part(const struct kept_result *kept, int part)
{
  struct err err = { 0 };
  struct batch_builder *rows = kept_result_part(kept, part, &err);

  assert(rows || err.code == ERR_INTERNAL);
  batch_builder_free(rows);
}

static void take(void *context, struct kept_result *kept)
{
  struct result_file *file = context;
  struct buf out;

  for (int i = 0; i < kept_result_parts(kept); i++) {
    int64_t offset = kept_result_part_offset(kept, i);

    assert(offset >= 0 &&
           offset + (int64_t)kept_result_part_size(kept, i) <= result_file_bytes(file));
    assert(kept_result_part_rows(kept, i) >= 0);
    if (i < MAX_PARTS)
      read_part(kept, i);
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
  struct result_folder *place = result_folder_new(folder ? folder : "/tmp", 1 << 20);
  struct result_file *file = result_file_new(place, &err);
  struct text rest = fuzz_text(data, size);
  struct text description = fuzz_line(&rest);
  int64_t offset;

  assert(file && result_file_add(file, rest, &offset, &err));
  kept_description_read(file, description, take, file);
  result_file_release(file);
  result_folder_free(place);
  return 0;
}
