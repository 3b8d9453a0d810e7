/* murmur.h: MurmurHash3 of 128 bits, which sketches share with other programs. */
#ifndef BUILTIN_MURMUR_H
#define BUILTIN_MURMUR_H

#include "base/text.h"

struct murmur {
  uint64_t low, high;
};

struct murmur murmur_hash(struct text bytes, uint64_t seed);
/* Spreads a number over 64 bits. */
uint64_t murmur_mix(uint64_t value);

#endif
