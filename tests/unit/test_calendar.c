/* test_calendar.c: dates, weeks, months and timestamps at their edges. */
#include "data/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void calendar_counts_days_both_ways(void **state)
{
  (void)state;
  assert_int_equal(calendar_days(1970, 1, 1), 0);
  assert_int_equal(calendar_days(1, 1, 1), -719162);
  assert_int_equal(calendar_days(9999, 12, 31), 2932896);
  assert_int_equal(calendar_days(2000, 2, 29), 11016);
  for (int64_t days = -719162; days <= 2932896; days += 37) {
    struct civil civil = calendar_civil(days);

    assert_true(calendar_is_valid(civil.year, civil.month, civil.day));
    assert_int_equal(calendar_days(civil.year, civil.month, civil.day), days);
  }
}

static void calendar_knows_valid_dates(void **state)
{
  (void)state;
  assert_true(calendar_is_valid(2024, 2, 29));
  assert_true(calendar_is_valid(2000, 2, 29));
  assert_false(calendar_is_valid(1900, 2, 29));
  assert_false(calendar_is_valid(2023, 2, 29));
  assert_false(calendar_is_valid(2023, 4, 31));
  assert_false(calendar_is_valid(0, 1, 1));
  assert_false(calendar_is_valid(10000, 1, 1));
  assert_false(calendar_is_valid(2023, 13, 1));
  assert_false(calendar_is_valid(2023, 1, 0));
}

static void assert_week(int64_t year, int month, int day, struct week_rule rule, int week,
                        int64_t of_year)
{
  int64_t got;

  assert_int_equal(calendar_week(calendar_days(year, month, day), rule, &got), week);
  assert_int_equal(got, of_year);
}

static void calendar_weeks_follow_the_parameters(void **state)
{
  (void)state;
  assert_week(2016, 1, 2, calendar_iso, 53, 2015);
  assert_week(2017, 1, 1, calendar_iso, 52, 2016);
  assert_week(2017, 1, 2, calendar_iso, 1, 2017);
  assert_week(2020, 5, 1, calendar_iso, 18, 2020);
  assert_week(2024, 12, 30, calendar_iso, 1, 2025);
  assert_week(2017, 1, 1, (struct week_rule){ 0, 0 }, 52, 2016);
  assert_week(2017, 1, 1, (struct week_rule){ 7, 0 }, 1, 2017);
  assert_week(2017, 1, 1, (struct week_rule){ 1, 1 }, 1, 2017);
  assert_week(2017, 1, 2, (struct week_rule){ 1, 1 }, 2, 2017);
  assert_week(2017, 12, 31, (struct week_rule){ 7, 1 }, 53, 2017);
}

static void calendar_weekdays_follow_the_start(void **state)
{
  int64_t sunday = calendar_days(2017, 1, 1);

  (void)state;
  assert_int_equal(calendar_iso_weekday(sunday), 7);
  assert_int_equal(calendar_weekday(sunday, (struct week_rule){ 0, 0 }), 0);
  assert_int_equal(calendar_weekday(sunday, (struct week_rule){ 1, 0 }), 7);
  assert_int_equal(calendar_weekday(sunday, (struct week_rule){ 7, 0 }), 1);
  assert_int_equal(calendar_iso_weekday(calendar_days(1, 1, 1)), 1);
  assert_int_equal(calendar_week_start(sunday, (struct week_rule){ 0, 0 }), sunday - 6);
  assert_int_equal(calendar_week_start(sunday, (struct week_rule){ 7, 0 }), sunday);
}

static void calendar_clamps_added_months(void **state)
{
  (void)state;
  assert_int_equal(calendar_add_months(calendar_days(2023, 1, 31), 1),
                   calendar_days(2023, 2, 28));
  assert_int_equal(calendar_add_months(calendar_days(2024, 1, 31), 1),
                   calendar_days(2024, 2, 29));
  assert_int_equal(calendar_add_months(calendar_days(2024, 2, 29), -12),
                   calendar_days(2023, 2, 28));
  assert_int_equal(calendar_add_months(calendar_days(2024, 3, 31), -13),
                   calendar_days(2023, 2, 28));
  assert_int_equal(calendar_add_months(calendar_days(1, 1, 1), 12 * 9998),
                   calendar_days(9999, 1, 1));
}

static void calendar_splits_nanoseconds_downwards(void **state)
{
  int64_t of_day;

  (void)state;
  assert_int_equal(calendar_split(-1, &of_day), -1);
  assert_int_equal(of_day, NANOS_A_DAY - 1);
  assert_int_equal(calendar_split(0, &of_day), 0);
  assert_int_equal(of_day, 0);
  assert_int_equal(calendar_split(calendar_join(2932896, NANOS_A_DAY - 1), &of_day),
                   2932896);
  assert_int_equal(of_day, NANOS_A_DAY - 1);
  assert_int_equal(calendar_split(calendar_join(-719162, 5), &of_day), -719162);
  assert_int_equal(of_day, 5);
  assert_true(calendar_truncate(-1, 3) == -1000000);
  assert_true(calendar_truncate(1999999999, 0) == 1000000000);
}

static void calendar_packs_offsets_beside_instants(void **state)
{
  static const int offsets[] = { -1440, -480, 0, 1, 845, 1440 };

  (void)state;
  for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
    int128 utc = calendar_join(-719162 + (int64_t)i * 700000, -7);
    int128 value = calendar_tz_join(utc, offsets[i]);

    assert_true(calendar_tz_utc(value) == utc);
    assert_int_equal(calendar_tz_offset(value), offsets[i]);
    assert_true(calendar_tz_wall(value) == utc + (int128)offsets[i] * 60000000000LL);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(calendar_counts_days_both_ways),
    cmocka_unit_test(calendar_knows_valid_dates),
    cmocka_unit_test(calendar_weeks_follow_the_parameters),
    cmocka_unit_test(calendar_weekdays_follow_the_start),
    cmocka_unit_test(calendar_clamps_added_months),
    cmocka_unit_test(calendar_splits_nanoseconds_downwards),
    cmocka_unit_test(calendar_packs_offsets_beside_instants),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
