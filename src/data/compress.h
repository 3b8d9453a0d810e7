/* compress.h: gzip. */
#ifndef DATA_COMPRESS_H
#define DATA_COMPRESS_H

#include "base/buf.h"
#include "base/err.h"

enum gunzip_result {
  GUNZIP_OK,
  GUNZIP_BAD,    /* No gzip, or cut short. */
  GUNZIP_TOO_BIG /* More than `limit` bytes: a small text can hold gigabytes. */
};

/* Adds the bytes of a gzip text (of one or several members) to a buffer. */
enum gunzip_result compress_gunzip(struct text bytes, size_t limit, struct buf *out);
/* Adds the text as gzip; level 1 (fast) to 9. */
void compress_gzip(struct text text, int level, struct buf *out);

#endif
