/* test_rowset.c: cells of every type as clients read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "data/calendar.h"
#include "protocol/rowset.h"

/* One column of one type, filled by the test. */
struct fixture {
  struct batch_builder *builder;
  struct rowtype_column column;
  struct buf out;
};

static struct fixture open_fixture(enum batch_kind kind, int scale, struct type type)
{
  struct fixture fixture = {
    batch_builder_new(1, &kind, &scale),
    { .name = TEXT("C"), .type = type, .nullable = true, .json_indent = 2 }
  };

  buf_init(&fixture.out);
  return fixture;
}

static void check(struct fixture *fixture, const char *expected)
{
  struct batch batch = batch_builder_view(fixture->builder, 0, 1000);
  struct err err;

  err_clear(&err);
  if (!rowset_put(&fixture->out, &batch, &fixture->column, &err))
    fail_msg("%s", err.message);
  assert_string_equal(fixture->out.at, expected);
  batch_builder_free(fixture->builder);
  buf_clear(&fixture->out);
}

static void check_int(enum batch_kind kind, int scale, struct type type, int128 value,
                      const char *expected)
{
  struct fixture fixture = open_fixture(kind, scale, type);

  batch_add_int(fixture.builder, 0, value);
  check(&fixture, expected);
}

static void check_double(double value, const char *expected)
{
  struct fixture fixture = open_fixture(BATCH_F64, 0, type_of(TYPE_FLOAT));

  batch_add_double(fixture.builder, 0, value);
  check(&fixture, expected);
}

static void check_text(enum batch_kind kind, enum type_kind type, struct text value,
                       const char *expected)
{
  struct fixture fixture = open_fixture(kind, 0, type_of(type));

  batch_add_text(fixture.builder, 0, value);
  check(&fixture, expected);
}

static void numbers_have_exactly_their_scale(void **state)
{
  int128 widest = 1;

  (void)state;
  for (int i = 0; i < 38; i++)
    widest *= 10;
  check_int(BATCH_I64, 0, type_number(38, 0), 42, "[\"42\"]");
  check_int(BATCH_I64, 0, type_number(38, 0), INT64_MIN, "[\"-9223372036854775808\"]");
  check_int(BATCH_I128, 0, type_number(38, 0), widest - 1,
            "[\"99999999999999999999999999999999999999\"]");
  check_int(BATCH_I128, 0, type_number(38, 0), -(widest - 1),
            "[\"-99999999999999999999999999999999999999\"]");
  check_int(BATCH_I64, 2, type_number(10, 2), -225, "[\"-2.25\"]");
  check_int(BATCH_I64, 2, type_number(10, 2), -5, "[\"-0.05\"]");
  check_int(BATCH_I64, 1, type_number(10, 3), 15, "[\"1.500\"]");
  check_int(BATCH_I64, 3, type_number(10, 1), 1500, "[\"1.5\"]");
  check_int(BATCH_I64, 0, type_number(10, 2), 7, "[\"7.00\"]");
}

static void digits_are_never_dropped(void **state)
{
  struct fixture fixture = open_fixture(BATCH_I64, 3, type_number(10, 1));
  struct batch batch;
  struct err err;

  (void)state;
  batch_add_int(fixture.builder, 0, 1501);
  batch = batch_builder_view(fixture.builder, 0, 1);
  assert_false(rowset_put(&fixture.out, &batch, &fixture.column, &err));
  assert_int_equal(err.code, ERR_INTERNAL);
  batch_builder_free(fixture.builder);
  buf_clear(&fixture.out);
}

static void doubles_read_back_as_they_were(void **state)
{
  (void)state;
  check_double(1.5, "[\"1.5\"]");
  check_double(0, "[\"0\"]");
  check_double(-3, "[\"-3\"]");
  check_double(0.1, "[\"0.1\"]");
  check_double(0.1 + 0.2, "[\"0.30000000000000004\"]");
  check_double(1e20, "[\"1e+20\"]");
  check_double(0.00001, "[\"1e-05\"]");
  check_double(123456.789, "[\"123456.789\"]");
  check_double(DBL_MAX, "[\"1.7976931348623157e+308\"]");
  check_double(NAN, "[\"NaN\"]");
  check_double(INFINITY, "[\"inf\"]");
  check_double(-INFINITY, "[\"-inf\"]");
}

static void texts_are_escaped_and_always_utf8(void **state)
{
  (void)state;
  check_text(BATCH_TEXT, TYPE_VARCHAR, TEXT(""), "[\"\"]");
  check_text(BATCH_TEXT, TYPE_VARCHAR, TEXT("h\xc3\xa9llo w\xc3\xb6rld \xf0\x9f\x98\x80"),
             "[\"h\xc3\xa9llo w\xc3\xb6rld \xf0\x9f\x98\x80\"]");
  check_text(BATCH_TEXT, TYPE_VARCHAR, TEXT("a\"b\\c\n\t\x01 and some more text"),
             "[\"a\\\"b\\\\c\\n\\t\\u0001 and some more text\"]");
  check_text(BATCH_TEXT, TYPE_VARCHAR, TEXT("bad \xff\xc3 bytes"),
             "[\"bad \xef\xbf\xbd\xef\xbf\xbd bytes\"]");
  check_text(BATCH_BYTES, TYPE_BINARY, TEXT("\xde\xad\xbe\xef\x00"), "[\"DEADBEEF00\"]");
}

static void documents_stand_on_lines(void **state)
{
  (void)state;
  check_text(BATCH_TEXT, TYPE_VARIANT, TEXT("{\"a\":1}"), "[\"{\\n  \\\"a\\\": 1\\n}\"]");
  check_text(BATCH_TEXT, TYPE_ARRAY, TEXT("[]"), "[\"[]\"]");
  check_text(BATCH_TEXT, TYPE_VARIANT, TEXT("\"x\""), "[\"\\\"x\\\"\"]");
  check_text(BATCH_TEXT, TYPE_VARIANT, TEXT("null"), "[\"null\"]");
}

static void documents_are_indented_as_far_as_asked(void **state)
{
  static const char *const expected[] = {
    "[\"{\\\"a\\\":[1]}\"]", NULL, NULL, "[\"{\\n   \\\"a\\\": [\\n      1\\n   ]\\n}\"]"
  };

  (void)state;
  for (int indent = 0; indent <= 3; indent += 3) {
    struct fixture fixture = open_fixture(BATCH_TEXT, 0, type_of(TYPE_VARIANT));

    fixture.column.json_indent = indent;
    batch_add_text(fixture.builder, 0, TEXT("{\"a\":[1]}"));
    check(&fixture, expected[indent]);
  }
}

static void moments_are_seconds_with_their_scale(void **state)
{
  struct type tz = type_timestamp(TYPE_TIMESTAMP_TZ, 3);
  struct type ntz = type_timestamp(TYPE_TIMESTAMP_NTZ, 9);
  int128 second = NANOS_A_SECOND;

  (void)state;
  check_int(BATCH_DATE, 0, type_of(TYPE_DATE), -1, "[\"-1\"]");
  check_int(BATCH_I64, 0, type_timestamp(TYPE_TIME, 9), 45296123456789LL,
            "[\"45296.123456789\"]");
  check_int(BATCH_I64, 0, type_timestamp(TYPE_TIME, 0), 45296000000000LL, "[\"45296\"]");
  check_int(BATCH_I128, 0, ntz, 1700000000 * second + 123456789,
            "[\"1700000000.123456789\"]");
  check_int(BATCH_I128, 0, ntz, -1500000000, "[\"-1.500000000\"]");
  check_int(BATCH_I128, 0, type_timestamp(TYPE_TIMESTAMP_LTZ, 3), -1500000000,
            "[\"-1.500\"]");
  check_int(BATCH_I128, 0, tz, calendar_tz_join(1700000000 * second + 123000000, 120),
            "[\"1700000000.123 1560\"]");
  check_int(BATCH_I128, 0, tz, calendar_tz_join(-second, -480), "[\"-1.000 960\"]");
}

static void booleans_are_one_and_zero(void **state)
{
  (void)state;
  check_int(BATCH_BOOL, 0, type_of(TYPE_BOOLEAN), 1, "[\"1\"]");
  check_int(BATCH_BOOL, 0, type_of(TYPE_BOOLEAN), 0, "[\"0\"]");
}

static void rows_follow_each_other_with_nulls_in_place(void **state)
{
  struct fixture fixture = open_fixture(BATCH_I64, 0, type_number(38, 0));

  (void)state;
  buf_add_string(&fixture.out, "[");
  batch_add_int(fixture.builder, 0, 1);
  batch_add_null(fixture.builder, 0);
  batch_add_int(fixture.builder, 0, 3);
  check(&fixture, "[[\"1\"],[null],[\"3\"]");
}

static void a_wrong_physical_form_is_an_error(void **state)
{
  struct fixture fixture = open_fixture(BATCH_TEXT, 0, type_number(38, 0));
  struct batch batch;
  struct err err;

  (void)state;
  batch_add_text(fixture.builder, 0, TEXT("1"));
  batch = batch_builder_view(fixture.builder, 0, 1);
  assert_false(rowset_put(&fixture.out, &batch, &fixture.column, &err));
  batch_builder_free(fixture.builder);
  buf_clear(&fixture.out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_have_exactly_their_scale),
    cmocka_unit_test(digits_are_never_dropped),
    cmocka_unit_test(doubles_read_back_as_they_were),
    cmocka_unit_test(texts_are_escaped_and_always_utf8),
    cmocka_unit_test(documents_stand_on_lines),
    cmocka_unit_test(documents_are_indented_as_far_as_asked),
    cmocka_unit_test(moments_are_seconds_with_their_scale),
    cmocka_unit_test(booleans_are_one_and_zero),
    cmocka_unit_test(rows_follow_each_other_with_nulls_in_place),
    cmocka_unit_test(a_wrong_physical_form_is_an_error),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
