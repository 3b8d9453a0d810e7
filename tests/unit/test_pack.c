/* test_pack.c: every compression there and back, through a file, as one stream and as several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/pack.h"

static const enum packing packings[] = { PACKING_NONE,    PACKING_GZIP,
                                         PACKING_BZ2,     PACKING_ZSTD,
                                         PACKING_DEFLATE, PACKING_RAW_DEFLATE,
                                         PACKING_BROTLI };

#define COUNT (sizeof packings / sizeof packings[0])

static void make_text(struct buf *text, size_t size)
{
  buf_init(text);
  for (size_t i = 0; i < size; i++)
    buf_add_char(text, (char)(i * i >> 3));
}

static void write_file(const char *path, const struct buf *bytes)
{
  FILE *file = fopen(path, "wb");

  assert_non_null(file);
  assert_int_equal(fwrite(bytes->at, 1, bytes->len, file), bytes->len);
  assert_int_equal(fclose(file), 0);
}

static void read_back(const char *path, enum packing packing, struct buf *out)
{
  struct err err = { 0 };
  struct unpacker *unpacker = unpacker_open(path, text_of(path), packing, &err);
  size_t got;

  assert_non_null(unpacker);
  buf_init(out);
  do {
    assert_true(unpacker_read(unpacker, buf_reserve(out, 10000), 10000, &got, &err));
    out->len += got;
  } while (got);
  unpacker_close(unpacker);
}

static void check(enum packing packing, size_t size, size_t step)
{
  char path[] = "/tmp/snowglobe-pack-XXXXXX";
  struct packer *packer = packer_new(packing);
  struct buf text, packed, back;

  close(mkstemp(path));
  make_text(&text, size);
  buf_init(&packed);
  for (int round = 0; round < 2; round++) { /* A packer may be used again. */
    buf_reset(&packed);
    for (size_t at = 0; at < size; at += step)
      packer_add(packer, text_slice(buf_text(&text), at, step), &packed);
    packer_finish(packer, &packed);
    buf_reserve(&packed, 1);
    write_file(path, &packed);
    read_back(path, packing, &back);
    assert_int_equal(back.len, size);
    assert_true(size == 0 || memcmp(back.at, text.at, size) == 0);
    buf_clear(&back);
  }
  packer_free(packer);
  buf_clear(&text);
  buf_clear(&packed);
  unlink(path);
}

static void text_comes_back_from_every_packing(void **state)
{
  static const size_t sizes[] = { 1, 100, 65536, 1000003 };

  (void)state;
  for (size_t p = 0; p < COUNT; p++)
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      check(packings[p], sizes[i], sizes[i]);
      check(packings[p], sizes[i], 1 + sizes[i] / 7);
    }
}

static void names_of_files_end_in_their_packing(void **state)
{
  (void)state;
  assert_string_equal(packing_suffix(PACKING_AUTO), ".gz");
  assert_string_equal(packing_suffix(PACKING_NONE), "");
  for (size_t p = 1; p < COUNT; p++)
    assert_true(packing_suffix(packings[p])[0] == '.');
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(text_comes_back_from_every_packing),
    cmocka_unit_test(names_of_files_end_in_their_packing),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
