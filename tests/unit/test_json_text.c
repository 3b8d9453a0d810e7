/* test_json_text.c: VARIANT as text: lenient parsing, walking, printing, order. */
#include "data/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <cmocka.h>

#include "data/json_lenient.h"

struct pair {
  const char *given, *expected;
};

static void assert_parses(const char *given, const char *printed)
{
  struct buf out, problem, print;

  buf_init(&out);
  buf_init(&problem);
  buf_init(&print);
  if (!json_lenient_parse(text_of(given), JSON_NAMES_UNIQUE, &out, &problem))
    fail_msg("%s: %s", given, problem.at);
  json_text_print(buf_text(&out), &print);
  if (!text_is(buf_text(&print), printed))
    fail_msg("%s became %s, not %s", given, print.at, printed);
  buf_clear(&out);
  buf_clear(&problem);
  buf_clear(&print);
}

static void assert_refused(const char *given, const char *words)
{
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  if (json_lenient_parse(text_of(given), JSON_NAMES_UNIQUE, &out, &problem))
    fail_msg("%s was accepted", given);
  if (!text_is(buf_text(&problem), words))
    fail_msg("%s: %s, not %s", given, problem.at, words);
  buf_clear(&out);
  buf_clear(&problem);
}

static void parsing_sorts_members_and_normalises_numbers(void **state)
{
  static const struct pair pairs[] = {
    { "{\"b\":1, \"a\" : [ ] }", "{\"a\":[],\"b\":1}" },
    { "[1.50, 1.0, -0, 007, .5, 5., +3]", "[1.5,1,0,7,0.5,5,3]" },
    { "1e3", "1.000000000000000e+03" },
    { "12345678901234567890123456789012345678",
      "12345678901234567890123456789012345678" },
    { "123456789012345678901234567890123456789", "1.234567890123457e+38" },
    { "0.00000000000000000000000000000000000001",
      "0.00000000000000000000000000000000000001" },
    { "\"\\u00e9\\/\\n\"", "\"\xC3\xA9/\\n\"" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
    assert_parses(pairs[i].given, pairs[i].expected);
}

static void parsing_is_lenient_as_snowflake_is(void **state)
{
  static const struct pair pairs[] = {
    { "[1,,2,]", "[1,undefined,2,undefined]" },
    { "{'k': 'it\\'s'}", "{\"k\":\"it's\"}" },
    { "{a:undefined}", "{\"a\":undefined}" },
    { "[NaN,-Infinity]", "[NaN,-inf]" },
    { "  \n ", "" },
  };

  (void)state;
  for (size_t i = 0; i + 1 < sizeof pairs / sizeof pairs[0]; i++)
    assert_parses(pairs[i].given, pairs[i].expected);
}

static void parsing_says_what_is_wrong_in_snowflakes_words(void **state)
{
  (void)state;
  assert_refused("{'Malformed -- missing val':}", "misplaced }, pos 29");
  assert_refused("N/A", "unknown keyword \"N\", pos 2");
  assert_refused("{\"a\":1", "incomplete object value, pos 7");
  assert_refused("[1 2]", "missing comma, pos 4");
  assert_refused("[1,\n2 3]", "missing comma, line 2, pos 3");
  assert_refused("\"abc", "unfinished string, pos 5");
  assert_refused("{\"a\":1,\"a\":2}", "duplicate object attribute \"a\", pos 14");
  assert_refused("1 2", "more than one document in the input");
}

static void deep_nesting_is_refused(void **state)
{
  struct buf deep, out, problem;

  (void)state;
  buf_init(&deep);
  buf_init(&out);
  buf_init(&problem);
  for (int i = 0; i < 100000; i++)
    buf_add_char(&deep, '[');
  assert_false(json_lenient_parse(buf_text(&deep), JSON_NAMES_UNIQUE, &out, &problem));
  buf_clear(&deep);
  buf_clear(&out);
  buf_clear(&problem);
}

static void values_print_on_indented_lines(void **state)
{
  struct buf out;

  (void)state;
  buf_init(&out);
  json_text_print_lines(TEXT("{\"a\":[1, null,{}],\"b\":[],\"c\":\t\"2024-01-01\"}"),
                        JSON_TEXT_INDENT, &out);
  assert_string_equal(out.at, "{\n  \"a\": [\n    1,\n    undefined,\n    {}\n  ],\n"
                              "  \"b\": [],\n  \"c\": \"2024-01-01\"\n}");
  buf_clear(&out);
}

static int order_of(const char *a, const char *b)
{
  struct buf x, y;
  int order;

  buf_init(&x);
  buf_init(&y);
  json_text_key(text_of(a), &x);
  json_text_key(text_of(b), &y);
  order = text_compare(buf_text(&x), buf_text(&y));
  buf_clear(&x);
  buf_clear(&y);
  return order;
}

static void keys_order_values_as_snowflake_does(void **state)
{
  static const char *const rising[] = {
    "null", "false",  "true",  "-1e+300", "-10",          "-2",        "-1.5",
    "-0.5", "0",      "0.05",  "0.5",     "1.5",          "1.51",      "2",
    "10",   "1e+300", "\"\"",  "\"a\"",   "\"a\\u0000\"", "\"ab\"",    "\"b\"",
    "[]",   "[1]",    "[1,1]", "[2]",     "{}",           "{\"a\":1}", "{\"a\":2}"
  };

  (void)state;
  for (size_t i = 1; i < sizeof rising / sizeof rising[0]; i++) {
    if (order_of(rising[i - 1], rising[i]) >= 0)
      fail_msg("%s does not stand before %s", rising[i - 1], rising[i]);
  }
  assert_int_equal(order_of("1", "1.000000000000000e+00"), 0);
  assert_int_equal(order_of("[1]", "[1.0e0]"), 0);
}

static void types_are_told_by_marks(void **state)
{
  struct buf out;

  (void)state;
  assert_int_equal(json_text_type(TEXT("\t\"2024-01-01\"")), JSON_TEXT_DATE);
  assert_int_equal(json_text_type(TEXT("\t\r\"x\"")), JSON_TEXT_TIMESTAMP_TZ);
  assert_int_equal(json_text_type(TEXT(" null")), JSON_TEXT_UNDEFINED);
  assert_int_equal(json_text_type(TEXT("1.5e+00")), JSON_TEXT_DOUBLE);
  buf_init(&out);
  json_text_double(NAN, &out);
  assert_int_equal(json_text_type(buf_text(&out)), JSON_TEXT_DOUBLE);
  buf_clear(&out);
}

static void names_without_case_are_found_when_exact_ones_are_not(void **state)
{
  struct text object = TEXT("{\"AA\":1,\"aa\":2}");

  (void)state;
  assert_true(text_is(json_text_member_nocase(object, TEXT("aa")), "2"));
  assert_true(text_is(json_text_member_nocase(object, TEXT("aA")), "1"));
  assert_null(json_text_member_nocase(object, TEXT("b")).at);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(parsing_sorts_members_and_normalises_numbers),
    cmocka_unit_test(parsing_is_lenient_as_snowflake_is),
    cmocka_unit_test(parsing_says_what_is_wrong_in_snowflakes_words),
    cmocka_unit_test(deep_nesting_is_refused),
    cmocka_unit_test(values_print_on_indented_lines),
    cmocka_unit_test(keys_order_values_as_snowflake_does),
    cmocka_unit_test(types_are_told_by_marks),
    cmocka_unit_test(names_without_case_are_found_when_exact_ones_are_not),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
