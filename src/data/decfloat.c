/* decfloat.c: decimal floating-point numbers of up to 38 digits: text, stored form, arithmetic. */
#include "data/decfloat.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "data/decimal.h"

enum { LEAST_EXPONENT = -16383, MOST_EXPONENT = 16384, EXPONENT_BIAS = 20000 };

/* The stored form's first byte. */
enum { TAG_NEGATIVE = 0x40, TAG_ZERO = 0x80, TAG_POSITIVE = 0xC0 };

static uint128 magnitude(int128 value)
{
  return value < 0 ? -(uint128)value : (uint128)value;
}

static int digit_count(int128 digits)
{
  uint128 size = magnitude(digits);
  int count = 0;

  while (count < DECFLOAT_DIGITS && size >= (uint128)decimal_power(count))
    count++;
  return count;
}

bool decfloat_make(int128 digits, int64_t exponent, struct decfloat *result)
{
  if (digits == 0) {
    *result = (struct decfloat){ 0, 0 };
    return true;
  }
  for (; digits % 10 == 0; exponent++)
    digits /= 10;
  /* A digit's own exponent may be greater where zeros stand for the missing digits. */
  if (exponent < LEAST_EXPONENT ||
      exponent + digit_count(digits) > MOST_EXPONENT + DECFLOAT_DIGITS)
    return false;
  *result = (struct decfloat){ digits, (int)exponent };
  return true;
}

/* ---- text ---- */

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* Digits as they are read: the first 38 that count, and what the next one rounds to. */
struct reading {
  int128 digits;
  int64_t exponent;
  int count;
  bool any, cut, round_up;
};

static void read_digit(struct reading *reading, int digit, bool after_point)
{
  reading->any = true;
  if (reading->count == DECFLOAT_DIGITS) {
    reading->round_up |= !reading->cut && digit >= 5;
    reading->cut = true;
    reading->exponent += !after_point;
    return;
  }
  reading->digits = reading->digits * 10 + digit;
  reading->count += reading->count || digit;
  reading->exponent -= after_point;
}

/* The exponent after its "e"; what is far out of range stays so. */
static bool read_exponent(struct text text, size_t *at, int64_t *exponent)
{
  bool negative = false;
  int64_t value = 0;
  size_t from;

  (*at)++;
  if (*at < text.len && (text.at[*at] == '+' || text.at[*at] == '-'))
    negative = text.at[(*at)++] == '-';
  from = *at;
  for (; *at < text.len && is_digit(text.at[*at]); (*at)++)
    if (value < INT32_MAX)
      value = value * 10 + (text.at[*at] - '0');
  *exponent += negative ? -value : value;
  return *at > from;
}

enum decfloat_parse decfloat_parse(struct text text, struct decfloat *value)
{
  struct reading reading = { 0 };
  bool negative = false, after_point = false;
  size_t at = 0;

  text = text_trim(text);
  if (text.len && (text.at[0] == '+' || text.at[0] == '-'))
    negative = text.at[at++] == '-';
  for (; at < text.len && (is_digit(text.at[at]) || (text.at[at] == '.' && !after_point));
       at++) {
    if (text.at[at] == '.')
      after_point = true;
    else
      read_digit(&reading, text.at[at] - '0', after_point);
  }
  if (!reading.any)
    return DECFLOAT_NOT_A_NUMBER;
  if (at < text.len && (text.at[at] == 'e' || text.at[at] == 'E') &&
      !read_exponent(text, &at, &reading.exponent))
    return DECFLOAT_NOT_A_NUMBER;
  if (at < text.len)
    return DECFLOAT_NOT_A_NUMBER;
  reading.digits += reading.round_up;
  return decfloat_make(negative ? -reading.digits : reading.digits, reading.exponent,
                       value)
           ? DECFLOAT_OK
           : DECFLOAT_OUT_OF_RANGE;
}

static size_t print_scientific(struct decfloat value, int count,
                               char out[DECFLOAT_TEXT_SIZE])
{
  size_t len = decimal_print(value.digits, count - 1, out);

  return len + (size_t)snprintf(out + len, DECFLOAT_TEXT_SIZE - len, "e%d",
                                value.exponent + count - 1);
}

size_t decfloat_print(struct decfloat value, char out[DECFLOAT_TEXT_SIZE])
{
  int count = digit_count(value.digits);

  if (value.exponent + count > DECFLOAT_DIGITS || value.exponent < -DECFLOAT_DIGITS)
    return print_scientific(value, count, out);
  if (value.exponent < 0)
    return decimal_print(value.digits, -value.exponent, out);
  return decimal_print(value.digits * decimal_power(value.exponent), 0, out);
}

/* ---- the stored form ---- */

/* A tag, the exponent of the first digit, then two digits a byte, none of which is 0: so that a
 * value that goes on is greater than one that ends. A negative value's bytes are inverted and end
 * in one that is greater than all of them. */
size_t decfloat_pack(struct decfloat value, char out[DECFLOAT_BYTES])
{
  char digits[DECIMAL_TEXT_SIZE + 1];
  size_t count, len = 0;
  unsigned flip = value.digits < 0 ? 255 : 0;
  unsigned exponent;

  if (value.digits == 0) {
    out[0] = (char)TAG_ZERO;
    return 1;
  }
  count = decimal_print(flip ? -value.digits : value.digits, 0, digits);
  digits[count] = '0'; /* Half of a pair. */
  exponent = (unsigned)(value.exponent + (int)count - 1 + EXPONENT_BIAS);
  out[len++] = (char)(flip ? TAG_NEGATIVE : TAG_POSITIVE);
  out[len++] = (char)(exponent >> 8 ^ flip);
  out[len++] = (char)((exponent & 255) ^ flip);
  for (size_t i = 0; i < count; i += 2)
    out[len++] = (char)((unsigned)((digits[i] - '0') * 10 + digits[i + 1] - '0' + 1) ^
                        flip);
  if (flip)
    out[len++] = (char)255;
  return len;
}

bool decfloat_unpack(struct text bytes, struct decfloat *value)
{
  const unsigned char *at = (const unsigned char *)bytes.at;
  unsigned flip = bytes.len && at[0] == TAG_NEGATIVE ? 255 : 0;
  size_t end = bytes.len - (flip != 0);
  int128 digits = 0;
  int exponent;

  if (bytes.len == 1 && at[0] == TAG_ZERO)
    return decfloat_make(0, 0, value);
  if (bytes.len < 4 || bytes.len > DECFLOAT_BYTES || end > 3 + DECFLOAT_DIGITS / 2 ||
      (!flip && at[0] != TAG_POSITIVE))
    return false;
  exponent = (int)((at[1] ^ flip) << 8 | (at[2] ^ flip)) - EXPONENT_BIAS + 1;
  for (size_t i = 3; i < end; i++, exponent -= 2) {
    unsigned pair = at[i] ^ flip;

    if (pair < 1 || pair > 100)
      return false;
    digits = digits * 100 + (int)(pair - 1);
  }
  return decfloat_make(flip ? -digits : digits, exponent, value);
}

/* ---- arithmetic ---- */

/* Places of a sum, each for a power of ten: one for the carry, and room for both numbers where one
 * of them still counts. */
enum { FAR = DECFLOAT_DIGITS + 3, PLACES = 1 + FAR + DECFLOAT_DIGITS };

/* Adds the digits to the places, of which the first stands for 10^top. */
static void lay_out(struct decfloat value, int top, int places[PLACES])
{
  uint128 size = magnitude(value.digits);
  int sign = value.digits < 0 ? -1 : 1;

  for (int at = top - value.exponent; size; at--, size /= 10)
    places[at] += sign * (int)(size % 10);
}

/* Every place from 0 to 9, except the first, which has the sum's sign. */
static void carry(int places[PLACES])
{
  for (int at = PLACES - 1; at > 0; at--) {
    int over = places[at] >= 10 ? 1 : places[at] < 0 ? -1 : 0;

    places[at] -= over * 10;
    places[at - 1] += over;
  }
}

/* The first 38 digits that are there, rounded by the next. */
static bool gather(const int places[PLACES], bool negative, int top,
                   struct decfloat *result)
{
  int128 digits = 0;
  int from = 0, at;

  while (from < PLACES && !places[from])
    from++;
  for (at = from; at < PLACES && at < from + DECFLOAT_DIGITS; at++)
    digits = digits * 10 + places[at];
  digits += at < PLACES && places[at] >= 5;
  return decfloat_make(negative ? -digits : digits, (int64_t)top - at + 1, result);
}

static bool add_places(struct decfloat a, struct decfloat b, int top,
                       struct decfloat *result)
{
  int places[PLACES] = { 0 };
  bool negative;

  lay_out(a, top, places);
  lay_out(b, top, places);
  carry(places);
  negative = places[0] < 0;
  for (int i = 0; negative && i < PLACES; i++)
    places[i] = -places[i];
  if (negative)
    carry(places);
  return gather(places, negative, top, result);
}

/* `high` begins at a greater power of ten. */
static bool add_ordered(struct decfloat high, int high_count, struct decfloat low,
                        int low_count, struct decfloat *result)
{
  int top = high.exponent + high_count;
  int shift = high.exponent - low.exponent;

  if (top - (low.exponent + low_count) > FAR) { /* Too small to be seen. */
    *result = high;
    return true;
  }
  if (shift >= 0 && high_count + shift < DECFLOAT_DIGITS && low_count < DECFLOAT_DIGITS)
    return decfloat_make(high.digits * decimal_power(shift) + low.digits, low.exponent,
                         result);
  return add_places(high, low, top, result);
}

bool decfloat_add(struct decfloat a, struct decfloat b, struct decfloat *result)
{
  int a_count = digit_count(a.digits), b_count = digit_count(b.digits);

  if (!a_count || !b_count) {
    *result = a_count ? a : b;
    return true;
  }
  return a.exponent + a_count >= b.exponent + b_count
           ? add_ordered(a, a_count, b, b_count, result)
           : add_ordered(b, b_count, a, a_count, result);
}

bool decfloat_multiply(struct decfloat a, struct decfloat b, struct decfloat *result)
{
  int count = digit_count(a.digits) + digit_count(b.digits);
  int shift = count > DECFLOAT_DIGITS ? count - DECFLOAT_DIGITS - 1 : 0;
  int128 digits;

  if (!decimal_multiply(a.digits, b.digits, shift, &digits) &&
      !decimal_multiply(a.digits, b.digits, ++shift, &digits))
    return false;
  return decfloat_make(digits, (int64_t)a.exponent + b.exponent + shift, result);
}

bool decfloat_divide(struct decfloat a, struct decfloat b, struct decfloat *result)
{
  int shift = DECFLOAT_DIGITS - digit_count(a.digits) + digit_count(b.digits);
  int128 digits;

  assert(b.digits != 0);
  if (!decimal_divide(a.digits, b.digits, shift, &digits) &&
      !decimal_divide(a.digits, b.digits, --shift, &digits))
    return false;
  return decfloat_make(digits, (int64_t)a.exponent - b.exponent - shift, result);
}

static bool rounds_up(uint128 rest, uint128 by, bool negative, enum decfloat_mode mode)
{
  switch (mode) {
  case DECFLOAT_HALF_AWAY: return rest >= by - rest;
  case DECFLOAT_TRUNC: return false;
  case DECFLOAT_FLOOR: return rest && negative;
  case DECFLOAT_CEIL: return rest && !negative;
  }
  return false;
}

bool decfloat_round(struct decfloat value, int64_t places, enum decfloat_mode mode,
                    struct decfloat *result)
{
  bool negative = value.digits < 0;
  uint128 size = magnitude(value.digits), by, whole;
  int64_t drop;

  if (places >= -(int64_t)value.exponent || !value.digits) {
    *result = value;
    return true;
  }
  if (places < -MOST_EXPONENT - 2 * DECFLOAT_DIGITS)
    places = -MOST_EXPONENT - 2 * DECFLOAT_DIGITS;
  drop = -places - value.exponent;
  /* A unit of more than 38 digits is more than twice as large as any digits. */
  by = drop > DECFLOAT_DIGITS ? ~(uint128)0 : (uint128)decimal_power((int)drop);
  whole = size / by + rounds_up(size % by, by, negative, mode);
  return decfloat_make(negative ? -(int128)whole : (int128)whole, value.exponent + drop,
                       result);
}
