/* test_binder.c: the types that expressions have, and what is refused, without running them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "bind/bind.h"
#include "bind/binder.h"
#include "sql/parse.h"

static struct text no_parameter(void *owner, const char *name)
{
  (void)owner;
  (void)name;
  return TEXT("");
}

static struct bind_context context_over(struct arena *arena, const char *sql)
{
  return (struct bind_context){ .arena = arena,
                                .sql = text_of(sql),
                                .now_ns = 1700000000000000000,
                                .parameter = no_parameter };
}

/* ---- types ---- */

/* The rules of "Arithmetic operators" and of conversions in Snowflake's reference. */
static const struct {
  const char *sql, *type;
} typed[] = {
  /* clang-format off */
  { "1",                                      "NUMBER(1,0)" },
  { "-1.50",                                  "NUMBER(3,2)" },
  { "0.001",                                  "NUMBER(3,3)" },
  { "99999999999999999999999999999999999999", "NUMBER(38,0)" },
  { "1e3",                                    "FLOAT" },
  { "1 + 1",                                  "NUMBER(2,0)" },
  { "1.5 + 10",                               "NUMBER(4,1)" },
  { "1.25 - 0.5",                             "NUMBER(4,2)" },
  { "1.25 * 1.5",                             "NUMBER(5,3)" },
  { "1::NUMBER(38,0) * 2",                    "NUMBER(38,0)" },
  { "1::NUMBER(20,10) * 1::NUMBER(20,10)",    "NUMBER(32,12)" },
  { "1 / 3",                                  "NUMBER(7,6)" },
  { "1.50 / 3",                               "NUMBER(9,8)" },
  { "1::NUMBER(38,10) / 3",                   "NUMBER(38,12)" },
  { "1::NUMBER(20,13) / 3",                   "NUMBER(20,13)" },
  { "7 % 3",                                  "NUMBER(1,0)" },
  { "7 / 2.0::FLOAT",                         "FLOAT" },
  { "'1' + 1",                                "NUMBER(2,0)" },
  { "DATE '2024-01-01' + 1",                  "DATE" },
  { "DATE '2024-01-01' - DATE '2023-01-01'",  "NUMBER(9,0)" },
  { "DATE '2024-01-01' + INTERVAL '1 hour'",  "TIMESTAMP_NTZ(9)" },
  { "CASE WHEN TRUE THEN 1 ELSE 2.5 END",     "NUMBER(2,1)" },
  { "CASE WHEN TRUE THEN 'a' ELSE 'abc' END", "VARCHAR(3)" },
  { "COALESCE(NULL, 1)",                      "NUMBER(1,0)" },
  { "1 = 1",                                  "BOOLEAN" },
  { "1 IN (1, 2)",                            "BOOLEAN" },
  { "'12'::NUMBER(10,2)",                     "NUMBER(10,2)" },
  { "TRY_CAST('x' AS DATE)",                  "DATE" },
  { "'x'::STRING",                            "VARCHAR(16777216)" },
  { "'x'::CHAR",                              "VARCHAR(1)" },
  { "X'4142'",                                "BINARY(2)" },
  { "PARSE_JSON('1')",                        "VARIANT" },
  { "PARSE_JSON('1'):a[0]",                   "VARIANT" },
  { "TO_TIMESTAMP_TZ('2024-01-01 00:00:00')", "TIMESTAMP_TZ(9)" },
  { "ROUND(135.135, 1)",                      "NUMBER(7,1)" },
  /* clang-format on */
};

static void expressions_have_snowflakes_types(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    struct arena *arena = arena_new();
    struct bind_context context = context_over(arena, typed[i].sql);
    struct bound_expr *bound;
    struct expr *expr;
    struct err err;

    err_clear(&err);
    expr = parse_expr(arena, context.sql, &err);
    assert_non_null(expr);
    bound = bind_scalar(&context, expr, &err);
    if (!bound)
      fail_msg("%s: %s", typed[i].sql, err.message);
    struct text type = type_text(arena, bound->type);

    if (!text_is(type, typed[i].type))
      fail_msg("%s is " TEXT_FMT ", not %s", typed[i].sql, TEXT_ARG(type), typed[i].type);
    arena_free(arena);
  }
}

/* ---- refusals ---- */

static const struct {
  const char *sql;
  enum err_code code;
  int column;
} refused[] = {
  /* clang-format off */
  { "1 + nowhere",                  ERR_INVALID_IDENTIFIER,   4 },
  { "FOO(1)",                       ERR_UNKNOWN_FUNCTION,     0 },
  { "ABS()",                        ERR_NOT_ENOUGH_ARGUMENTS, 0 },
  { "ABS(1, 2)",                    ERR_TOO_MANY_ARGUMENTS,   0 },
  { "ABS(DATE '2024-01-01')",       ERR_INVALID_TYPES,        0 },
  { "DATE '2024-01-01' * 2",        ERR_INVALID_TYPES,        18 },
  { "TRY_CAST(1 AS DATE)",          ERR_TRY_CAST_TYPES,       0 },
  { "SUM(1)",                       ERR_AGGREGATE_PLACE,      0 },
  { "1::NOTATYPE",                  ERR_UNSUPPORTED_TYPE,     0 },
  { "1::NUMBER(39,0)",              ERR_INVALID_VALUE,        3 },
  { "read_csv('x')",                ERR_UNKNOWN_FUNCTION,     0 },
  { "sg_nextval(1)",                ERR_UNKNOWN_FUNCTION,     0 },
  { "DATE '2024-01-01' + INTERVAL '1 fortnight'", ERR_INVALID_VALUE, 18 },
  { "$1",                           ERR_INVALID_IDENTIFIER,   0 },
  { "?",                            ERR_BIND_NOT_SET,         0 },
  /* clang-format on */
};

static void what_cannot_be_bound_has_its_code_and_place(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    struct arena *arena = arena_new();
    struct bind_context context = context_over(arena, refused[i].sql);
    struct expr *expr;
    struct err err;

    err_clear(&err);
    expr = parse_expr(arena, context.sql, &err);
    assert_non_null(expr);
    assert_null(bind_scalar(&context, expr, &err));
    if (err.code != refused[i].code)
      fail_msg("%s: %06d %s", refused[i].sql, err_number(err.code), err.message);
    if (err.line > 0 && err.column != refused[i].column)
      fail_msg("%s: at %d, not %d", refused[i].sql, err.column, refused[i].column);
    arena_free(arena);
  }
}

/* ---- common types ---- */

static void common_types_are_symmetric(void **state)
{
  static const enum type_kind kinds[] = {
    TYPE_UNKNOWN,       TYPE_NUMBER,       TYPE_FLOAT,  TYPE_VARCHAR, TYPE_BOOLEAN,
    TYPE_DATE,          TYPE_TIME,         TYPE_BINARY, TYPE_VARIANT, TYPE_TIMESTAMP_NTZ,
    TYPE_TIMESTAMP_LTZ, TYPE_TIMESTAMP_TZ, TYPE_OBJECT, TYPE_ARRAY,
  };
  size_t count = sizeof kinds / sizeof *kinds;

  (void)state;
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++) {
      struct type a = type_of(kinds[i]), b = type_of(kinds[j]), ab, ba;
      bool one = common_type(a, b, &ab), other = common_type(b, a, &ba);

      assert_int_equal(one, other);
      if (one)
        assert_true(type_equal(ab, ba));
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(expressions_have_snowflakes_types),
    cmocka_unit_test(what_cannot_be_bound_has_its_code_and_place),
    cmocka_unit_test(common_types_are_symmetric),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
