/* test_json_scalar.c: JSON scalars looked at as text. */
#include "data/json_scalar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void assert_unquotes(const char *json, const char *expected)
{
  struct buf out;

  buf_init(&out);
  json_unquote(text_of(json), &out);
  assert_true(text_is(buf_text(&out), expected));
  buf_clear(&out);
}

static void json_scalar_resolves_escapes(void **state)
{
  (void)state;
  assert_unquotes("\"\"", "");
  assert_unquotes("\"plain\"", "plain");
  assert_unquotes("\"a\\\"b\\\\c\\/d\\n\\t\"", "a\"b\\c/d\n\t");
  assert_unquotes("\"\\u00e9\\u20ac\"", "\xC3\xA9\xE2\x82\xAC");
  assert_unquotes("\"\\ud83d\\ude00!\"", "\xF0\x9F\x98\x80!");
  assert_unquotes("\"\\ud83d\"", "\xEF\xBF\xBD");
}

static void json_scalar_tells_kinds_apart(void **state)
{
  (void)state;
  assert_int_equal(json_kind(TEXT("null")), JSON_KIND_NULL);
  assert_int_equal(json_kind(TEXT("true")), JSON_KIND_BOOLEAN);
  assert_int_equal(json_kind(TEXT("-1.5")), JSON_KIND_NUMBER);
  assert_int_equal(json_kind(TEXT("\"x\"")), JSON_KIND_STRING);
  assert_int_equal(json_kind(TEXT("[1]")), JSON_KIND_ARRAY);
  assert_int_equal(json_kind(TEXT("{}")), JSON_KIND_OBJECT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(json_scalar_resolves_escapes),
    cmocka_unit_test(json_scalar_tells_kinds_apart),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
