/* histogram.h: how often which durations came, in a fixed size, so that counting one costs nanoseconds.
 *
 * From 16 on a bucket is a sixteenth of a power of two wide: what is read back is at most 3.2 percent beside
 * what was counted. The owner guards it; all zero is empty. */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdint.h>

/* The largest value that is told from larger ones is 2^40 - 1: of microseconds, twelve days. */
enum {
  HISTOGRAM_STEPS = 16,
  HISTOGRAM_BITS = 40,
  HISTOGRAM_BUCKETS = HISTOGRAM_STEPS * (HISTOGRAM_BITS - 3)
};

struct histogram {
  int64_t count;
  uint32_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, int64_t value);
/* Adds what was counted in another. */
void histogram_merge(struct histogram *histogram, const struct histogram *other);
/* The value that `share` of all (0.95) do not exceed; -1: there is none. */
int64_t histogram_quantile(const struct histogram *histogram, double share);

#endif
