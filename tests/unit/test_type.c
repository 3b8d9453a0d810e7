/* test_type.c: names, sizes and physical forms of types. */
#include "data/type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void assert_name(const char *name, int64_t first, int64_t second,
                        const char *printed)
{
  struct type type;
  struct buf buf;
  bool bad;

  assert_true(type_from_name(text_of(name), first, second, &type, &bad));
  buf_init(&buf);
  type_print(type, &buf);
  assert_string_equal(buf.at, printed);
  buf_clear(&buf);
}

static void type_knows_snowflakes_synonyms(void **state)
{
  (void)state;
  assert_name("NUMBER", -1, -1, "NUMBER(38,0)");
  assert_name("decimal", 10, 2, "NUMBER(10,2)");
  assert_name("Dec", 5, -1, "NUMBER(5,0)");
  assert_name("byteint", -1, -1, "NUMBER(38,0)");
  assert_name("DOUBLE  PRECISION", -1, -1, "FLOAT");
  assert_name("float4", -1, -1, "FLOAT");
  assert_name("CHAR", -1, -1, "VARCHAR(1)");
  assert_name("char varying", -1, -1, "VARCHAR(16777216)");
  assert_name("string", 7, -1, "VARCHAR(7)");
  assert_name("varbinary", -1, -1, "BINARY(8388608)");
  assert_name("TIMESTAMP WITH LOCAL\n TIME ZONE", 3, -1, "TIMESTAMP_LTZ(3)");
  assert_name("timestampntz", -1, -1, "TIMESTAMP_NTZ(9)");
  assert_name("datetime", 0, -1, "TIMESTAMP_NTZ(0)");
  assert_name("array", -1, -1, "ARRAY");
}

static void assert_refused(const char *name, int64_t first, int64_t second, bool size)
{
  struct type type;
  bool bad;

  assert_false(type_from_name(text_of(name), first, second, &type, &bad));
  assert_int_equal(bad, size);
}

static void type_refuses_bad_names_and_sizes(void **state)
{
  (void)state;
  assert_refused("NUMBERS", -1, -1, false);
  assert_refused("DOUBLEPRECISION", -1, -1, false);
  assert_refused("", -1, -1, false);
  assert_refused("NUMBER", 39, -1, true);
  assert_refused("NUMBER", 0, -1, true);
  assert_refused("NUMBER", 5, 6, true);
  assert_refused("NUMBER", 38, 38, true);
  assert_refused("VARCHAR", 0, -1, true);
  assert_refused("VARCHAR", 134217729, -1, true);
  assert_refused("BINARY", 67108865, -1, true);
  assert_refused("TIMESTAMP_TZ", 10, -1, true);
  assert_refused("DATE", 3, -1, true);
}

static void assert_physical(struct type type, bool wide, const char *physical)
{
  struct buf buf;

  buf_init(&buf);
  type_physical(type, wide, &buf);
  assert_string_equal(buf.at, physical);
  buf_clear(&buf);
}

static void type_physical_form_of_whole_numbers_is_narrow_until_asked(void **state)
{
  (void)state;
  assert_physical(type_of(TYPE_NUMBER), false, "BIGINT");
  assert_physical(type_of(TYPE_NUMBER), true, "HUGEINT");
  assert_physical(type_number(18, 0), true, "BIGINT");
  assert_physical(type_number(12, 2), true, "DECIMAL(12,2)");
  assert_physical(type_of(TYPE_TIME), false, "BIGINT");
  assert_physical(type_of(TYPE_TIMESTAMP_TZ), false, "HUGEINT");
  assert_physical(type_of(TYPE_VARIANT), false, "JSON");
}

static void assert_round_trip(const char *written)
{
  struct type type, again;
  struct buf buf;

  assert_true(type_parse(text_of(written), &type));
  buf_init(&buf);
  type_print(type, &buf);
  assert_string_equal(buf.at, written);
  assert_true(type_parse(buf_text(&buf), &again));
  assert_true(type_equal(type, again));
  buf_clear(&buf);
}

static void structured_types_are_read_as_they_are_printed(void **state)
{
  (void)state;
  assert_round_trip("ARRAY(NUMBER(38,0))");
  assert_round_trip("ARRAY(ARRAY(VARIANT NOT NULL) NOT NULL)");
  assert_round_trip("OBJECT(x NUMBER(10,2) NOT NULL, \"a b\" DATE, \"a\"\",(\" TIME(3))");
  assert_round_trip(
    "MAP(VARCHAR(16777216), OBJECT(k MAP(NUMBER(38,0), FLOAT NOT NULL)))");
  assert_round_trip("VECTOR(FLOAT, 768)");
  assert_round_trip("VECTOR(INT, 3)");
  assert_round_trip("OBJECT()");
}

static void malformed_structured_types_are_none(void **state)
{
  static const char *const malformed[] = {
    "ARRAY(",          "ARRAY()",
    "ARRAY(x INT)",    "MAP(VARCHAR)",
    "OBJECT(INT)",     "OBJECT(\"a INT)",
    "VECTOR(FLOAT)",   "VECTOR(FLOAT, x)",
    "ARRAY(NOPE)",     "MAP(INT, INT, INT)",
    "OBJECT(a INT, )", "ARRAY(INT",
  };
  struct type type;

  (void)state;
  for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
    if (type_parse(text_of(malformed[i]), &type))
      fail_msg("%s is taken for a type", malformed[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(type_knows_snowflakes_synonyms),
    cmocka_unit_test(type_refuses_bad_names_and_sizes),
    cmocka_unit_test(structured_types_are_read_as_they_are_printed),
    cmocka_unit_test(malformed_structured_types_are_none),
    cmocka_unit_test(type_physical_form_of_whole_numbers_is_narrow_until_asked),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
