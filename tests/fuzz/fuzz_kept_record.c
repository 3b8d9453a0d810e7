/* fuzz_kept_record.c: records of small results, as a log of them has: with the first byte even, any bytes; with
 * it odd, any bytes with the size and the sum that they should have. What is taken for a result has rows of
 * kinds that its columns have, is written again, and is the same when it is read again. */
#include "fuzz.h"

#include <string.h>

#include "session/kept_record.h"

enum { MAX_ROWS = 64 };

static void read_rows(const struct kept_result *kept)
{
  struct err err = { 0 };
  struct batch_builder *rows = kept_result_part(kept, 0, &err);
  struct batch batch;

  assert(rows && (int64_t)batch_builder_rows(rows) == kept_result_rows(kept));
  batch = batch_builder_view(rows, 0, MAX_ROWS);
  for (int i = 0; i < batch.column_count; i++)
    for (size_t row = 0; row < batch.rows; row++) {
      struct text text = batch_text(&batch.columns[i], row);
      int128 number;

      if (batch_is_null(&batch.columns[i], row))
        continue;
      assert(!text.len || memchr(text.at, text.at[0], text.len));
      batch_int(&batch.columns[i], row, &number);
    }
  batch_builder_free(rows);
}

/* Twice, since what is read may say the same in other words (types have several). */
static void write_again(const struct kept_result *kept, int times)
{
  struct kept_result *again;
  struct text bytes;
  struct buf out;

  buf_init(&out);
  kept_record_put(kept, &out);
  bytes = buf_text(&out);
  again = kept_record_read(&bytes);
  assert(again && !bytes.len && kept_result_rows(again) == kept_result_rows(kept));
  assert(text_equal(kept_result_info(again)->sql, kept_result_info(kept)->sql));
  if (times > 1)
    write_again(again, times - 1);
  kept_result_release(again);
  buf_clear(&out);
}

static void read_all(struct text bytes)
{
  size_t before = 0;

  while (bytes.len != before) {
    struct kept_result *kept;

    before = bytes.len;
    kept = kept_record_read(&bytes);
    if (!kept)
      continue;
    read_rows(kept);
    write_again(kept, 2);
    kept_result_release(kept);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct buf record;

  buf_init(&record);
  if (fuzz_byte(&rest) % 2) {
    uint64_t head[2] = { rest.len, result_file_sum(rest) };

    buf_add(&record, head, sizeof head);
  }
  buf_add_text(&record, rest);
  read_all(buf_text(&record));
  buf_clear(&record);
  return 0;
}
