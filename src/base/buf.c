/* buf.c: text that grows on the heap. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf)
{
  *buf = (struct buf){ 0 };
}

void buf_clear(struct buf *buf)
{
  free(buf->at);
  buf_init(buf);
}

void buf_reset(struct buf *buf)
{
  buf->len = 0;
  if (buf->at)
    buf->at[0] = '\0';
}

void buf_fit(struct buf *buf)
{
  char *at;

  if (!buf->at || buf->room <= buf->len + buf->len / 8 + 64)
    return;
  at = realloc(buf->at, buf->len + 1);
  if (!at)
    return;
  buf->at = at;
  buf->room = buf->len + 1;
}

char *buf_reserve(struct buf *buf, size_t more)
{
  if (more >= SIZE_MAX / 4 || buf->len >= SIZE_MAX / 4)
    abort();
  if (buf->room - buf->len < more + 1 || !buf->at) {
    size_t room = buf->room ? buf->room : 64;

    while (room - buf->len < more + 1)
      room *= 2;
    buf->at = realloc(buf->at, room);
    if (!buf->at)
      abort();
    buf->room = room;
  }
  return buf->at + buf->len;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
  char *to = buf_reserve(buf, len);

  if (len)
    memcpy(to, bytes, len);
  buf->len += len;
  buf->at[buf->len] = '\0';
}

void buf_add_text(struct buf *buf, struct text text)
{
  buf_add(buf, text.at, text.len);
}

void buf_add_string(struct buf *buf, const char *c_string)
{
  buf_add(buf, c_string, strlen(c_string));
}

void buf_add_char(struct buf *buf, char c)
{
  buf_add(buf, &c, 1);
}

void buf_add_int(struct buf *buf, int64_t value)
{
  char digits[24];
  size_t at = sizeof digits;
  uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

  do {
    digits[--at] = (char)('0' + left % 10);
    left /= 10;
  } while (left);
  if (value < 0)
    digits[--at] = '-';
  buf_add(buf, digits + at, sizeof digits - at);
}

/* Between quotes; those inside are doubled, and so is another character (or the quote again). */
static void add_between(struct buf *buf, char quote, char other, struct text text)
{
  buf_add_char(buf, quote);
  for (size_t i = 0; i < text.len; i++) {
    if (text.at[i] == quote || text.at[i] == other)
      buf_add_char(buf, text.at[i]);
    buf_add_char(buf, text.at[i]);
  }
  buf_add_char(buf, quote);
}

void buf_add_quoted(struct buf *buf, struct text text)
{
  add_between(buf, '\'', '\'', text);
}

void buf_add_literal(struct buf *buf, struct text text)
{
  add_between(buf, '\'', '\\', text);
}

void buf_add_identifier(struct buf *buf, struct text name)
{
  add_between(buf, '"', '"', name);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
  char small[256]; /* Most texts fit, and are printed once. */
  va_list list;
  va_list again;

  va_start(list, format);
  va_copy(again, list);
  int len = vsnprintf(small, sizeof small, format, list);

  va_end(list);
  if (len < 0)
    abort();
  char *to = buf_reserve(buf, (size_t)len);

  if ((size_t)len < sizeof small)
    memcpy(to, small, (size_t)len + 1);
  else
    vsnprintf(to, (size_t)len + 1, format, again);
  va_end(again);
  buf->len += (size_t)len;
}

struct text buf_text(const struct buf *buf)
{
  return text_from(buf->at ? buf->at : "", buf->len);
}

struct text buf_copy(const struct buf *buf, struct arena *arena)
{
  return arena_text(arena, buf_text(buf));
}

void buf_add_code_point(struct buf *buf, uint32_t code)
{
  char bytes[4];
  size_t len = text_put_code_point(bytes, code);

  buf_add(buf, bytes, len);
}

void buf_add_repaired(struct buf *buf, struct text text)
{
  for (size_t i = 0; i < text.len;) {
    size_t len = 1;

    while (len < 4 && i + len <= text.len && !text_is_utf8(text_from(text.at + i, len)))
      len++;
    if (i + len <= text.len && text_is_utf8(text_from(text.at + i, len))) {
      buf_add(buf, text.at + i, len);
      i += len;
    } else {
      buf_add_string(buf, "\xef\xbf\xbd");
      i++;
    }
  }
}
