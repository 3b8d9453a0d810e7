/* csv_blocks.h: a file as blocks of bytes in UTF-8, unpacked. A record lies in one block as a whole, and what points into a
 * block may outlive the file. */
#ifndef DATA_CSV_BLOCKS_H
#define DATA_CSV_BLOCKS_H

#include "data/csv_rules.h"
#include "data/recode.h"

/* With CSV_SCAN_SPARE zeros behind its bytes. */
struct csv_block;

struct csv_blocks {
  struct unpacker *unpacker;
  struct recoder *recoder; /* NULL: the file is in UTF-8. */
  char name[256];
  struct csv_block *block; /* NULL before the first csv_blocks_fill. */
  const char *bytes;       /* Of the block. */
  size_t len;
  size_t at;     /* Where the next record begins in the block. */
  bool is_ascii; /* The block is. */
  bool ended;    /* The block ends where the file does. */
  int64_t base;  /* Where the block begins in the file. */
};

bool csv_blocks_open(struct csv_blocks *blocks, const char *path, struct text name,
                     const struct csv_rules *rules, struct err *err) MUST_CHECK;
void csv_blocks_close(struct csv_blocks *blocks); /* Also one that could not be opened. */
/* A block that begins with what is left of the last one. */
bool csv_blocks_fill(struct csv_blocks *blocks, struct err *err) MUST_CHECK;

void csv_block_hold(struct csv_block *block);
void csv_block_release(struct csv_block *block); /* NULL is fine. */

#endif
