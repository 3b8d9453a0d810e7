/* test_dynamic_job.c: when dynamic tables are refreshed: looks at times that the test chooses. */
#include "jobs/dynamic_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "exec/exec.h"
#include "session/refreshes.h"
#include "session/sessions.h"

#define MINUTE_MS 60000

struct world {
  struct instance *instance;
  struct session *session;
  struct dynamic_job *job;
  int64_t now_ms;
};

/* Runs one statement; gives whether it succeeded, and the text of the first cell. */
static bool run(struct world *world, const char *sql, char *cell, size_t size)
{
  struct arena *arena = arena_new();
  struct exec_request request = { .sql = text_of(sql), .statement_count = 1 };
  struct outcome outcome = { 0 };
  struct err err = { 0 };
  struct batch batch;
  bool ok;

  id_query(request.query_id);
  ok = exec_run(world->session, arena, &request, &outcome, &err);
  if (ok && cell && outcome_fetch(&outcome, &batch, &err) && batch.rows) {
    int128 number = 0;

    batch_int(&batch.columns[0], 0, &number);
    snprintf(cell, size, "%" PRId64, (int64_t)number);
  }
  if (!ok)
    print_message("%s: %s\n", sql, err.message);
  outcome_clear(&outcome);
  arena_free(arena);
  return ok;
}

static void must_run(struct world *world, const char *sql)
{
  assert_true(run(world, sql, NULL, 0));
}

static void expect(struct world *world, const char *sql, const char *value)
{
  char cell[40] = "";

  assert_true(run(world, sql, cell, sizeof cell));
  assert_string_equal(cell, value);
}

static int set_up(void **state)
{
  struct instance_options options = { .account = "test",
                                      .threads = 1,
                                      .token_seconds = 60,
                                      .session_seconds = 60,
                                      .end_session = exec_end_session };
  struct world *world = calloc(1, sizeof *world);
  struct session_tokens tokens;
  struct err err = { 0 };

  world->instance = instance_open(&options, &err);
  assert_non_null(world->instance);
  world->session = session_new(world->instance, &err);
  session_set(&world->session->user, TEXT("U"));
  session_set(&world->session->role, TEXT("ACCOUNTADMIN"));
  sessions_add(world->instance->sessions, world->session, &tokens);
  world->job = dynamic_job_new(world->instance);
  world->now_ms = clock_now_ms();
  must_run(world, "CREATE DATABASE d");
  must_run(world, "USE DATABASE d");
  must_run(world, "USE SCHEMA public");
  must_run(world, "CREATE WAREHOUSE w");
  must_run(world, "CREATE TABLE b (x INT)");
  must_run(world, "INSERT INTO b VALUES (1)");
  *state = world;
  return 0;
}

static int tear_down(void **state)
{
  struct world *world = *state;

  dynamic_job_stop(world->job);
  sessions_remove(world->instance->sessions, world->session);
  sessions_release(world->instance->sessions, world->session);
  instance_close(world->instance);
  free(world);
  return 0;
}

static void look_after(struct world *world, int minutes)
{
  dynamic_job_look(world->job, world->now_ms + (int64_t)minutes * MINUTE_MS);
}

static void rows_are_replaced_when_the_lag_has_passed(void **state)
{
  struct world *world = *state;

  must_run(world, "CREATE DYNAMIC TABLE t TARGET_LAG = '2 minutes' WAREHOUSE = w AS "
                  "SELECT SUM(x) AS s FROM b");
  must_run(world, "INSERT INTO b VALUES (2)");
  look_after(world, 1);
  expect(world, "SELECT s FROM t", "1");
  look_after(world, 3);
  expect(world, "SELECT s FROM t", "3");
}

static void nothing_is_done_when_nothing_changed(void **state)
{
  struct world *world = *state;
  struct arena *arena = arena_new();
  const struct refresh *all;
  int count;

  must_run(world, "CREATE DYNAMIC TABLE t TARGET_LAG = '1 minute' WAREHOUSE = w AS "
                  "SELECT x FROM b");
  look_after(world, 2);
  look_after(world, 4);
  must_run(world, "INSERT INTO b VALUES (7)");
  look_after(world, 6);
  all = refreshes_list(world->instance->refreshes, arena, &count);
  assert_int_equal(count, 4);
  assert_int_equal(all[3].trigger, REFRESH_CREATION);
  assert_false(all[2].no_data); /* What was before the first look is not known. */
  assert_true(all[1].no_data);
  assert_false(all[0].no_data);
  assert_int_equal(all[0].rows, 2);
  arena_free(arena);
}

static void downstream_tables_follow_those_that_read_them(void **state)
{
  struct world *world = *state;

  must_run(world, "CREATE DYNAMIC TABLE one TARGET_LAG = DOWNSTREAM WAREHOUSE = w AS "
                  "SELECT SUM(x) AS s FROM b");
  look_after(world, 2);
  must_run(world, "INSERT INTO b VALUES (2)");
  look_after(world, 4);
  expect(world, "SELECT s FROM one", "1");
  must_run(world, "CREATE DYNAMIC TABLE two TARGET_LAG = '1 minute' WAREHOUSE = w AS "
                  "SELECT s + 100 AS s FROM one");
  look_after(world, 6);
  expect(world, "SELECT s FROM one", "3");
  expect(world, "SELECT s FROM two", "103");
  must_run(world, "INSERT INTO b VALUES (4)");
  look_after(world, 8);
  expect(world, "SELECT s FROM two", "107");
}

static void suspended_tables_stay(void **state)
{
  struct world *world = *state;

  must_run(world, "CREATE DYNAMIC TABLE t TARGET_LAG = '1 minute' WAREHOUSE = w AS "
                  "SELECT SUM(x) AS s FROM b");
  must_run(world, "ALTER DYNAMIC TABLE t SUSPEND");
  must_run(world, "INSERT INTO b VALUES (2)");
  look_after(world, 5);
  expect(world, "SELECT s FROM t", "1");
  must_run(world, "ALTER DYNAMIC TABLE t RESUME");
  look_after(world, 5);
  expect(world, "SELECT s FROM t", "3");
}

static void a_changed_view_below_counts_as_a_change(void **state)
{
  struct world *world = *state;

  must_run(world, "CREATE VIEW v AS SELECT x FROM b");
  must_run(world, "CREATE DYNAMIC TABLE t TARGET_LAG = '1 minute' WAREHOUSE = w AS "
                  "SELECT SUM(x) AS s FROM v");
  look_after(world, 2);
  must_run(world, "CREATE OR REPLACE VIEW v AS SELECT x * 10 AS x FROM b");
  look_after(world, 4);
  expect(world, "SELECT s FROM t", "10");
}

static void five_failures_in_a_row_suspend(void **state)
{
  struct world *world = *state;
  struct arena *arena = arena_new();
  const struct refresh *all;
  int count;

  must_run(world, "CREATE DYNAMIC TABLE t TARGET_LAG = '1 minute' WAREHOUSE = w AS "
                  "SELECT x FROM b");
  must_run(world, "ALTER TABLE b RENAME COLUMN x TO y");
  for (int i = 1; i <= 7; i++)
    look_after(world, i * 2);
  all = refreshes_list(world->instance->refreshes, arena, &count);
  assert_int_equal(count, 6);
  for (int i = 0; i < 5; i++) {
    assert_int_equal(all[i].code, ERR_INVALID_IDENTIFIER);
    assert_true(strlen(all[i].message) > 0);
  }
  expect(world, "SELECT COUNT(*) FROM t", "1");
  must_run(world, "ALTER TABLE b RENAME COLUMN y TO x");
  must_run(world, "INSERT INTO b VALUES (2)");
  must_run(world, "ALTER DYNAMIC TABLE t RESUME");
  look_after(world, 20);
  expect(world, "SELECT COUNT(*) FROM t", "2");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(rows_are_replaced_when_the_lag_has_passed, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(nothing_is_done_when_nothing_changed, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(downstream_tables_follow_those_that_read_them, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(suspended_tables_stay, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_changed_view_below_counts_as_a_change, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(five_failures_in_a_row_suspend, set_up, tear_down),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
