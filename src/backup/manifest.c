/* manifest.c: what a backup says about itself, and the names of its members. */
#include "backup/manifest.h"

#include <inttypes.h>
#include <string.h>

#include "net/crypto.h"

/* What may be in a data folder, and in a backup of it. */
static const struct {
  const char *name;
  bool is_folder;
} parts[] = {
  { "format", false },
  { "snowglobe.duckdb", false },
  { "snowglobe.duckdb.wal", false },
  { "stages", true },
  { "tls", true },
};

/* ---- the text ---- */

static void digest(struct text text, char hex[2 * CRYPTO_SHA256_SIZE + 1])
{
  unsigned char sum[CRYPTO_SHA256_SIZE];

  crypto_sha256(text, sum);
  crypto_hex(sum, sizeof sum, hex);
}

void manifest_add_file(struct buf *lines, const char *sha256, int64_t size,
                       struct text name)
{
  buf_printf(lines, "%s %" PRId64 " " TEXT_FMT "\n", sha256, size, TEXT_ARG(name));
}

void manifest_write(struct buf *out, const struct manifest *manifest)
{
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  size_t from = out->len;

  buf_printf(out,
             "snowglobe-backup 1\nprogram " TEXT_FMT "\nformat %" PRId64
             "\nmade " TEXT_FMT "\nfiles %" PRId64 "\n" TEXT_FMT,
             TEXT_ARG(manifest->program), manifest->format, TEXT_ARG(manifest->made),
             manifest->files, TEXT_ARG(manifest->lines));
  digest(text_slice(buf_text(out), from, out->len), hex);
  buf_printf(out, "all %s\n", hex);
}

/* The value of the next line, which must begin with this word. */
static bool next_value(struct text *rest, const char *word, struct text *value)
{
  size_t end = text_find(*rest, '\n');
  struct text line = text_slice(*rest, 0, end);

  if (end == rest->len || !text_starts_with(line, word))
    return false;
  *value = text_slice(line, strlen(word), line.len);
  *rest = text_slice(*rest, end + 1, rest->len);
  return true;
}

static bool damaged(struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT,
                 "the backup is damaged: what it says about itself cannot be read");
}

/* The last line is about all that stand before it. No manifest has a NUL, with which texts would end early. */
static bool check_digest(struct text text, struct text *above, struct err *err)
{
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  struct text last;

  if (text.len < 4 + 2 * CRYPTO_SHA256_SIZE + 1 || text_find(text, '\0') < text.len)
    return damaged(err);
  *above = text_slice(text, 0, text.len - (4 + 2 * CRYPTO_SHA256_SIZE + 1));
  last = text_slice(text, above->len, text.len);
  digest(*above, hex);
  return (text_starts_with(last, "all ") && text_ends_with(last, "\n") &&
          text_is(text_slice(last, 4, 2 * CRYPTO_SHA256_SIZE), hex)) ||
         damaged(err);
}

bool manifest_read(struct text text, struct manifest *manifest, struct err *err)
{
  struct text rest, version, format, files;

  if (!check_digest(text, &rest, err) ||
      !next_value(&rest, "snowglobe-backup ", &version))
    return damaged(err);
  if (!text_is(version, "1"))
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "the backup is of form " TEXT_FMT
                   ", and this program knows form 1: a newer one can restore it",
                   TEXT_ARG(version));
  if (!next_value(&rest, "program ", &manifest->program) ||
      !next_value(&rest, "format ", &format) ||
      !text_to_int64(format, &manifest->format) ||
      !next_value(&rest, "made ", &manifest->made) ||
      !next_value(&rest, "files ", &files) || !text_to_int64(files, &manifest->files))
    return damaged(err);
  manifest->lines = rest;
  return true;
}

/* ---- names ---- */

static bool is_plain(unsigned char c)
{
  return c > ' ' && c < 0x7F && c != '%';
}

void manifest_name(struct buf *out, struct text path)
{
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.at[i];

    if (is_plain(c))
      buf_add_char(out, (char)c);
    else
      buf_printf(out, "%%%02X", c);
  }
}

static int digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool decode(struct text name, struct buf *path)
{
  for (size_t i = 0; i < name.len; i++) {
    int high, low;

    if (is_plain((unsigned char)name.at[i])) {
      buf_add_char(path, name.at[i]);
      continue;
    }
    if (name.at[i] != '%' || i + 2 >= name.len)
      return false;
    high = digit(name.at[i + 1]);
    low = digit(name.at[i + 2]);
    if (high < 0 || low < 0 || is_plain((unsigned char)(high * 16 + low)) ||
        (high == 0 && low == 0))
      return false;
    buf_add_char(path, (char)(high * 16 + low));
    i += 2;
  }
  return true;
}

static bool leads_out(struct text path)
{
  for (;;) {
    size_t slash = text_find(path, '/');
    struct text part = text_slice(path, 0, slash);

    if (!part.len || text_is(part, ".") || text_is(part, ".."))
      return true;
    if (slash == path.len)
      return false;
    path = text_slice(path, slash + 1, path.len);
  }
}

static bool is_part(struct text path)
{
  size_t slash = text_find(path, '/');

  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (text_is(text_slice(path, 0, slash), parts[i].name))
      return (slash < path.len) == parts[i].is_folder;
  return false;
}

bool manifest_path(struct text name, struct buf *path)
{
  size_t from = path->len;
  struct text whole;

  if (!decode(name, path))
    return false;
  whole = text_slice(buf_text(path), from, path->len);
  return !leads_out(whole) && is_part(whole);
}
