/* avro_codec.c: unpacking a block of an Avro file by zlib, Zstandard, bzip2 or as Snappy. */
#include "data/avro_codec.h"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include "data/snappy.h"

#define MOST_BYTES ((size_t)256 << 20)
#define STEP ((size_t)64 << 10)
#define RAW_WINDOW (-15) /* zlib's number for bytes without a header. */
#define CHECKSUM_SIZE 4

static const struct {
  const char *name;
  enum avro_codec codec;
} codecs[] = {
  { "null", AVRO_CODEC_NULL },     { "deflate", AVRO_CODEC_DEFLATE },
  { "snappy", AVRO_CODEC_SNAPPY }, { "zstandard", AVRO_CODEC_ZSTANDARD },
  { "bzip2", AVRO_CODEC_BZIP2 },
};

bool avro_codec_of(struct text name, enum avro_codec *codec)
{
  for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
    if (text_is(name, codecs[i].name)) {
      *codec = codecs[i].codec;
      return true;
    }
  return false;
}

static bool unpack_deflate(struct text block, struct buf *out)
{
  z_stream zlib = { .next_in = (Bytef *)(uintptr_t)block.at,
                    .avail_in = (uInt)block.len };
  int result;

  if (inflateInit2(&zlib, RAW_WINDOW) != Z_OK)
    return false;
  do {
    zlib.next_out = (Bytef *)buf_reserve(out, STEP);
    zlib.avail_out = STEP;
    result = inflate(&zlib, Z_NO_FLUSH);
    out->len += STEP - zlib.avail_out;
  } while (result == Z_OK && out->len <= MOST_BYTES);
  inflateEnd(&zlib);
  return result == Z_STREAM_END && out->len <= MOST_BYTES;
}

static bool unpack_bzip2(struct text block, struct buf *out)
{
  bz_stream bzip2 = { .next_in = (char *)(uintptr_t)block.at,
                      .avail_in = (unsigned)block.len };
  int result;
  size_t got;

  if (BZ2_bzDecompressInit(&bzip2, 0, 0) != BZ_OK)
    return false;
  do {
    bzip2.next_out = buf_reserve(out, STEP);
    bzip2.avail_out = STEP;
    result = BZ2_bzDecompress(&bzip2);
    got = STEP - bzip2.avail_out;
    out->len += got;
  } while (result == BZ_OK && (got || bzip2.avail_in) && out->len <= MOST_BYTES);
  BZ2_bzDecompressEnd(&bzip2);
  return result == BZ_STREAM_END && out->len <= MOST_BYTES;
}

static bool unpack_zstandard(struct text block, struct buf *out)
{
  ZSTD_DStream *zstd = ZSTD_createDStream();
  ZSTD_inBuffer in = { block.at, block.len, 0 };
  size_t left = 1, got = 1;

  if (!zstd)
    return false;
  while (left && !ZSTD_isError(left) && got && out->len <= MOST_BYTES) {
    ZSTD_outBuffer to = { buf_reserve(out, STEP), STEP, 0 };
    size_t from = in.pos;

    left = ZSTD_decompressStream(zstd, &to, &in);
    got = to.pos + (in.pos - from);
    out->len += to.pos;
  }
  ZSTD_freeDStream(zstd);
  return !left && out->len <= MOST_BYTES;
}

/* Behind it lies the CRC-32 of what it holds, the highest byte first. */
static bool unpack_snappy(struct text block, struct buf *out)
{
  uint32_t sum = 0;
  size_t len = block.len - CHECKSUM_SIZE;

  if (block.len < CHECKSUM_SIZE ||
      !snappy_decompress(text_slice(block, 0, len), MOST_BYTES, out))
    return false;
  for (size_t i = len; i < block.len; i++)
    sum = sum << 8 | (unsigned char)block.at[i];
  return crc32(0, (const Bytef *)out->at, (uInt)out->len) == sum;
}

bool avro_codec_unpack(enum avro_codec codec, struct text block, struct buf *out)
{
  switch (codec) {
  case AVRO_CODEC_NULL: buf_add_text(out, block); return true;
  case AVRO_CODEC_DEFLATE: return unpack_deflate(block, out);
  case AVRO_CODEC_SNAPPY: return unpack_snappy(block, out);
  case AVRO_CODEC_ZSTANDARD: return unpack_zstandard(block, out);
  case AVRO_CODEC_BZIP2: return unpack_bzip2(block, out);
  }
  return false;
}
