/* pack.h: bytes compressed as a stream, in the ways that unpack.h reads. */
#ifndef DATA_PACK_H
#define DATA_PACK_H

#include "base/buf.h"
#include "data/unpack.h"

struct packer;

/* PACKING_AUTO is gzip, as Snowflake's unloads are. */
struct packer *packer_new(enum packing packing);
void packer_free(struct packer *packer); /* NULL is fine. */
/* Adds to `out` what is ready of the compressed bytes; what the method still holds back comes later. */
void packer_add(struct packer *packer, struct text bytes, struct buf *out);
/* The rest. The packer is then ready for another stream. */
void packer_finish(struct packer *packer, struct buf *out);
/* What a file's name gets: ".gz", ".bz2"; "" for PACKING_NONE. */
const char *packing_suffix(enum packing packing);

#endif
