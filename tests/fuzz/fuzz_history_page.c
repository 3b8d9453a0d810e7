/* fuzz_history_page.c: pages of the query history. The first byte says whether the others are taken as they are, or
 * as what is compressed in one. What is read is written again, and is the same when it is read again. */
#include "fuzz.h"

#include <string.h>

#include "data/codec.h"
#include "history/history_page.h"

enum { MOST_ENTRIES = 64 };

/* All that are read before the end or the failure. */
static int read_all(struct text bytes, struct arena *arena, struct history_entry *entries)
{
  struct history_page_reader reader;
  const struct history_entry *entry;
  int count = 0;

  history_page_open(&reader, bytes);
  while (count < MOST_ENTRIES && (entry = history_page_next(&reader)) != NULL)
    entries[count++] = history_entry_copy(arena, entry);
  history_page_close(&reader);
  return count;
}

static void assert_same(const struct history_entry *left,
                        const struct history_entry *right)
{
  assert(left->number == right->number);
  assert(left->encode_us == right->encode_us);
  assert(strcmp(left->query_id, right->query_id) == 0);
  assert(!left->sql == !right->sql);
  assert(!left->sql || strcmp(left->sql, right->sql) == 0);
}

static void write_again(struct arena *arena, const struct history_entry *entries,
                        int count)
{
  struct history_entry *again = ARENA_ARRAY(arena, MOST_ENTRIES, struct history_entry);
  struct history_page page;
  struct buf bytes;

  history_page_init(&page);
  for (int i = 0; i < count; i++)
    history_page_add(&page, &entries[i]);
  buf_init(&bytes);
  history_page_put(&bytes, &page);
  assert(read_all(buf_text(&bytes), arena, again) == count);
  for (int i = 0; i < count; i++)
    assert_same(&again[i], &entries[i]);
  buf_clear(&bytes);
  history_page_clear(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct history_entry *entries = ARENA_ARRAY(arena, MOST_ENTRIES, struct history_entry);
  struct buf bytes;
  int count;

  buf_init(&bytes);
  if (fuzz_byte(&rest) % 2) {
    buf_add_char(&bytes, 1);
    codec_compress((struct codec){ CODEC_ZSTD, 1 }, rest, &bytes);
  } else
    buf_add_text(&bytes, rest);
  count = read_all(buf_text(&bytes), arena, entries);
  if (count)
    write_again(arena, entries, count);
  buf_clear(&bytes);
  arena_free(arena);
  return 0;
}
