/* json_scalar.c: one JSON text looked at as a scalar. */
#include "data/json_scalar.h"

#include <string.h>

#include "base/hex.h"

enum json_kind json_kind(struct text json)
{
  while (json.len && (unsigned char)*json.at <= ' ')
    json = text_slice(json, 1, json.len); /* A mark: see json_text.h. */
  switch (json.len ? json.at[0] : 'n') {
  case '{': return JSON_KIND_OBJECT;
  case '[': return JSON_KIND_ARRAY;
  case '"': return JSON_KIND_STRING;
  case 't':
  case 'f': return JSON_KIND_BOOLEAN;
  case 'n': return JSON_KIND_NULL;
  default: return JSON_KIND_NUMBER;
  }
}

/* The four digits of a \u escape whose backslash is at `at`; 0 when they are not there. */
static unsigned unit_at(struct text json, size_t at)
{
  unsigned unit = 0;

  if (at + 6 > json.len || json.at[at] != '\\' || json.at[at + 1] != 'u')
    return 0;
  for (size_t i = at + 2; i < at + 6; i++)
    unit = unit * 16 + ((unsigned)hex_digit(json.at[i]) & 15);
  return unit;
}

/* Adds the \u escape at `at` (two of them for a pair of surrogates) and returns its length. A
 * lone surrogate has no UTF-8 form and becomes U+FFFD. */
static size_t add_unit(struct buf *out, struct text json, size_t at)
{
  unsigned high = unit_at(json, at);
  unsigned low = unit_at(json, at + 6);

  if (high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
    buf_add_code_point(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    return 12;
  }
  buf_add_code_point(out, high >= 0xD800 && high < 0xE000 ? 0xFFFD : high);
  return 6;
}

static char escaped(char c)
{
  switch (c) {
  case 'b': return '\b';
  case 'f': return '\f';
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  default: return c; /* Quote, backslash, slash. */
  }
}

void json_unquote(struct text json, struct buf *out)
{
  struct text inside = text_slice(json, 1, json.len >= 2 ? json.len - 2 : 0);
  size_t at = 0;

  while (at < inside.len) {
    const char *from = inside.at + at;
    const char *slash = memchr(from, '\\', inside.len - at);

    if (!slash || slash + 1 == inside.at + inside.len) {
      buf_add(out, from, inside.len - at);
      return;
    }
    buf_add(out, from, (size_t)(slash - from));
    at += (size_t)(slash - from);
    if (slash[1] == 'u') {
      at += add_unit(out, inside, at);
      continue;
    }
    buf_add_char(out, escaped(slash[1]));
    at += 2;
  }
}
