/* registers.h: how many different values HyperLogLog registers stand for. */
#ifndef BUILTIN_REGISTERS_H
#define BUILTIN_REGISTERS_H

#include <stddef.h>
#include <stdint.h>

/* Each register holds the greatest rank (leading zeros and one) of its values, 0 for none; no
 * rank is above `most`. Nearly unbiased for few and for many values alike. */
double registers_estimate(const uint8_t *registers, size_t count, int most);

#endif
