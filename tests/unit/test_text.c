/* test_text.c: a slice of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void texts_compare_by_bytes(void **state)
{
  (void)state;
  assert_true(text_equal(TEXT("a"), text_from("ab", 1)));
  assert_false(text_equal(TEXT("a"), TEXT("A")));
  assert_true(text_equal_nocase(TEXT("aZ"), TEXT("Az")));
  assert_false(text_equal_nocase(TEXT("\xC3\xA4"), TEXT("\xC3\x84")));
  assert_true(text_compare(TEXT("ab"), TEXT("b")) < 0);
  assert_true(text_compare(TEXT("b"), TEXT("ba")) < 0);
  assert_true(text_compare(TEXT("\xFF"), TEXT("a")) > 0);
  assert_int_equal(text_compare_nocase(TEXT("ABC"), TEXT("abc")), 0);
  assert_true(text_equal(text_of(NULL), TEXT("")));
  assert_int_equal(text_hash(TEXT("abc")), text_hash(text_from("abcd", 3)));
}

static void beginnings_ends_and_pieces_are_found(void **state)
{
  (void)state;
  assert_true(text_starts_with(TEXT("abc"), "ab"));
  assert_false(text_starts_with(TEXT("a"), "ab"));
  assert_true(text_starts_with_nocase(TEXT("ABc"), "ab"));
  assert_true(text_ends_with(TEXT("abc"), "bc"));
  assert_false(text_ends_with(TEXT("c"), "bc"));
  assert_int_equal(text_find(TEXT("abc"), 'c'), 2);
  assert_int_equal(text_find(TEXT("abc"), 'x'), 3);
  assert_int_equal(text_find_text(TEXT("aababc"), TEXT("abc")), 3);
  assert_int_equal(text_find_text(TEXT("ab"), TEXT("abc")), 2);
  assert_true(text_is(text_trim(TEXT(" \t\na b\r\n ")), "a b"));
  assert_true(text_is_empty(text_trim(TEXT("  "))));
  assert_true(text_is(text_slice(TEXT("abc"), 1, 100), "bc"));
  assert_true(text_is_empty(text_slice(TEXT("abc"), 5, 1)));
}

static void code_points_are_put_in_as_many_bytes_as_they_need(void **state)
{
  static const struct {
    uint32_t code;
    const char *bytes;
  } cases[] = {
    { 0x41, "A" },
    { 0x7F, "\x7F" },
    { 0x80, "\xC2\x80" },
    { 0xE4, "\xC3\xA4" },
    { 0x7FF, "\xDF\xBF" },
    { 0x800, "\xE0\xA0\x80" },
    { 0x20AC, "\xE2\x82\xAC" },
    { 0xFFFF, "\xEF\xBF\xBF" },
    { 0x10000, "\xF0\x90\x80\x80" },
    { 0x1F600, "\xF0\x9F\x98\x80" },
    { 0x10FFFF, "\xF4\x8F\xBF\xBF" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[4];
    size_t len = text_put_code_point(out, cases[i].code);

    assert_true(text_equal(text_from(out, len), text_of(cases[i].bytes)));
  }
  assert_int_equal(text_put_code_point((char[4]){ 0 }, 0), 1);
}

static void utf8_is_checked_strictly(void **state)
{
  (void)state;
  assert_true(text_is_utf8(TEXT("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")));
  assert_int_equal(text_count_chars(TEXT("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")), 4);
  static const char *const bad[] = { "\x80",
                                     "\xC3",
                                     "\xC0\x80",
                                     "\xE0\x80\x80",
                                     "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xF8\x88\x80\x80\x80",
                                     "\xC3(" };

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(text_is_utf8(text_of(bad[i])));
  assert_true(text_is_utf8(TEXT("")));
}

static void whole_numbers_are_read_to_their_limits(void **state)
{
  static const char *const bad[] = { "",
                                     "-",
                                     "+",
                                     "1 ",
                                     " 1",
                                     "1.0",
                                     "9223372036854775808",
                                     "-9223372036854775809",
                                     "99999999999999999999999",
                                     "0x1" };
  int64_t value;

  (void)state;
  assert_true(text_to_int64(TEXT("9223372036854775807"), &value) && value == INT64_MAX);
  assert_true(text_to_int64(TEXT("-9223372036854775808"), &value) && value == INT64_MIN);
  assert_true(text_to_int64(TEXT("+007"), &value) && value == 7);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(text_to_int64(text_of(bad[i]), &value));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(texts_compare_by_bytes),
    cmocka_unit_test(beginnings_ends_and_pieces_are_found),
    cmocka_unit_test(code_points_are_put_in_as_many_bytes_as_they_need),
    cmocka_unit_test(utf8_is_checked_strictly),
    cmocka_unit_test(whole_numbers_are_read_to_their_limits),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
