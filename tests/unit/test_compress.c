/* test_compress.c: gzip there and back, and what is no gzip. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "data/compress.h"

static void text_comes_back_from_gzip(void **state)
{
  static const size_t sizes[] = { 0, 1, 100, 65535, 65536, 65537, 1000000 };

  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    struct buf text, packed, unpacked;

    buf_init(&text);
    buf_init(&packed);
    buf_init(&unpacked);
    for (size_t j = 0; j < sizes[i]; j++)
      buf_add_char(&text, (char)(j * j >> 3));
    compress_gzip(buf_text(&text), 1 + (int)i, &packed);
    assert_int_equal(compress_gunzip(buf_text(&packed), sizes[i], &unpacked), GUNZIP_OK);
    assert_int_equal(unpacked.len, sizes[i]);
    if (sizes[i])
      assert_memory_equal(unpacked.at, text.at, text.len);
    buf_clear(&text);
    buf_clear(&packed);
    buf_clear(&unpacked);
  }
}

static void more_than_the_limit_is_refused(void **state)
{
  struct buf text, packed, unpacked;

  (void)state;
  buf_init(&text);
  buf_init(&packed);
  buf_init(&unpacked);
  memset(buf_reserve(&text, 50000000), 0, 50000000);
  text.len = 50000000;
  compress_gzip(buf_text(&text), 9, &packed);
  assert_true(packed.len < 100000);
  assert_int_equal(compress_gunzip(buf_text(&packed), 1000000, &unpacked),
                   GUNZIP_TOO_BIG);
  assert_true(unpacked.room < 4000000);
  buf_reset(&unpacked);
  assert_int_equal(compress_gunzip(buf_text(&packed), 49999999, &unpacked),
                   GUNZIP_TOO_BIG);
  buf_clear(&text);
  buf_clear(&packed);
  buf_clear(&unpacked);
}

static void what_is_cut_or_spoilt_is_refused(void **state)
{
  struct buf packed, unpacked;

  (void)state;
  buf_init(&packed);
  buf_init(&unpacked);
  assert_int_equal(compress_gunzip(TEXT(""), 100, &unpacked), GUNZIP_BAD);
  assert_int_equal(compress_gunzip(TEXT("not gzip at all"), 100, &unpacked), GUNZIP_BAD);
  compress_gzip(TEXT("some text that is packed"), 6, &packed);
  for (size_t len = 1; len < packed.len; len++)
    assert_int_equal(compress_gunzip(text_from(packed.at, len), 100, &unpacked),
                     GUNZIP_BAD);
  packed.at[packed.len - 6] ^= 1; /* The checksum. */
  assert_int_equal(compress_gunzip(buf_text(&packed), 100, &unpacked), GUNZIP_BAD);
  buf_clear(&packed);
  buf_clear(&unpacked);
}

static void several_members_are_one_text(void **state)
{
  struct buf packed, unpacked;

  (void)state;
  buf_init(&packed);
  buf_init(&unpacked);
  compress_gzip(TEXT("one "), 6, &packed);
  compress_gzip(TEXT("text"), 6, &packed);
  assert_int_equal(compress_gunzip(buf_text(&packed), 100, &unpacked), GUNZIP_OK);
  assert_string_equal(unpacked.at, "one text");
  buf_clear(&packed);
  buf_clear(&unpacked);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(text_comes_back_from_gzip),
    cmocka_unit_test(more_than_the_limit_is_refused),
    cmocka_unit_test(what_is_cut_or_spoilt_is_refused),
    cmocka_unit_test(several_members_are_one_text),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
