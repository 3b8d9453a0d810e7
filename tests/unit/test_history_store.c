/* test_history_store.c: pages of statements in the engine: how many there are, what is found in them, what goes. */
#include "history/history_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "history/history_pages.h"
#include "history/statement_rows.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)

struct fixture {
  struct engine *engine;
  struct engine_connection *connection;
  struct history_store *store;
  struct arena *arena;
};

static void open_store(struct fixture *fixture, int64_t most)
{
  struct err err;

  history_store_close(fixture->store);
  fixture->store = history_store_open(fixture->engine, most, 10, &err);
  assert_non_null(fixture->store);
}

static int setup(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  struct engine_options options = { .threads = 1 };
  struct err err;

  fixture->engine = engine_open(&options, &err);
  assert_non_null(fixture->engine);
  fixture->connection = engine_connect(fixture->engine, &err);
  assert_non_null(fixture->connection);
  fixture->arena = arena_new();
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;

  history_store_close(fixture->store);
  engine_disconnect(fixture->connection);
  engine_close(fixture->engine);
  arena_free(fixture->arena);
  free(fixture);
  return 0;
}

static int64_t ask(struct fixture *fixture, const char *sql)
{
  struct err err;
  struct engine_result *result = engine_query(fixture->connection, text_of(sql), false,
                                              &err);
  struct batch batch;
  int64_t answer;

  assert_non_null(result);
  assert_true(engine_fetch(result, &batch, &err));
  answer = batch_int64(&batch.columns[0], 0);
  engine_result_free(result);
  return answer;
}

static void execute(struct fixture *fixture, const char *sql)
{
  struct err err;

  assert_true(engine_run(fixture->connection, text_of(sql), &err));
}

static struct history_entry entry_of(int64_t number)
{
  struct history_entry entry = { .number = number,
                                 .sql = "SELECT 1",
                                 .type = "SELECT",
                                 .user = number % 2 ? "ADA" : "BOB",
                                 .state = HISTORY_DONE,
                                 .started_ms = clock_now_ms(),
                                 .ended_ms = clock_now_ms() };

  snprintf(entry.query_id, sizeof entry.query_id, "id-%lld", (long long)number);
  return entry;
}

/* At a time. */
static void write_pages(struct fixture *fixture, struct page_list *pages)
{
  struct history_batch batch = { .ended = pages };
  struct err err;

  assert_true(history_store_write(fixture->store, &batch, &err));
  assert_true(history_store_tidy(fixture->store, &err));
  page_list_clear(pages);
}

static void write_range(struct fixture *fixture, int64_t first, int64_t last)
{
  struct page_list pages = { 0 };

  for (int64_t number = first; number <= last; number++) {
    struct history_entry entry = entry_of(number);

    page_list_add(&pages, &entry);
  }
  write_pages(fixture, &pages);
}

static void write_one(struct fixture *fixture, int64_t number)
{
  write_range(fixture, number, number);
}

/* NULL with an error. */
static struct history_entry *try_find(struct fixture *fixture,
                                      struct history_filter filter, int *count,
                                      struct err *err)
{
  struct history_entry *entries = NULL;
  struct history_found found;

  history_found_init(&found, &filter, fixture->arena);
  if (history_store_find(fixture->store, &found, err))
    entries = history_found_take(&found, count);
  history_found_clear(&found);
  return entries;
}

static struct history_entry *find(struct fixture *fixture, struct history_filter filter,
                                  int *count)
{
  struct err err;
  struct history_entry *found = try_find(fixture, filter, count, &err);

  assert_non_null(found);
  return found;
}

static void assert_range(struct fixture *fixture, struct history_filter filter,
                         int64_t last, int64_t first)
{
  int count;
  struct history_entry *found = find(fixture, filter, &count);

  assert_int_equal(count, last - first + 1);
  for (int i = 0; i < count; i++)
    assert_int_equal(found[i].number, last - i);
}

static void small_pages_become_larger_ones(void **state)
{
  struct fixture *fixture = *state;

  open_store(fixture, 10000);
  for (int i = 1; i <= 600; i++)
    write_one(fixture, i);
  assert_in_range(ask(fixture, "SELECT count(*) FROM " HISTORY_PAGES), 3, 34);
  assert_int_equal(ask(fixture, "SELECT sum(\"count\") FROM " HISTORY_PAGES), 600);
  assert_range(fixture, (struct history_filter){ 0 }, 600, 1);
  open_store(fixture, 10000);
  assert_range(fixture, (struct history_filter){ .before = 301 }, 300, 1);
  assert_range(fixture, (struct history_filter){ .most = 20 }, 600, 581);
}

static void pages_are_merged_by_the_next_store_too(void **state)
{
  struct fixture *fixture = *state;

  open_store(fixture, 10000);
  for (int i = 1; i <= 10; i++)
    write_one(fixture, i);
  open_store(fixture, 10000);
  for (int i = 11; i <= 16; i++)
    write_one(fixture, i);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM " HISTORY_PAGES), 1);
  assert_range(fixture, (struct history_filter){ 0 }, 16, 1);
}

/* A page of many between such of few: their ranges of numbers lie in each other. */
static void the_latest_come_first_whichever_page_they_are_in(void **state)
{
  struct fixture *fixture = *state;

  open_store(fixture, 10000);
  for (int64_t number = 1, i = 0; i < 40; i++) {
    int64_t size = i % 3 ? 1 : 300;

    write_range(fixture, number, number + size - 1);
    number += size;
  }
  write_one(fixture, 5000); /* A later one ended first. */
  write_range(fixture, 4990, 4999);
  assert_range(fixture, (struct history_filter){ .most = 11 }, 5000, 4990);
  assert_range(fixture, (struct history_filter){ .before = 4990, .most = 1000 }, 4226,
               3227);
  assert_range(fixture, (struct history_filter){ .before = 4990 }, 4226, 1);
  assert_range(fixture, (struct history_filter){ .query_id = TEXT("id-77") }, 77, 77);
}

static void filters_of_pages_with_many(void **state)
{
  struct fixture *fixture = *state;
  struct history_entry *found;
  int count;

  open_store(fixture, 10000);
  write_range(fixture, 1, 5000);
  found = find(fixture, (struct history_filter){ .user = TEXT("ADA"), .most = 3 },
               &count);
  assert_int_equal(count, 3);
  assert_int_equal(found[0].number, 4999);
  assert_int_equal(found[2].number, 4995);
  find(fixture, (struct history_filter){ .user = TEXT("EVE") }, &count);
  assert_int_equal(count, 0);
  find(fixture, (struct history_filter){ .started_from_ms = clock_now_ms() + DAY_MS },
       &count);
  assert_int_equal(count, 0);
}

/* Not one more is seen than are kept, however many the page has in which the oldest lies. */
static void the_bound_is_exact_and_pages_go_whole(void **state)
{
  struct fixture *fixture = *state;

  open_store(fixture, 1000);
  for (int i = 0; i < 10; i++)
    write_range(fixture, i * 700 + 1, i * 700 + 700);
  assert_range(fixture, (struct history_filter){ 0 }, 7000, 6001);
  assert_in_range(ask(fixture, "SELECT sum(\"count\") FROM " HISTORY_PAGES), 1000, 2100);
  open_store(fixture, 10);
  assert_range(fixture, (struct history_filter){ 0 }, 7000, 6991);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM " HISTORY_PAGES), 1);
}

static void what_is_too_old_is_not_seen_and_goes_with_its_page(void **state)
{
  struct fixture *fixture = *state;
  struct page_list pages = { 0 };

  open_store(fixture, 1000);
  for (int i = 1; i <= 3; i++) {
    struct history_entry entry = entry_of(i);

    if (i <= 2)
      entry.started_ms -= 11 * DAY_MS;
    page_list_add(&pages, &entry);
    if (i != 2)
      write_pages(fixture, &pages);
  }
  assert_range(fixture, (struct history_filter){ 0 }, 3, 3);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM " HISTORY_PAGES), 2);
  open_store(fixture, 1000);
  assert_int_equal(ask(fixture, "SELECT count(*) FROM " HISTORY_PAGES), 1);
  assert_range(fixture, (struct history_filter){ 0 }, 3, 3);
}

static void a_page_that_is_none_is_an_error(void **state)
{
  struct fixture *fixture = *state;
  struct history_filter filter = { 0 };
  struct err err;
  int count;

  open_store(fixture, 1000);
  write_range(fixture, 1, 300);
  write_range(fixture, 301, 600);
  execute(fixture,
          "UPDATE " HISTORY_PAGES " SET page = page[1:-2]::BLOB WHERE \"first\" = 1");
  assert_null(try_find(fixture, filter, &count, &err));
  assert_int_equal(err.code, ERR_INTERNAL);
  filter.most = 100;
  assert_range(fixture, filter, 600, 501);
}

static void rows_of_format_2_become_pages(void **state)
{
  enum { ROWS = 20100 };
  struct fixture *fixture = *state;
  struct history_entry *entries = ARENA_ARRAY(fixture->arena, ROWS, struct history_entry);
  struct err err;
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "CREATE SCHEMA _snowglobe;");
  statement_rows_put_table(&sql, "queries");
  execute(fixture, sql.at);
  buf_clear(&sql);
  for (int i = 0; i < ROWS; i++)
    entries[i] = entry_of(ROWS - i);
  assert_true(statement_rows_add(fixture->connection, "queries", entries, ROWS, &err));
  assert_true(engine_begin(fixture->connection, &err));
  assert_true(history_store_upgrade(fixture->connection, &err));
  assert_true(engine_commit(fixture->connection, &err));
  assert_int_equal(
    ask(fixture, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'queries'"), 0);
  open_store(fixture, 100000);
  assert_int_equal(history_store_next(fixture->store), ROWS + 1);
  assert_range(fixture, (struct history_filter){ 0 }, ROWS, 1);
}

static void without_such_rows_there_is_nothing_to_do(void **state)
{
  struct fixture *fixture = *state;
  struct err err;

  assert_true(history_store_upgrade(fixture->connection, &err));
  open_store(fixture, 10);
  assert_int_equal(history_store_next(fixture->store), 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    TEST(small_pages_become_larger_ones),
    TEST(pages_are_merged_by_the_next_store_too),
    TEST(the_latest_come_first_whichever_page_they_are_in),
    TEST(filters_of_pages_with_many),
    TEST(the_bound_is_exact_and_pages_go_whole),
    TEST(what_is_too_old_is_not_seen_and_goes_with_its_page),
    TEST(a_page_that_is_none_is_an_error),
    TEST(rows_of_format_2_become_pages),
    TEST(without_such_rows_there_is_nothing_to_do),
#undef TEST
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
