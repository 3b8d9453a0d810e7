/* datasketch.h: HLL sketches in the binary format of Apache DataSketches.
 *
 * A sketch keeps coupons (26 bits of a slot, 6 of a rank) while there are few, then a register for
 * each of its 2^lg_k slots. It is written as a list, a set or HLL_8, and read in all forms of the
 * format's version 1: HLL_4, HLL_6 and HLL_8, compact or not. */
#ifndef BUILTIN_DATASKETCH_H
#define BUILTIN_DATASKETCH_H

#include "base/buf.h"

#define DATASKETCH_LEAST_LG 4
#define DATASKETCH_MOST_LG 21

struct datasketch {
  int lg_k;          /* 0: not known yet. */
  uint32_t *coupons; /* Sorted. */
  int count, room;
  uint8_t *registers; /* NULL while there are few. */
};

void datasketch_clear(struct datasketch *sketch);
/* Adds a value by its bytes as the library hashes them; lg_k must be set. */
void datasketch_add(struct datasketch *sketch, struct text bytes);
/* Adds what another sketch holds; the coarser lg_k of the two stays where registers are kept. */
void datasketch_merge(struct datasketch *sketch, const struct datasketch *more);
double datasketch_estimate(const struct datasketch *sketch);
void datasketch_write(const struct datasketch *sketch, struct buf *out);
/* Into a zeroed sketch; false when the bytes are no such sketch. */
bool datasketch_read(struct text bytes, struct datasketch *sketch);

#endif
