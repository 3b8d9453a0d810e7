/* codec.c: the compression methods that SQL may name, by their libraries. */
#include "data/codec.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "data/snappy.h"

#define STEP ((size_t)64 * 1024)
#define BZ2_MOST_LEVEL 9
#define ZLIB_MOST_LEVEL 9

static const struct {
  const char *name;
  enum codec_method method;
} methods[] = {
  { "BZ2", CODEC_BZ2 },
  { "SNAPPY", CODEC_SNAPPY },
  { "ZLIB", CODEC_ZLIB },
  { "ZSTD", CODEC_ZSTD },
};

static bool read_level(struct text level, struct codec *codec)
{
  int64_t number;

  if (!level.len)
    return true;
  if (level.len < 3 || level.at[0] != '(' || level.at[level.len - 1] != ')' ||
      !text_to_int64(text_trim(text_slice(level, 1, level.len - 2)), &number) ||
      number < 0)
    return false;
  codec->level = number > 100 ? 100 : (int)number;
  return true;
}

bool codec_from_name(struct text name, struct codec *codec)
{
  struct text all = text_trim(name);
  size_t end = text_find(all, '(');
  struct text word = text_trim(text_slice(all, 0, end));

  codec->level = 0;
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (text_is_nocase(word, methods[i].name)) {
      codec->method = methods[i].method;
      return read_level(text_slice(all, end, all.len), codec);
    }
  return false;
}

/* These fail only for want of memory. */
static void must(bool ok)
{
  if (!ok)
    abort();
}

static int level_of(struct codec codec, int own, int most)
{
  return !codec.level ? own : codec.level < most ? codec.level : most;
}

static void added(struct buf *out, size_t len)
{
  out->len += len;
  out->at[out->len] = '\0';
}

/* ---- bzip2 ---- */

static void compress_bz2(struct codec codec, struct text bytes, struct buf *out)
{
  unsigned room = (unsigned)(bytes.len + bytes.len / 100 + 600);
  char *to = buf_reserve(out, room);

  must(bytes.len < INT_MAX / 2 &&
       BZ2_bzBuffToBuffCompress(
         to, &room, (char *)(uintptr_t)bytes.at, (unsigned)bytes.len,
         level_of(codec, BZ2_MOST_LEVEL, BZ2_MOST_LEVEL), 0, 0) == BZ_OK);
  added(out, room);
}

static bool decompress_bz2(struct text bytes, size_t limit, struct buf *out)
{
  bz_stream stream = { .next_in = (char *)(uintptr_t)bytes.at,
                       .avail_in = (unsigned)bytes.len };
  size_t start = out->len;
  int result = BZ_OK;

  must(BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK);
  while (result == BZ_OK && out->len - start <= limit) {
    stream.next_out = buf_reserve(out, STEP);
    stream.avail_out = STEP;
    result = BZ2_bzDecompress(&stream);
    added(out, STEP - stream.avail_out);
    if (result == BZ_OK && stream.avail_out)
      break; /* Cut short. */
  }
  BZ2_bzDecompressEnd(&stream);
  return result == BZ_STREAM_END && !stream.avail_in && out->len - start <= limit;
}

/* ---- zlib ---- */

static void compress_zlib(struct codec codec, struct text bytes, struct buf *out)
{
  uLongf room = compressBound(bytes.len);
  char *to = buf_reserve(out, room);

  must(compress2((Bytef *)to, &room, (const Bytef *)bytes.at, bytes.len,
                 level_of(codec, Z_DEFAULT_COMPRESSION, ZLIB_MOST_LEVEL)) == Z_OK);
  added(out, room);
}

static bool decompress_zlib(struct text bytes, size_t limit, struct buf *out)
{
  z_stream stream = { .next_in = (Bytef *)(uintptr_t)bytes.at,
                      .avail_in = (uInt)bytes.len };
  size_t start = out->len;
  int result = Z_OK;

  must(inflateInit(&stream) == Z_OK);
  while (result == Z_OK && out->len - start <= limit) {
    stream.next_out = (Bytef *)buf_reserve(out, STEP);
    stream.avail_out = STEP;
    result = inflate(&stream, Z_NO_FLUSH);
    added(out, STEP - stream.avail_out);
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END && !stream.avail_in && out->len - start <= limit;
}

/* ---- Zstandard ---- */

static void compress_zstd(struct codec codec, struct text bytes, struct buf *out)
{
  size_t room = ZSTD_compressBound(bytes.len);
  char *to = buf_reserve(out, room);
  size_t size = ZSTD_compress(to, room, bytes.at, bytes.len,
                              level_of(codec, ZSTD_CLEVEL_DEFAULT, ZSTD_maxCLevel()));

  must(!ZSTD_isError(size));
  added(out, size);
}

static bool decompress_zstd(struct text bytes, size_t limit, struct buf *out)
{
  ZSTD_DStream *stream = ZSTD_createDStream();
  ZSTD_inBuffer in = { bytes.at, bytes.len, 0 };
  size_t start = out->len, left = 1;

  must(stream != NULL);
  while (left && !ZSTD_isError(left) && out->len - start <= limit) {
    ZSTD_outBuffer room = { buf_reserve(out, STEP), STEP, 0 };

    left = ZSTD_decompressStream(stream, &room, &in);
    added(out, room.pos);
    if (left && in.pos == in.size && room.pos < room.size)
      break; /* Cut short. */
  }
  ZSTD_freeDStream(stream);
  return !left && in.pos == in.size && out->len - start <= limit;
}

void codec_compress(struct codec codec, struct text bytes, struct buf *out)
{
  switch (codec.method) {
  case CODEC_BZ2: compress_bz2(codec, bytes, out); break;
  case CODEC_SNAPPY: snappy_compress(bytes, out); break;
  case CODEC_ZLIB: compress_zlib(codec, bytes, out); break;
  case CODEC_ZSTD: compress_zstd(codec, bytes, out); break;
  }
}

bool codec_decompress(struct codec codec, struct text bytes, size_t limit,
                      struct buf *out)
{
  if (bytes.len > UINT_MAX / 2)
    return false;
  switch (codec.method) {
  case CODEC_BZ2: return decompress_bz2(bytes, limit, out);
  case CODEC_SNAPPY: return snappy_decompress(bytes, limit, out);
  case CODEC_ZLIB: return decompress_zlib(bytes, limit, out);
  case CODEC_ZSTD: return decompress_zstd(bytes, limit, out);
  }
  return false;
}
