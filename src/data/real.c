/* real.c: doubles as Snowflake reads and prints them. */
#include "data/real.h"

#include <math.h>
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

size_t real_print(double value, char out[REAL_TEXT_SIZE])
{
  if (!isfinite(value))
    return print_special(value, out);
  if (value == 0)
    value = 0; /* No minus sign. */
  for (int digits = 15;; digits++) {
    int len = snprintf(out, REAL_TEXT_SIZE, "%.*g", digits, value);

    if (digits == 17 || strtod(out, NULL) == value)
      return (size_t)len;
  }
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
