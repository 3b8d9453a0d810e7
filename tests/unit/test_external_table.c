/* test_external_table.c: what is kept of the files of external tables, which no statement shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../session_in_memory.h"
#include "catalog/external_files.h"

static struct session *session;

static int open_session(void **state)
{
  struct err err;

  (void)state;
  session = session_in_memory((struct instance_options){ 0 }, &err);
  assert_non_null(session);
  return 0;
}

static int close_session(void **state)
{
  (void)state;
  session_in_memory_close(session);
  return 0;
}

static void run(const char *sql)
{
  struct exec_request request = { .sql = text_of(sql), .statement_count = 1 };
  struct arena *arena = arena_new();
  struct outcome outcome;
  struct err err;

  err_clear(&err);
  if (!exec_run(session, arena, &request, &outcome, &err))
    fail_msg("%s: %s", sql, err.message);
  outcome_clear(&outcome);
  arena_free(arena);
}

static int64_t rows_of(const char *table)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  struct err err;
  int64_t count;

  buf_init(&sql);
  buf_printf(&sql, "SELECT count(*) FROM %s", table);
  err_clear(&err);
  result = engine_query(session->connection, buf_text(&sql), false, &err);
  assert_non_null(result);
  assert_true(engine_fetch(result, &batch, &err));
  count = batch_int64(&batch.columns[0], 0);
  engine_result_free(result);
  buf_clear(&sql);
  return count;
}

static void external_files_go_with_their_table(void **state)
{
  struct err err;

  (void)state;
  run("CREATE DATABASE d");
  run("CREATE STAGE st");
  run("COPY INTO @st/a.csv FROM (SELECT 1) SINGLE = TRUE");
  run("CREATE EXTERNAL TABLE kept (a INT AS (VALUE:c1::INT)) LOCATION = @st");
  run("CREATE SCHEMA brief DATA_RETENTION_TIME_IN_DAYS = 0");
  run("CREATE EXTERNAL TABLE et (a INT AS (VALUE:c1::INT)) LOCATION = @d.public.st");
  assert_int_equal(rows_of(EXTERNAL_FILES), 2);
  assert_int_equal(rows_of(EXTERNAL_EVENTS), 2);

  run("CREATE OR REPLACE EXTERNAL TABLE et (a INT AS (VALUE:c1::INT)) "
      "LOCATION = @d.public.st");
  err_clear(&err);
  assert_true(catalog_purge(session->instance->catalog, &err));
  assert_int_equal(rows_of(EXTERNAL_FILES), 2);
  run("DROP SCHEMA brief");
  assert_true(catalog_purge(session->instance->catalog, &err));
  assert_int_equal(rows_of(EXTERNAL_FILES), 1);
  assert_int_equal(rows_of(EXTERNAL_EVENTS), 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(external_files_go_with_their_table, open_session,
                                    close_session),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
