/* numbers.c: whole numbers in order. */
#include "base/numbers.h"

#include <stdlib.h>

int numbers_compare(const void *one, const void *other)
{
  int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

  return (a > b) - (a < b);
}

bool numbers_have(const int64_t *numbers, size_t count, int64_t number)
{
  return count && bsearch(&number, numbers, count, sizeof *numbers, numbers_compare);
}
