/* test_params.c: the table of session parameters and the values of a session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "protocol/params.h"

static void every_row_is_sorted_documented_and_valid(void **state)
{
  struct params *params = params_new();
  const struct param_row *row, *before = NULL;
  struct err err;

  (void)state;
  for (int i = 0; (row = param_at(i)) != NULL; i++) {
    assert_true(!before || strcmp(before->name, row->name) < 0);
    assert_true(row->doc[0]);
    assert_ptr_equal(param_find(text_of(row->name)), row);
    if (!params_set_account(params, text_of(row->name), text_of(row->value), &err))
      fail_msg("%s: %s", row->name, err.message);
    assert_true(text_is(params_get(params, row->name), row->value));
    before = row;
  }
  params_free(params);
}

static void names_are_found_in_any_case(void **state)
{
  (void)state;
  assert_non_null(param_find(TEXT("timezone")));
  assert_non_null(param_find(TEXT("Time_Output_Format")));
  assert_null(param_find(TEXT("TIMEZONES")));
  assert_null(param_find(TEXT("")));
}

static void what_is_set_can_be_unset(void **state)
{
  struct params *params = params_new();
  struct err err;

  (void)state;
  assert_true(params_is_true(params, "AUTOCOMMIT"));
  assert_true(params_set(params, TEXT("autocommit"), TEXT("FALSE"), &err));
  assert_false(params_is_true(params, "AUTOCOMMIT"));
  assert_int_equal(params_level(params, "AUTOCOMMIT"), PARAM_LEVEL_SESSION);
  assert_true(params_unset(params, TEXT("AUTOCOMMIT"), &err));
  assert_true(params_is_true(params, "AUTOCOMMIT"));
  assert_true(params_set(params, TEXT("WEEK_START"), TEXT("7"), &err));
  assert_int_equal(params_number(params, "WEEK_START"), 7);
  assert_true(params_set(params, TEXT("BINARY_OUTPUT_FORMAT"), TEXT("base64"), &err));
  assert_true(text_is(params_get(params, "BINARY_OUTPUT_FORMAT"), "BASE64"));
  params_free(params);
}

static void check_refused(const char *name, const char *value, const char *message)
{
  struct params *params = params_new();
  struct err err;

  assert_false(params_set(params, text_of(name), text_of(value), &err));
  assert_string_equal(err.message, message);
  params_free(params);
}

static void bad_names_and_values_have_snowflakes_words(void **state)
{
  (void)state;
  check_refused("foo", "1",
                "SQL compilation error:\ninvalid property 'foo' for 'SESSION'");
  check_refused("week_start", "8",
                "SQL compilation error:\ninvalid value [8] for parameter 'WEEK_START'");
  check_refused(
    "AUTOCOMMIT", "maybe",
    "SQL compilation error:\ninvalid value [maybe] for parameter 'AUTOCOMMIT'");
  check_refused(
    "TIMEZONE", "Mars/Olympus",
    "SQL compilation error:\ninvalid value [Mars/Olympus] for parameter 'TIMEZONE'");
  check_refused("BINARY_OUTPUT_FORMAT", "OCTAL",
                "SQL compilation error:\ninvalid value [OCTAL] for parameter "
                "'BINARY_OUTPUT_FORMAT'");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_row_is_sorted_documented_and_valid),
    cmocka_unit_test(names_are_found_in_any_case),
    cmocka_unit_test(what_is_set_can_be_unset),
    cmocka_unit_test(bad_names_and_values_have_snowflakes_words),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
