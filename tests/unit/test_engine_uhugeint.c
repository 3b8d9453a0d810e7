/* test_engine_uhugeint.c: columns of 16-byte integers come back from the disk as they were, by our arithmetic. */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/engine.h"

/* Columns that the engine packs in different ways: equal steps, steps of one size, few bits above a least value,
 * up and down, near the ends of HUGEINT. `i` counts the rows from 0. */
static const char *const columns[] = {
  "1577836800000000000::HUGEINT + i::HUGEINT * 1000000000",
  "-62135596800000000000::HUGEINT + i::HUGEINT * 86400000000000",
  "((1577836800000000000::HUGEINT + i::HUGEINT * 1000000000) * 4096) + 1440",
  "170141183460469231731687303715884105727::HUGEINT - i::HUGEINT * 18446744073709551617",
  "-170141183460469231731687303715884105727::HUGEINT + i::HUGEINT * 36893488147419103233",
  "(i * 7919 % 1000)::HUGEINT * 1000000007 + 9223372036854775807",
  "1577836800000000000::HUGEINT - (i % 2)::HUGEINT * 18446744073709551616",
  "253402300799999999999::HUGEINT",
};

enum { COLUMNS = sizeof columns / sizeof *columns, ROWS = 100000 };

static void must_run(struct engine_connection *connection, const char *sql)
{
  struct err err;

  err_clear(&err);
  if (!engine_run(connection, text_of(sql), &err))
    fail_msg("%s: %s", sql, err.message);
}

static int64_t ask_int(struct engine_connection *connection, const char *sql)
{
  struct err err;
  struct batch batch;
  int128 value = -1;

  err_clear(&err);
  struct engine_result *result = engine_query(connection, text_of(sql), false, &err);

  if (!result || !engine_fetch(result, &batch, &err))
    fail_msg("%s: %s", sql, err.message);
  assert_true(batch.rows == 1 && batch_int(&batch.columns[0], 0, &value));
  engine_result_free(result);
  return (int64_t)value;
}

static void packed_columns_are_read_as_they_were_written(void **state)
{
  char folder[] = "/tmp/uhugeint-XXXXXX", path[64], sql[512];
  struct err err;
  (void)state;

  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/rows.db", folder);
  struct engine_options options = { .path = path, .threads = 1 };
  struct engine *engine = engine_open(&options, &err);
  assert_non_null(engine);
  struct engine_connection *connection = engine_connect(engine, &err);
  assert_non_null(connection);

  for (int i = 0; i < COLUMNS; i++) {
    snprintf(sql, sizeof sql, "CREATE TABLE t%d AS SELECT i, %s AS c FROM range(%d) r(i)",
             i, columns[i], ROWS);
    must_run(connection, sql);
  }
  must_run(connection, "CHECKPOINT");
  for (int i = 0; i < COLUMNS; i++) {
    snprintf(sql, sizeof sql,
             "SELECT COUNT(*) FROM pragma_storage_info('t%d') WHERE column_name = 'c'"
             " AND compression IN ('BitPacking', 'Constant')",
             i);
    assert_true(ask_int(connection, sql) > 0);
    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM t%d WHERE c = %s", i, columns[i]);
    assert_int_equal(ask_int(connection, sql), ROWS);
  }

  engine_disconnect(connection);
  engine_close(engine);
  unlink(path);
  rmdir(folder);
}

static void the_engine_calls_the_programs_arithmetic(void **state)
{
  static const char *const names[] = { "_ZNK6duckdb10uhugeint_tplERKS0_",
                                       "_ZNK6duckdb10uhugeint_tmlERKS0_",
                                       "_ZN6duckdb10uhugeint_tpLERKS0_",
                                       "_ZN6duckdb10uhugeint_tmLERKS0_" };
  (void)state;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    Dl_info info;
    void *found = dlsym(RTLD_DEFAULT, names[i]);

    assert_non_null(found);
    assert_true(dladdr(found, &info));
    assert_null(strstr(info.dli_fname, "libduckdb"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(packed_columns_are_read_as_they_were_written),
    cmocka_unit_test(the_engine_calls_the_programs_arithmetic),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
