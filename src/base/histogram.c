/* histogram.c: how often which durations came, in a fixed size. */
#include "base/histogram.h"

#include <math.h>

static int bucket_of(int64_t value)
{
  uint64_t number = value > 0 ? (uint64_t)value : 0;
  int bits;

  if (number >= (uint64_t)1 << HISTOGRAM_BITS)
    number = ((uint64_t)1 << HISTOGRAM_BITS) - 1;
  if (number < HISTOGRAM_STEPS)
    return (int)number;
  bits = 63 - __builtin_clzll(number);
  return HISTOGRAM_STEPS * (bits - 3) + (int)(number >> (bits - 4)) - HISTOGRAM_STEPS;
}

/* The middle of a bucket. */
static int64_t value_of(int bucket)
{
  int shift = bucket / HISTOGRAM_STEPS - 1;
  int64_t step = bucket % HISTOGRAM_STEPS + HISTOGRAM_STEPS;

  if (bucket < 2 * HISTOGRAM_STEPS)
    return bucket;
  return (step << shift) + ((int64_t)1 << shift) / 2;
}

void histogram_add(struct histogram *histogram, int64_t value)
{
  histogram->count++;
  histogram->buckets[bucket_of(value)]++;
}

void histogram_merge(struct histogram *histogram, const struct histogram *other)
{
  histogram->count += other->count;
  for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
    histogram->buckets[i] += other->buckets[i];
}

int64_t histogram_quantile(const struct histogram *histogram, double share)
{
  int64_t wanted = (int64_t)ceil(share * (double)histogram->count), seen = 0;

  if (wanted < 1)
    wanted = 1;
  for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
    seen += histogram->buckets[i];
    if (seen >= wanted)
      return value_of(i);
  }
  return -1;
}
