/* numbers.h: whole numbers in order. */
#ifndef BASE_NUMBERS_H
#define BASE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For qsort and bsearch of int64_t, the smallest first. */
int numbers_compare(const void *one, const void *other);
/* Whether a number is among `count` such, which are in order. With none, `numbers` may be NULL. */
bool numbers_have(const int64_t *numbers, size_t count, int64_t number);

#endif
