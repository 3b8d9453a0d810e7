/* url.c: the parts of a request's target: path, query string, percent encoding. */
#include "net/url.h"

#include <string.h>

#include "base/hex.h"

static bool is_escape(struct text text, size_t at)
{
  return text.at[at] == '%' && at + 2 < text.len && hex_digit(text.at[at + 1]) >= 0 &&
         hex_digit(text.at[at + 2]) >= 0;
}

static char escaped(struct text text, size_t at)
{
  return (char)(hex_digit(text.at[at + 1]) << 4 | hex_digit(text.at[at + 2]));
}

struct text url_decode(struct arena *arena, struct text text, bool plus)
{
  if (text_find(text, '%') == text.len && (!plus || text_find(text, '+') == text.len))
    return text;
  char *out = arena_alloc(arena, text.len + 1);
  size_t len = 0;

  for (size_t i = 0; i < text.len; i++) {
    if (is_escape(text, i)) {
      out[len++] = escaped(text, i);
      i += 2;
    } else {
      out[len++] = plus && text.at[i] == '+' ? ' ' : text.at[i];
    }
  }
  return text_from(out, len);
}

bool url_is(struct text text, struct text decoded)
{
  size_t at = 0;

  for (size_t i = 0; i < decoded.len; i++) {
    bool is = at < text.len && is_escape(text, at);

    if (at >= text.len || (is ? escaped(text, at) : text.at[at]) != decoded.at[i])
      return false;
    at += is ? 3 : 1;
  }
  return at == text.len;
}

struct text url_collapse(struct arena *arena, struct text path)
{
  if (text_find_text(path, TEXT("//")) == path.len)
    return path;
  char *out = arena_alloc(arena, path.len + 1);
  size_t len = 0;

  for (size_t i = 0; i < path.len; i++)
    if (path.at[i] != '/' || !len || out[len - 1] != '/')
      out[len++] = path.at[i];
  return text_from(out, len);
}

struct text url_query(struct arena *arena, struct text query, const char *name)
{
  while (query.len) {
    size_t end = text_find(query, '&');
    struct text pair = text_slice(query, 0, end);
    size_t sign = text_find(pair, '=');

    if (text_is(url_decode(arena, text_slice(pair, 0, sign), true), name)) {
      struct text value = url_decode(arena, text_slice(pair, sign + 1, pair.len), true);

      return value.at ? value : TEXT("");
    }
    query = text_slice(query, end + 1, query.len);
  }
  return (struct text){ NULL, 0 };
}

static bool is_unreserved(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("-._~", c));
}

struct text url_encode(struct arena *arena, struct text text)
{
  static const char digits[] = "0123456789ABCDEF";
  char *out = arena_array(arena, text.len + 1, 3);
  size_t len = 0;

  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.at[i];

    if (is_unreserved((char)c)) {
      out[len++] = (char)c;
      continue;
    }
    out[len++] = '%';
    out[len++] = digits[c >> 4];
    out[len++] = digits[c & 15];
  }
  return text_from(out, len);
}
