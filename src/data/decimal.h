/* decimal.h: exact decimals of up to 38 digits: a 128-bit integer counted in 10^-scale.
 *
 * All rounding is half away from zero, as in Snowflake. Functions return false (and leave the
 * result alone) when it does not fit; none allocates. */
#ifndef DATA_DECIMAL_H
#define DATA_DECIMAL_H

#include "base/text.h"
#include "data/batch.h"

#define DECIMAL_TEXT_SIZE 48 /* Room for any decimal's text and a NUL. */

enum decimal_parse {
  DECIMAL_OK,
  DECIMAL_NOT_A_NUMBER,
  DECIMAL_OUT_OF_RANGE /* More than `precision` digits at this scale. */
};

/* 10^n for n from 0 to 38. */
int128 decimal_power(int n);
/* True when |value| < 10^precision. */
bool decimal_fits(int128 value, int precision);
/* Text as "[+-]digits[.digits][e[+-]digits]" with blanks around it, rounded to the scale. */
enum decimal_parse decimal_parse(struct text text, int precision, int scale,
                                 int128 *value);
/* Writes the number with exactly `scale` digits after the point, and a NUL; returns the length. */
size_t decimal_print(int128 value, int scale, char out[DECIMAL_TEXT_SIZE]);
/* From one scale to another. */
bool decimal_rescale(int128 value, int from, int to, int128 *result);
/* round(a * 10^shift / b) with a 256-bit product; a negative shift divides. b must not be 0. */
bool decimal_divide(int128 a, int128 b, int shift, int128 *result);
/* round(a * b / 10^shift) with a 256-bit product. */
bool decimal_multiply(int128 a, int128 b, int shift, int128 *result);
/* A double rounded to the scale. False when it is not finite or has over 38 digits. */
bool decimal_from_double(double value, int scale, int128 *result);
double decimal_to_double(int128 value, int scale);

enum decimal_mode {
  DECIMAL_HALF_AWAY,
  DECIMAL_HALF_EVEN,
  DECIMAL_TRUNC,
  DECIMAL_FLOOR,
  DECIMAL_CEIL
};

/* The value, still at its scale, rounded to `places` after the point (before it when negative). */
bool decimal_round(int128 value, int scale, int64_t places, enum decimal_mode mode,
                   int128 *result);

/* The same for fewer places, at the scale `to`, which lies between them: there may be room for it
 * where at its old scale there was none. */
bool decimal_round_to(int128 value, int scale, int64_t places, int to,
                      enum decimal_mode mode, int128 *result);

#endif
