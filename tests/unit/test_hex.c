/* test_hex.c: hexadecimal digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"

static void only_digits_have_a_value(void **state)
{
  static const char small[] = "0123456789abcdef", large[] = "0123456789ABCDEF";

  (void)state;
  for (int c = 0; c < 256; c++) {
    const char *at = c ? strchr(small, c) : NULL;

    if (!at && c)
      at = strchr(large, c) ? small + (strchr(large, c) - large) : NULL;
    assert_int_equal(hex_digit((char)c), at ? at - small : -1);
  }
}

static void bytes_are_read_and_nothing_else(void **state)
{
  static const char *const wrong[] = { "a", "abc", "0x", "g0", "0 ", " 0", "-1" };
  struct buf out;

  (void)state;
  buf_init(&out);
  assert_true(hex_read(TEXT(""), &out));
  assert_int_equal(out.len, 0);
  assert_true(hex_read(TEXT("00fFAb10"), &out));
  assert_true(text_equal(buf_text(&out), text_from("\x00\xff\xab\x10", 4)));
  assert_true(hex_read(TEXT("21"), &out));
  assert_int_equal(out.len, 5);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(hex_read(text_of(wrong[i]), &out));
  buf_clear(&out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_digits_have_a_value),
    cmocka_unit_test(bytes_are_read_and_nothing_else),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
