/* real.c: doubles as Snowflake reads and prints them. */
#include "data/real.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHORT_NUMBER 128

static bool is_special(struct text text)
{
  if (text.len && (text.at[0] == '-' || text.at[0] == '+'))
    text = text_slice(text, 1, text.len);
  return text_is_nocase(text, "inf") || text_is_nocase(text, "infinity") ||
         text_is_nocase(text, "nan");
}

static size_t count_digits(struct text text, size_t at)
{
  size_t from = at;

  while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
    at++;
  return at - from;
}

static bool is_sign(struct text text, size_t at)
{
  return at < text.len && (text.at[at] == '-' || text.at[at] == '+');
}

/* What strtod takes beyond decimal numbers (hexadecimal, "nan(...)") is refused. */
static bool is_decimal(struct text text)
{
  size_t at = is_sign(text, 0) ? 1 : 0;
  size_t digits = count_digits(text, at);
  size_t exponent;

  at += digits;
  if (at < text.len && text.at[at] == '.') {
    size_t fraction = count_digits(text, at + 1);

    at += 1 + fraction;
    digits += fraction;
  }
  if (digits == 0)
    return false;
  if (at < text.len && (text.at[at] | 32) == 'e') {
    at += is_sign(text, at + 1) ? 2 : 1;
    exponent = count_digits(text, at);
    at += exponent;
    return exponent > 0 && at == text.len;
  }
  return at == text.len;
}

enum real_parse real_parse(struct text text, double *value)
{
  char room[SHORT_NUMBER];
  char *copy = room;

  text = text_trim(text);
  if (!is_special(text) && !is_decimal(text))
    return REAL_NOT_A_NUMBER;
  if (text.len >= sizeof room && (copy = malloc(text.len + 1)) == NULL)
    abort();
  memcpy(copy, text.at, text.len);
  copy[text.len] = '\0';
  *value = strtod(copy, NULL);
  if (copy != room)
    free(copy);
  return isinf(*value) && !is_special(text) ? REAL_OUT_OF_RANGE : REAL_OK;
}

static size_t print_special(double value, char out[REAL_TEXT_SIZE])
{
  return (size_t)snprintf(out, REAL_TEXT_SIZE, "%s",
                          isnan(value) ? "NaN"
                          : value < 0  ? "-inf"
                                       : "inf");
}

#if LDBL_MANT_DIG >= 64

/* 10^0 to 10^27 are exact in 64 bits of mantissa, as are whole numbers of 17 digits. */
# define MOST_POWER 27
static const long double powers[MOST_POWER + 1] = {
  1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
  1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
  1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L,
};
# define LEAST 1e-5 /* Smaller and larger values are written with exponents. */
# define MOST 1e15

enum sure { SURE_YES, SURE_NO, SURE_NOT };

/* How far the next value is, above (by 1) or below (by -1): that of a positive value. */
static long double gap(double value, int by)
{
  uint64_t bits;
  double next;

  memcpy(&bits, &value, sizeof bits);
  bits += (uint64_t)by;
  memcpy(&next, &bits, sizeof next);
  return (long double)(next - value) * by;
}

/* The value rounded to some digits behind the point, as a whole number; whether that reads back as the
 * value. One operation on 64 bits is wrong by half a unit of its last place at most: what that could turn
 * is left to others. */
static enum sure round_to(double value, int places, uint64_t *rounded)
{
  long double scaled = (long double)value * powers[places];
  uint64_t whole = (uint64_t)scaled;
  long double rest = scaled - (long double)whole;
  long double slack = scaled * 0x1p-62L;
  long double off;

  if (rest - 0.5L <= slack && 0.5L - rest <= slack)
    return SURE_NOT;
  *rounded = whole + (rest > 0.5L);
  off = rest > 0.5L ? 1 - rest : rest;
  if (off + slack < gap(value, -1) / 2 * powers[places])
    return SURE_YES;
  return off > gap(value, 1) / 2 * powers[places] + slack ? SURE_NO : SURE_NOT;
}

/* "12.5" of 12500 and three places: without zeros at the end. */
static size_t print_places(bool negative, uint64_t rounded, int places,
                           char out[REAL_TEXT_SIZE])
{
  char digits[REAL_TEXT_SIZE];
  size_t at = sizeof digits, len;

  for (; places && rounded % 10 == 0; places--)
    rounded /= 10;
  for (int i = 0; i < places; i++, rounded /= 10)
    digits[--at] = (char)('0' + rounded % 10);
  if (places)
    digits[--at] = '.';
  do
    digits[--at] = (char)('0' + rounded % 10);
  while (rounded /= 10);
  if (negative)
    digits[--at] = '-';
  len = sizeof digits - at;
  memcpy(out, digits + at, len);
  out[len] = '\0';
  return len;
}

/* How many digits a value has before its point; 0 and less: so many zeros follow the point. */
static int whole_digits(double value)
{
  int digits = -4;

  while (digits < 15 && (digits < 0 ? value * (double)powers[-digits] >= 1
                                    : value >= (double)powers[digits]))
    digits++;
  return digits;
}

/* 0: not known for sure. */
static size_t print_quickly(double value, char out[REAL_TEXT_SIZE])
{
  double size = fabs(value);
  uint64_t rounded;
  int whole;

  if (size < LEAST * 10 || size >= MOST)
    return 0;
  whole = whole_digits(size);
  for (int digits = 15; digits <= 17; digits++) {
    int places = digits - whole;
    enum sure sure = places > MOST_POWER ? SURE_NOT : round_to(size, places, &rounded);

    if (sure == SURE_NOT && digits < 17)
      return 0;
    if (sure == SURE_YES)
      return print_places(value < 0, rounded, places, out);
  }
  return 0;
}

#else

static size_t print_quickly(double value, char out[REAL_TEXT_SIZE])
{
  (void)value;
  (void)out;
  return 0;
}

#endif

static size_t print_slowly(double value, char out[REAL_TEXT_SIZE])
{
  for (int digits = 15;; digits++) {
    int len = snprintf(out, REAL_TEXT_SIZE, "%.*g", digits, value);

    if (digits == 17 || strtod(out, NULL) == value)
      return (size_t)len;
  }
}

size_t real_print(double value, char out[REAL_TEXT_SIZE])
{
  size_t len;

  if (!isfinite(value))
    return print_special(value, out);
  if (value == 0)
    value = 0; /* No minus sign. */
  len = print_quickly(value, out);
  return len ? len : print_slowly(value, out);
}

size_t real_print_float(float value, char out[REAL_TEXT_SIZE])
{
  if (!isfinite(value))
    return print_special((double)value, out);
  for (int digits = 6;; digits++) {
    int len = snprintf(out, REAL_TEXT_SIZE, "%.*g", digits, (double)value);

    if (digits == 9 || strtof(out, NULL) == value)
      return (size_t)len;
  }
}

size_t real_print_scientific(double value, char out[REAL_TEXT_SIZE])
{
  int len;

  if (!isfinite(value))
    return print_special(value, out);
  len = snprintf(out, REAL_TEXT_SIZE, "%.15e", value);
  if (strtod(out, NULL) != value)
    len = snprintf(out, REAL_TEXT_SIZE, "%.16e", value);
  return (size_t)len;
}
