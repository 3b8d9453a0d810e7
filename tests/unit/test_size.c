/* test_size.c: how many bytes something has, as people read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/size.h"

static void a_size_is_three_digits_and_a_unit(void **state)
{
  static const struct {
    int64_t bytes;
    const char *words;
  } cases[] = {
    { 0, "0 B" },
    { 1, "1 B" },
    { 999, "999 B" },
    { 1000, "1 kB" },
    { 1500, "1.5 kB" },
    { 39936, "39.9 kB" },
    { 99949, "99.9 kB" },
    { 99951, "100 kB" },
    { 999499, "999 kB" },
    { 999500, "1 MB" },
    { 1234567, "1.23 MB" },
    { 409600000, "410 MB" },
    { 5368709120, "5.37 GB" },
    { 2000000000000, "2 TB" },
    { 1000000000000000, "1 PB" },
    { INT64_MAX, "9.22 EB" },
  };
  char words[SIZE_WORDS];

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(size_put(cases[i].bytes, words), cases[i].words);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_size_is_three_digits_and_a_unit),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
