/* text.c: slices of bytes. */
#include "base/text.h"

#include <string.h>

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct text text_of(const char *c_string)
{
  return text_from(c_string ? c_string : "", c_string ? strlen(c_string) : 0);
}

struct text text_from(const char *at, size_t len)
{
  return (struct text){ at, len };
}

bool text_is_empty(struct text text)
{
  return text.len == 0;
}

bool text_equal(struct text a, struct text b)
{
  return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_equal_nocase(struct text a, struct text b)
{
  return a.len == b.len && text_compare_nocase(a, b) == 0;
}

bool text_is(struct text text, const char *c_string)
{
  return text_equal(text, text_of(c_string));
}

bool text_is_nocase(struct text text, const char *c_string)
{
  return text_equal_nocase(text, text_of(c_string));
}

int text_compare(struct text a, struct text b)
{
  size_t shorter = a.len < b.len ? a.len : b.len;
  int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

  if (order)
    return order;
  return (a.len > b.len) - (a.len < b.len);
}

int text_compare_nocase(struct text a, struct text b)
{
  size_t shorter = a.len < b.len ? a.len : b.len;

  for (size_t i = 0; i < shorter; i++) {
    unsigned char x = (unsigned char)lower(a.at[i]);
    unsigned char y = (unsigned char)lower(b.at[i]);

    if (x != y)
      return x < y ? -1 : 1;
  }
  return (a.len > b.len) - (a.len < b.len);
}

bool text_starts_with(struct text text, const char *prefix)
{
  size_t len = strlen(prefix);

  return text.len >= len && memcmp(text.at, prefix, len) == 0;
}

bool text_starts_with_nocase(struct text text, const char *prefix)
{
  size_t len = strlen(prefix);

  return text.len >= len &&
         text_equal_nocase(text_from(text.at, len), text_from(prefix, len));
}

bool text_ends_with(struct text text, const char *suffix)
{
  size_t len = strlen(suffix);

  return text.len >= len && memcmp(text.at + text.len - len, suffix, len) == 0;
}

struct text text_trim(struct text text)
{
  while (text.len && is_space(text.at[0])) {
    text.at++;
    text.len--;
  }
  while (text.len && is_space(text.at[text.len - 1]))
    text.len--;
  return text;
}

struct text text_slice(struct text text, size_t from, size_t len)
{
  if (from > text.len)
    from = text.len;
  if (len > text.len - from)
    len = text.len - from;
  return text_from(text.at ? text.at + from : NULL, len);
}

size_t text_find(struct text text, char byte)
{
  const char *hit = text.len ? memchr(text.at, byte, text.len) : NULL;

  return hit ? (size_t)(hit - text.at) : text.len;
}

size_t text_find_text(struct text text, struct text piece)
{
  const char *hit = NULL;

  if (piece.len == 0)
    return 0;
  for (size_t i = 0; i + piece.len <= text.len; i = (size_t)(hit - text.at) + 1) {
    hit = memchr(text.at + i, piece.at[0], text.len - piece.len - i + 1);
    if (!hit)
      break;
    if (memcmp(hit, piece.at, piece.len) == 0)
      return (size_t)(hit - text.at);
  }
  return text.len;
}

/* Length of the well-made sequence that starts here, 0 when it is malformed. */
static size_t utf8_sequence(const unsigned char *at, size_t left)
{
  if (at[0] < 0x80)
    return 1;
  if (at[0] < 0xC2 || at[0] > 0xF4)
    return 0;
  size_t len = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

  if (len > left)
    return 0;
  for (size_t i = 1; i < len; i++)
    if ((at[i] & 0xC0) != 0x80)
      return 0;
  if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
      (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
    return 0;
  return len;
}

bool text_is_utf8(struct text text)
{
  for (size_t i = 0; i < text.len;) {
    size_t len = utf8_sequence((const unsigned char *)text.at + i, text.len - i);

    if (len == 0)
      return false;
    i += len;
  }
  return true;
}

size_t text_count_chars(struct text text)
{
  size_t count = 0;

  for (size_t i = 0; i < text.len; i++)
    count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
  return count;
}

size_t text_put_code_point(char *to, uint32_t code)
{
  char *at = to;

  if (code < 0x80) {
    *to = (char)code;
    return 1;
  }
  if (code < 0x800) {
    *at++ = (char)(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    *at++ = (char)(0xE0 | code >> 12);
    *at++ = (char)(0x80 | (code >> 6 & 63));
  } else {
    *at++ = (char)(0xF0 | code >> 18);
    *at++ = (char)(0x80 | (code >> 12 & 63));
    *at++ = (char)(0x80 | (code >> 6 & 63));
  }
  *at++ = (char)(0x80 | (code & 63));
  return (size_t)(at - to);
}

struct text text_cut(struct text text, size_t most)
{
  if (text.len <= most)
    return text;
  while (most && ((unsigned char)text.at[most] & 0xC0) == 0x80)
    most--;
  return text_slice(text, 0, most);
}

void text_fill(char *field, size_t size, struct text text)
{
  text = text_cut(text, size - 1);
  if (text.len)
    memcpy(field, text.at, text.len);
  field[text.len] = '\0';
}

bool text_to_int64(struct text text, int64_t *value)
{
  bool negative = text.len && text.at[0] == '-';
  size_t i = text.len && (text.at[0] == '-' || text.at[0] == '+');
  uint64_t sum = 0;
  uint64_t limit = (uint64_t)INT64_MAX + negative;

  if (i == text.len)
    return false;
  for (; i < text.len; i++) {
    unsigned digit = (unsigned char)text.at[i] - (unsigned)'0';

    if (digit > 9 || sum > (limit - digit) / 10)
      return false;
    sum = sum * 10 + digit;
  }
  *value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
  return true;
}

uint64_t text_hash(struct text text)
{
  uint64_t hash = 14695981039346656037u; /* FNV-1a */

  for (size_t i = 0; i < text.len; i++)
    hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
  return hash;
}
