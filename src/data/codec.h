/* codec.h: the compression methods that SQL may name. */
#ifndef DATA_CODEC_H
#define DATA_CODEC_H

#include "base/buf.h"

enum codec_method { CODEC_BZ2, CODEC_SNAPPY, CODEC_ZLIB, CODEC_ZSTD };

struct codec {
  enum codec_method method;
  int level; /* 0: the method's own choice. Levels above its last are its last. */
};

/* "ZSTD", "zlib(1)"; false when it is none. */
bool codec_from_name(struct text name, struct codec *codec);
void codec_compress(struct codec codec, struct text bytes, struct buf *out);
/* False when the bytes are not of the method, or hold more than `limit`. */
bool codec_decompress(struct codec codec, struct text bytes, size_t limit,
                      struct buf *out);

#endif
