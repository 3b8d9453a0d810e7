/* fn_number_model.c: numbers as text by Snowflake's fixed-position, text-minimal and hexadecimal
 * format models, and back. */
#include "builtin/convert.h"
#include "builtin/fn.h"
#include "data/decimal.h"
#include "data/real.h"

#include <stdio.h>
#include <string.h>

#define MODEL_MAX 96

enum model_form { MODEL_FIXED, MODEL_MINIMAL, MODEL_PLAIN, MODEL_EXPONENT, MODEL_HEX };

enum sign_place { SIGN_IMPLICIT, SIGN_BEFORE, SIGN_AFTER };

/* A compiled model. Elements: '0' and '9' digits, ',' groups, '.' the point, others literal. */
struct model {
  enum model_form form;
  enum sign_place sign;
  bool plus; /* S prints "+" too, MI a blank. */
  bool dollar;
  bool blank; /* B: zero becomes blanks. */
  bool lower; /* x */
  int whole;  /* Digits before the point. */
  int fraction;
  int count;
  char elements[MODEL_MAX];
  bool quoted[MODEL_MAX];
};

static bool model_add(struct model *model, char element, bool quoted)
{
  if (model->count == MODEL_MAX)
    return false;
  model->quoted[model->count] = quoted;
  model->elements[model->count++] = element;
  return true;
}

static bool has_digits(const struct model *model)
{
  return model->whole + model->fraction > 0;
}

static void set_sign(struct model *model, bool plus)
{
  model->plus = plus;
  model->sign = has_digits(model) ? SIGN_AFTER : SIGN_BEFORE;
}

static bool add_digit(struct model *model, char c, bool after_point)
{
  if (after_point)
    model->fraction++;
  else
    model->whole++;
  return model_add(model, c, false);
}

/* One element at the text's start; its length, 0 when it is none. */
static size_t model_element(struct model *model, struct text text, bool *after_point)
{
  char c = text.at[0];

  if (text_starts_with_nocase(text, "MI")) {
    set_sign(model, false);
    return 2;
  }
  switch (c) {
  case '0':
  case '9': return add_digit(model, c, *after_point);
  case '.':
  case 'D':
  case 'd':
    if (*after_point)
      return 0;
    *after_point = true;
    return model_add(model, '.', false);
  case ',':
  case 'G':
  case 'g': return !*after_point && model_add(model, ',', false);
  case '$': model->dollar = true; return 1;
  case 'B':
  case 'b': model->blank = true; return 1;
  case 'S':
  case 's': set_sign(model, true); return 1;
  case 'X':
  case 'x':
    model->form = MODEL_HEX;
    model->lower = c == 'x';
    model->whole++;
    return 1;
  case ' ':
  case '-':
  case '/':
  case ':': return model_add(model, c, true);
  default: return 0;
  }
}

static bool model_compile(struct text text, struct model *model)
{
  bool after_point = false;
  bool quoted = false;
  size_t len;

  memset(model, 0, sizeof *model);
  model->form = text_is_nocase(text, "TM")    ? MODEL_MINIMAL
                : text_is_nocase(text, "TM9") ? MODEL_PLAIN
                : text_is_nocase(text, "TME") ? MODEL_EXPONENT
                                              : MODEL_FIXED;
  if (model->form != MODEL_FIXED)
    return true;
  for (size_t at = 0; at < text.len; at += len) {
    len = 1;
    if (text.at[at] == '"')
      quoted = !quoted;
    else if (quoted ? !model_add(model, text.at[at], true)
                    : (len = model_element(model, text_slice(text, at, text.len),
                                           &after_point)) == 0)
      return false;
  }
  return has_digits(model) && model->fraction <= 37 && model->whole <= 38;
}

/* --- Printing ---------------------------------------------------------------------------- */

static char sign_char(const struct model *model, bool negative)
{
  return negative ? '-' : model->sign != SIGN_IMPLICIT && model->plus ? '+' : ' ';
}

/* Where printing of digits begins: at the first that is not 0 or that the model wants. */
static int first_shown(const struct model *model, const char *digits)
{
  int position = 0;

  for (int i = 0; i < model->count; i++) {
    if (model->quoted[i] || (model->elements[i] != '0' && model->elements[i] != '9'))
      continue;
    if (position == model->whole)
      break;
    if (model->elements[i] == '0' || digits[position] != '0')
      return position;
    position++;
  }
  return model->whole;
}

/* `digits` has model->whole digits and then model->fraction ones, or '#' throughout. */
static void print_elements(const struct model *model, const char *digits, bool negative,
                           struct buf *out)
{
  int shown = first_shown(model, digits);
  int position = 0;
  bool started = false;

  for (int i = 0; i < model->count; i++) {
    char c = model->elements[i];
    bool digit = !model->quoted[i] && (c == '0' || c == '9');

    if (model->quoted[i]) {
      buf_add_char(out, c);
      continue;
    }
    if (position < shown) {
      buf_add_char(out, ' ');
      position += digit;
      continue;
    }
    if (!started) {
      if (model->sign != SIGN_AFTER)
        buf_add_char(out, sign_char(model, negative));
      if (model->dollar)
        buf_add_char(out, '$');
      started = true;
    }
    buf_add_char(out, digit ? digits[position++] : c);
  }
  if (model->sign == SIGN_AFTER)
    buf_add_char(out, sign_char(model, negative));
}

static void print_fixed(const struct model *model, int128 value, int scale,
                        struct buf *out)
{
  char printed[DECIMAL_TEXT_SIZE];
  char digits[2 * MODEL_MAX];
  int128 rounded = 0;
  int total = model->whole + model->fraction;
  bool fits = decimal_rescale(value, scale, model->fraction, &rounded);
  bool negative = rounded < 0;
  int len;

  len = (int)decimal_print(negative ? -rounded : rounded, 0, printed);
  memset(digits, '0', sizeof digits);
  if (!fits || (len > total && rounded != 0))
    memset(digits, '#', sizeof digits);
  else if (len <= total)
    memcpy(digits + total - len, printed, (size_t)len);
  if (model->blank && rounded == 0) {
    for (int i = 0; i < model->count + 1 + model->dollar; i++)
      buf_add_char(out, ' ');
    return;
  }
  print_elements(model, digits, negative, out);
}

static void print_hex(const struct model *model, int128 value, int scale, struct buf *out)
{
  char digits[40];
  int128 whole = 0;
  uint128 bits;
  int at = (int)sizeof digits;

  decimal_rescale(value, scale, 0, &whole);
  bits = (uint128)whole;
  if (whole < 0 && model->whole < 32) /* Two's complement in the digits there are. */
    bits &= ((uint128)1 << (4 * model->whole)) - 1;
  do {
    digits[--at] = (model->lower ? "0123456789abcdef"
                                 : "0123456789ABCDEF")[(int)(bits & 15)];
    bits >>= 4;
  } while (bits);
  for (int i = (int)sizeof digits - at; i < model->whole; i++)
    buf_add_char(out, ' ');
  buf_add(out, digits + at, sizeof digits - (size_t)at);
}

/* One digit before the point, the others after it, without zeros at the end: "-1.2391E+01". */
static void print_exponent(int128 value, int scale, struct buf *out)
{
  char printed[DECIMAL_TEXT_SIZE];
  size_t len = decimal_print(value < 0 ? -value : value, 0, printed);
  int exponent = value == 0 ? 0 : (int)len - 1 - scale;

  while (len > 1 && printed[len - 1] == '0')
    len--;
  if (value < 0)
    buf_add_char(out, '-');
  buf_add_char(out, printed[0]);
  if (len > 1)
    buf_printf(out, ".%.*s", (int)len - 1, printed + 1);
  buf_printf(out, "E%c%02d", exponent < 0 ? '-' : '+',
             exponent < 0 ? -exponent : exponent);
}

static void print_number(const struct model *model, int128 value, int scale,
                         struct buf *out)
{
  char printed[DECIMAL_TEXT_SIZE];

  switch (model->form) {
  case MODEL_FIXED: print_fixed(model, value, scale, out); break;
  case MODEL_HEX: print_hex(model, value, scale, out); break;
  case MODEL_EXPONENT: print_exponent(value, scale, out); break;
  case MODEL_MINIMAL:
  case MODEL_PLAIN: buf_add(out, printed, decimal_print(value, scale, printed)); break;
  }
}

/* --- Reading ----------------------------------------------------------------------------- */

static bool read_hex(struct text text, int scale, int128 *value)
{
  uint128 bits = 0;

  for (size_t i = 0; i < text.len; i++) {
    char c = (char)(text.at[i] | 32);
    int digit = text.at[i] >= '0' && text.at[i] <= '9' ? text.at[i] - '0'
                : c >= 'a' && c <= 'f'                 ? c - 'a' + 10
                                                       : -1;

    if (digit < 0 || i > 30)
      return false;
    bits = bits << 4 | (unsigned)digit;
  }
  return text.len > 0 && decimal_rescale((int128)bits, 0, scale, value);
}

/* Takes out of a text what the model allows beside the digits; false when more than that is
 * there. */
static bool plain_digits(const struct model *model, struct text text,
                         char out[2 * MODEL_MAX], size_t *len)
{
  int whole = 0, fraction = 0;
  bool point = false, negative = false;
  bool groups = memchr(model->elements, ',', (size_t)model->count) != NULL;

  *len = 1;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];
    bool edge = whole + fraction == 0 || i + 1 == text.len;

    if (c >= '0' && c <= '9') {
      if (++*(point ? &fraction : &whole) > (point ? model->fraction : model->whole))
        return false;
      out[(*len)++] = c;
    } else if (c == '.' && !point && model->fraction) {
      point = true;
      out[(*len)++] = c;
    } else if ((c == '-' || c == '+') && edge) {
      negative = c == '-';
    } else if (!(c == ',' && groups) && !(c == '$' && model->dollar && edge) &&
               !(c == ' ' && edge)) {
      return false;
    }
  }
  out[0] = negative ? '-' : '+';
  return whole + fraction > 0;
}

static bool read_number(const struct model *model, struct text text, int precision,
                        int scale, int128 *value)
{
  char digits[2 * MODEL_MAX];
  size_t len;

  text = text_trim(text);
  if (model->form == MODEL_HEX)
    return read_hex(text, scale, value) && decimal_fits(*value, precision);
  if (model->form != MODEL_FIXED)
    return decimal_parse(text, precision, scale, value) == DECIMAL_OK;
  return plain_digits(model, text, digits, &len) &&
         decimal_parse(text_from(digits, len), precision, scale, value) == DECIMAL_OK;
}

/* --- Functions --------------------------------------------------------------------------- */

struct model_memo {
  bool known;
  struct buf seen;
  struct model model;
};

static const struct model *memo_model(struct model_memo *memo, struct engine_call *call,
                                      int arg, size_t row)
{
  struct text text = call_text(call, arg, row);

  if (memo->known && text_equal(buf_text(&memo->seen), text))
    return &memo->model;
  memo->known = model_compile(text, &memo->model);
  buf_reset(&memo->seen);
  buf_add_text(&memo->seen, text);
  if (memo->known)
    return &memo->model;
  call_fail(call, ERR_NUMBER_INVALID_FORMAT, "Bad number format '" TEXT_FMT "'",
            TEXT_ARG(text));
  return NULL;
}

static void number_text(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 2, row);

    if (!model)
      break;
    buf_reset(&out);
    print_number(model, call_int128(call, 0, row), (int)call_int(call, 1, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&memo.seen);
  buf_clear(&out);
}

static void print_float(const struct model *model, double value, struct buf *out)
{
  char printed[REAL_TEXT_SIZE];
  int128 exact = 0;

  if (model->form == MODEL_FIXED && decimal_from_double(value, model->fraction, &exact))
    print_fixed(model, exact, model->fraction, out);
  else if (model->form == MODEL_HEX && decimal_from_double(value, 0, &exact))
    print_hex(model, exact, 0, out);
  else if (model->form == MODEL_EXPONENT)
    buf_add(out, printed, (size_t)snprintf(printed, sizeof printed, "%.15E", value));
  else
    buf_add(out, printed, real_print(value, printed));
}

static void float_model(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 1, row);

    if (!model)
      break;
    buf_reset(&out);
    print_float(model, call_double(call, 0, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&memo.seen);
  buf_clear(&out);
}

static void number_model(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  int scale = fn_scale(call);
  int128 value = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 1, row);
    struct text text = call_text(call, 0, row);

    if (!model)
      break;
    if (read_number(model, text, (int)call_int(call, 2, row), scale, &value))
      call_set_int128(call, row, value);
    else
      convert_refuse(call, row, convert_mode(call, 3, row), CONVERT_NUMBER, text);
  }
  buf_clear(&memo.seen);
}

const struct engine_function_row fn_number_model_rows[] = {
  /* clang-format off */
  { "sg_number_text", "HUGEINT, BIGINT, VARCHAR", "VARCHAR", number_text, 0 },
  { "sg_float_model", "DOUBLE, VARCHAR",          "VARCHAR", float_model, 0 },
  /* clang-format on */
};

const int fn_number_model_count = sizeof fn_number_model_rows /
                                  sizeof fn_number_model_rows[0];

const struct fn_family_row fn_number_model_families[] = {
  { "sg_number_model_", "VARCHAR, VARCHAR, BIGINT, BIGINT", "@", number_model },
};

const int fn_number_model_family_count = sizeof fn_number_model_families /
                                         sizeof fn_number_model_families[0];
