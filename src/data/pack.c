/* pack.c: compressing with gzip, zlib, bzip2, Zstandard or Brotli, as streams. */
#include "data/pack.h"

#include <brotli/encode.h>
#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define STEP ((size_t)64 * 1024)
#define MOST_IN ((size_t)1 << 30) /* zlib and bzip2 count in 32 bits. */
/* zlib's fastest: a quarter more bytes than its default, in a third of the time. */
#define ZLIB_LEVEL 1
#define GZIP_WINDOW (15 + 16)
#define ZLIB_WINDOW 15
#define RAW_WINDOW (-15)
#define BZIP2_BLOCK 9
#define ZSTD_LEVEL 3
#define BROTLI_LEVEL 4

struct packer {
  enum packing packing;
  z_stream zlib;
  bz_stream bzip2;
  ZSTD_CStream *zstd;
  BrotliEncoderState *brotli;
};

static int zlib_window(enum packing packing)
{
  return packing == PACKING_DEFLATE       ? ZLIB_WINDOW
         : packing == PACKING_RAW_DEFLATE ? RAW_WINDOW
                                          : GZIP_WINDOW;
}

static bool begin_bzip2(struct packer *packer)
{
  packer->bzip2 = (bz_stream){ 0 };
  return BZ2_bzCompressInit(&packer->bzip2, BZIP2_BLOCK, 0, 0) == BZ_OK;
}

static bool begin_brotli(struct packer *packer)
{
  packer->brotli = BrotliEncoderCreateInstance(NULL, NULL, NULL);
  return packer->brotli &&
         BrotliEncoderSetParameter(packer->brotli, BROTLI_PARAM_QUALITY, BROTLI_LEVEL);
}

static bool begin(struct packer *packer)
{
  switch (packer->packing) {
  case PACKING_AUTO:
  case PACKING_GZIP:
  case PACKING_DEFLATE:
  case PACKING_RAW_DEFLATE:
    return deflateInit2(&packer->zlib, ZLIB_LEVEL, Z_DEFLATED,
                        zlib_window(packer->packing), 8, Z_DEFAULT_STRATEGY) == Z_OK;
  case PACKING_BZ2: return begin_bzip2(packer);
  case PACKING_ZSTD:
    packer->zstd = ZSTD_createCStream();
    return packer->zstd && !ZSTD_isError(ZSTD_initCStream(packer->zstd, ZSTD_LEVEL));
  case PACKING_BROTLI: return begin_brotli(packer);
  case PACKING_NONE: break;
  }
  return true;
}

struct packer *packer_new(enum packing packing)
{
  struct packer *packer = calloc(1, sizeof *packer);

  if (!packer)
    abort();
  packer->packing = packing;
  if (!begin(packer)) /* Only memory can be short. */
    abort();
  return packer;
}

void packer_free(struct packer *packer)
{
  if (!packer)
    return;
  switch (packer->packing) {
  case PACKING_AUTO:
  case PACKING_GZIP:
  case PACKING_DEFLATE:
  case PACKING_RAW_DEFLATE: deflateEnd(&packer->zlib); break;
  case PACKING_BZ2: BZ2_bzCompressEnd(&packer->bzip2); break;
  case PACKING_ZSTD: ZSTD_freeCStream(packer->zstd); break;
  case PACKING_BROTLI: BrotliEncoderDestroyInstance(packer->brotli); break;
  case PACKING_NONE: break;
  }
  free(packer);
}

static void grew(struct buf *out, size_t by)
{
  out->len += by;
  out->at[out->len] = '\0';
}

/* ---- each method: all of the bytes, and the stream's end when `ends` ---- */

static void pack_zlib(struct packer *packer, struct text bytes, bool ends,
                      struct buf *out)
{
  z_stream *stream = &packer->zlib;

  stream->next_in = (Bytef *)(uintptr_t)bytes.at;
  stream->avail_in = (uInt)bytes.len;
  do {
    stream->next_out = (Bytef *)buf_reserve(out, STEP);
    stream->avail_out = (uInt)STEP;
    if (deflate(stream, ends ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
      abort();
    grew(out, STEP - stream->avail_out);
  } while (!stream->avail_out);
  if (ends)
    deflateReset(stream);
}

static void pack_bzip2(struct packer *packer, struct text bytes, bool ends,
                       struct buf *out)
{
  bz_stream *stream = &packer->bzip2;
  int result = BZ_OK;

  stream->next_in = (char *)(uintptr_t)bytes.at;
  stream->avail_in = (unsigned)bytes.len;
  while (ends ? result != BZ_STREAM_END : stream->avail_in) {
    stream->next_out = buf_reserve(out, STEP);
    stream->avail_out = (unsigned)STEP;
    result = BZ2_bzCompress(stream, ends ? BZ_FINISH : BZ_RUN);
    if (result < 0)
      abort();
    grew(out, STEP - stream->avail_out);
  }
  if (!ends)
    return;
  BZ2_bzCompressEnd(stream);
  if (!begin_bzip2(packer))
    abort();
}

static void pack_zstd(struct packer *packer, struct text bytes, bool ends,
                      struct buf *out)
{
  ZSTD_inBuffer in = { bytes.at, bytes.len, 0 };
  size_t left;

  do {
    ZSTD_outBuffer to = { buf_reserve(out, STEP), STEP, 0 };

    left = ZSTD_compressStream2(packer->zstd, &to, &in,
                                ends ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left))
      abort();
    grew(out, to.pos);
  } while (ends ? left : in.pos < in.size);
}

static void pack_brotli(struct packer *packer, struct text bytes, bool ends,
                        struct buf *out)
{
  const uint8_t *in = (const uint8_t *)bytes.at;
  size_t left = bytes.len;

  do {
    uint8_t *to = (uint8_t *)buf_reserve(out, STEP);
    size_t room = STEP;

    if (!BrotliEncoderCompressStream(
          packer->brotli, ends ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS,
          &left, &in, &room, &to, NULL))
      abort();
    grew(out, STEP - room);
  } while (left || BrotliEncoderHasMoreOutput(packer->brotli) ||
           (ends && !BrotliEncoderIsFinished(packer->brotli)));
  if (!ends)
    return;
  BrotliEncoderDestroyInstance(packer->brotli);
  if (!begin_brotli(packer))
    abort();
}

static void pack(struct packer *packer, struct text bytes, bool ends, struct buf *out)
{
  switch (packer->packing) {
  case PACKING_AUTO:
  case PACKING_GZIP:
  case PACKING_DEFLATE:
  case PACKING_RAW_DEFLATE: pack_zlib(packer, bytes, ends, out); break;
  case PACKING_BZ2: pack_bzip2(packer, bytes, ends, out); break;
  case PACKING_ZSTD: pack_zstd(packer, bytes, ends, out); break;
  case PACKING_BROTLI: pack_brotli(packer, bytes, ends, out); break;
  case PACKING_NONE: buf_add_text(out, bytes); break;
  }
}

void packer_add(struct packer *packer, struct text bytes, struct buf *out)
{
  while (bytes.len) {
    size_t some = bytes.len < MOST_IN ? bytes.len : MOST_IN;

    pack(packer, text_slice(bytes, 0, some), false, out);
    bytes = text_slice(bytes, some, bytes.len);
  }
}

void packer_finish(struct packer *packer, struct buf *out)
{
  pack(packer, TEXT(""), true, out);
}

const char *packing_suffix(enum packing packing)
{
  switch (packing) {
  case PACKING_AUTO:
  case PACKING_GZIP: return ".gz";
  case PACKING_BZ2: return ".bz2";
  case PACKING_ZSTD: return ".zst";
  case PACKING_BROTLI: return ".br";
  case PACKING_DEFLATE: return ".deflate";
  case PACKING_RAW_DEFLATE: return ".raw_deflate";
  case PACKING_NONE: break;
  }
  return "";
}
