/* csv_blocks.c: a file as blocks of bytes in UTF-8, unpacked. */
#include "data/csv_blocks.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv_scan.h"

#define BLOCK ((size_t)1 << 20)
#define MOST_BLOCK ((size_t)1 << 30) /* A record that does not fit is an error. */

struct csv_block {
  _Atomic int users;
  size_t len;
  char *bytes;
};

static struct csv_block *block_new(size_t size)
{
  struct csv_block *block = calloc(1, sizeof *block);

  if (!block || !(block->bytes = malloc(size + CSV_SCAN_SPARE)))
    abort();
  atomic_init(&block->users, 1);
  return block;
}

void csv_block_hold(struct csv_block *block)
{
  atomic_fetch_add(&block->users, 1);
}

void csv_block_release(struct csv_block *block)
{
  if (!block || atomic_fetch_sub(&block->users, 1) != 1)
    return;
  free(block->bytes);
  free(block);
}

static bool read_bytes(struct csv_blocks *blocks, char *to, size_t most, size_t *got,
                       struct err *err)
{
  if (blocks->recoder)
    return recoder_read(blocks->recoder, to, most, got, err);
  return unpacker_read(blocks->unpacker, to, most, got, err);
}

bool csv_blocks_fill(struct csv_blocks *blocks, struct err *err)
{
  struct csv_block *old = blocks->block;
  size_t left = old ? old->len - blocks->at : 0;
  size_t size = left * 2 > BLOCK ? left * 2 : BLOCK;
  struct csv_block *block;

  if (size > MOST_BLOCK)
    return err_set(err, ERR_FILE_READ,
                   "Error reading file '%s': a record has more than %zu bytes.",
                   blocks->name, MOST_BLOCK / 2);
  block = block_new(size);
  if (left)
    memcpy(block->bytes, old->bytes + blocks->at, left);
  block->len = left;
  while (block->len < size && !blocks->ended) {
    size_t got;

    if (!read_bytes(blocks, block->bytes + block->len, size - block->len, &got, err)) {
      csv_block_release(block);
      return false;
    }
    block->len += got;
    blocks->ended = got == 0;
  }
  memset(block->bytes + block->len, 0, CSV_SCAN_SPARE);
  blocks->base += (int64_t)blocks->at;
  blocks->at = 0;
  blocks->block = block;
  blocks->bytes = block->bytes;
  blocks->len = block->len;
  blocks->is_ascii = csv_is_ascii(block->bytes, block->bytes + block->len);
  csv_block_release(old);
  return true;
}

bool csv_blocks_open(struct csv_blocks *blocks, const char *path, struct text name,
                     const struct csv_rules *rules, struct err *err)
{
  *blocks = (struct csv_blocks){ 0 };
  text_fill(blocks->name, sizeof blocks->name, name);
  blocks->unpacker = unpacker_open(path, name, rules->packing, err);
  if (blocks->unpacker && rules->encoding)
    blocks->recoder = recoder_open(blocks->unpacker, name, rules->encoding,
                                   rules->replace_invalid, err);
  return blocks->unpacker && (blocks->recoder || !rules->encoding);
}

void csv_blocks_close(struct csv_blocks *blocks)
{
  csv_block_release(blocks->block);
  recoder_close(blocks->recoder);
  unpacker_close(blocks->unpacker);
}
