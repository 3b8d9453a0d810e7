/* test_stages.c: golden files of tests/emit: a statement beside its bound tree or DuckDB SQL.
 *
 * Kinds: "setup" runs SQL in the instance (and expects "ok"), "bound" and "duckdb" print that
 * stage of a statement. */
#include "golden.h"

#include "../session_in_memory.h"
#include "exec/explain_stmt.h"

static struct session *session;

static void run_setup(struct text sql, struct buf *out)
{
  struct exec_request request = { .sql = sql, .statement_count = 1 };
  struct arena *arena = arena_new();
  struct outcome outcome;
  struct err err;

  err_clear(&err);
  if (exec_run(session, arena, &request, &outcome, &err)) {
    buf_add_string(out, "ok\n");
    outcome_clear(&outcome);
  } else {
    buf_printf(out, "error %06d %s\n", err_number(err.code), err.message);
  }
  arena_free(arena);
}

static bool print_case(void *context, struct text kind, struct text sql, struct buf *out)
{
  char stage[16] = "";
  struct err err;

  (void)context;
  if (text_is(kind, "setup")) {
    run_setup(sql, out);
    return true;
  }
  if (!text_is(kind, "bound") && !text_is(kind, "duckdb"))
    return false;
  for (size_t i = 0; i < kind.len; i++)
    stage[i] = kind.at[i];
  err_clear(&err);
  if (!explain_stage(session, sql, stage, out, &err))
    buf_printf(out, "error %06d %s\n", err_number(err.code), err.message);
  return true;
}

static void stages_give_what_the_golden_files_say(void **state)
{
  struct err err;

  (void)state;
  session = session_in_memory((struct instance_options){ 0 }, &err);
  assert_non_null(session);
  golden_check("tests/emit/*.test", print_case, NULL);
  session_in_memory_close(session);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(stages_give_what_the_golden_files_say),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
