/* fuzz_compress.c: bodies that say they are gzip, and the way there and back. */
#include "fuzz.h"

#include "data/compress.h"

#define LIMIT ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text bytes = fuzz_text(data, size);
  struct buf packed, out;

  buf_init(&packed);
  buf_init(&out);
  if (compress_gunzip(bytes, LIMIT, &out) == GUNZIP_OK)
    assert(out.len <= LIMIT);
  buf_reset(&out);
  compress_gzip(bytes, 1, &packed);
  assert(compress_gunzip(buf_text(&packed), LIMIT, &out) == GUNZIP_OK || size > LIMIT);
  assert(text_equal(buf_text(&out), bytes) || size > LIMIT);
  buf_clear(&packed);
  buf_clear(&out);
  return 0;
}
