/* test_casts.c: every cast of the table runs in the engine and gives the type that it promises. */
#include "dialect/casts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "builtin/builtin.h"

static struct engine *engine;
static struct engine_connection *connection;

static int open_engine(void **state)
{
  struct engine_options options = { .threads = 1 };
  struct err err;

  (void)state;
  engine = engine_open(&options, &err);
  connection = engine ? engine_connect(engine, &err) : NULL;
  if (!connection || !builtin_register(connection, &err)) {
    print_error("%s\n", err.message);
    return 1;
  }
  return 0;
}

static int close_engine(void **state)
{
  (void)state;
  engine_disconnect(connection);
  engine_close(engine);
  return 0;
}

/* One value of each kind as DuckDB says it, and the types tried. */
struct sample {
  struct type type;
  const char *sql;
};

static const struct sample samples[] = {
  /* clang-format off */
  { { .kind = TYPE_UNKNOWN }, "NULL" },
  { { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(1 AS BIGINT)" },
  { { .kind = TYPE_NUMBER, .precision = 9 }, "CAST(1 AS BIGINT)" },
  { { .kind = TYPE_NUMBER, .precision = 2, .scale = 2 }, "CAST(0.25 AS DECIMAL(2,2))" },
  { { .kind = TYPE_NUMBER, .precision = 12, .scale = 2 }, "CAST(0.25 AS DECIMAL(12,2))" },
  { { .kind = TYPE_NUMBER, .precision = 38, .scale = 10 }, "CAST(0.25 AS DECIMAL(38,10))" },
  { { .kind = TYPE_FLOAT }, "CAST(0.25 AS DOUBLE)" },
  { { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "NULL::VARCHAR" },
  { { .kind = TYPE_VARCHAR, .length = 9, .sized = true }, "NULL::VARCHAR" },
  { { .kind = TYPE_BOOLEAN }, "true" },
  { { .kind = TYPE_DATE }, "DATE '2024-02-29'" },
  { { .kind = TYPE_TIME, .scale = 9 }, "CAST(1 AS BIGINT)" },
  { { .kind = TYPE_TIME, .scale = 0 }, "CAST(1 AS BIGINT)" },
  { { .kind = TYPE_TIMESTAMP_NTZ, .scale = 9 }, "CAST(1 AS HUGEINT)" },
  { { .kind = TYPE_TIMESTAMP_NTZ, .scale = 3 }, "CAST(1 AS HUGEINT)" },
  { { .kind = TYPE_TIMESTAMP_LTZ, .scale = 9 }, "CAST(1 AS HUGEINT)" },
  { { .kind = TYPE_TIMESTAMP_TZ, .scale = 9 }, "CAST(1440 AS HUGEINT)" },
  { { .kind = TYPE_TIMESTAMP_TZ, .scale = 0 }, "CAST(1440 AS HUGEINT)" },
  { { .kind = TYPE_BINARY, .length = TYPE_MAX_BINARY }, "'a'::BLOB" },
  { { .kind = TYPE_VARIANT }, "NULL::JSON" },
  { { .kind = TYPE_OBJECT }, "NULL::JSON" },
  { { .kind = TYPE_ARRAY }, "NULL::JSON" },
  /* clang-format on */
};

#define SAMPLES (sizeof samples / sizeof samples[0])

/* Session parameters that the templates name. */
static const char *parameter(struct text name)
{
  if (text_is(name, "TIMEZONE"))
    return "America/Los_Angeles";
  if (text_starts_with(name, "BINARY"))
    return "HEX";
  return "AUTO";
}

static void expand(const char *at, const struct sample *from, struct type to, bool wide,
                   struct buf *sql)
{
  for (; *at; at++) {
    const char *close;

    if (*at != '$') {
      buf_add_char(sql, *at);
      continue;
    }
    switch (*++at) {
    case '1': buf_add_string(sql, from->sql); break;
    case 'T': type_physical(to, wide, sql); break;
    case 'n': buf_add_int(sql, to.length); break;
    case 'p': buf_add_int(sql, to.precision); break;
    case 's':
      buf_add_int(sql, at[1] == '1' ? from->type.scale : to.scale);
      at += at[1] == '1';
      break;
    case '(':
      close = strchr(at, ')');
      buf_printf(sql, "'%s'", parameter(text_from(at + 1, (size_t)(close - at - 1))));
      at = close;
      break;
    default: fail_msg("unknown placeholder $%c", *at);
    }
  }
}

static void assert_runs(const char *template, const struct sample *from, struct type to,
                        bool wide)
{
  struct err err;
  struct buf sql, physical;
  struct engine_result *result;
  struct batch batch;

  if (!template)
    return;
  buf_init(&sql);
  buf_init(&physical);
  type_physical(to, wide, &physical);
  buf_add_string(&sql, "SELECT typeof(");
  expand(template, from, to, wide, &sql);
  buf_add_string(&sql, ")");
  result = engine_query(connection, buf_text(&sql), false, &err);
  if (!result || !engine_fetch(result, &batch, &err) || batch.rows != 1)
    fail_msg("%s: %s", sql.at, err.message);
  if (to.kind != TYPE_UNKNOWN && !text_is(batch_text(&batch.columns[0], 0), physical.at))
    fail_msg("%s gives " TEXT_FMT ", not %s", sql.at,
             TEXT_ARG(batch_text(&batch.columns[0], 0)), physical.at);
  engine_result_free(result);
  buf_clear(&physical);
  buf_clear(&sql);
}

static void casts_run_and_give_their_physical_type(void **state)
{
  (void)state;
  for (size_t i = 0; i < SAMPLES; i++) {
    for (size_t k = 0; k < SAMPLES; k++) {
      for (int wide = 0; wide < 2; wide++) {
        struct cast cast = cast_find(samples[i].type, samples[k].type, wide);

        if (cast.rank == CAST_NEVER)
          continue;
        assert_runs(cast.duckdb, &samples[i], samples[k].type, wide);
        assert_runs(cast.try_duckdb, &samples[i], samples[k].type, wide);
      }
    }
  }
}

static void casts_without_a_template_keep_the_physical_form(void **state)
{
  (void)state;
  for (size_t i = 0; i < SAMPLES; i++) {
    for (size_t k = 0; k < SAMPLES; k++) {
      struct cast cast = cast_find(samples[i].type, samples[k].type, false);
      struct buf a, b;

      if (cast.rank == CAST_NEVER || cast.duckdb ||
          samples[k].type.kind == TYPE_UNKNOWN || samples[i].type.kind == TYPE_NUMBER)
        continue;
      buf_init(&a);
      buf_init(&b);
      type_physical(samples[i].type, false, &a);
      type_physical(samples[k].type, false, &b);
      assert_string_equal(a.at, b.at);
      buf_clear(&a);
      buf_clear(&b);
    }
  }
}

static enum cast_rank rank(enum type_kind from, enum type_kind to)
{
  return cast_find(type_of(from), type_of(to), false).rank;
}

static void casts_follow_snowflakes_table(void **state)
{
  (void)state;
  assert_int_equal(rank(TYPE_VARCHAR, TYPE_NUMBER), CAST_IMPLICIT);
  assert_int_equal(rank(TYPE_NUMBER, TYPE_VARCHAR), CAST_IMPLICIT);
  assert_int_equal(rank(TYPE_BOOLEAN, TYPE_NUMBER), CAST_EXPLICIT);
  assert_int_equal(rank(TYPE_NUMBER, TYPE_DATE), CAST_NEVER);
  assert_int_equal(rank(TYPE_DATE, TYPE_NUMBER), CAST_NEVER);
  assert_int_equal(rank(TYPE_DATE, TYPE_TIME), CAST_NEVER);
  assert_int_equal(rank(TYPE_TIME, TYPE_DATE), CAST_NEVER);
  assert_int_equal(rank(TYPE_FLOAT, TYPE_TIMESTAMP_NTZ), CAST_NEVER);
  assert_int_equal(rank(TYPE_BINARY, TYPE_NUMBER), CAST_NEVER);
  assert_int_equal(rank(TYPE_VARIANT, TYPE_DATE), CAST_IMPLICIT);
  assert_int_equal(rank(TYPE_ARRAY, TYPE_OBJECT), CAST_NEVER);
  assert_int_equal(rank(TYPE_DATE, TYPE_TIMESTAMP_TZ), CAST_IMPLICIT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(casts_run_and_give_their_physical_type),
    cmocka_unit_test(casts_without_a_template_keep_the_physical_form),
    cmocka_unit_test(casts_follow_snowflakes_table),
  };

  return cmocka_run_group_tests(tests, open_engine, close_engine);
}
