/* random_source.h: numbers by chance: unpredictable ones, a sequence by its seed, and a number's
 * scramble. */
#ifndef BUILTIN_RANDOM_SOURCE_H
#define BUILTIN_RANDOM_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

/* xoshiro256++; all zero before its first use, then seeded by the system. */
struct random_source {
  uint64_t state[4];
};

uint64_t random_next(struct random_source *source);

#define RANDOM_TWIST 312

/* The 64-bit Mersenne twister, which RANDOM(seed) is in Snowflake too (its documentation's values
 * for RANDOM(4711) come out of it). All zero before its first use. */
struct random_sequence {
  uint64_t words[RANDOM_TWIST];
  uint64_t seed;
  int64_t position; /* Of the number that comes next. */
  bool started;
};

/* The number at a position; quick when positions ascend. */
uint64_t random_at(struct random_sequence *sequence, uint64_t seed, int64_t position);

/* Another number of the same 64 bits, without any likeness; a new one for each `round`. */
uint64_t random_scramble(uint64_t value, uint64_t round);
/* 64 random bits as a number from 0 to below 1. */
double random_fraction(uint64_t bits);

#endif
