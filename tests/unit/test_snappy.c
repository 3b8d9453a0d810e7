/* test_snappy.c: Snappy's blocks there and back, and what is no block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/snappy.h"

#define MUCH ((size_t)300000)

static void assert_round_trip(struct text bytes)
{
  struct buf packed, plain;

  buf_init(&packed);
  buf_init(&plain);
  snappy_compress(bytes, &packed);
  assert_true(snappy_decompress(buf_text(&packed), bytes.len, &plain));
  assert_int_equal(plain.len, bytes.len);
  if (bytes.len)
    assert_memory_equal(plain.at, bytes.at, bytes.len);
  buf_clear(&packed);
  buf_clear(&plain);
}

/* Runs, text that repeats far apart, and bytes without any pattern, around the size of a block. */
static void blocks_survive_the_way_there_and_back(void **state)
{
  struct buf bytes;
  uint32_t random = 1;

  (void)state;
  buf_init(&bytes);
  assert_round_trip(TEXT(""));
  assert_round_trip(TEXT("a"));
  assert_round_trip(
    TEXT("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"));
  for (size_t i = 0; i < MUCH; i++) {
    random = random * 1664525 + 1013904223;
    buf_add_char(&bytes, (char)(i % 7000 < 3500 ? random >> 24 : i / 1000));
  }
  for (size_t len = 1; len < MUCH; len = len * 3 + 1)
    assert_round_trip(text_from(bytes.at, len));
  assert_round_trip(text_from(bytes.at, MUCH));
  buf_clear(&bytes);
}

static void assert_refused(const char *bytes, size_t len)
{
  struct buf plain;

  buf_init(&plain);
  assert_false(snappy_decompress(text_from(bytes, len), 100, &plain));
  buf_clear(&plain);
}

static void what_is_no_block_is_refused(void **state)
{
  (void)state;
  assert_refused("", 0);
  assert_refused("\x05", 1);         /* Bytes are missing. */
  assert_refused("\x01\x08xyz", 5);  /* A literal longer than all. */
  assert_refused("\x08\x11\x01", 3); /* A copy of nothing. */
  assert_refused("\x7f\x00x", 3);    /* More than the limit. */
  assert_refused("\xff\xff\xff\xff\xff\xff", 6);
  assert_refused("\x04\xfc\xff\xff\xff\xff", 6);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(blocks_survive_the_way_there_and_back),
    cmocka_unit_test(what_is_no_block_is_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
