/* test_statistics.c: statements counted by how they ended, by minute and by warehouse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "session/statistics.h"

#define MINUTE INT64_C(60000)
#define NOON (INT64_C(30000000) * MINUTE)

static void add(struct statistics *statistics, int64_t ended_ms, int64_t duration_us,
                const char *warehouse, enum err_code code)
{
  struct ended_query query = { ended_ms, duration_us, 2, 30, text_of(warehouse), code };

  statistics_add_query(statistics, &query);
}

static void totals_say_how_statements_ended(void **state)
{
  struct statistics *statistics = statistics_new();
  struct query_totals totals;

  (void)state;
  add(statistics, NOON, 100, "A", ERR_NONE);
  add(statistics, NOON, 100, "A", ERR_NONE);
  add(statistics, NOON, 100, "A", ERR_SYNTAX);
  add(statistics, NOON, 100, "A", ERR_CANCELED);
  add(statistics, NOON, 100, "A", ERR_TIMEOUT);
  totals = statistics_totals(statistics);
  assert_int_equal(totals.count, 5);
  assert_int_equal(totals.by_status[QUERY_SUCCESS], 2);
  assert_int_equal(totals.by_status[QUERY_ERROR], 1);
  assert_int_equal(totals.by_status[QUERY_CANCELLED], 1);
  assert_int_equal(totals.by_status[QUERY_TIMEOUT], 1);
  assert_int_equal(totals.duration_us, 500);
  assert_int_equal(totals.rows, 10);
  assert_int_equal(totals.bytes, 150);
  statistics_free(statistics);
}

static void an_hour_is_its_sixty_minutes(void **state)
{
  struct statistics *statistics = statistics_new();
  struct query_minute minutes[STATISTICS_MINUTES];
  struct histogram hour;

  (void)state;
  add(statistics, NOON - 60 * MINUTE, 9, "A", ERR_NONE); /* Too old by then. */
  add(statistics, NOON - 59 * MINUTE, 10, "A", ERR_SYNTAX);
  add(statistics, NOON, 11, "A", ERR_NONE);
  add(statistics, NOON + MINUTE - 1, 13, "A", ERR_NONE);
  statistics_last_hour(statistics, NOON + 500, minutes, &hour);
  assert_int_equal(hour.count, 3);
  assert_int_equal(minutes[0].on_ms, NOON - 59 * MINUTE);
  assert_int_equal(minutes[0].count, 1);
  assert_int_equal(minutes[0].failed, 1);
  assert_int_equal(minutes[1].count, 0);
  assert_int_equal(minutes[1].p95_us, -1);
  assert_int_equal(minutes[59].on_ms, NOON);
  assert_int_equal(minutes[59].count, 2);
  assert_int_equal(minutes[59].failed, 0);
  assert_int_equal(minutes[59].p50_us, 11);
  assert_int_equal(minutes[59].p95_us, 13);
  statistics_last_hour(statistics, NOON + 200 * MINUTE, minutes, &hour);
  assert_int_equal(hour.count, 0);
  assert_int_equal(histogram_quantile(&hour, 0.5), -1);
  statistics_free(statistics);
}

static void a_warehouse_has_its_own_and_what_is_recent_fades(void **state)
{
  struct statistics *statistics = statistics_new();
  struct arena *arena = arena_new();
  const struct warehouse_totals *list;
  int count;

  (void)state;
  add(statistics, NOON, 1000, "A", ERR_NONE);
  add(statistics, NOON, 1001, "A", ERR_NONE);
  add(statistics, NOON, 7, "", ERR_NONE);
  list = statistics_warehouses(statistics, NOON + 4 * MINUTE, arena, &count);
  assert_int_equal(count, 2);
  assert_true(text_is(list[0].name, "A"));
  assert_int_equal(list[0].totals.count, 2);
  assert_int_equal(list[0].within[0], 1);
  assert_int_equal(list[0].within[1], 2);
  assert_int_equal(list[0].within[STATISTICS_BOUNDS - 1], 2);
  assert_int_equal(list[0].recent.count, 2);
  assert_int_equal(list[1].name.len, 0);
  list = statistics_warehouses(statistics, NOON + 9 * MINUTE, arena, &count);
  assert_int_equal(list[0].recent.count, 2);
  list = statistics_warehouses(statistics, NOON + 11 * MINUTE, arena, &count);
  assert_int_equal(list[0].recent.count, 0);
  assert_int_equal(list[0].totals.count, 2);
  arena_free(arena);
  statistics_free(statistics);
}

static void names_past_the_first_are_counted_together(void **state)
{
  struct statistics *statistics = statistics_new();
  struct arena *arena = arena_new();
  const struct warehouse_totals *list;
  int count;

  (void)state;
  for (int i = 0; i < STATISTICS_NAMES + 50; i++) {
    char name[20];

    snprintf(name, sizeof name, "W%d", i);
    add(statistics, NOON, 1, name, ERR_NONE);
  }
  list = statistics_warehouses(statistics, NOON, arena, &count);
  assert_int_equal(count, STATISTICS_NAMES + 1);
  assert_true(text_is(list[STATISTICS_NAMES].name, "other"));
  assert_int_equal(list[STATISTICS_NAMES].totals.count, 50);
  arena_free(arena);
  statistics_free(statistics);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(totals_say_how_statements_ended),
    cmocka_unit_test(an_hour_is_its_sixty_minutes),
    cmocka_unit_test(a_warehouse_has_its_own_and_what_is_recent_fades),
    cmocka_unit_test(names_past_the_first_are_counted_together),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
