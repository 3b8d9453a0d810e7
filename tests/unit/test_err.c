/* test_err.c: the one error type. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void an_error_has_number_state_and_message(void **state)
{
  struct err err;

  (void)state;
  err_clear(&err);
  assert_false(err_is_set(&err));
  assert_false(
    err_set(&err, ERR_NOT_NUMERIC, "Numeric value '%s' is not recognized", "x"));
  assert_true(err_is_set(&err));
  assert_int_equal(err_number(err.code), 100038);
  assert_string_equal(err.sqlstate, "22018");
  assert_string_equal(err.message, "Numeric value 'x' is not recognized");
  assert_false(err_set_state(&err, "42S02"));
  assert_string_equal(err.sqlstate, "42S02");
  assert_int_equal(err_code_of(100038), ERR_NOT_NUMERIC);
  assert_int_equal(err_code_of(-5), ERR_INTERNAL);
  assert_int_equal(err_code_of(625), ERR_LOCK_TIMEOUT);
  assert_int_equal(err_code_of(100039), ERR_NUMBER_OUT_OF_RANGE);
}

static void a_place_is_told_as_snowflake_tells_it(void **state)
{
  struct err err;

  (void)state;
  err_clear(&err);
  assert_false(
    err_set_at(&err, 2, 7, ERR_INVALID_IDENTIFIER, "invalid identifier '%s'", "X"));
  assert_string_equal(err.message, "SQL compilation error: error line 2 at position 7\n"
                                   "invalid identifier 'X'");
  assert_int_equal(err.line, 2);
  assert_int_equal(err.column, 7);
}

static void a_long_message_is_cut_at_a_character(void **state)
{
  char text[ERR_MESSAGE_SIZE * 2];
  struct err err;

  (void)state;
  for (int shift = 0; shift < 4; shift++) {
    memset(text, 'a', (size_t)shift);
    for (size_t i = (size_t)shift; i + 4 < sizeof text; i += 4)
      memcpy(text + i, "\xF0\x9F\x98\x80", 5);
    err_set(&err, ERR_INTERNAL, "%s", text);
    assert_true(strlen(err.message) > ERR_MESSAGE_SIZE - 8);
    assert_true(text_is_utf8(text_of(err.message)));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_error_has_number_state_and_message),
    cmocka_unit_test(a_place_is_told_as_snowflake_tells_it),
    cmocka_unit_test(a_long_message_is_cut_at_a_character),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
