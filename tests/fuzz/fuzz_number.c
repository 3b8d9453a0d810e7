/* fuzz_number.c: numbers as text: decimals of any scale and doubles, read and printed again. */
#include "fuzz.h"

#include <string.h>

#include "data/decimal.h"
#include "data/json_text.h"
#include "data/real.h"

static void try_decimal(struct text text, int precision, int scale)
{
  char printed[DECIMAL_TEXT_SIZE];
  int128 value, again, other;

  if (decimal_parse(text, precision, scale, &value) != DECIMAL_OK)
    return;
  assert(decimal_fits(value, precision));
  decimal_print(value, scale, printed);
  assert(decimal_parse(text_of(printed), 38, scale, &again) == DECIMAL_OK &&
         again == value);
  decimal_rescale(value, scale, 38 - scale, &other);
  for (int mode = DECIMAL_HALF_AWAY; mode <= DECIMAL_CEIL; mode++)
    decimal_round(value, scale, scale / 2 - 3, mode, &other);
  if (value) {
    decimal_divide(value, value, scale, &other);
    decimal_multiply(value, value, scale, &other);
  }
  decimal_from_double(decimal_to_double(value, scale), scale, &other);
}

static void try_double(struct text text)
{
  char printed[REAL_TEXT_SIZE];
  double value, again;

  if (real_parse(text, &value) != REAL_OK)
    return;
  real_print(value, printed);
  assert(real_parse(text_of(printed), &again) == REAL_OK);
  assert(again == value || value != value);
  real_print_scientific(value, printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  int precision = fuzz_byte(&rest) % 38 + 1, scale = fuzz_byte(&rest) % (precision + 1);

  try_decimal(rest, precision, scale);
  try_decimal(rest, 38, scale);
  try_double(rest);
  return 0;
}
