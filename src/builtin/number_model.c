/* number_model.c: Snowflake's format models of numbers: compiled, printed by, read by. */
#include "builtin/number_model.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "data/decimal.h"
#include "data/real.h"

/* ---- compiling ---- */

struct compiling {
  struct model *model;
  bool after_point;
  bool compact;
  bool number; /* An element of the number itself was seen. */
};

static bool add(struct compiling *c, char kind, char literal)
{
  struct model *model = c->model;

  if (model->count == MODEL_MAX)
    return false;
  model->elements[model->count++] = (struct model_element){ kind, literal, c->compact };
  return true;
}

static bool add_digit(struct compiling *c, char kind)
{
  if (c->model->exponent || c->model->form > MODEL_HEX ||
      (c->model->form != MODEL_FIXED && c->model->form != MODEL_HEX))
    return false;
  c->number = true;
  if (c->after_point)
    c->model->fraction++;
  else
    c->model->whole++;
  return add(c, kind, 0);
}

static bool add_hex(struct compiling *c, bool lower)
{
  if (c->model->form != MODEL_HEX)
    c->model->lower = lower;
  if (c->after_point)
    return false;
  c->model->form = MODEL_HEX;
  return add_digit(c, 'X');
}

static bool add_point(struct compiling *c)
{
  if (c->after_point || c->model->form != MODEL_FIXED || c->model->exponent)
    return false;
  c->after_point = c->number = true;
  return add(c, '.', 0);
}

static bool add_sign(struct compiling *c, enum model_sign sign)
{
  if (c->model->sign != SIGN_IMPLICIT)
    return false;
  c->model->sign = sign;
  c->model->sign_after = c->number;
  c->model->sign_compact = c->compact;
  return !c->number || add(c, 'S', 0);
}

static size_t add_exponent(struct compiling *c, struct text text)
{
  size_t len = 0;

  while (len < text.len && (text.at[len] == 'E' || text.at[len] == 'e'))
    len++;
  if (len > 5 || c->model->exponent || c->model->form != MODEL_FIXED ||
      c->model->whole + c->model->fraction == 0)
    return 0;
  c->model->exponent = (int)len;
  c->model->lower = text.at[0] == 'e';
  return add(c, 'E', 0) ? len : 0;
}

static size_t add_minimal(struct compiling *c, struct text text)
{
  struct model *model = c->model;
  char third = text.len > 2 ? text.at[2] : 0;

  if (c->number)
    return 0;
  c->number = true;
  model->form = third == '9'                   ? MODEL_PLAIN
                : third == 'E' || third == 'e' ? MODEL_EXPONENT
                                               : MODEL_MINIMAL;
  model->lower = third == 'e';
  if (!add(c, 'T', 0))
    return 0;
  return model->form == MODEL_MINIMAL ? 2 : 3;
}

/* One element at the text's start; its length, 0 when it is none. */
static size_t add_element(struct compiling *c, struct text text)
{
  char at = text.at[0];

  if (text_starts_with_nocase(text, "MI"))
    return add_sign(c, SIGN_MINUS) ? 2 : 0;
  if (text_starts_with_nocase(text, "TM"))
    return add_minimal(c, text);
  if (text_starts_with_nocase(text, "FM")) {
    c->compact = !c->compact;
    return 2;
  }
  if (text_starts_with_nocase(text, "FX"))
    return 2;
  switch (at) {
  case '0':
  case '9': return add_digit(c, at);
  case 'X':
  case 'x': return add_hex(c, at == 'x');
  case 'D':
  case 'd': return add_point(c);
  case '.': return c->number ? add_point(c) : add(c, 'L', at);
  case 'G':
  case 'g': return !c->after_point && c->number && add(c, ',', 0);
  case ',': return !c->number ? add(c, 'L', at) : !c->after_point && add(c, ',', 0);
  case '$': c->model->dollar = true; return 1;
  case 'B':
  case 'b': c->model->blank = true; return 1;
  case 'S':
  case 's': return add_sign(c, SIGN_PLUS);
  case 'E':
  case 'e': return add_exponent(c, text);
  case '_': return 1;
  case ' ':
  case ';':
  case ':':
  case '-':
  case '=':
  case '/':
  case '(':
  case ')': return add(c, 'L', at);
  default: return 0;
  }
}

/* "literal", in which two quotes are one. */
static size_t add_quoted(struct compiling *c, struct text text)
{
  for (size_t at = 1; at < text.len; at++) {
    if (text.at[at] == '"' && (at + 1 == text.len || text.at[at + 1] != '"'))
      return at + 1;
    at += text.at[at] == '"';
    if (!add(c, 'L', text.at[at]))
      return 0;
  }
  return 0;
}

bool model_compile(struct text text, struct model *model)
{
  struct compiling c = { .model = model };
  size_t len;

  memset(model, 0, sizeof *model);
  if (!text.len) /* The default: docs call it the automatic format. */
    return add_minimal(&c, TEXT("TM")) != 0;
  for (size_t at = 0; at < text.len; at += len) {
    struct text rest = text_slice(text, at, text.len);

    len = rest.at[0] == '"' ? add_quoted(&c, rest) : add_element(&c, rest);
    if (!len)
      return false;
  }
  if (model->form != MODEL_FIXED && model->form != MODEL_HEX)
    return true;
  return model->whole + model->fraction > 0 && model->fraction <= 37 &&
         model->whole <= 38 && !(model->form == MODEL_HEX && model->fraction);
}

/* ---- a number's digits ---- */

/* 0.d1d2d3... times 10^point; none for zero. */
struct digits {
  bool negative;
  int count;
  int point;
  char at[MODEL_MAX];
};

static void trim_zeros(struct digits *digits)
{
  int lead = 0;

  while (lead < digits->count && digits->at[lead] == '0')
    lead++;
  memmove(digits->at, digits->at + lead, (size_t)(digits->count - lead));
  digits->count -= lead;
  digits->point -= lead;
  while (digits->count && digits->at[digits->count - 1] == '0')
    digits->count--;
  if (!digits->count)
    digits->point = 0;
}

static struct digits digits_of(int128 value, int scale)
{
  struct digits digits = { .negative = value < 0 };
  char printed[DECIMAL_TEXT_SIZE];
  size_t len = decimal_print(value < 0 ? -value : value, 0, printed);

  memcpy(digits.at, printed, len);
  digits.count = (int)len;
  digits.point = (int)len - scale;
  trim_zeros(&digits);
  return digits;
}

static struct digits digits_of_double(double value)
{
  struct digits digits = { .negative = signbit(value) != 0 && value != 0 };
  char printed[REAL_TEXT_SIZE];
  size_t len = real_print(fabs(value), printed);
  bool after = false;

  for (size_t i = 0; i < len && printed[i] != 'e'; i++) {
    if (printed[i] == '.') {
      after = true;
      continue;
    }
    digits.at[digits.count++] = printed[i];
    digits.point += !after;
  }
  printed[len] = 0;
  if (strchr(printed, 'e'))
    digits.point += atoi(strchr(printed, 'e') + 1);
  trim_zeros(&digits);
  return digits;
}

/* Rounds half away from zero so that `kept` digits are left (0 and less: perhaps one). */
static void round_digits(struct digits *digits, int kept)
{
  bool up;

  if (kept >= digits->count)
    return;
  up = kept >= 0 && digits->at[kept] >= '5';
  digits->count = kept < 0 ? 0 : kept;
  for (int i = digits->count - 1; up && i >= 0; i--) {
    up = digits->at[i] == '9';
    digits->at[i] = up ? '0' : (char)(digits->at[i] + 1);
  }
  if (up) {
    memmove(digits->at + 1, digits->at, (size_t)digits->count);
    digits->at[0] = '1';
    digits->count++;
    digits->point++;
  }
  trim_zeros(digits);
}

/* The digit worth 10^place. */
static char digit_at(const struct digits *digits, int place)
{
  int at = digits->point - 1 - place;

  return at >= 0 && at < digits->count ? digits->at[at] : '0';
}

/* ---- printing ---- */

/* What goes into the model's places: whole and fraction digits, and the exponent. */
struct filled {
  bool negative;
  bool hidden; /* Nothing but blanks: zero under B. */
  char digits[2 * MODEL_MAX];
  char exponent[8];
};

static void put_blank(struct buf *out, bool compact)
{
  if (!compact)
    buf_add_char(out, ' ');
}

static void put_sign(const struct model *model, bool negative, bool compact,
                     struct buf *out)
{
  if (negative)
    buf_add_char(out, '-');
  else if (model->sign == SIGN_PLUS)
    buf_add_char(out, '+');
  else
    put_blank(out, compact);
}

static bool is_digit(const struct model_element *element)
{
  return element->kind == '0' || element->kind == '9' || element->kind == 'X';
}

/* Where printing of digits begins: at the first that is not 0 or that the model wants; the last
 * digit before the point is printed even then, but under B. */
static int first_shown(const struct model *model, const char *digits)
{
  int position = 0;

  for (int i = 0; i < model->count && position < model->whole; i++) {
    const struct model_element *element = &model->elements[i];

    if (!is_digit(element))
      continue;
    if (element->kind == '0' || digits[position] != '0' ||
        (position + 1 == model->whole && !model->blank))
      return position;
    position++;
  }
  return model->whole;
}

/* Behind the last digit that is not 0 or that the model wants; before an exponent all are. */
static int last_shown(const struct model *model, const char *digits)
{
  int position = 0, last = model->whole;

  if (model->exponent)
    return model->whole + model->fraction;
  for (int i = 0; i < model->count; i++) {
    if (!is_digit(&model->elements[i]))
      continue;
    if (position >= model->whole &&
        (model->elements[i].kind == '0' || digits[position] != '0'))
      last = position + 1;
    position++;
  }
  return last;
}

struct printing {
  const struct model *model;
  const struct filled *filled;
  struct buf *out;
  int shown, last;
  int position;
  bool started;
};

/* The sign and the dollar stand before the first digit, wherever the model has them. */
static void start(struct printing *p, bool compact, bool blank)
{
  const struct model *model = p->model;
  bool has_sign = !model->sign_after && (model->form == MODEL_FIXED || model->sign);

  p->started = true;
  if (blank) {
    if (has_sign)
      put_blank(p->out, compact);
    if (model->dollar)
      put_blank(p->out, compact);
    return;
  }
  if (has_sign)
    put_sign(model, p->filled->negative,
             model->sign == SIGN_IMPLICIT ? compact : model->sign_compact, p->out);
  if (model->dollar)
    buf_add_char(p->out, '$');
}

static void print_digit(struct printing *p, const struct model_element *element)
{
  int position = p->position++;

  if (position < p->shown || position >= p->last) {
    if (position >= p->last && !p->started && !p->filled->hidden)
      start(p, element->compact, false);
    put_blank(p->out, element->compact);
    return;
  }
  if (!p->started)
    start(p, element->compact, false);
  buf_add_char(p->out, p->filled->digits[position]);
}

static void print_element(struct printing *p, const struct model_element *element)
{
  switch (element->kind) {
  case 'L': buf_add_char(p->out, element->literal); break;
  case ',':
    if (p->started)
      buf_add_char(p->out, ',');
    else
      put_blank(p->out, element->compact);
    break;
  case '.':
    if (p->filled->hidden) {
      put_blank(p->out, element->compact);
      break;
    }
    if (!p->started)
      start(p, element->compact, false);
    buf_add_char(p->out, '.');
    break;
  case 'S':
    if (p->filled->hidden)
      put_blank(p->out, element->compact);
    else
      put_sign(p->model, p->filled->negative, element->compact, p->out);
    break;
  case 'E': buf_add_string(p->out, p->filled->exponent); break;
  default: print_digit(p, element); break;
  }
}

static int last_number_element(const struct model *model)
{
  int last = 0;

  for (int i = 0; i < model->count; i++)
    if (model->elements[i].kind != 'L')
      last = i;
  return last;
}

static void print_filled(const struct model *model, const struct filled *filled,
                         struct buf *out)
{
  struct printing p = { .model = model, .filled = filled, .out = out };
  int last = last_number_element(model);

  p.shown = first_shown(model, filled->digits);
  p.last = last_shown(model, filled->digits);
  if (filled->hidden)
    start(&p, model->elements[0].compact, true);
  for (int i = 0; i < model->count; i++) {
    print_element(&p, &model->elements[i]);
    if (i == last && !p.started)
      start(&p, model->elements[i].compact, true);
  }
}

static void overflow(const struct model *model, struct filled *filled)
{
  memset(filled->digits, '#', (size_t)(model->whole + model->fraction));
}

/* E12, E+12, E+2, E+02, E+002; false when it has more digits than its place. */
static bool print_exponent(const struct model *model, int exponent, char out[8])
{
  static const int widths[] = { 0, 1, 1, 1, 2, 3 };
  int size = abs(exponent), most = model->exponent == 3   ? 9
                                   : model->exponent == 4 ? 99
                                                          : 999;
  struct buf printed;

  buf_init(&printed);
  buf_printf(&printed, "%c%s%0*d", model->lower ? 'e' : 'E',
             exponent < 0           ? "-"
             : model->exponent == 1 ? ""
                                    : "+",
             widths[model->exponent], size);
  memcpy(out, printed.at, printed.len < 8 ? printed.len + 1 : 0);
  buf_clear(&printed);
  return size <= most;
}

/* The first digit is not 0: all whole places are taken. */
static void fill_scientific(const struct model *model, struct digits *digits,
                            struct filled *filled)
{
  int places = model->whole + model->fraction, exponent;

  round_digits(digits, places);
  exponent = digits->count ? digits->point - model->whole : 0;
  for (int i = 0; i < places; i++)
    filled->digits[i] = i < digits->count ? digits->at[i] : '0';
  if (!print_exponent(model, exponent, filled->exponent)) {
    overflow(model, filled);
    memset(filled->exponent, '#', strlen(filled->exponent));
  }
}

static void print_fixed(const struct model *model, struct digits *digits, struct buf *out)
{
  struct filled filled = { .negative = digits->negative };

  if (model->exponent) {
    fill_scientific(model, digits, &filled);
  } else {
    round_digits(digits, digits->point + model->fraction);
    for (int i = 0; i < model->whole + model->fraction; i++)
      filled.digits[i] = digit_at(digits, model->whole - 1 - i);
    if (digits->count && digits->point > model->whole)
      overflow(model, &filled);
  }
  if (!digits->count) /* -0.001 is printed as 0. */
    filled.negative = false;
  filled.hidden = model->blank && !digits->count &&
                  first_shown(model, filled.digits) == model->whole &&
                  last_shown(model, filled.digits) == model->whole;
  print_filled(model, &filled, out);
}

/* Without a place for the sign a negative number is its two's complement in the digits there
 * are. */
static void print_hex(const struct model *model, int128 value, int scale, struct buf *out)
{
  struct filled filled = { 0 };
  int128 whole = 0, most;
  uint128 bits;
  int bytes = model->whole < 32 ? model->whole : 31;

  decimal_rescale(value, scale, 0, &whole);
  filled.negative = model->sign != SIGN_IMPLICIT && whole < 0;
  bits = (uint128)(filled.negative ? -whole : whole);
  most = (int128)1 << (4 * bytes - 1);
  for (int i = model->whole - 1; i >= 0; i--) {
    filled.digits[i] = (model->lower ? "0123456789abcdef"
                                     : "0123456789ABCDEF")[(int)(bits & 15)];
    bits = whole < 0 && !filled.negative ? (uint128)((int128)bits >> 4) : bits >> 4;
  }
  if (whole < 0 && !filled.negative ? model->whole < 32 && whole < -most : bits != 0)
    overflow(model, &filled);
  filled.hidden = model->blank && whole == 0 &&
                  first_shown(model, filled.digits) == model->whole;
  print_filled(model, &filled, out);
}

static void print_too_large(const struct model *model, bool negative, struct buf *out)
{
  struct filled filled = { .negative = model->sign != SIGN_IMPLICIT && negative };

  overflow(model, &filled);
  print_filled(model, &filled, out);
}

/* d.ddd and the exponent. */
static void put_scientific(const struct model *model, const struct digits *digits,
                           struct buf *out)
{
  buf_add_char(out, digits->count ? digits->at[0] : '0');
  if (digits->count > 1)
    buf_printf(out, ".%.*s", digits->count - 1, digits->at + 1);
  buf_printf(out, "%c%d", model->lower ? 'e' : 'E',
             digits->count ? digits->point - 1 : 0);
}

static void put_plain(const struct digits *digits, struct buf *out)
{
  int least = digits->point - digits->count;

  for (int place = digits->point > 0 ? digits->point - 1 : 0; place >= 0; place--)
    buf_add_char(out, digit_at(digits, place));
  if (least < 0)
    buf_add_char(out, '.');
  for (int place = -1; place >= least; place--)
    buf_add_char(out, digit_at(digits, place));
}

/* `plain` is the number without its sign as TM9 has it, empty to make it of the digits. */
static void print_minimal(const struct model *model, const struct digits *digits,
                          struct text plain, bool scientific, struct buf *out)
{
  for (int i = 0; i < model->count; i++) {
    const struct model_element *element = &model->elements[i];

    if (element->kind == 'L')
      buf_add_char(out, element->literal);
    if (element->kind == 'S')
      put_sign(model, digits->negative, element->compact, out);
    if (element->kind != 'T')
      continue;
    if (model->blank && !digits->count) {
      buf_add_char(out, ' ');
      continue;
    }
    if (!model->sign_after && (digits->negative || model->sign))
      put_sign(model, digits->negative, model->sign_compact, out);
    if (model->dollar)
      buf_add_char(out, '$');
    if (scientific)
      put_scientific(model, digits, out);
    else if (plain.len)
      buf_add_text(out, plain);
    else
      put_plain(digits, out);
  }
}

void model_print(const struct model *model, int128 value, int scale, struct buf *out)
{
  struct digits digits = digits_of(value, scale);
  char printed[DECIMAL_TEXT_SIZE];
  size_t len;

  switch (model->form) {
  case MODEL_FIXED: print_fixed(model, &digits, out); break;
  case MODEL_HEX: print_hex(model, value, scale, out); break;
  case MODEL_EXPONENT:
  case MODEL_MINIMAL:
  case MODEL_PLAIN:
    len = decimal_print(value < 0 ? -value : value, scale, printed);
    print_minimal(model, &digits, text_from(printed, len), model->form == MODEL_EXPONENT,
                  out);
    break;
  }
}

/* TM takes the shorter way, as a FLOAT is printed without a model. */
void model_print_float(const struct model *model, double value, struct buf *out)
{
  struct digits digits;
  char printed[REAL_TEXT_SIZE];
  size_t len = real_print(value, printed);
  int128 whole = 0;

  if (!isfinite(value)) {
    buf_add(out, printed, len);
    return;
  }
  digits = digits_of_double(value);
  switch (model->form) {
  case MODEL_FIXED: print_fixed(model, &digits, out); break;
  case MODEL_HEX:
    if (decimal_from_double(value, 0, &whole))
      print_hex(model, whole, 0, out);
    else
      print_too_large(model, value < 0, out);
    break;
  case MODEL_EXPONENT:
  case MODEL_MINIMAL:
  case MODEL_PLAIN:
    print_minimal(model, &digits, (struct text){ 0 },
                  model->form == MODEL_EXPONENT ||
                    (model->form == MODEL_MINIMAL && memchr(printed, 'e', len)),
                  out);
    break;
  }
}

/* ---- reading ---- */

/* Takes the literals before and behind the number off a text. */
static bool strip_literals(const struct model *model, struct text *text)
{
  size_t from = 0, to = text->len;

  for (int i = 0; i < model->count && model->elements[i].kind == 'L'; i++) {
    char c = model->elements[i].literal;

    if (from < to && text->at[from] == c)
      from++;
    else if (c != ' ')
      return false;
  }
  for (int i = model->count - 1; i >= 0 && model->elements[i].kind == 'L'; i--) {
    char c = model->elements[i].literal;

    if (to > from && text->at[to - 1] == c)
      to--;
    else if (c != ' ')
      return false;
  }
  *text = text_trim(text_slice(*text, from, to - from));
  return true;
}

static bool is_inner_literal(const struct model *model, char c)
{
  for (int i = 0; i < model->count; i++)
    if (model->elements[i].kind == 'L' && model->elements[i].literal == c)
      return true;
  return false;
}

static bool has_element(const struct model *model, char kind)
{
  for (int i = 0; i < model->count; i++)
    if (model->elements[i].kind == kind)
      return true;
  return false;
}

/* The sign and the dollar, at either end; what is left are digits and what stands among them. */
static bool strip_sign(const struct model *model, struct text *text, bool *negative)
{
  bool has_sign = false;

  *negative = false;
  for (;;) {
    char first, last;

    *text = text_trim(*text);
    if (!text->len)
      return false;
    first = text->at[0];
    last = text->at[text->len - 1];
    if (first == '-' || first == '+' || (first == '$' && model->dollar))
      *text = text_slice(*text, 1, text->len - 1);
    else if (model->sign_after && (last == '-' || last == '+'))
      *text = text_slice(*text, 0, text->len - 1);
    else
      return true;
    if (first == '$')
      continue;
    if (has_sign)
      return false;
    has_sign = true;
    *negative = first == '-' || (first != '+' && last == '-');
  }
}

static bool read_hex(const struct model *model, struct text text, int scale,
                     int128 *value)
{
  uint128 bits = 0;
  int count = 0;

  for (size_t i = 0; i < text.len; i++) {
    int digit = hex_digit(text.at[i]);

    if (digit < 0 && (text.at[i] == ',' ? has_element(model, ',')
                                        : is_inner_literal(model, text.at[i])))
      continue;
    if (digit < 0 || ++count > 31 || count > model->whole)
      return false;
    bits = bits << 4 | (unsigned)digit;
  }
  return count && decimal_rescale((int128)bits, 0, scale, value);
}

/* The text without what the model has beside digits, point and exponent. */
static bool plain_digits(const struct model *model, struct text text,
                         char out[2 * MODEL_MAX], size_t *len)
{
  int whole = 0, fraction = 0;
  bool point = false, exponent = false;

  *len = 0;
  for (size_t i = 0; i < text.len && *len < 2 * MODEL_MAX - 1; i++) {
    char c = text.at[i];

    if (isdigit((unsigned char)c)) {
      if (!exponent &&
          ++*(point ? &fraction : &whole) > (point ? model->fraction : model->whole))
        return false;
    } else if (c == '.' && !point && !exponent && has_element(model, '.')) {
      point = true;
    } else if ((c == 'e' || c == 'E') && !exponent && model->exponent &&
               whole + fraction) {
      exponent = true;
    } else if ((c == '-' || c == '+') && exponent && (text.at[i - 1] | 32) == 'e') {
      /* The exponent's sign. */
    } else if ((c == ',' && has_element(model, ',') && !point) ||
               is_inner_literal(model, c)) {
      continue;
    } else {
      return false;
    }
    out[(*len)++] = c;
  }
  return whole + fraction > 0;
}

bool model_read(const struct model *model, struct text text, int precision, int scale,
                int128 *value)
{
  char digits[2 * MODEL_MAX];
  bool negative;
  size_t len;

  text = text_trim(text);
  if (!strip_literals(model, &text) || !strip_sign(model, &text, &negative))
    return false;
  if (model->form == MODEL_HEX) {
    if (!read_hex(model, text, scale, value) || !decimal_fits(*value, precision))
      return false;
  } else if (model->form != MODEL_FIXED) {
    if (!text.len || !(isdigit((unsigned char)text.at[0]) || text.at[0] == '.') ||
        (model->form == MODEL_PLAIN &&
         (memchr(text.at, 'e', text.len) || memchr(text.at, 'E', text.len))) ||
        decimal_parse(text, precision, scale, value) != DECIMAL_OK)
      return false;
  } else if (!plain_digits(model, text, digits, &len) ||
             decimal_parse(text_from(digits, len), precision, scale, value) !=
               DECIMAL_OK) {
    return false;
  }
  if (negative)
    *value = -*value;
  return true;
}
