/* packed.c: numbers and texts as bytes, one after the other, and back. */
#include "data/packed.h"

#include <string.h>

#define NO_TEXT UINT32_MAX

void pack_int(struct buf *out, int64_t value)
{
  buf_add(out, &value, sizeof value);
}

void pack_text(struct buf *out, struct text text)
{
  uint32_t size = text.at ? (uint32_t)text.len : NO_TEXT;

  buf_add(out, &size, sizeof size);
  if (text.at)
    buf_add(out, text.at, text.len);
}

const char *unpack_bytes(struct unpacking *from, size_t size)
{
  const char *at = from->rest.at;

  if (from->has_failed || size > from->rest.len) {
    from->has_failed = true;
    return NULL;
  }
  from->rest = text_slice(from->rest, size, from->rest.len);
  return at;
}

int64_t unpack_int(struct unpacking *from)
{
  int64_t value = 0;
  const char *at = unpack_bytes(from, sizeof value);

  if (at)
    memcpy(&value, at, sizeof value);
  return value;
}

int64_t unpack_count(struct unpacking *from, int64_t most)
{
  int64_t count = unpack_int(from);

  if (count >= 0 && count <= most)
    return count;
  from->has_failed = true;
  return 0;
}

struct text unpack_text(struct unpacking *from)
{
  uint32_t size = NO_TEXT;
  const char *at = unpack_bytes(from, sizeof size);

  if (at)
    memcpy(&size, at, sizeof size);
  if (size == NO_TEXT)
    return (struct text){ NULL, 0 };
  at = unpack_bytes(from, size);
  return (struct text){ at, at ? size : 0 };
}
