/* Whole numbers in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/numbers.h"

enum { COUNT = 5 };

static void numbers_are_sorted_and_found(void **state)
{
  static const int64_t sorted[COUNT] = { INT64_MIN, -1, 0, 7, INT64_MAX };
  int64_t numbers[COUNT] = { 7, INT64_MAX, -1, INT64_MIN, 0 };

  (void)state;
  qsort(numbers, COUNT, sizeof *numbers, numbers_compare);
  assert_memory_equal(numbers, sorted, sizeof sorted);
  for (int i = 0; i < COUNT; i++)
    assert_true(numbers_have(numbers, COUNT, sorted[i]));
  assert_false(numbers_have(numbers, COUNT, 6));
  assert_false(numbers_have(numbers, COUNT - 1, INT64_MAX));
  assert_false(numbers_have(NULL, 0, 0));
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(numbers_are_sorted_and_found) };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
