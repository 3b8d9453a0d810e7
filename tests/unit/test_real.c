/* test_real.c: doubles as text. */
#include "data/real.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The definition, in the C library's words. */
static void print_by_definition(double value, char out[REAL_TEXT_SIZE])
{
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, REAL_TEXT_SIZE, "%.*g", digits, value);
    if (strtod(out, NULL) == value)
      return;
  }
}

/* Of all sizes: quotients, amounts, whole numbers, any bits. */
static double some_value(int kind, uint64_t random)
{
  double value;

  switch (kind) {
  case 0: return (double)(int64_t)(random >> 20) / 1e6;
  case 1: return (double)(random % 1000000007) / (double)(1 + random % 9973);
  case 2: return (double)(random % 100000) / 100;
  case 3: return ldexp((double)(random >> 11), -(int)(random % 70));
  case 4: return -(double)(random >> (random % 60));
  default: memcpy(&value, &random, sizeof value); return value;
  }
}

static void real_prints_what_the_definition_says(void **state)
{
  char printed[REAL_TEXT_SIZE], expected[REAL_TEXT_SIZE];
  uint64_t random = 88172645463325252ULL;

  (void)state;
  for (int i = 0; i < 300000; i++) {
    double value;

    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    value = some_value(i % 6, random);
    if (!isfinite(value) || value == 0)
      continue;
    real_print(value, printed);
    print_by_definition(value, expected);
    assert_string_equal(printed, expected);
  }
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
    cmocka_unit_test(real_prints_what_the_definition_says),
    cmocka_unit_test(real_reads_decimal_numbers_only),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
