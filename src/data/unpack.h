/* unpack.h: a file's bytes as a stream: decompressed while they are read. */
#ifndef DATA_UNPACK_H
#define DATA_UNPACK_H

#include "base/err.h"

enum packing {
  PACKING_AUTO, /* By the first bytes; DEFLATE, RAW_DEFLATE and BROTLI by the name's end. */
  PACKING_NONE,
  PACKING_GZIP,
  PACKING_BZ2,
  PACKING_ZSTD,
  PACKING_DEFLATE,
  PACKING_RAW_DEFLATE,
  PACKING_BROTLI
};

struct unpacker;

/* COMPRESSION's words; false for others. */
bool packing_of(struct text word, enum packing *packing);
/* ERR_FILE_READ for what cannot be opened. `name` is what messages call the file. */
struct unpacker *unpacker_open(const char *path, struct text name, enum packing packing,
                               struct err *err);
/* The next bytes, up to `most`; *got is 0 at the end. ERR_FILE_READ for what is damaged or cut short. */
bool unpacker_read(struct unpacker *unpacker, char *to, size_t most, size_t *got,
                   struct err *err) MUST_CHECK;
void unpacker_close(struct unpacker *unpacker); /* NULL is fine. */

#endif
