/* test_format.c: format models and AUTO detection. */
#include "data/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char *const full = "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM";

static void assert_reads_as(const char *model, enum format_target target,
                            const char *text, const char *expected)
{
  struct format format, printer;
  struct moment moment;
  struct buf out;

  assert_true(format_compile(text_of(model), target, &format));
  if (!format_read(&format, text_of(text), &moment))
    fail_msg("'%s' is not read by %s", text, model);
  assert_true(format_compile(text_of(full), FORMAT_TIMESTAMP, &printer));
  buf_init(&out);
  format_write(&printer, &moment, &out);
  assert_string_equal(out.at, expected);
  buf_clear(&out);
}

static void assert_refuses(const char *model, enum format_target target, const char *text)
{
  struct format format;
  struct moment moment;

  assert_true(format_compile(text_of(model), target, &format));
  if (format_read(&format, text_of(text), &moment))
    fail_msg("'%s' is read by %s", text, model);
}

static void format_detects_every_documented_form(void **state)
{
  static const char *const forms[][2] = {
    { "2024-02-29", "2024-02-29 00:00:00.000000000 Z" },
    { "2024-2-9", "2024-02-09 00:00:00.000000000 Z" },
    { "29-FEB-2024", "2024-02-29 00:00:00.000000000 Z" },
    { "02/29/2024", "2024-02-29 00:00:00.000000000 Z" },
    { "02/29/2024 01:02:03", "2024-02-29 01:02:03.000000000 Z" },
    { "2024-02-29T01:02:03.123456789Z", "2024-02-29 01:02:03.123456789 Z" },
    { "2024-02-29 01:02:03.5+0530", "2024-02-29 01:02:03.500000000 +05:30" },
    { "2024-02-29 01:02:03 -08:00", "2024-02-29 01:02:03.000000000 -08:00" },
    { "2024-02-29 01:02-08", "2024-02-29 01:02:00.000000000 -08:00" },
    { "2024-02-29 23", "2024-02-29 23:00:00.000000000 Z" },
    { "Thu, 21 Dec 2000 16:01:07 +0200", "2000-12-21 16:01:07.000000000 +02:00" },
    { "Thu, 21 Dec 2000 04:01:07 PM", "2000-12-21 16:01:07.000000000 Z" },
    { "Thu, 21 Dec 2000 12:01:07.25 AM -0100", "2000-12-21 00:01:07.250000000 -01:00" },
    { "Mon Jan 02 15:04:05 -0700 2006", "2006-01-02 15:04:05.000000000 -07:00" },
    { "0", "1970-01-01 00:00:00.000000000 Z" },
    { "-1", "1969-12-31 23:59:59.000000000 Z" },
    { "31535999999", "2969-05-02 23:59:59.000000000 Z" },
    { "31536000000", "1971-01-01 00:00:00.000000000 Z" },
    { "31536000000000", "1971-01-01 00:00:00.000000000 Z" },
    { "31536000000000001", "1971-01-01 00:00:00.000000001 Z" },
    { "0001-01-01 00:00:00", "0001-01-01 00:00:00.000000000 Z" },
    { "9999-12-31 23:59:59.999999999", "9999-12-31 23:59:59.999999999 Z" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
    assert_reads_as("AUTO", FORMAT_TIMESTAMP, forms[i][0], forms[i][1]);
}

static void format_detection_refuses_what_is_no_moment(void **state)
{
  static const char *const texts[] = {
    "",
    "abc",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "0000-01-01",
    "10000-1-1",
    "2024-01-01x",
    "2024-01-01 24:00:00",
    "2024-01-01 12:60",
    "2024-01-01 10:00:60",
    "31/12/2024",
    "2024-01-01 10:00:00 +25:00",
    "2024-01-01T",
    "2024/01/01",
    "1.5",
    "99999999999999999999",
    "Foo, 21 Dec 2000 16:01:07",
  };

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_refuses("AUTO", FORMAT_TIMESTAMP, texts[i]);
    assert_refuses("AUTO", FORMAT_DATE, texts[i]);
  }
}

static void format_detects_times(void **state)
{
  (void)state;
  assert_reads_as("AUTO", FORMAT_TIME, "04:15:29.999", "1970-01-01 04:15:29.999000000 Z");
  assert_reads_as("AUTO", FORMAT_TIME, "04:15", "1970-01-01 04:15:00.000000000 Z");
  assert_reads_as("AUTO", FORMAT_TIME, "12:15:00 AM", "1970-01-01 00:15:00.000000000 Z");
  assert_refuses("AUTO", FORMAT_TIME, "25:00:00");
  assert_refuses("AUTO", FORMAT_TIME, "13:00:00 PM");
  assert_refuses("AUTO", FORMAT_TIME, "2024-01-01");
}

static void format_reads_by_models(void **state)
{
  (void)state;
  assert_reads_as("MM/DD/YYYY", FORMAT_DATE, "04/05/2024",
                  "2024-04-05 00:00:00.000000000 Z");
  assert_reads_as("YYYYMMDDHH24MISS", FORMAT_TIMESTAMP, "20240405010203",
                  "2024-04-05 01:02:03.000000000 Z");
  assert_reads_as("DY, DD MON YY HH12:MI PM", FORMAT_TIMESTAMP, "Fri, 05 apr 69 01:02 pm",
                  "2069-04-05 13:02:00.000000000 Z");
  assert_reads_as("YYYY-MM-DD\"T\"HH24:MI:SS.FF3TZH:TZM", FORMAT_TIMESTAMP,
                  "2024-04-05T01:02:03.004Z", "2024-04-05 01:02:03.004000000 Z");
  assert_reads_as("MMMM DD, YYYY", FORMAT_DATE, "January 31, 2024",
                  "2024-01-31 00:00:00.000000000 Z");
  assert_refuses("MM/DD/YYYY", FORMAT_DATE, "2024-04-05");
  assert_refuses("YYYY-MM-DD", FORMAT_DATE, "2024-04-05 01:00");
  assert_refuses("YYYY-MM-DD", FORMAT_DATE, "2024-02-30");
}

static void assert_writes(const char *model, const struct moment *moment,
                          const char *expected)
{
  struct format format;
  struct buf out;

  assert_true(format_compile(text_of(model), FORMAT_TIMESTAMP, &format));
  buf_init(&out);
  format_write(&format, moment, &out);
  assert_string_equal(out.at, expected);
  buf_clear(&out);
}

static void format_writes_all_elements(void **state)
{
  struct moment moment = { .days = 19818, .of_day = 47045123456789, .offset = -90 };

  (void)state;
  assert_writes("mm/dd/yyyy, hh24:mi hours", &moment, "04/05/2024, 13:04 hours");
  assert_writes("DY MON MMMM YY HH12 AM SS FF0 FF3 FF TZHTZM", &moment,
                "Fri Apr April 24 01 PM 05  123 123456789 -0130");
  assert_writes("AUTO", &moment, "2024-04-05 13:04:05.123 -0130");
  assert_writes("\"YYYY\" YYYY", &moment, "YYYY 2024");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(format_detects_every_documented_form),
    cmocka_unit_test(format_detection_refuses_what_is_no_moment),
    cmocka_unit_test(format_detects_times),
    cmocka_unit_test(format_reads_by_models),
    cmocka_unit_test(format_writes_all_elements),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
