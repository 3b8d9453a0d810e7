/* test_zone.c: offsets, gaps and overlaps, years beyond the tables. */
#include "data/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "data/calendar.h"

static int64_t at(int64_t year, int month, int day, int hour, int minute)
{
  return calendar_days(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static const struct zone *zone_named(const char *name)
{
  const struct zone *zone = zone_find(text_of(name));

  assert_non_null(zone);
  return zone;
}

static void zone_is_found_by_exact_name_only(void **state)
{
  (void)state;
  assert_non_null(zone_find(TEXT("America/Los_Angeles")));
  assert_ptr_equal(zone_find(TEXT("UTC")), zone_find(TEXT("UTC")));
  assert_null(zone_find(TEXT("Nowhere/Atall")));
  assert_null(zone_find(TEXT("")));
  assert_null(zone_find(TEXT("../../../etc/passwd")));
  assert_null(zone_find(TEXT("/etc/passwd")));
  assert_null(zone_find(TEXT("America")));
  assert_null(zone_find(TEXT("tzdata.zi")));
}

static void zone_knows_summer_and_winter(void **state)
{
  const struct zone *pacific = zone_named("America/Los_Angeles");

  (void)state;
  assert_int_equal(zone_offset(pacific, at(2024, 1, 1, 0, 0)), -8 * 3600);
  assert_int_equal(zone_offset(pacific, at(2024, 7, 1, 0, 0)), -7 * 3600);
  assert_int_equal(zone_offset(pacific, at(2024, 3, 10, 9, 59)), -8 * 3600);
  assert_int_equal(zone_offset(pacific, at(2024, 3, 10, 10, 0)), -7 * 3600);
  assert_int_equal(zone_offset(zone_named("Asia/Kolkata"), at(2024, 7, 1, 0, 0)), 19800);
}

static void zone_follows_its_rule_for_ever(void **state)
{
  const struct zone *pacific = zone_named("America/Los_Angeles");
  const struct zone *sydney = zone_named("Australia/Sydney");

  (void)state;
  assert_int_equal(zone_offset(pacific, at(9999, 1, 1, 0, 0)), -8 * 3600);
  assert_int_equal(zone_offset(pacific, at(9999, 7, 1, 0, 0)), -7 * 3600);
  assert_int_equal(zone_offset(sydney, at(2500, 1, 1, 0, 0)), 11 * 3600);
  assert_int_equal(zone_offset(sydney, at(2500, 7, 1, 0, 0)), 10 * 3600);
}

static void zone_had_local_mean_time_at_first(void **state)
{
  (void)state;
  assert_int_equal(zone_offset(zone_named("America/Los_Angeles"), at(1, 1, 1, 0, 0)),
                   -28378);
}

static void zone_reads_a_skipped_clock_with_the_old_offset(void **state)
{
  const struct zone *pacific = zone_named("America/Los_Angeles");

  (void)state;
  assert_int_equal(zone_to_utc(pacific, at(2024, 3, 10, 2, 30)), at(2024, 3, 10, 10, 30));
  assert_int_equal(zone_to_utc(pacific, at(2024, 3, 10, 1, 59)), at(2024, 3, 10, 9, 59));
  assert_int_equal(zone_to_utc(pacific, at(2024, 3, 10, 3, 0)), at(2024, 3, 10, 10, 0));
}

static void zone_takes_the_earlier_of_a_repeated_clock(void **state)
{
  const struct zone *pacific = zone_named("America/Los_Angeles");

  (void)state;
  assert_int_equal(zone_to_utc(pacific, at(2024, 11, 3, 1, 30)), at(2024, 11, 3, 8, 30));
  assert_int_equal(zone_to_utc(pacific, at(2024, 11, 3, 2, 0)), at(2024, 11, 3, 10, 0));
}

static void zone_goes_there_and_back(void **state)
{
  static const char *const names[] = { "America/New_York", "Europe/Berlin",
                                       "Asia/Kathmandu", "Pacific/Apia",
                                       "Africa/Casablanca" };

  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const struct zone *zone = zone_named(names[i]);

    for (int year = 1; year < 9999; year += 97) {
      int128 utc = calendar_join(calendar_days(year, 6, 15), 12345678901234);

      assert_true(zone_utc_nanos(zone, zone_wall_nanos(zone, utc)) == utc);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(zone_is_found_by_exact_name_only),
    cmocka_unit_test(zone_knows_summer_and_winter),
    cmocka_unit_test(zone_follows_its_rule_for_ever),
    cmocka_unit_test(zone_had_local_mean_time_at_first),
    cmocka_unit_test(zone_reads_a_skipped_clock_with_the_old_offset),
    cmocka_unit_test(zone_takes_the_earlier_of_a_repeated_clock),
    cmocka_unit_test(zone_goes_there_and_back),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
