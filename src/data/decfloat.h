/* decfloat.h: decimal floating-point numbers, Snowflake's DECFLOAT: up to 38 digits and an exponent.
 *
 * A value is digits * 10^exponent, with the exponent from -16383 to 16384; every value has one form
 * here: no zero at the end of its digits, and a zero's exponent is 0. Results of more than 38 digits
 * are rounded half away from zero. Functions return false (and leave the result alone) where there
 * is no such value; none allocates. */
#ifndef DATA_DECFLOAT_H
#define DATA_DECFLOAT_H

#include "base/text.h"
#include "data/batch.h"

#define DECFLOAT_DIGITS 38
#define DECFLOAT_TEXT_SIZE 56 /* Room for any value's text and a NUL. */
#define DECFLOAT_BYTES 24     /* Room for any value's stored form. */

struct decfloat {
  int128 digits;
  int exponent;
};

enum decfloat_parse { DECFLOAT_OK, DECFLOAT_NOT_A_NUMBER, DECFLOAT_OUT_OF_RANGE };

/* The one form of digits * 10^exponent; |digits| is at most 10^38. */
bool decfloat_make(int128 digits, int64_t exponent, struct decfloat *result);

/* Text as "[+-]digits[.digits][e[+-]digits]" with blanks around it. */
enum decfloat_parse decfloat_parse(struct text text, struct decfloat *value);
/* "1.5", "-4.2e-5432": without an exponent where 38 digits are enough. Adds a NUL; the length. */
size_t decfloat_print(struct decfloat value, char out[DECFLOAT_TEXT_SIZE]);

/* The stored form: bytes that sort as the values do, and are equal when these are. */
size_t decfloat_pack(struct decfloat value, char out[DECFLOAT_BYTES]);
bool decfloat_unpack(struct text bytes,
                     struct decfloat *value); /* False: no such bytes. */

bool decfloat_add(struct decfloat a, struct decfloat b, struct decfloat *result);
bool decfloat_multiply(struct decfloat a, struct decfloat b, struct decfloat *result);
/* b must not be 0. */
bool decfloat_divide(struct decfloat a, struct decfloat b, struct decfloat *result);

enum decfloat_mode { DECFLOAT_HALF_AWAY, DECFLOAT_TRUNC, DECFLOAT_FLOOR, DECFLOAT_CEIL };

/* Rounded to `places` after the point, before it when negative. */
bool decfloat_round(struct decfloat value, int64_t places, enum decfloat_mode mode,
                    struct decfloat *result);

#endif
