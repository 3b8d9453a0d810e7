/* fn_cast.c: conversions between text, numbers, floats, booleans and bytes. */
#include "base/hex.h"
#include "builtin/convert.h"
#include "builtin/fn.h"
#include "data/decimal.h"
#include "data/real.h"

#include <math.h>

/* --- Numbers --------------------------------------------------------------------------- */

/* Sets a whole number into a BIGINT; asks for the wide form when 64 bits are too few. */
static void set_narrow(struct engine_call *call, size_t row, int128 value)
{
  if (value != (int64_t)value)
    call_fail_wide(call);
  else
    call_set_int(call, row, (int64_t)value);
}

/* A VARIANT's booleans are numbers too. */
static bool parse_number(struct text text, enum convert_mode mode, int precision,
                         int scale, int128 *value, enum decimal_parse *outcome)
{
  *outcome = decimal_parse(text, precision, scale, value);
  if (*outcome == DECIMAL_NOT_A_NUMBER && mode == CONVERT_VARIANT &&
      (text_is(text, "true") || text_is(text, "false")))
    *outcome = decimal_parse(text_is(text, "true") ? TEXT("1") : TEXT("0"), precision,
                             scale, value);
  return *outcome == DECIMAL_OK;
}

static bool number_of_text(struct engine_call *call, size_t row, int scale, int128 *value)
{
  struct text text = call_text(call, 0, row);
  enum convert_mode mode = convert_mode(call, 2, row);
  enum decimal_parse outcome;

  if (parse_number(text, mode, (int)call_int(call, 1, row), scale, value, &outcome))
    return true;
  if (outcome == DECIMAL_OUT_OF_RANGE)
    convert_overflow(call, row, mode, text);
  else
    convert_refuse(call, row, mode, CONVERT_NUMBER, text);
  return false;
}

static void int_narrow(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_text(call, row, 0, &value))
      set_narrow(call, row, value);
  }
}

static void int_wide(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_text(call, row, 0, &value))
      call_set_int128(call, row, value);
  }
}

static void number(struct engine_call *call)
{
  int scale = fn_scale(call);
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_text(call, row, scale, &value))
      call_set_int128(call, row, value);
  }
}

static bool number_of_double(struct engine_call *call, size_t row, int scale,
                             int128 *value)
{
  double from = call_double(call, 0, row);
  int precision = (int)call_int(call, 1, row);
  char printed[REAL_TEXT_SIZE];

  if (decimal_from_double(from, scale, value) && decimal_fits(*value, precision))
    return true;
  if (convert_mode(call, 2, row) == CONVERT_OR_NULL)
    call_set_null(call, row);
  else
    convert_unrepresentable(call, precision, scale,
                            text_from(printed, real_print(from, printed)));
  return false;
}

static void float_int_narrow(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_double(call, row, 0, &value))
      set_narrow(call, row, value);
  }
}

static void float_int_wide(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_double(call, row, 0, &value))
      call_set_int128(call, row, value);
  }
}

static void float_number(struct engine_call *call)
{
  int scale = fn_scale(call);
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (number_of_double(call, row, scale, &value))
      call_set_int128(call, row, value);
  }
}

/* Whole numbers into NUMBER(p,0). */
static bool fits(struct engine_call *call, size_t row, int128 *value)
{
  int precision = (int)call_int(call, 1, row);
  char printed[DECIMAL_TEXT_SIZE];

  *value = call_int128(call, 0, row);
  if (decimal_fits(*value, precision))
    return true;
  convert_unrepresentable(call, precision, 0,
                          text_from(printed, decimal_print(*value, 0, printed)));
  return false;
}

static void fit_narrow(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (fits(call, row, &value))
      set_narrow(call, row, value);
  }
}

static void fit_wide(struct engine_call *call)
{
  int128 value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (fits(call, row, &value))
      call_set_int128(call, row, value);
  }
}

static void as_narrow(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_narrow(call, row, call_int128(call, 0, row));
}

static void as_wide(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row, call_int128(call, 0, row));
}

/* A decimal rounded to a whole number. */
static void whole(struct engine_call *call)
{
  int scale = fn_scale(call);
  char printed[DECIMAL_TEXT_SIZE];
  int128 value = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 exact = call_int128(call, 0, row);

    if (!decimal_rescale(exact, scale, 0, &value))
      convert_unrepresentable(call, 38, 0,
                              text_from(printed, decimal_print(exact, scale, printed)));
    else
      call_set_int128(call, row, value);
  }
}

/* --- Floats and booleans --------------------------------------------------------------- */

static void float_of_text(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    enum convert_mode mode = convert_mode(call, 1, row);
    double value = 0;

    switch (real_parse(text, &value)) {
    case REAL_OK: call_set_double(call, row, value); break;
    case REAL_OUT_OF_RANGE: convert_overflow(call, row, mode, text); break;
    case REAL_NOT_A_NUMBER:
      if (mode == CONVERT_VARIANT && (text_is(text, "true") || text_is(text, "false")))
        call_set_double(call, row, text_is(text, "true"));
      else
        convert_refuse(call, row, mode, CONVERT_FLOAT, text);
      break;
    }
  }
}

static void text_of_float(struct engine_call *call)
{
  char printed[REAL_TEXT_SIZE];

  for (size_t row = 0; call_next(call, &row); row++) {
    size_t len = real_print(call_double(call, 0, row), printed);

    call_set_text(call, row, text_from(printed, len));
  }
}

struct boolean_word {
  const char *word;
  bool value;
};

static const struct boolean_word boolean_words[] = {
  /* clang-format off */
  { "true", true }, { "false", false }, { "t", true },   { "f", false },
  { "yes", true },  { "no", false },    { "y", true },   { "n", false },
  { "on", true },   { "off", false },   { "1", true },   { "0", false },
  /* clang-format on */
};

static bool boolean_parse(struct text text, enum convert_mode mode, bool *value)
{
  double number;

  for (size_t i = 0; i < sizeof boolean_words / sizeof boolean_words[0]; i++) {
    if (text_is_nocase(text, boolean_words[i].word)) {
      *value = boolean_words[i].value;
      return true;
    }
  }
  if (mode != CONVERT_VARIANT || real_parse(text, &number) != REAL_OK)
    return false;
  *value = number != 0;
  return true;
}

static void boolean_of_text(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    enum convert_mode mode = convert_mode(call, 1, row);
    bool value;

    if (boolean_parse(text, mode, &value))
      call_set_int(call, row, value);
    else
      convert_refuse(call, row, mode, CONVERT_BOOLEAN, text);
  }
}

/* --- Text ------------------------------------------------------------------------------ */

/* VARCHAR(n): longer text is an error, also in a CAST. */
static void varchar(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    int64_t most = call_int(call, 1, row);

    if ((int64_t)text.len <= most || (int64_t)text_count_chars(text) <= most)
      call_set_text(call, row, text);
    else if (convert_mode(call, 2, row) == CONVERT_OR_NULL)
      call_set_null(call, row);
    else
      call_fail(call, ERR_STRING_TOO_LONG,
                "String '" TEXT_FMT "' is too long and would be truncated",
                TEXT_ARG(text));
  }
}

/* --- Bytes ----------------------------------------------------------------------------- */

static void hex_encode(struct text bytes, struct buf *out)
{
  static const char digits[] = "0123456789ABCDEF";

  for (size_t i = 0; i < bytes.len; i++) {
    unsigned char byte = (unsigned char)bytes.at[i];

    buf_add_char(out, digits[byte >> 4]);
    buf_add_char(out, digits[byte & 15]);
  }
}

static const char base64_digits[] =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(char c)
{
  for (int i = 0; i < 64; i++) {
    if (base64_digits[i] == c)
      return i;
  }
  return -1;
}

static bool base64_decode(struct text text, struct buf *out)
{
  uint32_t bits = 0;
  int count = 0;
  size_t end = text.len;

  if (text.len % 4)
    return false;
  while (end > 0 && text.len - end < 2 && text.at[end - 1] == '=')
    end--;
  for (size_t i = 0; i < end; i++) {
    int value = base64_value(text.at[i]);

    if (value < 0)
      return false;
    bits = bits << 6 | (uint32_t)value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      buf_add_char(out, (char)(bits >> count & 255));
    }
  }
  return true;
}

static void base64_encode(struct text bytes, struct buf *out)
{
  for (size_t i = 0; i < bytes.len; i += 3) {
    size_t rest = bytes.len - i < 3 ? bytes.len - i : 3;
    uint32_t bits = 0;

    for (size_t k = 0; k < 3; k++)
      bits = bits << 8 | (k < rest ? (unsigned char)bytes.at[i + k] : 0u);
    for (size_t k = 0; k < 4; k++)
      buf_add_char(out, k <= rest ? base64_digits[bits >> (18 - 6 * k) & 63] : '=');
  }
}

enum binary_format { BINARY_HEX, BINARY_BASE64, BINARY_UTF8, BINARY_UNKNOWN };

static enum binary_format binary_format(struct engine_call *call, int arg, size_t row)
{
  struct text name = call_text(call, arg, row);

  if (text_is_nocase(name, "HEX"))
    return BINARY_HEX;
  if (text_is_nocase(name, "BASE64"))
    return BINARY_BASE64;
  if (text_is_nocase(name, "UTF-8") || text_is_nocase(name, "UTF8"))
    return BINARY_UTF8;
  call_fail(call, ERR_INVALID_ARGUMENT, "Invalid binary format '" TEXT_FMT "'",
            TEXT_ARG(name));
  return BINARY_UNKNOWN;
}

static bool binary_decode(enum binary_format format, struct text text, struct buf *out)
{
  switch (format) {
  case BINARY_HEX: return hex_read(text, out);
  case BINARY_BASE64: return base64_decode(text, out);
  case BINARY_UTF8: buf_add_text(out, text); return true;
  case BINARY_UNKNOWN: break;
  }
  return false;
}

static const char *binary_format_name(enum binary_format format)
{
  return format == BINARY_BASE64 ? "base64-encoded" : "hex-encoded";
}

static void refuse_binary(struct engine_call *call, size_t row, enum binary_format format,
                          struct text text)
{
  enum convert_mode mode = convert_mode(call, 2, row);

  if (mode != CONVERT_OR_FAIL) {
    convert_refuse(call, row, mode, CONVERT_BINARY, text);
    return;
  }
  call_fail(call, ERR_NOT_BINARY,
            "The following string is not a legal %s value: '" TEXT_FMT "'",
            binary_format_name(format), TEXT_ARG(text));
}

static void binary_of_text(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    enum binary_format format = binary_format(call, 1, row);

    buf_reset(&out);
    if (format == BINARY_UNKNOWN)
      continue;
    if (binary_decode(format, text, &out))
      call_set_text(call, row, buf_text(&out));
    else
      refuse_binary(call, row, format, text);
  }
  buf_clear(&out);
}

static bool binary_encode(enum binary_format format, struct text bytes, struct buf *out)
{
  switch (format) {
  case BINARY_HEX: hex_encode(bytes, out); return true;
  case BINARY_BASE64: base64_encode(bytes, out); return true;
  case BINARY_UTF8: buf_add_text(out, bytes); return text_is_utf8(bytes);
  case BINARY_UNKNOWN: break;
  }
  return false;
}

static void text_of_binary(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    enum binary_format format = binary_format(call, 1, row);

    buf_reset(&out);
    if (format == BINARY_UNKNOWN)
      continue;
    if (binary_encode(format, call_text(call, 0, row), &out))
      call_set_text(call, row, buf_text(&out));
    else
      call_fail(call, ERR_INVALID_UTF8, "Invalid UTF8 detected while decoding");
  }
  buf_clear(&out);
}

static void binary_fit(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text bytes = call_text(call, 0, row);
    int64_t most = call_int(call, 1, row);

    if ((int64_t)bytes.len > most)
      call_fail(
        call, ERR_STRING_TOO_LONG,
        "Binary value of %zu bytes is too long and would be truncated to %lld bytes",
        bytes.len, (long long)most);
    else
      call_set_text(call, row, bytes);
  }
}

const struct engine_function_row fn_cast_rows[] = {
  /* clang-format off */
  { "sg_int_BIGINT",        "VARCHAR, BIGINT, BIGINT", "BIGINT",  int_narrow,       0 },
  { "sg_int_HUGEINT",       "VARCHAR, BIGINT, BIGINT", "HUGEINT", int_wide,         0 },
  { "sg_float_int_BIGINT",  "DOUBLE, BIGINT, BIGINT",  "BIGINT",  float_int_narrow, 0 },
  { "sg_float_int_HUGEINT", "DOUBLE, BIGINT, BIGINT",  "HUGEINT", float_int_wide,   0 },
  { "sg_fit_BIGINT",        "HUGEINT, BIGINT",          "BIGINT",  fit_narrow,       0 },
  { "sg_fit_HUGEINT",       "HUGEINT, BIGINT",          "HUGEINT", fit_wide,         0 },
  { "sg_as_BIGINT",         "HUGEINT",                   "BIGINT",  as_narrow,        0 },
  { "sg_as_HUGEINT",        "HUGEINT",                   "HUGEINT", as_wide,          0 },
  { "sg_float",             "VARCHAR, BIGINT",          "DOUBLE",  float_of_text,    0 },
  { "sg_float_text",        "DOUBLE",                    "VARCHAR", text_of_float,    0 },
  { "sg_bool",              "VARCHAR, BIGINT",          "BOOLEAN", boolean_of_text,  0 },
  { "sg_varchar",           "VARCHAR, BIGINT, BIGINT",  "VARCHAR", varchar,          0 },
  { "sg_binary",            "VARCHAR, VARCHAR, BIGINT", "BLOB",    binary_of_text,   0 },
  { "sg_binary_text",       "BLOB, VARCHAR",             "VARCHAR", text_of_binary,   0 },
  { "sg_binary_fit",        "BLOB, BIGINT",              "BLOB",    binary_fit,       0 },
  /* clang-format on */
};

const int fn_cast_count = sizeof fn_cast_rows / sizeof fn_cast_rows[0];

const struct fn_family_row fn_cast_families[] = {
  /* clang-format off */
  { "sg_number_",       "VARCHAR, BIGINT, BIGINT", "@",       number },
  { "sg_float_number_", "DOUBLE, BIGINT, BIGINT",  "@",       float_number },
  { "sg_whole_",        "@",                         "HUGEINT", whole },
  /* clang-format on */
};

const int fn_cast_family_count = sizeof fn_cast_families / sizeof fn_cast_families[0];
