/* avro_codec.h: the compressions of the blocks in an Avro file. */
#ifndef DATA_AVRO_CODEC_H
#define DATA_AVRO_CODEC_H

#include "base/buf.h"

enum avro_codec {
  AVRO_CODEC_NULL,
  AVRO_CODEC_DEFLATE,
  AVRO_CODEC_SNAPPY,
  AVRO_CODEC_ZSTANDARD,
  AVRO_CODEC_BZIP2
};

/* By its name in the file; false for others. */
bool avro_codec_of(struct text name, enum avro_codec *codec);
/* Adds a block's bytes; false where they are damaged, or more than 256 MB. */
bool avro_codec_unpack(enum avro_codec codec, struct text block, struct buf *out);

#endif
