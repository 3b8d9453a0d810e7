/* sha2.h: SHA-2 digests (FIPS 180-4). */
#ifndef BUILTIN_SHA2_H
#define BUILTIN_SHA2_H

#include "base/text.h"

#define SHA2_SIZE 64

/* Writes a digest of 224, 256, 384 or 512 bits and returns its bytes; 0 for other sizes. */
size_t sha2_digest(int64_t bits, struct text bytes, unsigned char digest[SHA2_SIZE]);

#endif
