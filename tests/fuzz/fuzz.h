/* fuzz.h: what the fuzz targets share: the entry that libFuzzer (or replay.c) calls, parts of an input.
 *
 * A target takes any bytes and must neither crash, leak, hang nor break a promise of the header
 * that it tries: what a round trip must give back is asserted. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input up to the next line feed, which is taken from the rest. */
static inline struct text fuzz_line(struct text *rest)
{
  size_t end = text_find(*rest, '\n');
  struct text line = text_slice(*rest, 0, end);

  *rest = text_slice(*rest, end + 1, rest->len);
  return line;
}

/* The first byte, 0 when there is none. */
static inline unsigned char fuzz_byte(struct text *rest)
{
  unsigned char byte = rest->len ? (unsigned char)rest->at[0] : 0;

  *rest = text_slice(*rest, 1, rest->len);
  return byte;
}

static inline struct text fuzz_text(const uint8_t *data, size_t size)
{
  return text_from((const char *)data, size);
}

#endif
