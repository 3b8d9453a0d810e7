/* test_results.c: what is kept of results, for whom, and what goes first. */
#include "session/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct kept_result *result_of(const char *text, int times)
{
  const enum batch_kind kind = BATCH_TEXT;
  struct kept_column column = { TEXT("A"), { .kind = TYPE_VARCHAR }, true };
  struct kept_result *kept = kept_result_new(&column, 1);
  struct batch_builder *rows = batch_builder_new(1, &kind, NULL);
  struct batch batch;

  batch_add_text(rows, 0, text_of(text));
  batch = batch_builder_view(rows, 0, 1);
  for (int i = 0; i < times; i++)
    kept_result_add(kept, &batch);
  batch_builder_free(rows);
  return kept;
}

static void a_result_is_given_again_to_its_user_alone(void **state)
{
  struct results *results = results_new();
  struct kept_result *kept;
  struct batch_builder *rows;
  struct batch batch;
  struct err err;

  (void)state;
  results_add(results, "q1", TEXT("ANN"), result_of("hello", 3));
  assert_null(results_hold(results, TEXT("q2"), TEXT("ANN")));
  assert_null(results_hold(results, TEXT("q1"), TEXT("BOB")));
  kept = results_hold(results, TEXT("q1"), TEXT("ANN"));
  assert_non_null(kept);
  assert_int_equal(kept_result_columns(kept), 1);
  assert_true(text_is(kept_result_column(kept, 0)->name, "A"));
  rows = kept_result_rows(kept, &err);
  results_release(results);
  assert_int_equal(batch_builder_rows(rows), 3);
  batch = batch_builder_view(rows, 0, 3);
  assert_true(text_is(batch_text(&batch.columns[0], 2), "hello"));
  batch_builder_free(rows);
  results_free(results);
}

static void of_a_result_that_is_too_large_only_the_columns_are_known(void **state)
{
  char *text = malloc((size_t)1 << 20);
  struct kept_result *kept;
  struct err err;

  (void)state;
  memset(text, 'x', ((size_t)1 << 20) - 1);
  text[((size_t)1 << 20) - 1] = '\0';
  kept = result_of(text, 40);
  err_clear(&err);
  assert_int_equal(kept_result_columns(kept), 1);
  assert_null(kept_result_rows(kept, &err));
  assert_int_equal(err.code, ERR_UNSUPPORTED);
  kept_result_free(kept);
  free(text);
}

static void the_oldest_results_go_first(void **state)
{
  struct results *results = results_new();
  char id[40];

  (void)state;
  for (int i = 0; i < 3000; i++) {
    snprintf(id, sizeof id, "q%d", i);
    results_add(results, id, TEXT("ANN"), result_of("x", 1));
  }
  assert_null(results_hold(results, TEXT("q999"), TEXT("ANN")));
  assert_non_null(results_hold(results, TEXT("q1000"), TEXT("ANN")));
  results_release(results);
  assert_non_null(results_hold(results, TEXT("q2999"), TEXT("ANN")));
  results_release(results);
  results_free(results);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_result_is_given_again_to_its_user_alone),
    cmocka_unit_test(of_a_result_that_is_too_large_only_the_columns_are_known),
    cmocka_unit_test(the_oldest_results_go_first),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
