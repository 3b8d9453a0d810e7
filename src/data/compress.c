/* compress.c: gzip. */
#include "data/compress.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define STEP ((size_t)64 * 1024)
#define GZIP_WINDOW \
 (15 + 16) /* zlib's number for the largest window with a gzip header. */

/* Decodes one step; Z_OK, Z_STREAM_END or what is wrong. */
static int inflate_some(z_stream *stream, struct buf *out, size_t most)
{
  size_t room = most < STEP ? most : STEP;

  stream->next_out = (Bytef *)buf_reserve(out, room);
  stream->avail_out = (uInt)room;
  int result = inflate(stream, Z_NO_FLUSH);

  out->len += room - stream->avail_out;
  out->at[out->len] = '\0';
  return result;
}

/* zlib counts in 32 bits: bodies are bounded far below that. */
static enum gunzip_result inflate_all(z_stream *stream, size_t limit, struct buf *out)
{
  size_t start = out->len;

  for (;;) {
    /* One byte more than allowed may be decoded, to see that there is one. */
    int result = inflate_some(stream, out, limit - (out->len - start) + 1);

    if (out->len - start > limit)
      return GUNZIP_TOO_BIG;
    if (result == Z_STREAM_END && !stream->avail_in)
      return GUNZIP_OK;
    if (result == Z_STREAM_END)
      result = inflateReset(stream); /* The next member. */
    if (result != Z_OK)
      return GUNZIP_BAD;
  }
}

enum gunzip_result compress_gunzip(struct text bytes, size_t limit, struct buf *out)
{
  z_stream stream = { .next_in = (Bytef *)(uintptr_t)bytes.at,
                      .avail_in = (uInt)bytes.len };

  if (!bytes.len || bytes.len > UINT32_MAX)
    return GUNZIP_BAD;
  if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
    abort();
  enum gunzip_result result = inflate_all(&stream, limit, out);

  inflateEnd(&stream);
  return result;
}

void compress_gzip(struct text text, int level, struct buf *out)
{
  z_stream stream = { .next_in = (Bytef *)(uintptr_t)text.at,
                      .avail_in = (uInt)text.len };

  if (text.len > UINT32_MAX / 2 || deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW,
                                                8, Z_DEFAULT_STRATEGY) != Z_OK)
    abort();
  size_t room = deflateBound(&stream, text.len);

  stream.next_out = (Bytef *)buf_reserve(out, room);
  stream.avail_out = (uInt)room;
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
    abort();
  out->len += room - stream.avail_out;
  out->at[out->len] = '\0';
  deflateEnd(&stream);
}
