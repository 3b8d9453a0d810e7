/* test_plan.c: a plan's JSON there and back, its text, and what is no plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/plan.h"

static const char two_steps[] =
  "{\"GlobalStats\":{\"partitionsTotal\":3,\"partitionsAssigned\":2,\"bytesAssigned\":9},"
  "\"Operations\":[[{\"id\":0,\"operation\":\"CreateTableAsSelect\",\"objects\":[\"D.S.T\"]},"
  "{\"id\":1,\"parentOperators\":[0],\"operation\":\"TableScan\",\"objects\":[\"D.S.U\"],"
  "\"alias\":\"X\",\"expressions\":[\"A\",\"\\\"b\\\"\"],\"partitionsAssigned\":2,"
  "\"partitionsTotal\":3,\"bytesAssigned\":9}],[{\"id\":0,\"operation\":\"Result\"}]]}";

static void a_plan_survives_the_way_there_and_back(void **state)
{
  struct arena *arena = arena_new();
  struct plan plan;
  struct buf out;
  struct err err;

  (void)state;
  err_clear(&err);
  buf_init(&out);
  assert_true(plan_read_json(arena, text_of(two_steps), &plan, &err));
  assert_int_equal(plan.steps.count, 3);
  plan_put_json(&plan, &out);
  assert_true(text_is(buf_text(&out), two_steps));
  buf_clear(&out);
  arena_free(arena);
}

static void steps_are_indented_below_their_parents(void **state)
{
  struct arena *arena = arena_new();
  struct plan plan;
  struct buf out;
  struct err err;

  (void)state;
  err_clear(&err);
  buf_init(&out);
  assert_true(plan_read_json(arena, text_of(two_steps), &plan, &err));
  plan_put_text(arena, &plan, &out);
  assert_true(text_is(
    buf_text(&out),
    "GlobalStats:\n\tpartitionsTotal=3\n\tpartitionsAssigned=2\n\tbytesAssigned=9\n"
    "Operations:\n1:0     ->CreateTableAsSelect  D.S.T\n"
    "1:1          ->TableScan  D.S.U as X  A, \"b\"  {partitionsTotal=3, "
    "partitionsAssigned=2, bytesAssigned=9}\n"
    "2:0     ->Result\n"));
  buf_clear(&out);
  arena_free(arena);
}

static void what_is_no_plan_is_an_error(void **state)
{
  static const char *const texts[] = {
    "",
    "null",
    "[]",
    "{}",
    "{\"GlobalStats\":1,\"Operations\":[]}",
    "{\"GlobalStats\":{}}",
  };
  struct arena *arena = arena_new();
  struct plan plan;
  struct err err;

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    err_clear(&err);
    assert_false(plan_read_json(arena, text_of(texts[i]), &plan, &err));
    assert_int_equal(err.code, ERR_INVALID_VALUE);
  }
  arena_free(arena);
}

static void a_plan_of_too_many_steps_is_not_read(void **state)
{
  struct arena *arena = arena_new();
  struct plan plan;
  struct buf json;
  struct err err;

  (void)state;
  err_clear(&err);
  buf_init(&json);
  buf_add_string(&json, "{\"GlobalStats\":{},\"Operations\":[[");
  for (int i = 0; i < 5000; i++)
    buf_printf(&json, "%s{\"id\":%d,\"parentOperators\":[%d]}", i ? "," : "", i, i - 1);
  buf_add_string(&json, "]]}");
  assert_false(plan_read_json(arena, buf_text(&json), &plan, &err));
  buf_clear(&json);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_plan_survives_the_way_there_and_back),
    cmocka_unit_test(steps_are_indented_below_their_parents),
    cmocka_unit_test(what_is_no_plan_is_an_error),
    cmocka_unit_test(a_plan_of_too_many_steps_is_not_read),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
