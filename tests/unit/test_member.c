/* test_member.c: members of JSON objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/json.h"
#include "data/member.h"

static struct buf out;

static int begin(void **state)
{
  (void)state;
  buf_init(&out);
  json_put_open(&out, '{');
  return 0;
}

static int end(void **state)
{
  (void)state;
  buf_clear(&out);
  return 0;
}

static void assert_written(const char *json)
{
  json_put_close(&out, '}');
  assert_string_equal(out.at, json);
}

static void texts_are_escaped(void **state)
{
  (void)state;
  member_text(&out, "a", TEXT("\"\n"));
  member_text(&out, "b", TEXT(""));
  member_text(&out, "c", (struct text){ NULL, 0 });
  member_string(&out, "d", "x");
  member_string(&out, "e", NULL);
  assert_written("{\"a\":\"\\\"\\n\",\"b\":\"\",\"c\":null,\"d\":\"x\",\"e\":\"\"}");
}

static void what_says_nothing_is_null_or_left_out(void **state)
{
  (void)state;
  member_text_or_null(&out, "a", TEXT(""));
  member_text_or_null(&out, "b", TEXT("x"));
  member_text_if_any(&out, "c", (struct text){ NULL, 0 });
  member_text_if_any(&out, "d", TEXT(""));
  member_int_or_null(&out, "e", -1);
  member_int_or_null(&out, "f", 0);
  member_null(&out, "g");
  assert_written("{\"a\":null,\"b\":\"x\",\"d\":\"\",\"e\":null,\"f\":0,\"g\":null}");
}

static void numbers_keep_all_digits(void **state)
{
  (void)state;
  member_int(&out, "a", INT64_MIN);
  member_id(&out, "b", INT64_MAX);
  member_micros(&out, "c", 1234567);
  member_micros(&out, "d", 5);
  member_bool(&out, "e", true);
  assert_written("{\"a\":-9223372036854775808,\"b\":\"9223372036854775807\","
                 "\"c\":1234.567,\"d\":0.005,\"e\":true}");
}

static void times_are_of_utc(void **state)
{
  (void)state;
  member_utc(&out, "a", 0);
  member_utc(&out, "b", 1769903999123);
  member_utc(&out, "c", INT64_MAX);
  assert_written("{\"a\":\"1970-01-01T00:00:00.000Z\",\"b\":\"2026-01-31T23:59:59.123Z\","
                 "\"c\":\"292278994-08-17T07:12:55.807Z\"}");
}

static void what_is_opened_holds_members_of_its_own(void **state)
{
  (void)state;
  member_open(&out, "a", '{');
  member_int(&out, "b", 1);
  json_put_close(&out, '}');
  member_open(&out, "c", '[');
  json_put_int(&out, 2);
  json_put_close(&out, ']');
  assert_written("{\"a\":{\"b\":1},\"c\":[2]}");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(texts_are_escaped, begin, end),
    cmocka_unit_test_setup_teardown(what_says_nothing_is_null_or_left_out, begin, end),
    cmocka_unit_test_setup_teardown(numbers_keep_all_digits, begin, end),
    cmocka_unit_test_setup_teardown(times_are_of_utc, begin, end),
    cmocka_unit_test_setup_teardown(what_is_opened_holds_members_of_its_own, begin, end),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
