/* test_decimal.c: exact decimals at their edges. */
#include "data/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define NINES "99999999999999999999999999999999999999" /* 38 of them */

static void assert_parses(const char *text, int precision, int scale, const char *printed)
{
  char out[DECIMAL_TEXT_SIZE];
  int128 value;

  assert_int_equal(decimal_parse(text_of(text), precision, scale, &value), DECIMAL_OK);
  decimal_print(value, scale, out);
  assert_string_equal(out, printed);
}

static void assert_parse_fails(const char *text, int precision, int scale,
                               enum decimal_parse outcome)
{
  int128 value;

  assert_int_equal(decimal_parse(text_of(text), precision, scale, &value), outcome);
}

static void decimal_parses_and_prints_every_digit(void **state)
{
  (void)state;
  assert_parses("0", 38, 0, "0");
  assert_parses("-0", 38, 2, "0.00");
  assert_parses(" +12.50 ", 4, 2, "12.50");
  assert_parses(".5", 1, 1, "0.5");
  assert_parses("5.", 1, 0, "5");
  assert_parses("1e3", 4, 0, "1000");
  assert_parses("12345E-2", 5, 2, "123.45");
  assert_parses("0e999999999999", 1, 0, "0");
  assert_parses("1e-99999", 38, 37, "0.0000000000000000000000000000000000000");
  assert_parses(NINES, 38, 0, NINES);
  assert_parses("-" NINES, 38, 0, "-" NINES);
  assert_parses("0.00000000000000000000000000000000000009", 38, 37,
                "0.0000000000000000000000000000000000001");
  assert_parses("00000000000000000000000000000000000000000000001", 1, 0, "1");
}

static void decimal_rounds_half_away_from_zero(void **state)
{
  (void)state;
  assert_parses("2.5", 38, 0, "3");
  assert_parses("-2.5", 38, 0, "-3");
  assert_parses("2.4999999999999999999999999999999999999999", 38, 0, "2");
  assert_parses("-0.5", 38, 0, "-1");
  assert_parses("9.8765", 5, 2, "9.88");
  assert_parses("0.049", 2, 1, "0.0");
}

static void decimal_refuses_what_does_not_fit(void **state)
{
  (void)state;
  assert_parse_fails(NINES "9", 38, 0, DECIMAL_OUT_OF_RANGE);
  assert_parse_fails(NINES ".5", 38, 0, DECIMAL_OUT_OF_RANGE);
  assert_parse_fails("1e38", 38, 0, DECIMAL_OUT_OF_RANGE);
  assert_parse_fails("1e99999", 38, 0, DECIMAL_OUT_OF_RANGE);
  assert_parse_fails("9.995", 3, 2, DECIMAL_OUT_OF_RANGE);
  assert_parse_fails("", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails(".", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails("1e", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails("- 1", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails("1 2", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails("0x10", 38, 0, DECIMAL_NOT_A_NUMBER);
  assert_parse_fails("1,000", 38, 0, DECIMAL_NOT_A_NUMBER);
}

static void assert_divides(int128 a, int128 b, int shift, int scale, const char *printed)
{
  char out[DECIMAL_TEXT_SIZE];
  int128 value;

  assert_true(decimal_divide(a, b, shift, &value));
  decimal_print(value, scale, out);
  assert_string_equal(out, printed);
}

static void decimal_divides_exactly(void **state)
{
  int128 most = decimal_power(38) - 1;
  int128 value;

  (void)state;
  assert_divides(1, 3, 6, 6, "0.333333");
  assert_divides(2, 3, 6, 6, "0.666667");
  assert_divides(-2, 3, 6, 6, "-0.666667");
  assert_divides(1, 2, 0, 0, "1");
  assert_divides(-1, 2, 0, 0, "-1");
  assert_divides(most, most, 37, 37, "1.0000000000000000000000000000000000000");
  assert_divides(most, decimal_power(37), 12, 12, "10.000000000000");
  assert_divides(5, 1, -1, 0, "1");
  assert_divides(4, 1, -1, 0, "0");
  assert_divides(most, most, -38, 0, "0");
  assert_false(decimal_divide(most, 1, 1, &value));
  assert_false(decimal_divide(most, 1, 38, &value));
}

static void decimal_multiplies_exactly(void **state)
{
  int128 most = decimal_power(38) - 1;
  int128 value;

  (void)state;
  assert_true(decimal_multiply(decimal_power(37), decimal_power(37), 37, &value));
  assert_true(value == decimal_power(37));
  assert_true(decimal_multiply(-15, 1, 1, &value));
  assert_true(value == -2);
  assert_false(decimal_multiply(most, 2, 0, &value));
}

static void assert_rounds(int128 value, int scale, int64_t places, enum decimal_mode mode,
                          int128 expected)
{
  int128 result;

  assert_true(decimal_round(value, scale, places, mode, &result));
  assert_true(result == expected);
}

static void decimal_rounds_in_five_ways(void **state)
{
  int128 value;

  (void)state;
  assert_rounds(135135, 3, 1, DECIMAL_HALF_AWAY, 135100);
  assert_rounds(-25, 1, 0, DECIMAL_HALF_AWAY, -30);
  assert_rounds(-25, 1, 0, DECIMAL_HALF_EVEN, -20);
  assert_rounds(35, 1, 0, DECIMAL_HALF_EVEN, 40);
  assert_rounds(-975975, 3, 0, DECIMAL_FLOOR, -976000);
  assert_rounds(-975975, 3, 0, DECIMAL_CEIL, -975000);
  assert_rounds(-975975, 3, 0, DECIMAL_TRUNC, -975000);
  assert_rounds(1250, 0, -2, DECIMAL_HALF_AWAY, 1300);
  assert_rounds(1250, 0, -99, DECIMAL_HALF_AWAY, 0);
  assert_rounds(7, 2, 40, DECIMAL_HALF_AWAY, 7);
  assert_false(decimal_round(decimal_power(38) - 1, 0, -1, DECIMAL_HALF_AWAY, &value));
}

static void decimal_takes_doubles(void **state)
{
  int128 value;

  (void)state;
  assert_true(decimal_from_double(2.5, 0, &value));
  assert_true(value == 3);
  assert_true(decimal_from_double(-0.125, 2, &value));
  assert_true(value == -13);
  assert_false(decimal_from_double(1e38, 0, &value));
  assert_false(decimal_from_double(0.0 / 0.0, 0, &value));
  assert_true(decimal_to_double(15, 1) == 1.5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(decimal_parses_and_prints_every_digit),
    cmocka_unit_test(decimal_rounds_half_away_from_zero),
    cmocka_unit_test(decimal_refuses_what_does_not_fit),
    cmocka_unit_test(decimal_divides_exactly),
    cmocka_unit_test(decimal_multiplies_exactly),
    cmocka_unit_test(decimal_rounds_in_five_ways),
    cmocka_unit_test(decimal_takes_doubles),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
