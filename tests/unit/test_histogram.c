/* test_histogram.c: what is read back of a histogram lies near what was counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/histogram.h"

static void one_value_is_read_back_within_its_bucket(void **state)
{
  (void)state;
  for (int64_t value = 0; value < INT64_C(1) << (HISTOGRAM_BITS - 1);
       value += value / 7 + 1) {
    struct histogram histogram = { 0 };
    int64_t back;

    histogram_add(&histogram, value);
    back = histogram_quantile(&histogram, 0.5);
    assert_true(llabs(back - value) * 31 <= value);
  }
}

static void values_out_of_range_count_in_the_outermost_buckets(void **state)
{
  struct histogram histogram = { 0 };

  (void)state;
  histogram_add(&histogram, -5);
  histogram_add(&histogram, INT64_MAX);
  assert_int_equal(histogram_quantile(&histogram, 0.5), 0);
  assert_true(histogram_quantile(&histogram, 1) >= INT64_C(1) << (HISTOGRAM_BITS - 1));
}

static void quantiles_are_values_that_so_many_do_not_exceed(void **state)
{
  struct histogram odd = { 0 }, even = { 0 };

  (void)state;
  assert_int_equal(histogram_quantile(&odd, 0.5), -1);
  for (int i = 1; i <= 10; i++)
    histogram_add(i % 2 ? &odd : &even, i);
  histogram_merge(&odd, &even);
  assert_int_equal(odd.count, 10);
  assert_int_equal(histogram_quantile(&odd, 0), 1);
  assert_int_equal(histogram_quantile(&odd, 0.5), 5);
  assert_int_equal(histogram_quantile(&odd, 0.9), 9);
  assert_int_equal(histogram_quantile(&odd, 0.95), 10);
  assert_int_equal(histogram_quantile(&odd, 1), 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_value_is_read_back_within_its_bucket),
    cmocka_unit_test(values_out_of_range_count_in_the_outermost_buckets),
    cmocka_unit_test(quantiles_are_values_that_so_many_do_not_exceed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
