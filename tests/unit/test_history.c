/* test_history.c: what is in memory and what is in the engine are found alike; bounds; what cannot be written. */
#include "session/history.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "engine/engine.h"

enum { STATEMENTS = 40, MOST_IN_MEMORY = 10000 };

struct fixture {
  struct engine *engine;
  struct session session;
  struct history *history;
  struct arena *arena;
};

static struct history *open_history(struct fixture *fixture, int64_t most)
{
  struct history_options options = { .most = most, .days = 1 };
  struct err err;

  fixture->history = history_open(fixture->engine, &options, &err);
  assert_non_null(fixture->history);
  return fixture->history;
}

static int setup(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  struct engine_options options = { .threads = 1 };
  struct err err;

  fixture->engine = engine_open(&options, &err);
  assert_non_null(fixture->engine);
  fixture->session.params = params_new();
  fixture->session.id = 7;
  fixture->session.user = TEXT("ADA");
  fixture->arena = arena_new();
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;

  history_close(fixture->history);
  engine_close(fixture->engine);
  params_free(fixture->session.params);
  arena_free(fixture->arena);
  free(fixture);
  return 0;
}

static struct history_item *begin(struct fixture *fixture, int number, const char *sql)
{
  char id[40];

  snprintf(id, sizeof id, "id-%d", number);
  return history_begin(fixture->history, &fixture->session, id, text_of(sql));
}

static void run(struct fixture *fixture, int number, const char *sql, const char *type,
                const struct err *err)
{
  struct history_item *item = begin(fixture, number, sql);
  struct history_end end = { .rows = number, .err = err, .bytes = 100 };

  end.times = (struct stage_times){ 1000, 2000, 3000, 4000, 5000 };
  history_set_type(item, type);
  history_finish(fixture->history, item, &end);
}

/* Of two users and two types; every fifth fails, every tenth was cancelled. */
static void run_many(struct fixture *fixture)
{
  struct err wrong, cancelled;

  err_set(&wrong, ERR_SYNTAX, "no such word");
  err_set(&cancelled, ERR_CANCELED, "SQL execution canceled");
  for (int i = 0; i < STATEMENTS; i++) {
    const struct err *err = i % 10 == 0 ? &cancelled : i % 5 == 0 ? &wrong : NULL;

    fixture->session.user = i % 2 ? TEXT("ADA") : TEXT("BOB");
    fixture->session.warehouse = i % 3 ? TEXT("W") : (struct text){ 0 };
    fixture->session.id = (uint64_t)(i % 4 + 1);
    run(fixture, i, i % 8 ? "SELECT 'Apfel'" : "DROP TABLE it's",
        i % 8 ? "SELECT" : "DROP", err);
  }
}

static struct history_entry *find(struct fixture *fixture, struct history_filter filter,
                                  int *count)
{
  struct err err;
  struct history_entry *found = history_find(fixture->history, &filter, fixture->arena,
                                             count, &err);

  assert_non_null(found);
  return found;
}

static void found_alike_before_and_after_they_are_written(void **state)
{
  const struct history_filter filters[] = {
    { 0 },
    { .user = TEXT("ADA") },
    { .user = TEXT("nobody") },
    { .warehouse = TEXT("W"), .most = 5 },
    { .session_id = 3 },
    { .type = TEXT("DROP") },
    { .part = TEXT("IT'S") },
    { .part = TEXT("apfel"), .before = 20 },
    { .status = HISTORY_IS_SUCCEEDED },
    { .status = HISTORY_IS_FAILED },
    { .status = HISTORY_IS_CANCELLED },
    { .status = HISTORY_IS_RUNNING },
    { .query_id = TEXT("id-17") },
    { .to_ms = 1 },
    { .from_ms = 1, .started_from_ms = 1, .started_to_ms = INT64_MAX },
    { .part = { "a\0b", 3 } },
  };
  enum { FILTERS = sizeof filters / sizeof *filters };
  struct history_entry *before[FILTERS];
  struct fixture *fixture = *state;
  int counts[FILTERS], count, all = 0;

  open_history(fixture, 1000);
  run_many(fixture);
  for (int i = 0; i < FILTERS; i++)
    before[i] = find(fixture, filters[i], &counts[i]);
  history_flush(fixture->history);
  for (int i = 0; i < FILTERS; i++) {
    struct history_entry *after = find(fixture, filters[i], &count);

    assert_int_equal(count, counts[i]);
    all += count;
    for (int at = 0; at < count; at++) {
      assert_string_equal(after[at].query_id, before[i][at].query_id);
      assert_string_equal(after[at].sql, before[i][at].sql);
      assert_int_equal(after[at].state, before[i][at].state);
      assert_int_equal(after[at].encode_us, 5);
    }
  }
  assert_true(all > STATEMENTS);
}

static void known_to_the_next_and_numbered_on(void **state)
{
  struct fixture *fixture = *state;
  struct history_entry *found;
  int64_t last;
  int count;

  open_history(fixture, 1000);
  run_many(fixture);
  last = find(fixture, (struct history_filter){ 0 }, &count)[0].number;
  history_close(fixture->history);
  open_history(fixture, 1000);
  found = find(fixture, (struct history_filter){ .query_id = TEXT("id-5") }, &count);
  assert_int_equal(count, 1);
  assert_int_equal(found->error, 1003);
  assert_string_equal(found->message, "no such word");
  assert_int_equal(found->rows, 5);
  run(fixture, 1, "SELECT 1", "SELECT", NULL);
  assert_true(find(fixture, (struct history_filter){ 0 }, &count)[0].number > last);
}

static void the_oldest_go_when_there_are_too_many(void **state)
{
  struct fixture *fixture = *state;
  struct history_entry *found;
  int count;

  open_history(fixture, 100);
  for (int i = 0; i < 300; i++)
    run(fixture, i, "SELECT 1", "SELECT", NULL);
  history_flush(fixture->history);
  found = find(fixture, (struct history_filter){ 0 }, &count);
  assert_int_equal(count, 100);
  assert_string_equal(found[0].query_id, "id-299");
  assert_string_equal(found[99].query_id, "id-200");
}

static void in_memory_alone_there_is_a_bound_too(void **state)
{
  struct fixture *fixture = *state;
  struct history_entry *found;
  int count;

  open_history(fixture, -1);
  for (int i = 0; i < 3 * MOST_IN_MEMORY; i++)
    run(fixture, i, "SELECT 1", "SELECT", NULL);
  found = find(fixture, (struct history_filter){ 0 }, &count);
  assert_in_range(count, MOST_IN_MEMORY, 2 * MOST_IN_MEMORY);
  assert_int_equal(found[0].rows, 3 * MOST_IN_MEMORY - 1);
  assert_int_equal(found[count - 1].rows, 3 * MOST_IN_MEMORY - count);
}

static void execute(struct fixture *fixture, const char *sql)
{
  struct err err;
  struct engine_connection *connection = engine_connect(fixture->engine, &err);

  assert_true(engine_run(connection, text_of(sql), &err));
  engine_disconnect(connection);
}

/* As if the disk were full: the table has a column for which there is no value. */
static void hide_pages(struct fixture *fixture)
{
  execute(fixture,
          "ALTER TABLE _snowglobe.query_pages RENAME TO hidden;"
          "CREATE TABLE _snowglobe.query_pages AS FROM _snowglobe.hidden LIMIT 0;"
          "ALTER TABLE _snowglobe.query_pages ADD COLUMN another INT");
}

static void show_pages(struct fixture *fixture)
{
  execute(fixture, "DROP TABLE _snowglobe.query_pages;"
                   "ALTER TABLE _snowglobe.hidden RENAME TO query_pages");
}

static void what_cannot_be_written_waits(void **state)
{
  struct fixture *fixture = *state;
  int count;

  open_history(fixture, 1000);
  hide_pages(fixture);
  run_many(fixture);
  history_flush(fixture->history);
  run(fixture, STATEMENTS, "SELECT 1", "SELECT", NULL);
  history_flush(fixture->history);
  show_pages(fixture);
  find(fixture, (struct history_filter){ 0 }, &count);
  assert_int_equal(count, STATEMENTS + 1);
  history_flush(fixture->history);
  history_close(fixture->history);
  open_history(fixture, 1000);
  find(fixture, (struct history_filter){ 0 }, &count);
  assert_int_equal(count, STATEMENTS + 1);
}

/* Of long texts no more wait than there is room for: the oldest are forgotten. */
static void what_waits_is_bounded(void **state)
{
  enum { LONG = 90000, MANY = 1000, MOST_BYTES = 32 << 20 };
  char *sql = test_calloc(1, LONG + 1);
  struct fixture *fixture = *state;
  struct history_entry *found;
  int count;

  memset(sql, 'x', LONG);
  open_history(fixture, 100000);
  hide_pages(fixture);
  for (int i = 0; i < MANY; i++) {
    sql[i] = 'y'; /* Each is another one. */
    run(fixture, i, sql, "SELECT", NULL);
  }
  history_flush(fixture->history);
  found = find(fixture, (struct history_filter){ 0 }, &count);
  assert_in_range(count, MOST_BYTES / LONG - 10, MOST_BYTES / LONG + 10);
  for (int i = 0; i < count; i++)
    assert_int_equal(found[i].rows, MANY - 1 - i);
  show_pages(fixture);
  test_free(sql);
}

/* ---- those that run ---- */

static int64_t ask(struct fixture *fixture, const char *sql)
{
  struct err err;
  struct engine_connection *connection = engine_connect(fixture->engine, &err);
  struct engine_result *result = engine_query(connection, text_of(sql), false, &err);
  struct batch batch;
  int64_t answer;

  assert_non_null(result);
  assert_true(engine_fetch(result, &batch, &err));
  answer = batch_int64(&batch.columns[0], 0);
  engine_result_free(result);
  engine_disconnect(connection);
  return answer;
}

/* What has run for a second is written as running. */
static void run_until_noted(struct fixture *fixture, int count)
{
  while (ask(fixture, "SELECT count(*) FROM _snowglobe.queries_running") < count)
    history_flush(fixture->history);
}

static void long_statements_are_there_once(void **state)
{
  struct history_end end = { 0 };
  struct fixture *fixture = *state;
  struct history_item *item;
  int count;

  open_history(fixture, 1000);
  item = begin(fixture, 1, "SELECT SYSTEM$WAIT(2)");
  run_until_noted(fixture, 1);
  assert_int_equal(find(fixture, (struct history_filter){ 0 }, &count)->state,
                   HISTORY_RUNNING);
  assert_int_equal(count, 1);
  history_finish(fixture->history, item, &end);
  history_flush(fixture->history);
  assert_int_equal(find(fixture, (struct history_filter){ 0 }, &count)->state,
                   HISTORY_DONE);
  assert_int_equal(count, 1);
  history_close(fixture->history);
  open_history(fixture, 1000);
  assert_int_equal(find(fixture, (struct history_filter){ 0 }, &count)->state,
                   HISTORY_DONE);
  assert_int_equal(count, 1);
}

static void what_runs_says_what_is_known_of_it(void **state)
{
  struct history_filter filter = { .query_id = TEXT("id-1") };
  struct fixture *fixture = *state;
  struct history_item *item;
  int count;

  open_history(fixture, 1000);
  item = begin(fixture, 1, "SELECT 1");
  assert_string_equal(find(fixture, filter, &count)->type, "UNKNOWN");
  history_set_type(item, "SELECT");
  assert_string_equal(find(fixture, filter, &count)->type, "SELECT");
  assert_int_equal(count, 1);
  history_finish(fixture->history, item, &(struct history_end){ .rows = 3 });
  assert_int_equal(find(fixture, filter, &count)->rows, 3);
  assert_int_equal(count, 1);
}

/* Its end is written when that is possible again, and the row that says it runs goes. */
static void long_statements_end_while_nothing_can_be_written(void **state)
{
  struct history_end end = { .rows = 1 };
  struct fixture *fixture = *state;
  struct history_item *item;
  int count;

  open_history(fixture, 1000);
  item = begin(fixture, 1, "SELECT SYSTEM$WAIT(2)");
  run_until_noted(fixture, 1);
  hide_pages(fixture);
  history_finish(fixture->history, item, &end);
  history_flush(fixture->history);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM _snowglobe.queries_running"), 1);
  show_pages(fixture);
  history_flush(fixture->history);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM _snowglobe.queries_running"), 0);
  history_close(fixture->history);
  open_history(fixture, 1000);
  assert_int_equal(find(fixture, (struct history_filter){ 0 }, &count)->rows, 1);
  assert_int_equal(count, 1);
}

/* Of many that run for long, which end in another order than they began. */
static void only_what_still_runs_is_noted(void **state)
{
  enum { LONG = 21, STEP = 8 };
  struct history_end end = { 0 };
  struct fixture *fixture = *state;
  struct history_item *items[LONG];
  struct history_entry *found;
  int count;

  open_history(fixture, 1000);
  for (int i = 0; i < LONG; i++)
    items[i] = begin(fixture, i, "SELECT SYSTEM$WAIT(2)");
  run_until_noted(fixture, LONG);
  for (int ended = 1; ended <= LONG; ended++) {
    history_finish(fixture->history, items[ended * STEP % LONG], &end);
    history_flush(fixture->history);
    assert_int_equal(ask(fixture, "SELECT count(*) FROM _snowglobe.queries_running"),
                     LONG - ended);
    found = find(fixture, (struct history_filter){ 0 }, &count);
    assert_int_equal(count, LONG);
    assert_int_equal(found[LONG - 1 - ended * STEP % LONG].state, HISTORY_DONE);
  }
}

/* ---- many at once ---- */

enum { AT_ONCE = 3000, RUNNERS = 2 };

static void *run_some(void *argument)
{
  struct fixture *fixture = argument;

  for (int i = 0; i < AT_ONCE; i++)
    run(fixture, i, "SELECT 1", "SELECT", NULL);
  return NULL;
}

/* No number is missing below the greatest, and none is there twice. */
static int assert_each_once(struct fixture *fixture)
{
  struct history_entry *found;
  int count;

  arena_free(fixture->arena);
  fixture->arena = arena_new();
  found = find(fixture, (struct history_filter){ 0 }, &count);
  for (int i = 0; i < count; i++)
    assert_int_equal(found[i].number, count - i);
  return count;
}

/* While statements begin, end and are written, whoever asks sees each once, running or ended. */
static void each_is_there_once_wherever_it_is(void **state)
{
  struct fixture *fixture = *state;
  pthread_t runners[RUNNERS];

  open_history(fixture, 100000);
  for (int i = 0; i < RUNNERS; i++)
    assert_int_equal(pthread_create(&runners[i], NULL, run_some, fixture), 0);
  while (assert_each_once(fixture) < RUNNERS * AT_ONCE)
    history_flush(fixture->history);
  for (int i = 0; i < RUNNERS; i++)
    pthread_join(runners[i], NULL);
  history_flush(fixture->history);
  assert_int_equal(assert_each_once(fixture), RUNNERS * AT_ONCE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    TEST(found_alike_before_and_after_they_are_written),
    TEST(known_to_the_next_and_numbered_on),
    TEST(the_oldest_go_when_there_are_too_many),
    TEST(in_memory_alone_there_is_a_bound_too),
    TEST(what_cannot_be_written_waits),
    TEST(what_waits_is_bounded),
    TEST(long_statements_are_there_once),
    TEST(what_runs_says_what_is_known_of_it),
    TEST(long_statements_end_while_nothing_can_be_written),
    TEST(only_what_still_runs_is_noted),
    TEST(each_is_there_once_wherever_it_is),
#undef TEST
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
