/* packed.h: numbers and texts as bytes, one after the other, and back: for files that this program
 * alone reads, on the machine that wrote them. */
#ifndef DATA_PACKED_H
#define DATA_PACKED_H

#include <stdint.h>

#include "base/buf.h"

void pack_int(struct buf *out, int64_t value);
/* The same in as few bytes as it takes: one from -64 to 63, ten at most. */
void pack_small(struct buf *out, int64_t value);
/* A text without bytes of its own (at NULL) stays one. */
void pack_text(struct buf *out, struct text text);

/* What is left to read of some bytes. When they end too early, or are not what is asked for, it has
 * failed, and all that is read from then on is 0 and NULL. */
struct unpacking {
  struct text rest;
  bool has_failed;
};

int64_t unpack_int(struct unpacking *from);
int64_t unpack_small(struct unpacking *from);
/* A number from 0 to `most`. */
int64_t unpack_count(struct unpacking *from, int64_t most);
struct text unpack_text(struct unpacking *from); /* Borrowed. */
/* So many bytes as they are; NULL when there are fewer. */
const char *unpack_bytes(struct unpacking *from, size_t size);

#endif
