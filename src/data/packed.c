/* packed.c: numbers and texts as bytes, one after the other, and back. */
#include "data/packed.h"

#include <string.h>

#define NO_TEXT UINT32_MAX
#define MOST_SMALL 10 /* Bytes of 7 bits each. */

void pack_int(struct buf *out, int64_t value)
{
  buf_add(out, &value, sizeof value);
}

/* The sign is the lowest bit; each byte but the last has its highest bit set. */
void pack_small(struct buf *out, int64_t value)
{
  uint64_t rest = (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
  char *at = buf_reserve(out, MOST_SMALL);

  for (; rest > 0x7f; rest >>= 7)
    *at++ = (char)(rest | 0x80);
  *at++ = (char)rest;
  *at = '\0';
  out->len = (size_t)(at - out->at);
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

int64_t unpack_small(struct unpacking *from)
{
  uint64_t value = 0;

  for (size_t i = 0; i < MOST_SMALL && i < from->rest.len && !from->has_failed; i++) {
    unsigned char byte = (unsigned char)from->rest.at[i];

    value |= (uint64_t)(byte & 0x7f) << 7 * i;
    if (byte & 0x80)
      continue;
    from->rest = text_slice(from->rest, i + 1, from->rest.len);
    return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
  }
  from->has_failed = true;
  return 0;
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
