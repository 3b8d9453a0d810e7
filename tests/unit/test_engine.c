/* test_engine.c: the engine alone: statements, batches, errors, rows given to SQL, C functions. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "engine/engine_append.h"
#include "engine/engine_function.h"

struct fixture {
  struct engine *engine;
  struct engine_connection *connection;
};

static struct engine_connection *must_connect(struct engine *engine)
{
  struct err err;
  struct engine_connection *connection = engine_connect(engine, &err);

  assert_non_null(connection);
  return connection;
}

static int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  struct engine_options options = { .threads = 2 };
  struct err err;

  fixture->engine = engine_open(&options, &err);
  assert_non_null(fixture->engine);
  fixture->connection = must_connect(fixture->engine);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;

  engine_disconnect(fixture->connection);
  engine_close(fixture->engine);
  free(fixture);
  return 0;
}

static void must_run(struct engine_connection *connection, const char *sql)
{
  struct err err;

  err_clear(&err);
  if (!engine_run(connection, text_of(sql), &err))
    fail_msg("%s: %s", sql, err.message);
}

static struct err must_fail(struct engine_connection *connection, const char *sql)
{
  struct err err;

  err_clear(&err);
  if (engine_run(connection, text_of(sql), &err))
    fail_msg("%s: did not fail", sql);
  return err;
}

static struct engine_result *must_query(struct engine_connection *connection,
                                        const char *sql, bool streaming)
{
  struct err err;

  err_clear(&err);
  struct engine_result *result = engine_query(connection, text_of(sql), streaming, &err);

  if (!result)
    fail_msg("%s: %s", sql, err.message);
  return result;
}

static struct batch must_fetch(struct engine_result *result)
{
  struct batch batch;
  struct err err;

  err_clear(&err);
  if (!engine_fetch(result, &batch, &err))
    fail_msg("fetch: %s", err.message);
  return batch;
}

/* The whole number in the first row and column. */
static int64_t ask_int(struct engine_connection *connection, const char *sql)
{
  struct engine_result *result = must_query(connection, sql, false);
  struct batch batch = must_fetch(result);
  int128 value;

  assert_true(batch.rows > 0);
  assert_false(batch_is_null(&batch.columns[0], 0));
  assert_true(batch_int(&batch.columns[0], 0, &value));
  engine_result_free(result);
  return (int64_t)value;
}

static void ask_text(struct engine_connection *connection, const char *sql, char *out)
{
  struct engine_result *result = must_query(connection, sql, false);
  struct batch batch = must_fetch(result);

  assert_true(batch.rows > 0);
  if (batch_is_null(&batch.columns[0], 0))
    strcpy(out, "NULL");
  else
    sprintf(out, TEXT_FMT, TEXT_ARG(batch_text(&batch.columns[0], 0)));
  engine_result_free(result);
}

static void a_batch_reads_every_kind_in_place(void **state)
{
  struct fixture *fixture = *state;
  struct engine_result *result = must_query(
    fixture->connection,
    "SELECT true, 1::TINYINT, -2::SMALLINT, 3::INTEGER, -4::BIGINT, 5::HUGEINT,"
    " 6::UTINYINT, 7::USMALLINT, 8::UINTEGER, 9::UBIGINT, 1.5::FLOAT, 2.5::DOUBLE,"
    " 'short', 'a text of more than twelve bytes', '\\x00\\xff'::BLOB,"
    " DATE '1970-01-03', NULL, 1.25::DECIMAL(4,2), 1.25::DECIMAL(9,2),"
    " 1.25::DECIMAL(18,2), 1.25::DECIMAL(38,2), '{\"a\":1}'::JSON, NULL::BIGINT",
    false);
  static const enum batch_kind kinds[] = {
    BATCH_BOOL, BATCH_I8,   BATCH_I16,   BATCH_I32,  BATCH_I64, BATCH_I128,
    BATCH_U8,   BATCH_U16,  BATCH_U32,   BATCH_U64,  BATCH_F32, BATCH_F64,
    BATCH_TEXT, BATCH_TEXT, BATCH_BYTES, BATCH_DATE, BATCH_I32, BATCH_I16,
    BATCH_I32,  BATCH_I64,  BATCH_I128,  BATCH_TEXT, BATCH_I64
  };
  static const int values[] = { 1, 1, -2, 3, -4, 5, 6, 7, 8, 9 };
  struct batch batch = must_fetch(result);
  int128 value;

  assert_int_equal(batch.rows, 1);
  assert_int_equal(batch.column_count, 23);
  for (int i = 0; i < 23; i++)
    assert_int_equal(batch.columns[i].kind, kinds[i]);
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    assert_true(batch_int(&batch.columns[i], 0, &value));
    assert_true(value == values[i]);
  }
  assert_true(batch_double(&batch.columns[10], 0) == 1.5);
  assert_true(batch_double(&batch.columns[11], 0) == 2.5);
  assert_true(text_is(batch_text(&batch.columns[12], 0), "short"));
  assert_true(
    text_is(batch_text(&batch.columns[13], 0), "a text of more than twelve bytes"));
  assert_true(text_equal(batch_text(&batch.columns[14], 0), text_from("\0\xff", 2)));
  assert_true(batch_int(&batch.columns[15], 0, &value) && value == 2);
  assert_true(batch_is_null(&batch.columns[16], 0));
  for (int i = 17; i < 21; i++) {
    assert_int_equal(batch.columns[i].scale, 2);
    assert_true(batch_int(&batch.columns[i], 0, &value) && value == 125);
  }
  assert_true(text_is(batch_text(&batch.columns[21], 0), "{\"a\":1}"));
  assert_true(batch_is_null(&batch.columns[22], 0));
  assert_int_equal(must_fetch(result).rows, 0);
  assert_int_equal(must_fetch(result).rows, 0);
  engine_result_free(result);
}

static void a_column_that_batches_do_not_have_is_an_internal_error(void **state)
{
  struct fixture *fixture = *state;
  static const char *const columns[] = { "now()::TIMESTAMP", "[1,2]",          "{'a':1}",
                                         "TIME '10:00'",     "INTERVAL 1 DAY", "uuid()",
                                         "1::UHUGEINT",      "1::BIT" };

  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    char sql[100];
    struct err err;

    snprintf(sql, sizeof sql, "SELECT %s", columns[i]);
    for (int streaming = 0; streaming < 2; streaming++) {
      err_clear(&err);
      assert_null(engine_query(fixture->connection, text_of(sql), streaming, &err));
      assert_int_equal(err.code, ERR_INTERNAL);
    }
  }
}

static void streamed_rows_come_in_order_and_leave_the_connection_usable(void **state)
{
  struct fixture *fixture = *state;
  struct engine_result *result = must_query(
    fixture->connection, "SELECT range, 'constant', range % 3 FROM range(10000)", true);
  int64_t seen = 0;

  for (;;) {
    struct batch batch = must_fetch(result);
    int128 value;

    if (!batch.rows)
      break;
    for (size_t row = 0; row < batch.rows; row++, seen++) {
      assert_true(batch_int(&batch.columns[0], row, &value) && value == seen);
      assert_true(text_is(batch_text(&batch.columns[1], row), "constant"));
    }
  }
  assert_int_equal(seen, 10000);
  engine_result_free(result);
  result = must_query(fixture->connection, "SELECT * FROM range(1000000)", true);
  must_fetch(result);
  engine_result_free(result); /* Given up in the middle. */
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

static void an_error_in_the_middle_of_a_stream_is_seen(void **state)
{
  struct fixture *fixture = *state;
  struct engine_result *result = must_query(
    fixture->connection,
    "SELECT CASE WHEN range < 2900000 THEN 1 ELSE error('sg!100051!22012!Division by zero') END"
    " FROM range(3000000)",
    true);
  struct batch batch;
  struct err err;
  bool ok = true;

  err_clear(&err);
  do
    ok = engine_fetch(result, &batch, &err);
  while (ok && batch.rows);
  assert_false(ok);
  assert_int_equal(err.code, ERR_DIVISION_BY_ZERO);
  assert_string_equal(err.sqlstate, "22012");
  assert_string_equal(err.message, "Division by zero");
  engine_result_free(result);
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

/* What reading all rows of a query fails with, early or late. */
static enum err_code stream_error(struct engine_connection *connection, const char *sql)
{
  struct err err;
  struct batch batch;
  struct engine_result *result;
  bool ok = true;

  err_clear(&err);
  result = engine_query(connection, text_of(sql), true, &err);
  while (ok && result) {
    ok = engine_fetch(result, &batch, &err);
    assert_true(!ok || batch.rows);
  }
  engine_result_free(result);
  return err.code;
}

/* The engine marks the connection as interrupted, too, when one of its threads fails. */
static void an_error_of_another_thread_is_no_interruption(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;
  char sql[200];

  for (int round = 0; round < 40; round++) {
    snprintf(sql, sizeof sql,
             "SELECT CASE WHEN range <> %d THEN range ELSE "
             "error('sg!100051!22012!Division by zero') END FROM range(600000)",
             200000 + round * 997 % 360000);
    assert_int_equal(stream_error(connection, sql), ERR_DIVISION_BY_ZERO);
  }
}

/* ---- rows that all threads give ---- */

enum { COLLECTED = 600000 };

/* What came of a batch, in its order; a batch is one thread's. */
struct collected {
  atomic_int begun, ended, dropped, rows;
  int stop_after; /* 0: never. */
  _Atomic(int64_t) first[64], last[64], count[64];
};

struct collected_by {
  struct collected *collected;
  uint64_t number;
};

static void *collected_begin(void *context)
{
  struct collected *collected = context;
  struct collected_by *by = calloc(1, sizeof *by);

  by->collected = collected;
  atomic_fetch_add(&collected->begun, 1);
  return by;
}

static bool collected_add(void *place, uint64_t number, const struct batch *batch)
{
  struct collected_by *by = place;
  struct collected *collected = by->collected;
  int slot = (int)(number % 64);

  assert_true(number >= by->number);
  by->number = number;
  for (size_t row = 0; row < batch->rows; row++) {
    int64_t value = batch_int64(&batch->columns[0], row);

    if (!collected->count[slot])
      collected->first[slot] = value;
    else
      assert_int_equal(value, collected->last[slot] + 1);
    collected->last[slot] = value;
    collected->count[slot]++;
  }
  return !collected->stop_after ||
         atomic_fetch_add(&collected->rows, (int)batch->rows) < collected->stop_after;
}

static void collected_end(void *place)
{
  struct collected_by *by = place;

  atomic_fetch_add(&by->collected->ended, 1);
}

static void collected_drop(void *place)
{
  struct collected_by *by = place;

  atomic_fetch_add(&by->collected->dropped, 1);
  free(by);
}

static bool collect(struct engine_connection *connection, const char *sql,
                    struct collected *collected, struct err *err)
{
  struct engine_collector collector = { collected, collected_begin, collected_add,
                                        collected_end, collected_drop };
  struct engine_result *result = must_query(connection, sql, true);
  struct batch batch;
  bool ok;

  assert_true(engine_may_collect(result));
  ok = engine_collect(result, &collector, err);
  assert_false(engine_may_collect(result));
  if (ok) {
    assert_true(engine_fetch(result, &batch, err));
    assert_int_equal(batch.rows, 0);
    assert_int_equal(batch.column_count, engine_column_count(result));
  }
  engine_result_free(result);
  assert_int_equal(collected->begun, collected->dropped);
  return ok;
}

static void make_collected(struct engine_connection *connection)
{
  char sql[120];

  snprintf(sql, sizeof sql,
           "CREATE TABLE c AS SELECT range AS a, 'text ' || range AS b "
           "FROM range(%d)",
           COLLECTED);
  must_run(connection, sql);
}

static void rows_are_collected_in_numbered_batches(void **state)
{
  struct fixture *fixture = *state;
  struct collected collected = { 0 };
  int64_t next = 0;
  struct err err;

  make_collected(fixture->connection);
  assert_true(collect(fixture->connection, "SELECT a, b FROM c", &collected, &err));
  assert_int_equal(collected.ended, collected.begun);
  for (int i = 0; i < 64; i++) {
    if (!collected.count[i])
      continue;
    assert_int_equal(collected.first[i], next);
    next = collected.last[i] + 1;
  }
  assert_int_equal(next, COLLECTED);
}

static void collecting_ends_when_no_more_is_wanted(void **state)
{
  struct fixture *fixture = *state;
  struct collected collected = { .stop_after = 10000 };
  struct err err;

  make_collected(fixture->connection);
  assert_true(collect(fixture->connection, "SELECT a FROM c", &collected, &err));
  assert_in_range(collected.rows, 10000, COLLECTED / 2);
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

static void few_rows_and_those_of_one_thread_are_not_collected(void **state)
{
  static const char *const queries[] = {
    "SELECT 1",
    "SELECT a FROM c LIMIT 10",
    "SELECT COUNT(*) FROM c",
    "SELECT range FROM range(100)",
  };
  struct fixture *fixture = *state;

  make_collected(fixture->connection);
  for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
    struct engine_result *result = must_query(fixture->connection, queries[i], true);

    assert_false(engine_may_collect(result));
    engine_result_free(result);
  }
}

static void what_may_be_collected_may_be_fetched(void **state)
{
  struct fixture *fixture = *state;
  struct engine_result *result;
  int64_t next = 0;
  struct batch batch;
  struct err err;

  make_collected(fixture->connection);
  result = must_query(fixture->connection, "SELECT a FROM c", true);
  assert_true(engine_may_collect(result));
  do {
    assert_true(engine_fetch(result, &batch, &err));
    assert_false(engine_may_collect(result));
    for (size_t row = 0; row < batch.rows; row++)
      assert_int_equal(batch_int64(&batch.columns[0], row), next++);
  } while (batch.rows);
  assert_int_equal(next, COLLECTED);
  engine_result_free(result);
}

static void an_error_while_collecting_is_the_querys(void **state)
{
  struct fixture *fixture = *state;
  char sql[200];

  make_collected(fixture->connection);
  for (int round = 0; round < 40; round++) {
    struct collected collected = { 0 };
    struct err err;

    snprintf(sql, sizeof sql,
             "SELECT CASE WHEN a <> %d THEN a ELSE "
             "error('sg!100051!22012!Division by zero') END FROM c",
             round * 14983 % COLLECTED);
    assert_false(collect(fixture->connection, sql, &collected, &err));
    assert_int_equal(err.code, ERR_DIVISION_BY_ZERO);
  }
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

static void changed_rows_are_counted(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;

  must_run(connection, "CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (1), (2)");
  struct engine_result *result = must_query(
    connection, "INSERT INTO t SELECT * FROM range(5)", false);

  assert_int_equal(engine_rows_changed(result), 5);
  engine_result_free(result);
  result = must_query(connection, "UPDATE t SET a = a + 1 WHERE a < 2", false);
  assert_int_equal(engine_rows_changed(result), 3);
  engine_result_free(result);
  result = must_query(connection, "DELETE FROM t", false);
  assert_int_equal(engine_rows_changed(result), 7);
  engine_result_free(result);
}

struct error_case {
  const char *sql;
  enum err_code code;
  const char *message; /* NULL: not looked at. */
};

#define TOO_BIG \
 "Number out of representable range: type FIXED[SB16](38,0){nullable}, value "
#define RESULT \
 "Number out of representable range: type FIXED[SB16](38,0){not null}, value "
#define INT64_MAX_TEXT "9223372036854775807"
#define INT128_MAX_TEXT "170141183460469231731687303715884105727"

static const struct error_case error_cases[] = {
  { "SELECT " INT64_MAX_TEXT "::BIGINT + 1::BIGINT", ERR_TOO_NARROW,
    RESULT "9.22337e+18" },
  { "SELECT a + a FROM (SELECT 100::TINYINT a)", ERR_TOO_NARROW, RESULT "200" },
  { "SELECT 30000::SMALLINT * 2::SMALLINT", ERR_TOO_NARROW, NULL },
  { "SELECT -2000000000::INTEGER - 2000000000::INTEGER", ERR_TOO_NARROW, NULL },
  { "SELECT 255::UTINYINT + 1::UTINYINT", ERR_TOO_NARROW, NULL },
  { "SELECT -((-" INT64_MAX_TEXT " - 1)::BIGINT)", ERR_TOO_NARROW, NULL },
  { "SELECT abs((-" INT64_MAX_TEXT " - 1)::BIGINT)", ERR_TOO_NARROW, NULL },
  { "SELECT 1::BIGINT << 63", ERR_TOO_NARROW, NULL },
  { "SELECT 99999999999999999.9::DECIMAL(18,1) + 99999999999999999.9::DECIMAL(18,1)",
    ERR_TOO_NARROW, NULL },
  { "SELECT 9999999999999999999999999999999999999.9::DECIMAL(38,1) * 10.0::DECIMAL(38,1)",
    ERR_UNREPRESENTABLE, NULL },
  { "SELECT " INT128_MAX_TEXT "::HUGEINT + 1::HUGEINT", ERR_UNREPRESENTABLE,
    RESULT "1.70141e+38" },
  { "SELECT sum(x) FROM (SELECT " INT128_MAX_TEXT "::HUGEINT x FROM range(20))",
    ERR_UNREPRESENTABLE, NULL },
  { "SELECT sum(x) OVER () FROM (SELECT " INT128_MAX_TEXT "::HUGEINT x FROM range(20))",
    ERR_UNREPRESENTABLE, NULL },
  { "SELECT x::BIGINT FROM (SELECT 99999999999999999999::HUGEINT x)", ERR_TOO_NARROW,
    TOO_BIG "99999999999999999999" },
  { "SELECT 300::BIGINT::TINYINT", ERR_TOO_NARROW, TOO_BIG "300" },
  { "SELECT 1e30::DOUBLE::BIGINT", ERR_TOO_NARROW, TOO_BIG "1e+30" },
  { "SELECT 1e300::DOUBLE::HUGEINT", ERR_UNREPRESENTABLE, TOO_BIG "1e+300" },
  { "SELECT 12345678901234567890.5::DECIMAL(38,1)::BIGINT", ERR_TOO_NARROW, NULL },
  { "SELECT 12345678901::BIGINT::DECIMAL(5,2)", ERR_UNREPRESENTABLE, NULL },
  { "SELECT 1234567.8::DECIMAL(18,1)::DECIMAL(5,2)", ERR_UNREPRESENTABLE,
    "Number out of representable range: type FIXED[SB4](5,2){nullable}, value 1234567.8" },
  { "SELECT 1e30::DOUBLE::DECIMAL(18,2)", ERR_UNREPRESENTABLE, NULL },
  { "SELECT 'abc'::BIGINT", ERR_NOT_NUMERIC, "Numeric value 'abc' is not recognized" },
  { "SELECT 'it''s'::HUGEINT", ERR_NOT_NUMERIC,
    "Numeric value 'it's' is not recognized" },
  { "SELECT 'abc'::DECIMAL(10,2)", ERR_NOT_NUMERIC,
    "Numeric value 'abc' is not recognized" },
  { "SELECT 'abc'::DOUBLE", ERR_NOT_NUMERIC, "Numeric value 'abc' is not recognized" },
  { "SELECT '123456.7'::DECIMAL(5,2)", ERR_NUMBER_OUT_OF_RANGE,
    "Numeric value '123456.7' is out of range" },
  { "SELECT '99999999999999999999'::BIGINT", ERR_TOO_NARROW, NULL },
  { "SELECT '1234567890123456789012345678901234567890123'::HUGEINT",
    ERR_NUMBER_OUT_OF_RANGE, NULL },
  { "SELECT 'maybe'::BOOLEAN", ERR_NOT_A_BOOLEAN,
    "Boolean value 'maybe' is not recognized" },
  { "SELECT 'abc'::DATE", ERR_NOT_A_DATE, "Date 'abc' is not recognized" },
  { "SELECT '2020-13-01'::DATE", ERR_NOT_A_DATE, "Date '2020-13-01' is not recognized" },
  { "SELECT '{bad'::JSON", ERR_NOT_JSON, NULL },
  { "SELECT json('{bad')", ERR_NOT_JSON, NULL },
  { "SELECT ln(0::DOUBLE)", ERR_FLOAT_INVALID, NULL },
  { "SELECT sqrt(-1::DOUBLE)", ERR_FLOAT_INVALID, NULL },
  { "SELECT (SELECT * FROM range(3))", ERR_ROW_COUNT_SUBQUERY,
    "Single-row subquery returns more than one row." },
  { "INSERT INTO e VALUES (NULL, 1)", ERR_NULL_VALUE,
    "NULL result in a non-nullable column" },
  { "INSERT INTO e VALUES (1, 1), (1, 2)", ERR_DUPLICATE_KEY,
    "Primary key already exists" },
  { "SELECT error('sg!100038!-!Numeric value ''x'' is not recognized')", ERR_NOT_NUMERIC,
    "Numeric value 'x' is not recognized" },
  { "SELECT error('sg!2003!42S02!Table ''T'' does not exist')", ERR_NO_OBJECT,
    "Table 'T' does not exist" },
  { "SELECT 'Error: sg!100051!-!fooled'::BIGINT", ERR_NOT_NUMERIC, NULL },
  { "SELECT error('sg!wide!too big')", ERR_TOO_NARROW, "too big" },
  { "SELECT nowhere", ERR_INTERNAL, NULL },
  { "SELEC 1", ERR_INTERNAL,
    "The engine failed: Parser Error: syntax error at or near \"SELEC\"" },
};

static void the_engines_errors_become_snowflakes(void **state)
{
  struct fixture *fixture = *state;

  must_run(fixture->connection,
           "CREATE TABLE e (a BIGINT PRIMARY KEY NOT NULL, b BIGINT)");
  for (size_t i = 0; i < sizeof error_cases / sizeof error_cases[0]; i++) {
    const struct error_case *row = &error_cases[i];
    struct err err = must_fail(fixture->connection, row->sql);

    if (err.code != row->code || (row->message && strcmp(err.message, row->message)))
      fail_msg("%s: %06d %s", row->sql, err_number(err.code), err.message);
    assert_int_equal(engine_error_wants_wide(&err), row->code == ERR_TOO_NARROW);
  }
}

struct text_case {
  const char *duckdb;
  enum err_code code;
  const char *message;
};

/* What cannot be brought about by SQL. */
static const struct text_case text_cases[] = {
  { "TransactionContext Error: Failed to commit: Could not write file \"x.wal\": No space left "
    "on device",
    ERR_INTERNAL, "The disk of the data folder is full" },
  { "IO Error: Could not write file \"x\": No space left on device", ERR_INTERNAL,
    "The disk of the data folder is full" },
  { "TransactionContext Error: Failed to commit: Could not write file \"x\": File too large",
    ERR_INTERNAL,
    "The transaction was rolled back, since a file could not be written: \"x\": "
    "File too large" },
  { "FATAL Error: Failed: database has been invalidated because of a previous fatal error. The "
    "database must be restarted prior to being used again.\nOriginal error: \"no room\"",
    ERR_INTERNAL,
    "The server must be restarted after a failure of its disk: \"no room\"" },
  { "Out of Memory Error: failed to pin block\n\nPossible solutions:\n* SET threads",
    ERR_INTERNAL,
    "The statement needs more memory than the server may use: failed to pin block" },
  { "Conversion Error: Could not convert string 'No space left on device' to INT64",
    ERR_NOT_NUMERIC, "Numeric value 'No space left on device' is not recognized" },
};

static void errors_of_the_machine_are_no_conflicts(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof text_cases / sizeof *text_cases; i++) {
    struct err err;

    err_clear(&err);
    assert_false(engine_error_set(&err, text_of(text_cases[i].duckdb)));
    assert_int_equal(err.code, text_cases[i].code);
    assert_string_equal(err.message, text_cases[i].message);
  }
}

static void a_state_of_its_own_survives_the_way_through_the_engine(void **state)
{
  struct fixture *fixture = *state;
  struct err err = must_fail(fixture->connection, "SELECT error('sg!2003!42S02!gone')");

  assert_string_equal(err.sqlstate, "42S02");
}

static void an_aborted_transaction_recovers_by_rollback(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;
  struct err err;

  must_run(connection, "CREATE TABLE a (x BIGINT NOT NULL)");
  assert_true(engine_begin(connection, &err));
  assert_true(engine_in_transaction(connection));
  must_run(connection, "INSERT INTO a VALUES (1)");
  must_fail(connection, "INSERT INTO a VALUES (NULL)");
  err = must_fail(connection, "SELECT 1");
  assert_true(engine_in_transaction(connection));
  assert_true(engine_rollback(connection, &err));
  assert_false(engine_in_transaction(connection));
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM a"), 0);
  assert_true(engine_begin(connection, &err));
  must_fail(connection, "INSERT INTO a VALUES (NULL)");
  assert_false(engine_commit(connection, &err));
  assert_true(engine_begin(connection, &err));
  must_run(connection, "INSERT INTO a VALUES (1)");
  assert_true(engine_commit(connection, &err));
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM a"), 1);
}

static void conflict_of(struct fixture *fixture, const char *ours, const char *theirs)
{
  struct engine_connection *other = must_connect(fixture->engine);
  struct err err;

  assert_true(engine_begin(fixture->connection, &err));
  assert_true(engine_begin(other, &err));
  must_run(other, "SELECT * FROM c");
  must_run(fixture->connection, ours);
  err_clear(&err);
  struct err ignored;

  if (!engine_run(other, text_of(theirs), &err))
    assert_true(engine_rollback(other, &ignored) &&
                engine_commit(fixture->connection, &ignored));
  else if (!engine_commit(fixture->connection, &err))
    assert_true(engine_rollback(other, &ignored));
  else if (engine_commit(other, &err))
    fail_msg("%s and %s: no conflict", ours, theirs);
  if (!engine_error_is_conflict(&err))
    fail_msg("%s and %s: %s", ours, theirs, err.message);
  assert_false(engine_in_transaction(other));
  engine_disconnect(other);
}

static void another_transaction_that_was_first_is_a_conflict(void **state)
{
  struct fixture *fixture = *state;

  must_run(fixture->connection,
           "CREATE TABLE c (x BIGINT); INSERT INTO c SELECT * FROM range(5)");
  conflict_of(fixture, "UPDATE c SET x = 10 WHERE x = 1",
              "UPDATE c SET x = 11 WHERE x = 1");
  conflict_of(fixture, "DELETE FROM c WHERE x = 2", "DELETE FROM c WHERE x = 2");
  conflict_of(fixture, "CREATE TABLE c2 (x BIGINT)", "CREATE TABLE c2 (x BIGINT)");
  conflict_of(fixture, "ALTER TABLE c ADD COLUMN y BIGINT",
              "INSERT INTO c (x) VALUES (1)");
  conflict_of(fixture, "ALTER TABLE c ADD COLUMN z BIGINT",
              "ALTER TABLE c ADD COLUMN z BIGINT");
  conflict_of(fixture, "INSERT INTO c (x) VALUES (1)",
              "ALTER TABLE c ADD COLUMN w BIGINT");
  conflict_of(fixture, "DROP TABLE c2", "DROP TABLE c2");
  conflict_of(fixture, "CREATE SCHEMA s", "CREATE SCHEMA s");
  conflict_of(fixture, "DROP SCHEMA s", "CREATE TABLE s.t (x BIGINT)");
}

static void *interrupt_soon(void *connection)
{
  for (int i = 0; i < 100; i++) {
    usleep(20000);
    engine_interrupt(connection);
  }
  return NULL;
}

static void an_interrupt_cancels_the_running_statement(void **state)
{
  struct fixture *fixture = *state;
  pthread_t thread;

  assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, fixture->connection), 0);
  struct err err = must_fail(fixture->connection,
                             "SELECT count(*) FROM range(10000000) a, range(10000000) b"
                             " WHERE a.range + b.range < 0");

  assert_int_equal(err.code, ERR_CANCELED);
  assert_string_equal(err.message, "SQL execution canceled");
  struct engine_result *result = NULL;

  err_clear(&err);
  result = engine_query(
    fixture->connection,
    TEXT("SELECT sum(a.range) FROM range(10000000) a, range(10000000) b"), true, &err);
  if (result) {
    struct batch batch;

    assert_false(engine_fetch(result, &batch, &err));
  }
  assert_int_equal(err.code, ERR_CANCELED);
  engine_result_free(result);
  pthread_join(thread, NULL);
  engine_forget_interrupt(fixture->connection);
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

static void an_interrupt_stays_until_it_is_forgotten(void **state)
{
  struct fixture *fixture = *state;

  engine_interrupt(fixture->connection);
  assert_true(engine_is_interrupted(fixture->connection));
  assert_int_equal(must_fail(fixture->connection, "SELECT 1").code, ERR_CANCELED);
  assert_int_equal(must_fail(fixture->connection, "SELECT 1").code, ERR_CANCELED);
  engine_forget_interrupt(fixture->connection);
  assert_int_equal(ask_int(fixture->connection, "SELECT 7"), 7);
}

static void a_shield_keeps_interrupts_off(void **state)
{
  struct fixture *fixture = *state;
  pthread_t thread;

  engine_shield(fixture->connection);
  assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, fixture->connection), 0);
  assert_int_equal(ask_int(fixture->connection,
                           "SELECT count(*) FROM range(30000) a, range(30000) b"
                           " WHERE a.range + b.range >= 0"),
                   900000000);
  pthread_join(thread, NULL);
  engine_unshield(fixture->connection);
  assert_int_equal(must_fail(fixture->connection, "SELECT 1").code, ERR_CANCELED);
}

static void a_transaction_ends_although_it_was_interrupted(void **state)
{
  struct fixture *fixture = *state;
  struct err err;

  must_run(fixture->connection, "CREATE TABLE kept (x BIGINT)");
  assert_true(engine_begin(fixture->connection, &err));
  must_run(fixture->connection, "INSERT INTO kept VALUES (1)");
  engine_interrupt(fixture->connection);
  assert_true(engine_commit(fixture->connection, &err));
  assert_true(engine_begin(fixture->connection, &err));
  assert_true(engine_rollback(fixture->connection, &err));
  engine_forget_interrupt(fixture->connection);
  assert_int_equal(ask_int(fixture->connection, "SELECT count(*) FROM kept"), 1);
}

static void sql_reaches_no_files(void **state)
{
  struct fixture *fixture = *state;
  static const char *const tries[] = {
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '/tmp/snowglobe_unit_escape.csv'",
    "ATTACH '/tmp/snowglobe_escape.db'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_text('/etc/hostname')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "EXPORT DATABASE '/tmp/snowglobe_escape'"
  };

  for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
    must_fail(fixture->connection, tries[i]);
}

static void folders_that_are_named_stay_open(void **state)
{
  char folder[] = "/tmp/sg_engine_XXXXXX";
  char sql[200];
  struct err err;

  (void)state;
  assert_non_null(mkdtemp(folder));
  const char *folders[] = { folder };
  struct engine_options options = { .threads = 1, .folders = folders, .folder_count = 1 };
  struct engine *engine = engine_open(&options, &err);

  assert_non_null(engine);
  struct engine_connection *connection = must_connect(engine);

  snprintf(sql, sizeof sql, "COPY (SELECT 41 AS a) TO '%s/x.csv'", folder);
  must_run(connection, sql);
  snprintf(sql, sizeof sql, "SELECT a + 1 FROM read_csv('%s/x.csv')", folder);
  assert_int_equal(ask_int(connection, sql), 42);
  snprintf(sql, sizeof sql, "SELECT * FROM read_text('%s/../../etc/hostname')", folder);
  must_fail(connection, sql);
  engine_disconnect(connection);
  engine_close(engine);
  snprintf(sql, sizeof sql, "%s/x.csv", folder);
  unlink(sql);
  rmdir(folder);
}

static void a_file_keeps_its_rows_and_is_checkpointed(void **state)
{
  char folder[] = "/tmp/sg_engine_XXXXXX";
  char path[100];
  char wal[110];
  struct err err;

  (void)state;
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/it.db", folder);
  snprintf(wal, sizeof wal, "%s.wal", path);
  struct engine_options options = {
    .path = path, .threads = 2, .memory_limit = 100000000, .temp_directory = folder
  };

  for (int round = 0; round < 2; round++) {
    struct engine *engine = engine_open(&options, &err);

    if (!engine)
      fail_msg("%s", err.message);
    struct engine_connection *connection = must_connect(engine);

    must_run(connection,
             "CREATE TABLE IF NOT EXISTS t (a BIGINT); INSERT INTO t VALUES (1)");
    assert_int_equal(ask_int(connection, "SELECT count(*) FROM t"), round + 1);
    /* Larger than memory: spills although files are closed to SQL. */
    assert_int_equal(ask_int(connection,
                             "SELECT count(*) FROM (SELECT * FROM (SELECT"
                             " hash(range)::VARCHAR || repeat('x', 60) AS h FROM"
                             " range(3000000)) ORDER BY h OFFSET 1)"),
                     2999999);
    engine_disconnect(connection);
    engine_close(engine);
    assert_int_not_equal(access(wal, F_OK), 0);
  }
  unlink(path);
  rmdir(folder);
}

static struct batch_builder *some_rows(size_t count)
{
  static const enum batch_kind kinds[] = { BATCH_I64,   BATCH_I64,  BATCH_I128,
                                           BATCH_I128,  BATCH_F64,  BATCH_TEXT,
                                           BATCH_BYTES, BATCH_DATE, BATCH_BOOL };
  static const int scales[] = { 0, 2, 0, 3, 0, 0, 0, 0, 0 };
  struct batch_builder *rows = batch_builder_new(9, kinds, scales);

  for (size_t i = 0; i < count; i++) {
    char text[80];

    snprintf(text, sizeof text, i % 2 ? "%zu" : "the row with the number %zu", i);
    batch_add_int(rows, 0, (int128)i);
    batch_add_int(rows, 1, (int128)i);
    batch_add_int(rows, 2, (int128)i);
    batch_add_int(rows, 3, (int128)i);
    batch_add_double(rows, 4, (double)i);
    batch_add_text(rows, 5, text_of(text));
    batch_add_text(rows, 6, text_of(text));
    batch_add_int(rows, 7, (int128)i);
    if (i % 3)
      batch_add_int(rows, 8, i % 3 == 1);
    else
      batch_add_null(rows, 8);
  }
  return rows;
}

static void rows_are_given_to_sql(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;
  int64_t id = engine_rows_add(fixture->engine, some_rows(5000));
  char sql[600];
  char text[100];

  snprintf(sql, sizeof sql, "SELECT count(*) FROM sg_rows(%lld)", (long long)id);
  assert_int_equal(ask_int(connection, sql), 5000);
  snprintf(sql, sizeof sql,
           "SELECT typeof(c0) || typeof(c1) || typeof(c2) || typeof(c3) ||"
           " typeof(c4) || typeof(c5) || typeof(c6) || typeof(c7) || typeof(c8)"
           " FROM sg_rows(%lld)",
           (long long)id);
  ask_text(connection, sql, text);
  assert_string_equal(
    text, "BIGINTDECIMAL(18,2)HUGEINTDECIMAL(38,3)DOUBLEVARCHARBLOBDATEBOOLEAN");
  snprintf(sql, sizeof sql,
           "SELECT c5 || c1 || c3 || c7 FROM sg_rows(%lld) WHERE c0 = 4998",
           (long long)id);
  ask_text(connection, sql, text);
  assert_string_equal(text, "the row with the number 499849.984.9981983-09-08");
  snprintf(sql, sizeof sql,
           "SELECT count(*) FILTER (c8), count(*) FILTER (c8 IS NULL) FROM"
           " sg_rows(%lld)",
           (long long)id);
  assert_int_equal(ask_int(connection, sql), 1667);
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM sg_rows(%lld) a JOIN sg_rows(%lld) b ON"
           " a.c5 = b.c5 AND a.c6 = b.c6",
           (long long)id, (long long)id);
  assert_int_equal(ask_int(connection, sql), 5000);
  snprintf(sql, sizeof sql, "CREATE TABLE kept AS SELECT * FROM sg_rows(%lld)",
           (long long)id);
  must_run(connection, sql);
  engine_rows_drop(fixture->engine, id);
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM kept WHERE rowid = c0 AND"
                                       " c5 LIKE '%' || c0"),
                   5000);
  must_fail(connection, sql);
}

static void rows_are_appended_and_cast(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;
  struct batch_builder *rows = some_rows(5000);
  struct err err;

  must_run(connection,
           "CREATE SCHEMA \"D.S\"; CREATE TABLE \"D.S\".\"t t\" (a INTEGER, b"
           " DECIMAL(9,2), c BIGINT, d DECIMAL(20,3), e DOUBLE, f VARCHAR, g BLOB,"
           " h DATE, i BOOLEAN)");
  if (!engine_append(connection, "D.S", "t t", rows, &err))
    fail_msg("%s", err.message);
  assert_int_equal(ask_int(connection,
                           "SELECT count(*) FROM \"D.S\".\"t t\" WHERE a = c AND"
                           " f LIKE '%' || a AND (i IS NULL) = (a % 3 = 0)"),
                   5000);
  must_run(connection,
           "CREATE TABLE narrow (a TINYINT, b DECIMAL(9,2), c BIGINT, d DECIMAL(20,3), e"
           " DOUBLE, f VARCHAR, g BLOB, h DATE, i BOOLEAN)");
  assert_false(engine_append(connection, "main", "narrow", rows, &err));
  assert_true(engine_error_wants_wide(&err));
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM narrow"), 0);
  must_run(connection,
           "CREATE TABLE strict (a BIGINT, b DECIMAL(9,2), c BIGINT, d DOUBLE, e"
           " DOUBLE, f VARCHAR, g BLOB, h DATE, i BOOLEAN NOT NULL)");
  assert_false(engine_append(connection, "main", "strict", rows, &err));
  assert_int_equal(err.code, ERR_NULL_VALUE);
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM strict"), 0);
  assert_false(engine_append(connection, "main", "nowhere", rows, &err));
  batch_builder_free(rows);
}

/* Functions. */

static void sum_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 sum = 0;

    for (int i = 0; i < call_arg_count(call); i++)
      sum += call_int128(call, i, row);
    call_set_int128(call, row, sum);
  }
}

static void shout_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    char out[200];
    int len = snprintf(out, sizeof out, TEXT_FMT "!" TEXT_FMT, TEXT_ARG(text),
                       TEXT_ARG(text_of(call_context(call))));

    if (text_is(text, "bad"))
      call_fail(call, ERR_NOT_NUMERIC, "Numeric value '" TEXT_FMT "' is not recognized",
                TEXT_ARG(text));
    else
      call_set_text(call, row, text_from(out, (size_t)len));
  }
}

static void nulls_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t count = 0;

    for (int i = 0; i < call_arg_count(call); i++)
      count += call_arg_is_null(call, i, row);
    if (count > 2)
      call_set_null(call, row);
    else
      call_set_int(call, row, count);
  }
}

static void same_int_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row, call_int128(call, 0, row));
}

static void same_text_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_text(call, row, call_text(call, 0, row));
}

static void half_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_double(call, row, call_double(call, 0, row) / 2);
}

static void tick_body(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, ++*(int64_t *)call_context(call));
}

static int64_t ticks;

static const struct engine_function_row functions[] = {
  { "t_sum", "BIGINT...", "BIGINT", sum_body, 0 },
  { "t_add", "BIGINT, HUGEINT", "HUGEINT", sum_body, 0 },
  { "t_add", "VARCHAR", "VARCHAR", shout_body, 0 },
  { "t_shout", "VARCHAR", "VARCHAR", shout_body, 0 },
  { "t_nulls", "ANY...", "BIGINT", nulls_body, ENGINE_SEES_NULLS },
  { "t_dec", "DECIMAL(38,6)", "DECIMAL(12,2)", same_int_body, 0 },
  { "t_tiny", "HUGEINT", "TINYINT", same_int_body, 0 },
  { "t_same", "BIGINT", "BIGINT", same_int_body, 0 },
  { "t_date", "DATE", "DATE", same_int_body, 0 },
  { "t_bool", "BOOLEAN", "BOOLEAN", same_int_body, 0 },
  { "t_json", "JSON", "JSON", same_text_body, 0 },
  { "t_echo", "VARCHAR", "VARCHAR", same_text_body, 0 },
  { "t_blob", "BLOB", "BLOB", same_text_body, 0 },
  { "t_half", "DOUBLE", "DOUBLE", half_body, 0 },
};

static void register_functions(struct engine_connection *connection)
{
  static const struct engine_function_row tick = { "t_tick", "", "BIGINT", tick_body,
                                                   ENGINE_VOLATILE };
  struct err err;

  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
    if (!engine_register(connection, &functions[i], (void *)"?", &err))
      fail_msg("%s", err.message);
  ticks = 0;
  assert_true(engine_register(connection, &tick, &ticks, &err));
}

struct function_case {
  const char *sql;
  const char *text;
};

static const struct function_case function_cases[] = {
  { "SELECT t_sum(1, 2, 3)::VARCHAR", "6" },
  { "SELECT sum(t_sum(range, 1, range))::VARCHAR FROM range(5000)", "25000000" },
  { "SELECT t_sum(1, NULL, 3)::VARCHAR", "NULL" },
  { "SELECT count(t_sum(x, 1))::VARCHAR FROM (SELECT CASE WHEN range % 2 = 0 THEN range END x"
    " FROM range(5000))",
    "2500" },
  { "SELECT sum(t_sum(x, 1))::VARCHAR FROM (SELECT CASE WHEN range % 2 = 0 THEN 1 END x"
    " FROM range(5000))",
    "5000" },
  { "SELECT t_sum()::VARCHAR", "0" },
  { "SELECT t_sum(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)::VARCHAR", "20" },
  { "SELECT t_add(1, 170141183460469231731687303715884105000)::VARCHAR",
    "170141183460469231731687303715884105001" },
  { "SELECT t_add('overloaded')", "overloaded!?" },
  { "SELECT t_shout('some text that is not short')", "some text that is not short!?" },
  { "SELECT t_nulls(1, NULL, 'x', NULL::BIGINT)::VARCHAR", "2" },
  { "SELECT t_nulls(NULL, NULL, NULL)::VARCHAR", "NULL" },
  { "SELECT t_nulls(1)::VARCHAR", "0" },
  { "SELECT t_dec(1.25)::VARCHAR",
    "12500.00" }, /* Raw integers: the scale is the caller's. */
  { "SELECT t_date(DATE '2020-02-29')::VARCHAR", "2020-02-29" },
  { "SELECT t_bool(true)::VARCHAR", "true" },
  { "SELECT t_half(5)::VARCHAR", "2.5" },
  { "SELECT t_json('{\"a\": [1, 2]}')->>'$.a[1]'", "2" },
  { "SELECT typeof(t_json('{}'))", "JSON" },
  { "SELECT t_echo(t_json('{\"b\":1}'))", "{\"b\":1}" },
  { "SELECT t_json(t_echo('[1]'))[0]::VARCHAR", "1" },
  { "SELECT hex(t_blob('\\x00\\x01'::BLOB))", "0001" },
  { "SELECT max(t_shout(s)) FROM (SELECT 'x' || (range % 3) s FROM range(9000))",
    "x2!?" },
  { "SELECT count(DISTINCT t_tick())::VARCHAR FROM range(5000)", "5000" },
  { "SELECT t_same(count(*))::VARCHAR FROM (SELECT 1 FROM range(100) WHERE t_same(range) < 10)",
    "10" },
};

static void functions_in_c_take_and_give_every_type(void **state)
{
  struct fixture *fixture = *state;

  register_functions(fixture->connection);
  for (size_t i = 0; i < sizeof function_cases / sizeof function_cases[0]; i++) {
    char text[200];

    ask_text(fixture->connection, function_cases[i].sql, text);
    if (strcmp(text, function_cases[i].text) != 0)
      fail_msg("%s: %s", function_cases[i].sql, text);
  }
}

static void functions_in_c_read_dictionaries_and_constants(void **state)
{
  struct fixture *fixture = *state;
  struct engine_connection *connection = fixture->connection;

  register_functions(connection);
  must_run(connection,
           "CREATE TABLE d AS SELECT CASE range % 4 WHEN 0 THEN NULL WHEN 1 THEN"
           " 'a word of some length' ELSE 'b' END w, range r FROM range(200000)");
  must_run(connection, "CHECKPOINT");
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM d WHERE t_echo(w) = 'b'"),
                   100000);
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM d WHERE t_echo(w) IS NULL"),
                   50000);
  assert_int_equal(ask_int(connection, "SELECT count(*) FROM d WHERE t_shout(w) ="
                                       " 'a word of some length!?'"),
                   50000);
  assert_int_equal(ask_int(connection,
                           "SELECT count(*) FROM d JOIN (SELECT range k FROM"
                           " range(10)) ON r % 10 = k WHERE t_same(k) = r % 10"),
                   200000);
}

static void functions_in_c_raise_snowflakes_errors(void **state)
{
  struct fixture *fixture = *state;

  register_functions(fixture->connection);
  struct err err = must_fail(fixture->connection,
                             "SELECT t_shout(x) FROM (VALUES ('ok'), ('bad')) v(x)");

  assert_int_equal(err.code, ERR_NOT_NUMERIC);
  assert_string_equal(err.message, "Numeric value 'bad' is not recognized");
  assert_string_equal(err.sqlstate, "22018");
  err = must_fail(fixture->connection, "SELECT t_shout('bad')");
  assert_int_equal(err.code, ERR_NOT_NUMERIC);
  err = must_fail(fixture->connection, "SELECT t_tiny(1000)");
  assert_true(engine_error_wants_wide(&err));
  err = must_fail(fixture->connection, "SELECT t_tiny(range) FROM range(1000)");
  assert_true(engine_error_wants_wide(&err));
}

static void a_statement_with_a_nul_byte_is_refused(void **state)
{
  struct fixture *fixture = *state;
  struct err err;

  assert_false(
    engine_run(fixture->connection, text_from("SELECT 1\0 FROM nowhere", 22), &err));
  assert_int_equal(err.code, ERR_INTERNAL);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    T(a_batch_reads_every_kind_in_place),
    T(a_column_that_batches_do_not_have_is_an_internal_error),
    T(streamed_rows_come_in_order_and_leave_the_connection_usable),
    T(an_error_in_the_middle_of_a_stream_is_seen),
    T(an_error_of_another_thread_is_no_interruption),
    T(rows_are_collected_in_numbered_batches),
    T(collecting_ends_when_no_more_is_wanted),
    T(few_rows_and_those_of_one_thread_are_not_collected),
    T(what_may_be_collected_may_be_fetched),
    T(an_error_while_collecting_is_the_querys),
    T(changed_rows_are_counted),
    T(the_engines_errors_become_snowflakes),
    cmocka_unit_test(errors_of_the_machine_are_no_conflicts),
    T(a_state_of_its_own_survives_the_way_through_the_engine),
    T(an_aborted_transaction_recovers_by_rollback),
    T(another_transaction_that_was_first_is_a_conflict),
    T(an_interrupt_cancels_the_running_statement),
    T(an_interrupt_stays_until_it_is_forgotten),
    T(a_shield_keeps_interrupts_off),
    T(a_transaction_ends_although_it_was_interrupted),
    T(sql_reaches_no_files),
    T(rows_are_given_to_sql),
    T(rows_are_appended_and_cast),
    T(functions_in_c_take_and_give_every_type),
    T(functions_in_c_read_dictionaries_and_constants),
    T(functions_in_c_raise_snowflakes_errors),
    T(a_statement_with_a_nul_byte_is_refused),
    cmocka_unit_test(folders_that_are_named_stay_open),
    cmocka_unit_test(a_file_keeps_its_rows_and_is_checkpointed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
