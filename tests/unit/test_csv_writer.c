/* test_csv_writer.c: numbers at the edges of their kinds, and texts that need escapes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/csv_writer.h"

static struct csv_rules rules_of(int quote, int escape)
{
  struct csv_rules rules = { .field = ",",
                             .field_len = 1,
                             .record = "\n",
                             .record_len = 1,
                             .newline = true,
                             .quote = quote,
                             .escape = CSV_NO_CHAR,
                             .plain_escape = escape };

  return rules;
}

static void assert_row(const struct csv_rules *rules, struct batch_builder *builder,
                       bool enclosed, const char *expected)
{
  struct batch batch = batch_builder_view(builder, 0, 1);
  bool encloses[] = { enclosed, enclosed };
  struct csv_writer writer;
  struct buf out;

  buf_init(&out);
  csv_writer_init(&writer, rules, encloses);
  csv_write_row(&writer, &batch, batch.column_count, 0, &out);
  assert_string_equal(out.at, expected);
  buf_clear(&out);
  batch_builder_free(builder);
}

static struct batch_builder *number(enum batch_kind kind, int scale, int128 value)
{
  struct batch_builder *builder = batch_builder_new(1, &kind, &scale);

  batch_add_int(builder, 0, value);
  return builder;
}

static void numbers_are_written_to_their_last_digit(void **state)
{
  struct csv_rules rules = rules_of(CSV_NO_CHAR, '\\');
  int128 most = ((int128)1 << 126) - 1 + ((int128)1 << 126);

  (void)state;
  assert_row(&rules, number(BATCH_I64, 0, 0), false, "0\n");
  assert_row(&rules, number(BATCH_I64, 0, INT64_MIN), false, "-9223372036854775808\n");
  assert_row(&rules, number(BATCH_I64, 0, INT64_MAX), false, "9223372036854775807\n");
  assert_row(&rules, number(BATCH_I64, 2, -5), false, "-0.05\n");
  assert_row(&rules, number(BATCH_I64, 18, INT64_MAX), false, "9.223372036854775807\n");
  assert_row(&rules, number(BATCH_I128, 20, 1), false, "0.00000000000000000001\n");
  assert_row(&rules, number(BATCH_I128, 37, 1), false,
             "0.0000000000000000000000000000000000001\n");
  assert_row(&rules, number(BATCH_I128, 0, most), false,
             "170141183460469231731687303715884105727\n");
  assert_row(&rules, number(BATCH_BOOL, 0, 1), true, "true\n");
}

static struct batch_builder *texts(const char *first, const char *second)
{
  enum batch_kind kinds[] = { BATCH_TEXT, BATCH_TEXT };
  struct batch_builder *builder = batch_builder_new(2, kinds, NULL);

  batch_add_text(builder, 0, text_of(first));
  if (second)
    batch_add_text(builder, 1, text_of(second));
  else
    batch_add_null(builder, 1);
  return builder;
}

static void texts_are_escaped_or_enclosed(void **state)
{
  struct text nulls[] = { TEXT("\\N"), TEXT("NULL") };
  struct csv_rules plain = rules_of(CSV_NO_CHAR, '\\');
  struct csv_rules enclosed = rules_of('"', '\\');
  struct csv_rules bare = rules_of(CSV_NO_CHAR, CSV_NO_CHAR);

  (void)state;
  plain.null_if = enclosed.null_if = nulls;
  plain.null_if_count = enclosed.null_if_count = 2;
  plain.empty_is_null = true;
  assert_row(&plain, texts("a,\"b\"\\\r\n", NULL), true, "a\\,\"b\"\\\\\\\r\\\n,\\N\n");
  assert_row(&plain, texts("", "x"), true, "\"\",x\n");
  assert_row(&enclosed, texts("a,\"b\"\\\n", NULL), true, "\"a,\"\"b\"\"\\\n\",\\N\n");
  assert_row(&enclosed, texts("1", ""), false, "1,\n");
  assert_row(&bare, texts("a,b", NULL), true, "a,b,\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_are_written_to_their_last_digit),
    cmocka_unit_test(texts_are_escaped_or_enclosed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
