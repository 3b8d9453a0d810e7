/* type_guess.c: types guessed from values. */
#include "data/type_guess.h"

#include <ctype.h>

#include "data/format.h"
#include "data/json_text.h"

#define MOST_DIGITS 38

static struct type_guess of_kind(enum guess_kind kind)
{
  return (struct type_guess){ .kind = kind };
}

/* ---- texts ---- */

static size_t count_digits(struct text text, size_t from)
{
  size_t at = from;

  while (at < text.len && isdigit((unsigned char)text.at[at]))
    at++;
  return at - from;
}

/* 12, -1.50, 1e3; false for what is no number. */
static bool guess_number(struct text text, struct type_guess *guess)
{
  size_t at = text.len && (text.at[0] == '-' || text.at[0] == '+');
  size_t whole = count_digits(text, at), behind = 0;

  at += whole;
  if (at < text.len && text.at[at] == '.') {
    behind = count_digits(text, at + 1);
    at += behind + 1;
  }
  if (!whole && !behind)
    return false;
  *guess = (struct type_guess){ GUESS_NUMBER, whole ? (int)whole : 1, (int)behind };
  if (whole + behind > MOST_DIGITS)
    *guess = of_kind(GUESS_REAL);
  if (at == text.len)
    return true;
  if (text.at[at] != 'e' && text.at[at] != 'E')
    return false;
  at++;
  at += at < text.len && (text.at[at] == '-' || text.at[at] == '+');
  *guess = of_kind(GUESS_REAL);
  return at < text.len && at + count_digits(text, at) == text.len;
}

static bool guess_moment(struct text text, struct type_guess *guess)
{
  static const struct {
    enum format_target target;
    enum guess_kind kind;
  } rows[] = { { FORMAT_DATE, GUESS_DATE },
               { FORMAT_TIME, GUESS_TIME },
               { FORMAT_TIMESTAMP, GUESS_NTZ } };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct format format;
    struct moment moment;

    if (!format_compile(TEXT("AUTO"), rows[i].target, &format) ||
        !format_read(&format, text, &moment) || moment.is_epoch)
      continue;
    /* A date's reader takes the date of a timestamp, too. */
    if (rows[i].target == FORMAT_DATE && text_find(text, ':') < text.len)
      continue;
    *guess = of_kind(rows[i].kind);
    return true;
  }
  return false;
}

struct type_guess type_guess_text(struct text text)
{
  struct type_guess guess;

  if (guess_number(text, &guess))
    return guess;
  if (text_is_nocase(text, "true") || text_is_nocase(text, "false"))
    return of_kind(GUESS_BOOLEAN);
  return guess_moment(text, &guess) ? guess : of_kind(GUESS_TEXT);
}

/* ---- JSON ---- */

static struct type_guess guess_string(struct text value)
{
  struct type_guess guess;
  struct buf plain;

  buf_init(&plain);
  json_text_plain(value, &plain);
  if (!guess_moment(buf_text(&plain), &guess))
    guess = of_kind(GUESS_TEXT);
  buf_clear(&plain);
  return guess;
}

struct type_guess type_guess_json(struct text value)
{
  struct type_guess guess;

  switch (json_text_type(value)) {
  case JSON_TEXT_NULL:
  case JSON_TEXT_UNDEFINED: return of_kind(GUESS_NOTHING);
  case JSON_TEXT_BOOLEAN: return of_kind(GUESS_BOOLEAN);
  case JSON_TEXT_INTEGER:
  case JSON_TEXT_DECIMAL:
    return guess_number(json_text_bare(value), &guess) ? guess : of_kind(GUESS_REAL);
  case JSON_TEXT_DOUBLE: return of_kind(GUESS_REAL);
  case JSON_TEXT_STRING: return guess_string(value);
  case JSON_TEXT_DATE: return of_kind(GUESS_DATE);
  case JSON_TEXT_TIME: return of_kind(GUESS_TIME);
  case JSON_TEXT_TIMESTAMP_NTZ:
  case JSON_TEXT_TIMESTAMP_LTZ:
  case JSON_TEXT_TIMESTAMP_TZ: return of_kind(GUESS_NTZ);
  case JSON_TEXT_BINARY: return of_kind(GUESS_BINARY);
  case JSON_TEXT_ARRAY: return of_kind(GUESS_ARRAY);
  case JSON_TEXT_OBJECT: return of_kind(GUESS_OBJECT);
  }
  return of_kind(GUESS_VARIANT);
}

/* ---- types ---- */

struct type_guess type_guess_of(struct type type)
{
  static const enum guess_kind kinds[] = {
    [TYPE_BOOLEAN] = GUESS_BOOLEAN,   [TYPE_FLOAT] = GUESS_REAL,
    [TYPE_DATE] = GUESS_DATE,         [TYPE_TIME] = GUESS_TIME,
    [TYPE_TIMESTAMP_NTZ] = GUESS_NTZ, [TYPE_TIMESTAMP_LTZ] = GUESS_LTZ,
    [TYPE_BINARY] = GUESS_BINARY,     [TYPE_VARCHAR] = GUESS_TEXT,
  };

  if (type.kind == TYPE_NUMBER)
    return (struct type_guess){ GUESS_NUMBER, type.precision - type.scale, type.scale };
  if ((size_t)type.kind < sizeof kinds / sizeof *kinds && kinds[type.kind])
    return of_kind(kinds[type.kind]);
  return of_kind(GUESS_VARIANT);
}

static bool is_semi(enum guess_kind kind)
{
  return kind == GUESS_OBJECT || kind == GUESS_ARRAY || kind == GUESS_VARIANT;
}

static bool are(struct type_guess a, struct type_guess b, enum guess_kind one,
                enum guess_kind other)
{
  return (a.kind == one && b.kind == other) || (a.kind == other && b.kind == one);
}

struct type_guess type_guess_merge(struct type_guess a, struct type_guess b)
{
  if (a.kind == GUESS_NOTHING || b.kind == GUESS_NOTHING)
    return a.kind == GUESS_NOTHING ? b : a;
  if (a.kind == GUESS_NUMBER && b.kind == GUESS_NUMBER) {
    a.whole = a.whole > b.whole ? a.whole : b.whole;
    a.scale = a.scale > b.scale ? a.scale : b.scale;
    return a.whole + a.scale > MOST_DIGITS ? of_kind(GUESS_REAL) : a;
  }
  if (a.kind == b.kind)
    return a;
  if (are(a, b, GUESS_NUMBER, GUESS_REAL))
    return of_kind(GUESS_REAL);
  if (are(a, b, GUESS_DATE, GUESS_NTZ))
    return of_kind(GUESS_NTZ);
  return of_kind(is_semi(a.kind) || is_semi(b.kind) ? GUESS_VARIANT : GUESS_TEXT);
}

void type_guess_put(struct type_guess guess, struct buf *out)
{
  static const char *const names[] = {
    [GUESS_NOTHING] = "TEXT",      [GUESS_BOOLEAN] = "BOOLEAN",
    [GUESS_NUMBER] = "NUMBER",     [GUESS_REAL] = "REAL",
    [GUESS_DATE] = "DATE",         [GUESS_TIME] = "TIME",
    [GUESS_NTZ] = "TIMESTAMP_NTZ", [GUESS_LTZ] = "TIMESTAMP_LTZ",
    [GUESS_BINARY] = "BINARY",     [GUESS_TEXT] = "TEXT",
    [GUESS_OBJECT] = "OBJECT",     [GUESS_ARRAY] = "ARRAY",
    [GUESS_VARIANT] = "VARIANT",
  };

  buf_add_string(out, names[guess.kind]);
  if (guess.kind == GUESS_NUMBER)
    buf_printf(out, "(%d, %d)", guess.whole + guess.scale, guess.scale);
}
