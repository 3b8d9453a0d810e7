/* registers.c: Ertl's estimator for HyperLogLog ("New cardinality estimation algorithms for
 * HyperLogLog sketches", 2017), which needs no tables of measured biases. */
#include "builtin/registers.h"

#include <math.h>

#define MOST_RANK 64

/* x + x^2 + 2 x^4 + 4 x^8 + ...: what empty registers tell. */
static double sigma(double x)
{
  double weight = 1, sum = x, before;

  if (x == 1)
    return INFINITY;
  do {
    before = sum;
    x *= x;
    sum += x * weight;
    weight += weight;
  } while (sum != before);
  return sum;
}

/* What full registers tell. */
static double tau(double x)
{
  double weight = 1, sum = 1 - x, before;

  if (x == 0 || x == 1)
    return 0;
  do {
    before = sum;
    x = sqrt(x);
    weight *= 0.5;
    sum -= (1 - x) * (1 - x) * weight;
  } while (sum != before);
  return sum / 3;
}

double registers_estimate(const uint8_t *registers, size_t count, int most)
{
  size_t with_rank[MOST_RANK + 1] = { 0 };
  double size = (double)count, sum;

  for (size_t i = 0; i < count; i++)
    with_rank[registers[i] < most ? registers[i] : most]++;
  sum = size * tau(1 - (double)with_rank[most] / size);
  for (int rank = most - 1; rank > 0; rank--)
    sum = 0.5 * (sum + (double)with_rank[rank]);
  sum += size * sigma((double)with_rank[0] / size);
  return isinf(sum) ? 0 : size * size / (2 * log(2) * sum);
}
