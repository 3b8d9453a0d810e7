/* decimal.c: exact decimals of up to 38 digits. */
#include "data/decimal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define MAX_DIGITS 38
#define INT128_MAX ((int128)(((uint128)1 << 127) - 1))

#define E19 ((uint128)10000000000000000000ULL)

static const uint64_t small_powers[] = { 1ULL,
                                         10ULL,
                                         100ULL,
                                         1000ULL,
                                         10000ULL,
                                         100000ULL,
                                         1000000ULL,
                                         10000000ULL,
                                         100000000ULL,
                                         1000000000ULL,
                                         10000000000ULL,
                                         100000000000ULL,
                                         1000000000000ULL,
                                         10000000000000ULL,
                                         100000000000000ULL,
                                         1000000000000000ULL,
                                         10000000000000000ULL,
                                         100000000000000000ULL,
                                         1000000000000000000ULL,
                                         10000000000000000000ULL };

int128 decimal_power(int n)
{
  assert(n >= 0 && n <= MAX_DIGITS);
  return (int128)(n < 20 ? (uint128)small_powers[n] : E19 * small_powers[n - 19]);
}

bool decimal_fits(int128 value, int precision)
{
  int128 limit = decimal_power(precision);

  return value < limit && value > -limit;
}

static uint128 magnitude(int128 value)
{
  return value < 0 ? (uint128)0 - (uint128)value : (uint128)value;
}

static bool signed_of(uint128 size, bool negative, int128 *result)
{
  if (size > (uint128)INT128_MAX)
    return false;
  *result = negative ? -(int128)size : (int128)size;
  return true;
}

static bool is_blank(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* The pieces of a number's text. */
struct spelled {
  bool negative;
  struct text whole;
  struct text fraction;
  int exponent; /* Clamped to +-100000. */
};

static struct text take_digits(struct text text, size_t *at)
{
  size_t from = *at;

  while (*at < text.len && is_digit(text.at[*at]))
    (*at)++;
  return text_from(text.at + from, *at - from);
}

static bool take_exponent(struct text text, size_t *at, int *exponent)
{
  bool negative = false;
  struct text digits;

  *exponent = 0;
  if (*at >= text.len || (text.at[*at] != 'e' && text.at[*at] != 'E'))
    return true;
  (*at)++;
  if (*at < text.len && (text.at[*at] == '+' || text.at[*at] == '-'))
    negative = text.at[(*at)++] == '-';
  digits = take_digits(text, at);
  for (size_t i = 0; i < digits.len && *exponent < 100000; i++)
    *exponent = *exponent * 10 + (digits.at[i] - '0');
  if (negative)
    *exponent = -*exponent;
  return digits.len > 0;
}

static bool spell(struct text text, struct spelled *spelled)
{
  size_t at = 0;

  while (text.len && is_blank(text.at[0]))
    text = text_from(text.at + 1, text.len - 1);
  while (text.len && is_blank(text.at[text.len - 1]))
    text.len--;
  memset(spelled, 0, sizeof *spelled);
  if (at < text.len && (text.at[at] == '+' || text.at[at] == '-'))
    spelled->negative = text.at[at++] == '-';
  spelled->whole = take_digits(text, &at);
  if (at < text.len && text.at[at] == '.') {
    at++;
    spelled->fraction = take_digits(text, &at);
  }
  if (spelled->whole.len + spelled->fraction.len == 0)
    return false;
  return take_exponent(text, &at, &spelled->exponent) && at == text.len;
}

static char digit_at(const struct spelled *spelled, size_t index)
{
  if (index < spelled->whole.len)
    return spelled->whole.at[index];
  return spelled->fraction.at[index - spelled->whole.len];
}

enum decimal_parse decimal_parse(struct text text, int precision, int scale,
                                 int128 *value)
{
  struct spelled spelled;
  uint128 size = 0;
  size_t count;
  int64_t keep; /* Digits that count at this scale; more than there are: zeros. */

  if (!spell(text, &spelled))
    return DECIMAL_NOT_A_NUMBER;
  count = spelled.whole.len + spelled.fraction.len;
  keep = (int64_t)spelled.whole.len + spelled.exponent + scale;
  for (int64_t i = 0; i < keep; i++) {
    int digit = i < (int64_t)count ? digit_at(&spelled, (size_t)i) - '0' : 0;

    if (size >= (uint128)decimal_power(MAX_DIGITS - 1))
      return DECIMAL_OUT_OF_RANGE; /* One digit more makes 39. */
    if (size == 0 && i >= (int64_t)count)
      break;
    size = size * 10 + (unsigned)digit;
  }
  if (keep >= 0 && keep < (int64_t)count && digit_at(&spelled, (size_t)keep) >= '5')
    size++;
  if (size >= (uint128)decimal_power(precision))
    return DECIMAL_OUT_OF_RANGE;
  *value = spelled.negative ? -(int128)size : (int128)size;
  return DECIMAL_OK;
}

size_t decimal_print(int128 value, int scale, char out[DECIMAL_TEXT_SIZE])
{
  char reversed[DECIMAL_TEXT_SIZE];
  uint128 size = magnitude(value);
  size_t len = 0;
  size_t at = 0;

  for (; size > UINT64_MAX; size /= 10)
    reversed[len++] = (char)('0' + (int)(size % 10));
  for (uint64_t low = (uint64_t)size; low > 0 || (int)len <= scale; low /= 10)
    reversed[len++] = (char)('0' + (int)(low % 10));
  if (value < 0)
    out[at++] = '-';
  while (len > 0) {
    out[at++] = reversed[--len];
    if (len > 0 && (int)len == scale)
      out[at++] = '.';
  }
  out[at] = '\0';
  return at;
}

/* size / by, rounded half away from zero. */
static uint128 divide_rounded(uint128 size, uint128 by)
{
  uint128 whole = size / by;
  uint128 rest = size % by;

  return rest >= by - rest ? whole + 1 : whole;
}

bool decimal_rescale(int128 value, int from, int to, int128 *result)
{
  int128 scaled;

  if (to <= from)
    return signed_of(divide_rounded(magnitude(value), (uint128)decimal_power(from - to)),
                     value < 0, result);
  if (__builtin_mul_overflow(value, decimal_power(to - from), &scaled) ||
      !decimal_fits(scaled, MAX_DIGITS))
    return false;
  *result = scaled;
  return true;
}

struct wide {
  uint128 high;
  uint128 low;
};

static struct wide multiply_wide(uint128 a, uint128 b)
{
  uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a;
  uint64_t b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
  uint128 low = (uint128)a0 * b0;
  uint128 middle = (uint128)a1 * b0 + (uint64_t)(low >> 64);
  uint128 other = (uint128)a0 * b1 + (uint64_t)middle;

  return (struct wide){ (uint128)a1 * b1 + (middle >> 64) + (other >> 64),
                        (other << 64) | (uint64_t)low };
}

/* A 256-bit number divided by a 128-bit one, bit by bit; false when the quotient is wider. */
static bool divide_wide(struct wide number, uint128 by, uint128 *quotient, uint128 *rest)
{
  uint128 remainder = number.high;
  uint128 result = 0;

  if (number.high == 0) {
    *quotient = number.low / by;
    *rest = number.low % by;
    return true;
  }
  if (remainder >= by)
    return false;
  for (int bit = 127; bit >= 0; bit--) {
    bool carry = (remainder >> 127) != 0;

    remainder = (remainder << 1) | ((number.low >> bit) & 1);
    if (carry || remainder >= by) {
      remainder -= by;
      result |= (uint128)1 << bit;
    }
  }
  *quotient = result;
  *rest = remainder;
  return true;
}

static bool wide_rounded(struct wide number, uint128 by, bool negative, int128 *result)
{
  uint128 quotient, rest;
  int128 value;

  if (!divide_wide(number, by, &quotient, &rest))
    return false;
  if (rest >= by - rest && ++quotient == 0)
    return false;
  if (!signed_of(quotient, negative, &value) || !decimal_fits(value, MAX_DIGITS))
    return false;
  *result = value;
  return true;
}

/* Another power of ten; false when 256 bits are too few, and so were 38 digits of a quotient. */
static bool multiply_more(struct wide *number, int shift)
{
  uint128 power = (uint128)decimal_power(shift);
  struct wide low = multiply_wide(number->low, power);
  struct wide high = multiply_wide(number->high, power);

  *number = (struct wide){ high.low + low.high, low.low };
  return high.high == 0 && number->high >= high.low;
}

bool decimal_divide(int128 a, int128 b, int shift, int128 *result)
{
  bool negative = (a < 0) != (b < 0);
  int first = shift < MAX_DIGITS ? shift : MAX_DIGITS;
  struct wide number;

  assert(b != 0);
  if (shift < 0) { /* One rounding only: the divisor takes the power. */
    struct wide by = multiply_wide(magnitude(b), (uint128)decimal_power(-shift));

    if (by.high || by.low > (uint128)INT128_MAX) {
      *result = 0; /* The divisor is more than twice as large as any decimal. */
      return true;
    }
    return wide_rounded((struct wide){ 0, magnitude(a) }, by.low, negative, result);
  }
  number = multiply_wide(magnitude(a), (uint128)decimal_power(first));
  if (shift > first && !multiply_more(&number, shift - first))
    return false;
  return wide_rounded(number, magnitude(b), negative, result);
}

bool decimal_multiply(int128 a, int128 b, int shift, int128 *result)
{
  return wide_rounded(multiply_wide(magnitude(a), magnitude(b)),
                      (uint128)decimal_power(shift), (a < 0) != (b < 0), result);
}

bool decimal_from_double(double value, int scale, int128 *result)
{
  double scaled = round(value * (double)decimal_power(scale));

  if (!isfinite(value) || !(fabs(scaled) < 1e38))
    return false;
  *result = (int128)scaled;
  return true;
}

/* Both within 2^53: one division rounds once and is right. Others: by way of long double. */
double decimal_to_double(int128 value, int scale)
{
  return (double)((long double)value / (long double)decimal_power(scale));
}

/* What `rest` (the magnitude that is cut off, of a unit `by`) adds to the magnitude. */
static bool rounds_up(uint128 whole, uint128 rest, uint128 by, bool negative,
                      enum decimal_mode mode)
{
  if (rest == 0)
    return false;
  switch (mode) {
  case DECIMAL_HALF_AWAY: return rest >= by - rest;
  case DECIMAL_HALF_EVEN: return rest > by - rest || (rest == by - rest && (whole & 1));
  case DECIMAL_TRUNC: return false;
  case DECIMAL_FLOOR: return negative;
  case DECIMAL_CEIL: return !negative;
  }
  return false;
}

bool decimal_round_to(int128 value, int scale, int64_t places, int to,
                      enum decimal_mode mode, int128 *result)
{
  int64_t least_places = scale - MAX_DIGITS;
  uint128 size = magnitude(value);
  /* A unit of more than 38 digits is more than twice as large as any value. */
  uint128 by = places < least_places ? ~(uint128)0
                                     : (uint128)decimal_power((int)(scale - places));
  uint128 whole = size / by;
  int128 rounded;

  if (rounds_up(whole, size % by, by, value < 0, mode))
    whole++;
  if (whole == 0)
    places = to;
  if (to - places > MAX_DIGITS ||
      !signed_of(whole * (uint128)decimal_power((int)(to - places)), value < 0,
                 &rounded) ||
      !decimal_fits(rounded, MAX_DIGITS))
    return false;
  *result = rounded;
  return true;
}

bool decimal_round(int128 value, int scale, int64_t places, enum decimal_mode mode,
                   int128 *result)
{
  if (places < scale)
    return decimal_round_to(value, scale, places, scale, mode, result);
  *result = value;
  return true;
}
