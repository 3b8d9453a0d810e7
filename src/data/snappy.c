/* snappy.c: Snappy's block format: the length, then literals and copies of what came before. */
#include "data/snappy.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)1 << 16) /* Copies do not reach farther back. */
#define TABLE_BITS 14
#define LEAST_MATCH 4
#define MOST_COPY 64

enum tag { TAG_LITERAL, TAG_COPY1, TAG_COPY2, TAG_COPY4 };

/* ---- compressing ---- */

static void put_length(struct buf *out, size_t length)
{
  for (; length >= 128; length >>= 7)
    buf_add_char(out, (char)((length & 127) | 128));
  buf_add_char(out, (char)length);
}

/* Up to 60 bytes have their length in the tag; more have it in one to four bytes behind. */
static void put_literal(struct buf *out, const char *at, size_t len)
{
  size_t rest = len - 1;
  int more = rest < 60 ? 0 : rest < 1u << 8 ? 1 : rest < 1u << 16 ? 2 : 3;

  if (!len)
    return;
  buf_add_char(out, (char)((more ? 59u + (unsigned)more : (unsigned)rest) << 2));
  for (int i = 0; i < more; i++)
    buf_add_char(out, (char)(rest >> (8 * i) & 0xFF));
  buf_add(out, at, len);
}

static void put_copy(struct buf *out, size_t offset, size_t len)
{
  while (len) {
    size_t part = len > MOST_COPY ? MOST_COPY : len;

    if (len > MOST_COPY && len - part < LEAST_MATCH)
      part = MOST_COPY - LEAST_MATCH;
    if (part >= LEAST_MATCH && part < 12 && offset < 1u << 11) {
      buf_add_char(out, (char)(TAG_COPY1 | (part - LEAST_MATCH) << 2 | offset >> 8 << 5));
      buf_add_char(out, (char)(offset & 0xFF));
    } else {
      buf_add_char(out, (char)(TAG_COPY2 | (part - 1) << 2));
      buf_add_char(out, (char)(offset & 0xFF));
      buf_add_char(out, (char)(offset >> 8));
    }
    len -= part;
  }
}

static uint32_t four_bytes(const char *at)
{
  uint32_t word;

  memcpy(&word, at, sizeof word);
  return word;
}

static void compress_block(struct text block, uint16_t *table, struct buf *out)
{
  size_t at = 0, from = 0;

  memset(table, 0, sizeof *table << TABLE_BITS);
  while (at + LEAST_MATCH <= block.len) {
    uint32_t word = four_bytes(block.at + at);
    uint16_t *slot = &table[word * 0x1e35a7bdu >> (32 - TABLE_BITS)];
    size_t before = *slot, len = 0;

    *slot = (uint16_t)at;
    if (before < at && four_bytes(block.at + before) == word)
      while (at + len < block.len && block.at[before + len] == block.at[at + len])
        len++;
    if (!len) {
      at++;
      continue;
    }
    put_literal(out, block.at + from, at - from);
    put_copy(out, at - before, len);
    at += len;
    from = at;
  }
  put_literal(out, block.at + from, block.len - from);
}

void snappy_compress(struct text bytes, struct buf *out)
{
  uint16_t *table = malloc(sizeof *table << TABLE_BITS);

  if (!table)
    abort();
  put_length(out, bytes.len);
  for (size_t at = 0; at < bytes.len; at += BLOCK)
    compress_block(text_slice(bytes, at, BLOCK), table, out);
  free(table);
}

/* ---- decompressing ---- */

struct reader {
  const unsigned char *at, *end;
};

static bool read_number(struct reader *reader, int bytes, size_t *number)
{
  *number = 0;
  if (reader->end - reader->at < bytes)
    return false;
  for (int i = 0; i < bytes; i++)
    *number |= (size_t)*reader->at++ << (8 * i);
  return true;
}

static bool read_length(struct reader *reader, size_t *length)
{
  *length = 0;
  for (int shift = 0; shift < 35 && reader->at < reader->end; shift += 7) {
    unsigned char byte = *reader->at++;

    *length |= (size_t)(byte & 127) << shift;
    if (byte < 128)
      return *length <= UINT32_MAX;
  }
  return false;
}

static bool read_literal(struct reader *reader, unsigned tag, size_t room,
                         struct buf *out)
{
  size_t len = tag >> 2;

  if (len >= 60 && !read_number(reader, (int)len - 59, &len))
    return false;
  len++;
  if (len > room || len > (size_t)(reader->end - reader->at))
    return false;
  buf_add(out, reader->at, len);
  reader->at += len;
  return true;
}

/* A copy may reach into what it writes itself: a run of one byte is a copy from one byte before. */
static bool read_copy(struct reader *reader, unsigned tag, size_t start, size_t room,
                      struct buf *out)
{
  size_t len = (tag & 3) == TAG_COPY1 ? (tag >> 2 & 7) + LEAST_MATCH : (tag >> 2) + 1;
  int bytes = (tag & 3) == TAG_COPY1 ? 1 : (tag & 3) == TAG_COPY2 ? 2 : 4;
  size_t offset;

  if (!read_number(reader, bytes, &offset))
    return false;
  if ((tag & 3) == TAG_COPY1)
    offset |= (size_t)(tag >> 5) << 8;
  if (!offset || offset > out->len - start || len > room)
    return false;
  buf_reserve(out, len);
  for (size_t i = 0; i < len; i++)
    buf_add_char(out, out->at[out->len - offset]);
  return true;
}

bool snappy_decompress(struct text bytes, size_t limit, struct buf *out)
{
  struct reader reader = { (const unsigned char *)bytes.at,
                           (const unsigned char *)bytes.at + bytes.len };
  size_t start = out->len, length;

  if (!read_length(&reader, &length) || length > limit)
    return false;
  while (reader.at < reader.end) {
    unsigned tag = *reader.at++;
    size_t room = length - (out->len - start);
    bool ok = (tag & 3) == TAG_LITERAL ? read_literal(&reader, tag, room, out)
                                       : read_copy(&reader, tag, start, room, out);

    if (!ok)
      return false;
  }
  return out->len - start == length;
}
