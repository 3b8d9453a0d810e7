/* test_real.c: doubles as text. */
#include "data/real.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void assert_prints(double value, const char *expected)
{
  char printed[REAL_TEXT_SIZE];

  real_print(value, printed);
  assert_string_equal(printed, expected);
}

static void real_prints_the_shortest_digits(void **state)
{
  (void)state;
  assert_prints(1.0, "1");
  assert_prints(-0.0, "0");
  assert_prints(0.1, "0.1");
  assert_prints(0.1 + 0.2, "0.30000000000000004");
  assert_prints(1e20, "1e+20");
  assert_prints(123456.789, "123456.789");
  assert_prints(5e-324, "4.94065645841247e-324");
  assert_prints(1.7976931348623157e308, "1.7976931348623157e+308");
  assert_prints((double)INFINITY, "inf");
  assert_prints(-(double)INFINITY, "-inf");
  assert_prints((double)NAN, "NaN");
}

static void real_reads_decimal_numbers_only(void **state)
{
  static const char *const bad[] = { "",    ".",      "e5",  "1e", "0x10",
                                     "1 2", "nan(1)", "--1", "1,5" };
  double value;

  (void)state;
  assert_int_equal(real_parse(TEXT(" -1.5e3 "), &value), REAL_OK);
  assert_true(value == -1500);
  assert_int_equal(real_parse(TEXT("Infinity"), &value), REAL_OK);
  assert_int_equal(real_parse(TEXT("-INF"), &value), REAL_OK);
  assert_int_equal(real_parse(TEXT("nan"), &value), REAL_OK);
  assert_int_equal(real_parse(TEXT("1e999"), &value), REAL_OUT_OF_RANGE);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_int_equal(real_parse(text_of(bad[i]), &value), REAL_NOT_A_NUMBER);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(real_prints_the_shortest_digits),
    cmocka_unit_test(real_reads_decimal_numbers_only),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
