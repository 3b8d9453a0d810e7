/* unpack.c: reading files that are compressed by gzip, zlib, bzip2, Zstandard or Brotli, as streams. */
#include "data/unpack.h"

#include <brotli/decode.h>
#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define STEP ((size_t)256 * 1024)
#define GZIP_WINDOW \
 (15 + 16)             /* zlib's numbers for the largest window with a gzip header ... */
#define ZLIB_WINDOW 15 /* ... with its own ... */
#define RAW_WINDOW (-15) /* ... and with none. */

struct unpacker {
  int fd;
  enum packing packing;
  char name[256];
  char *in; /* Read and not yet unpacked: from `at`, `left` of them. */
  size_t at, left;
  bool ended;   /* The file is read to its end. */
  bool is_open; /* In the middle of a compressed member. */
  z_stream zlib;
  bz_stream bzip2;
  ZSTD_DStream *zstd;
  BrotliDecoderState *brotli;
};

static const struct {
  const char *word;
  enum packing packing;
} words[] = {
  { "AUTO", PACKING_AUTO },       { "AUTO_DETECT", PACKING_AUTO },
  { "NONE", PACKING_NONE },       { "GZIP", PACKING_GZIP },
  { "BZ2", PACKING_BZ2 },         { "ZSTD", PACKING_ZSTD },
  { "DEFLATE", PACKING_DEFLATE }, { "RAW_DEFLATE", PACKING_RAW_DEFLATE },
  { "BROTLI", PACKING_BROTLI },
};

bool packing_of(struct text word, enum packing *packing)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_is_nocase(word, words[i].word)) {
      *packing = words[i].packing;
      return true;
    }
  return false;
}

static bool fail(const struct unpacker *unpacker, const char *what, struct err *err)
{
  return err_set(err, ERR_FILE_READ, "Error reading file '%s': %s", unpacker->name, what);
}

static bool read_more(struct unpacker *unpacker, struct err *err)
{
  while (!unpacker->left && !unpacker->ended) {
    ssize_t got = read(unpacker->fd, unpacker->in, STEP);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return fail(unpacker, strerror(errno), err);
    unpacker->at = 0;
    unpacker->left = (size_t)got;
    unpacker->ended = got == 0;
  }
  return true;
}

static enum packing detect(const struct unpacker *unpacker)
{
  static const struct {
    const char *bytes;
    size_t len;
    enum packing packing;
  } starts[] = { { "\x1f\x8b", 2, PACKING_GZIP },
                 { "BZh", 3, PACKING_BZ2 },
                 { "\x28\xb5\x2f\xfd", 4, PACKING_ZSTD } };

  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (unpacker->left >= starts[i].len &&
        memcmp(unpacker->in, starts[i].bytes, starts[i].len) == 0)
      return starts[i].packing;
  if (text_ends_with(text_of(unpacker->name), ".br"))
    return PACKING_BROTLI;
  if (text_ends_with(text_of(unpacker->name), ".raw_deflate"))
    return PACKING_RAW_DEFLATE;
  return text_ends_with(text_of(unpacker->name), ".deflate") ? PACKING_DEFLATE
                                                             : PACKING_NONE;
}

static bool begin(struct unpacker *unpacker)
{
  switch (unpacker->packing) {
  case PACKING_GZIP: return inflateInit2(&unpacker->zlib, GZIP_WINDOW) == Z_OK;
  case PACKING_DEFLATE: return inflateInit2(&unpacker->zlib, ZLIB_WINDOW) == Z_OK;
  case PACKING_RAW_DEFLATE: return inflateInit2(&unpacker->zlib, RAW_WINDOW) == Z_OK;
  case PACKING_BZ2: return BZ2_bzDecompressInit(&unpacker->bzip2, 0, 0) == BZ_OK;
  case PACKING_ZSTD: unpacker->zstd = ZSTD_createDStream(); return unpacker->zstd != NULL;
  case PACKING_BROTLI:
    unpacker->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    unpacker->is_open = true;
    return unpacker->brotli != NULL;
  case PACKING_AUTO:
  case PACKING_NONE: break;
  }
  return true;
}

struct unpacker *unpacker_open(const char *path, struct text name, enum packing packing,
                               struct err *err)
{
  struct unpacker *unpacker = calloc(1, sizeof *unpacker);

  if (!unpacker || !(unpacker->in = malloc(STEP)))
    abort();
  text_fill(unpacker->name, sizeof unpacker->name, name);
  unpacker->fd = open(path, O_RDONLY | O_CLOEXEC);
  if (unpacker->fd < 0) {
    fail(unpacker, strerror(errno), err);
  } else if (read_more(unpacker, err)) {
    unpacker->packing = packing == PACKING_AUTO ? detect(unpacker) : packing;
    if (begin(unpacker))
      return unpacker;
    abort();
  }
  unpacker->packing = PACKING_NONE;
  unpacker_close(unpacker);
  return NULL;
}

void unpacker_close(struct unpacker *unpacker)
{
  if (!unpacker)
    return;
  switch (unpacker->packing) {
  case PACKING_GZIP:
  case PACKING_DEFLATE:
  case PACKING_RAW_DEFLATE: inflateEnd(&unpacker->zlib); break;
  case PACKING_BZ2: BZ2_bzDecompressEnd(&unpacker->bzip2); break;
  case PACKING_ZSTD: ZSTD_freeDStream(unpacker->zstd); break;
  case PACKING_BROTLI: BrotliDecoderDestroyInstance(unpacker->brotli); break;
  case PACKING_AUTO:
  case PACKING_NONE: break;
  }
  if (unpacker->fd >= 0)
    close(unpacker->fd);
  free(unpacker->in);
  free(unpacker);
}

/* ---- each method: one step; *got of bytes made ---- */

static void used(struct unpacker *unpacker, size_t left)
{
  unpacker->at += unpacker->left - left;
  unpacker->left = left;
}

static bool step_plain(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  *got = unpacker->left < most ? unpacker->left : most;
  memcpy(to, unpacker->in + unpacker->at, *got);
  used(unpacker, unpacker->left - *got);
  return true;
}

/* Files of several members are one stream. */
static bool step_zlib(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  z_stream *stream = &unpacker->zlib;

  stream->next_in = (Bytef *)unpacker->in + unpacker->at;
  stream->avail_in = (uInt)unpacker->left;
  stream->next_out = (Bytef *)to;
  stream->avail_out = (uInt)most;
  int result = inflate(stream, Z_NO_FLUSH);

  *got = most - stream->avail_out;
  used(unpacker, stream->avail_in);
  unpacker->is_open = result != Z_STREAM_END;
  if (result == Z_STREAM_END)
    result = inflateReset(stream);
  return result == Z_OK || result == Z_BUF_ERROR;
}

static bool step_bzip2(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  bz_stream *stream = &unpacker->bzip2;

  stream->next_in = unpacker->in + unpacker->at;
  stream->avail_in = (unsigned)unpacker->left;
  stream->next_out = to;
  stream->avail_out = (unsigned)most;
  int result = BZ2_bzDecompress(stream);

  *got = most - stream->avail_out;
  used(unpacker, stream->avail_in);
  unpacker->is_open = result != BZ_STREAM_END;
  if (result == BZ_STREAM_END) {
    BZ2_bzDecompressEnd(stream);
    *stream = (bz_stream){ 0 };
    result = BZ2_bzDecompressInit(stream, 0, 0);
  }
  return result == BZ_OK;
}

static bool step_zstd(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  ZSTD_inBuffer in = { unpacker->in + unpacker->at, unpacker->left, 0 };
  ZSTD_outBuffer out = { to, most, 0 };
  size_t result = ZSTD_decompressStream(unpacker->zstd, &out, &in);

  *got = out.pos;
  used(unpacker, unpacker->left - in.pos);
  unpacker->is_open = result != 0;
  return !ZSTD_isError(result);
}

/* A stream says itself where it ends; nothing may follow. */
static bool step_brotli(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  const uint8_t *in = (const uint8_t *)unpacker->in + unpacker->at;
  uint8_t *out = (uint8_t *)to;
  size_t left = unpacker->left, room = most;
  BrotliDecoderResult result;

  if (!unpacker->is_open)
    return false;
  result = BrotliDecoderDecompressStream(unpacker->brotli, &left, &in, &room, &out, NULL);
  *got = most - room;
  used(unpacker, left);
  unpacker->is_open = result != BROTLI_DECODER_RESULT_SUCCESS;
  return result != BROTLI_DECODER_RESULT_ERROR;
}

static bool step(struct unpacker *unpacker, char *to, size_t most, size_t *got)
{
  switch (unpacker->packing) {
  case PACKING_GZIP:
  case PACKING_DEFLATE:
  case PACKING_RAW_DEFLATE: return step_zlib(unpacker, to, most, got);
  case PACKING_BZ2: return step_bzip2(unpacker, to, most, got);
  case PACKING_ZSTD: return step_zstd(unpacker, to, most, got);
  case PACKING_BROTLI: return step_brotli(unpacker, to, most, got);
  case PACKING_AUTO:
  case PACKING_NONE: break;
  }
  return step_plain(unpacker, to, most, got);
}

bool unpacker_read(struct unpacker *unpacker, char *to, size_t most, size_t *got,
                   struct err *err)
{
  *got = 0;
  while (!*got) {
    if (!read_more(unpacker, err))
      return false;
    if (!unpacker->left && !unpacker->is_open)
      return true;
    bool at_end = !unpacker->left;

    if (!step(unpacker, to, most, got))
      return fail(unpacker, "its compressed bytes are damaged.", err);
    if (at_end && !*got && unpacker->is_open)
      return fail(unpacker, "its compressed bytes are cut short.", err);
  }
  return true;
}
