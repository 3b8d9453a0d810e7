/* fn_random.c: data generation in C: RANDOM, UNIFORM, NORMAL, ZIPF, RANDSTR.
 *
 * All but RANDOM are plain functions of their last argument, the generator: it is what differs
 * from row to row. */
#include <math.h>

#include "builtin/fn.h"
#include "builtin/random_source.h"

#define MOST_ELEMENTS 16777215
#define MOST_CHARS 134217728 /* Of a VARCHAR. */

/* ---- RANDOM ---- */

static void next_number(struct engine_call *call)
{
  struct random_source *source = call_state(call);

  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, (int64_t)random_next(source));
}

/* RANDOM(seed): the number that belongs to a row by its position. */
static void number_at(struct engine_call *call)
{
  struct random_sequence *sequence = call_state(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    if (call_arg_is_null(call, 0, row)) {
      call_fail(call, ERR_INVALID_VALUE,
                "Invalid parameter value: NULL. Reason: seed must not be NULL");
      return;
    }
    call_set_int(call, row,
                 (int64_t)random_at(sequence, (uint64_t)call_int(call, 0, row),
                                    call_int(call, 1, row)));
  }
}

/* ---- even distributions ---- */

static uint64_t generator_bits(const struct engine_call *call, int arg, size_t row)
{
  return random_scramble((uint64_t)call_int(call, arg, row), 0);
}

static bool is_range(struct engine_call *call, bool ok)
{
  if (!ok)
    call_fail(call, ERR_INVALID_ARGUMENT,
              "Invalid range for UNIFORM: the minimum is larger than the maximum");
  return ok;
}

static void uniform_whole(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t low = call_int(call, 0, row), high = call_int(call, 1, row);
    uint64_t count = (uint64_t)high - (uint64_t)low + 1;
    uint64_t bits = generator_bits(call, 2, row);

    if (!is_range(call, low <= high))
      return;
    if (count)
      bits = (uint64_t)(((unsigned __int128)bits * count) >> 64);
    call_set_int(call, row, (int64_t)((uint64_t)low + bits));
  }
}

/* Of decimals: any that the scale can say. */
static void uniform_decimal(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 low = call_int128(call, 0, row), high = call_int128(call, 1, row);
    uint64_t seed = (uint64_t)call_int(call, 2, row);
    unsigned __int128 bits = ((unsigned __int128)random_scramble(seed, 1) << 64) |
                             random_scramble(seed, 0);

    if (!is_range(call, low <= high))
      return;
    bits %= (unsigned __int128)(high - low) + 1;
    call_set_int128(call, row, low + (int128)bits);
  }
}

static void uniform_real(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double low = call_double(call, 0, row), high = call_double(call, 1, row);

    if (!is_range(call, low <= high))
      return;
    call_set_double(call, row,
                    low + (high - low) * random_fraction(generator_bits(call, 2, row)));
  }
}

static void random_text(struct engine_call *call)
{
  static const char chars[] =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t length = call_int(call, 0, row);
    uint64_t seed = (uint64_t)call_int(call, 1, row);

    if (length < 0 || length > MOST_CHARS) {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid length for RANDSTR: %lld",
                (long long)length);
      break;
    }
    buf_reset(&out);
    for (int64_t i = 0; i < length; i++)
      buf_add_char(&out, chars[(random_scramble(seed, (uint64_t)i) >> 32) * 62 >> 32]);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* ---- other distributions ---- */

/* Box and Muller's transform of two even fractions. */
static void normal(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    uint64_t seed = (uint64_t)call_int(call, 2, row);
    double radius = 1 - random_fraction(random_scramble(seed, 0)); /* Above 0. */
    double angle = random_fraction(random_scramble(seed, 1));
    double deviate = sqrt(-2 * log(radius)) * cos(2 * M_PI * angle);

    call_set_double(call, row,
                    call_double(call, 0, row) + call_double(call, 1, row) * deviate);
  }
}

/* Rejection by inversion (Hoermann and Derflinger, 1996): no table of the elements. `integral` is
 * that of x^-exponent, `inverse` leads back. */
static double integral(double x, double exponent)
{
  double log_x = log(x);
  double t = (1 - exponent) * log_x;

  return fabs(t) > 1e-8 ? expm1(t) / t * log_x : log_x * (1 + t / 2 * (1 + t / 3));
}

static double inverse(double x, double exponent)
{
  double t = x * (1 - exponent);

  if (t < -1)
    t = -1;
  return exp(fabs(t) > 1e-8 ? log1p(t) / t * x : x * (1 - t / 2 + t * t / 3));
}

static int64_t zipf_element(double exponent, int64_t count, uint64_t seed)
{
  double low = integral(1.5, exponent) - 1;
  double high = integral((double)count + 0.5, exponent);
  double sure = 2 - inverse(integral(2.5, exponent) - pow(2, -exponent), exponent);

  for (uint64_t round = 0;; round++) {
    double u = high + random_fraction(random_scramble(seed, round)) * (low - high);
    double x = inverse(u, exponent);
    double element = floor(x + 0.5);

    element = element < 1 ? 1 : element > (double)count ? (double)count : element;
    if (element - x <= sure ||
        u >= integral(element + 0.5, exponent) - pow(element, -exponent))
      return (int64_t)element;
  }
}

static void zipf(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double exponent = call_double(call, 0, row);
    int64_t count = call_int(call, 1, row);

    if (!(exponent >= 0) || isinf(exponent) || count < 1 || count > MOST_ELEMENTS) {
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Invalid arguments for ZIPF: s must not be negative and N must be from 1 "
                "to %d",
                MOST_ELEMENTS);
      return;
    }
    call_set_int(call, row,
                 zipf_element(exponent, count, (uint64_t)call_int(call, 2, row)));
  }
}

const struct engine_function_row fn_random_rows[] = {
  { "sg_normal", "DOUBLE, DOUBLE, BIGINT", "DOUBLE", normal, 0 },
  { "sg_random", "", "BIGINT", next_number, ENGINE_VOLATILE,
    sizeof(struct random_source) },
  { "sg_random_at", "BIGINT, BIGINT", "BIGINT", number_at, ENGINE_SEES_NULLS,
    sizeof(struct random_sequence) },
  { "sg_random_text", "BIGINT, BIGINT", "VARCHAR", random_text, 0 },
  { "sg_uniform", "DOUBLE, DOUBLE, BIGINT", "DOUBLE", uniform_real, 0 },
  { "sg_uniform_whole", "BIGINT, BIGINT, BIGINT", "BIGINT", uniform_whole, 0 },
  { "sg_zipf", "DOUBLE, BIGINT, BIGINT", "BIGINT", zipf, 0 },
};

const int fn_random_count = (int)(sizeof(fn_random_rows) / sizeof(fn_random_rows[0]));

const struct fn_family_row fn_random_families[] = {
  { "sg_uniform_", "@, @, BIGINT", "@", uniform_decimal },
};

const int fn_random_family_count = (int)(sizeof(fn_random_families) /
                                         sizeof(fn_random_families[0]));
