/* fuzz_manifest.c: the list of files that a backup ends with, and the names of its members: the first line is a
 * name, what follows a list. A name that is taken stays inside the data folder. */
#include "fuzz.h"

#include <string.h>

#include "backup/manifest.h"
#include "net/crypto.h"

static void try_name(struct text name)
{
  struct buf path, again;

  buf_init(&path);
  buf_init(&again);
  if (manifest_path(name, &path)) {
    assert(path.len && path.at[0] != '/' && strlen(path.at) == path.len);
    assert(!strstr(path.at, "/../") && !text_ends_with(buf_text(&path), "/.."));
    manifest_name(&again, buf_text(&path));
    assert(text_equal(buf_text(&again), name));
  }
  buf_clear(&path);
  buf_clear(&again);
}

/* With its digest made right, so that what is behind that is tried, too. */
static void try_list(struct text above)
{
  unsigned char sum[CRYPTO_SHA256_SIZE];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  struct manifest manifest;
  struct buf text, again;
  struct err err;

  buf_init(&text);
  buf_init(&again);
  crypto_sha256(above, sum);
  crypto_hex(sum, sizeof sum, hex);
  buf_add_text(&text, above);
  buf_printf(&text, "all %s\n", hex);
  if (manifest_read(buf_text(&text), &manifest, &err)) {
    struct manifest back;

    manifest_write(&again, &manifest);
    assert(manifest_read(buf_text(&again), &back, &err));
    assert(back.format == manifest.format && back.files == manifest.files);
    assert(text_equal(back.lines, manifest.lines));
  }
  buf_clear(&text);
  buf_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size), name = fuzz_line(&rest);
  struct manifest manifest;
  struct err err;

  try_name(name);
  try_list(rest);
  if (manifest_read(rest, &manifest, &err))
    assert(manifest.lines.len < rest.len);
  return 0;
}
