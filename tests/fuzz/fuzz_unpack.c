/* fuzz_unpack.c: files as they are staged: the first byte says how they are compressed and what they are called.
 * What is there is read to its end or found to be damaged, whatever is asked for at a time; and what packs
 * bytes makes a stream that gives them back. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/pack.h"

enum { MOST = 1 << 22 };

static const char *const names[] = { "a.csv", "a.gz",          "a.bz2",       "a.zst",
                                     "a.br",  "a.raw_deflate", "b/a.deflate", "" };

/* A file in memory; its path. */
static int lay_file(struct text bytes, char path[40])
{
  int fd = memfd_create("fuzz", MFD_CLOEXEC);

  assert(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
  snprintf(path, 40, "/proc/self/fd/%d", fd);
  return fd;
}

/* Up to MOST bytes, which a small file may have a thousand times as many of. */
static bool read_all(struct text bytes, const char *name, enum packing packing,
                     size_t step, struct buf *out)
{
  struct err err = { 0 };
  char path[40];
  int fd = lay_file(bytes, path);
  struct unpacker *unpacker = unpacker_open(path, text_of(name), packing, &err);
  size_t got = 1;
  bool ok = unpacker != NULL;

  while (ok && got && out->len < MOST) {
    ok = unpacker_read(unpacker, buf_reserve(out, step), step, &got, &err);
    assert(!ok || got <= step);
    out->len += ok ? got : 0;
  }
  assert(ok || err.code == ERR_FILE_READ);
  unpacker_close(unpacker);
  close(fd);
  return ok;
}

static void there_and_back(struct text bytes, enum packing packing)
{
  struct packer *packer = packer_new(packing);
  size_t half = bytes.len / 2;
  struct buf packed, out;

  buf_init(&packed);
  buf_init(&out);
  packer_add(packer, text_slice(bytes, 0, half), &packed);
  packer_add(packer, text_slice(bytes, half, bytes.len), &packed);
  packer_finish(packer, &packed);
  packer_free(packer);
  assert(read_all(buf_text(&packed), "a",
                  packing == PACKING_AUTO ? PACKING_GZIP : packing, 1000, &out));
  assert(text_equal(buf_text(&out), bytes));
  buf_clear(&packed);
  buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text bytes = fuzz_text(data, size);
  unsigned char how = fuzz_byte(&bytes);
  enum packing packing = (enum packing)(how % 8);
  const char *name = names[how / 8 % 8];
  struct buf whole, pieces;
  bool ok;

  buf_init(&whole);
  buf_init(&pieces);
  ok = read_all(bytes, name, packing, 65536, &whole);
  assert(read_all(bytes, name, packing, 37, &pieces) == ok || whole.len >= MOST);
  if (ok && whole.len < MOST)
    assert(text_equal(buf_text(&whole), buf_text(&pieces)));
  there_and_back(bytes, packing);
  buf_clear(&whole);
  buf_clear(&pieces);
  return 0;
}
