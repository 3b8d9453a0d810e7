/* size.c: how many bytes something has, as people read it. */
#include "base/size.h"

#include <stdio.h>

/* Above it three digits say 1000 of a unit. */
#define LARGEST 999.5

const char *size_put(int64_t bytes, char words[SIZE_WORDS])
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
  double amount = (double)bytes;
  int unit = 0;

  while (amount >= LARGEST) {
    amount /= 1000;
    unit++;
  }
  snprintf(words, SIZE_WORDS, "%.3g %s", amount, units[unit]);
  return words;
}
