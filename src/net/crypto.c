/* crypto.c: random bytes, digests and encodings, by GnuTLS. */
#include "net/crypto.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

/* These fail only when the library itself is broken. */
static void must(int result)
{
  if (result < 0)
    abort();
}

static gnutls_datum_t datum(struct text text)
{
  static unsigned char nothing;

  return (gnutls_datum_t){ text.len ? (unsigned char *)(uintptr_t)text.at : &nothing,
                           (unsigned)text.len };
}

void crypto_random(void *out, size_t size)
{
  must(gnutls_rnd(GNUTLS_RND_KEY, out, size));
}

void crypto_sha256(struct text text, unsigned char out[CRYPTO_SHA256_SIZE])
{
  must(gnutls_hash_fast(GNUTLS_DIG_SHA256, text.at, text.len, out));
}

void crypto_hmac_sha256(struct text key, struct text text,
                        unsigned char out[CRYPTO_SHA256_SIZE])
{
  must(gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.at, key.len, text.at, text.len, out));
}

struct crypto_hash *crypto_hash_new(enum crypto_hash_kind kind)
{
  gnutls_hash_hd_t hash;

  must(gnutls_hash_init(&hash, kind == CRYPTO_MD5 ? GNUTLS_DIG_MD5 : GNUTLS_DIG_SHA256));
  return (struct crypto_hash *)hash;
}

void crypto_hash_add(struct crypto_hash *hash, const void *bytes, size_t size)
{
  must(gnutls_hash((gnutls_hash_hd_t)hash, bytes, size));
}

void crypto_hash_end(struct crypto_hash *hash, unsigned char *out)
{
  gnutls_hash_deinit((gnutls_hash_hd_t)hash, out);
}

bool crypto_pbkdf2(struct text password, struct text salt, unsigned rounds, void *out,
                   size_t size)
{
  gnutls_datum_t key = datum(password);
  gnutls_datum_t with = datum(salt);

  return rounds > 0 && gnutls_pbkdf2(GNUTLS_MAC_SHA256, &key, &with, rounds, out, size) ==
                         GNUTLS_E_SUCCESS;
}

bool crypto_equal(const void *a, const void *b, size_t size)
{
  return gnutls_memcmp(a, b, size) == 0;
}

void crypto_hex(const void *bytes, size_t size, char *out)
{
  static const char digits[] = "0123456789abcdef";
  const unsigned char *from = bytes;

  for (size_t i = 0; i < size; i++) {
    *out++ = digits[from[i] >> 4];
    *out++ = digits[from[i] & 15];
  }
  *out = '\0';
}

static const char alphabet[] =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void crypto_base64(struct text bytes, struct buf *out)
{
  const unsigned char *at = (const unsigned char *)bytes.at;
  size_t len = (bytes.len + 2) / 3 * 4;
  char *to = buf_reserve(out, len);

  for (size_t i = 0; i < bytes.len; i += 3) {
    size_t left = bytes.len - i;
    unsigned group = (unsigned)at[i] << 16 | (left > 1 ? (unsigned)at[i + 1] << 8 : 0) |
                     (left > 2 ? at[i + 2] : 0);

    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
    *to++ = left > 2 ? alphabet[group & 63] : '=';
  }
  out->len += len;
  out->at[out->len] = '\0';
}

static int sextet(char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool crypto_base64_decode(struct text text, struct buf *out)
{
  unsigned group = 0;
  size_t padding = 0;

  if (text.len % 4)
    return false;
  while (padding < 2 && padding < text.len && text.at[text.len - 1 - padding] == '=')
    padding++;
  for (size_t i = 0; i < text.len; i++) {
    int bits = i >= text.len - padding ? 0 : sextet(text.at[i]);

    if (bits < 0)
      return false;
    group = group << 6 | (unsigned)bits;
    if (i % 4 < 3)
      continue;
    size_t bytes = i + 1 == text.len ? 3 - padding : 3;
    char three[3] = { (char)(group >> 16), (char)(group >> 8), (char)group };

    if (padding && i + 1 == text.len && (group & ((1u << 8 * padding) - 1)))
      return false; /* Bits that no encoder writes. */
    buf_add(out, three, bytes);
    group = 0;
  }
  return true;
}

struct text crypto_base64_url_of(struct arena *arena, struct text bytes)
{
  struct buf out;
  struct text made;

  buf_init(&out);
  crypto_base64(bytes, &out);
  while (out.len && out.at[out.len - 1] == '=')
    out.len--;
  for (size_t i = 0; i < out.len; i++)
    out.at[i] = out.at[i] == '+' ? '-' : out.at[i] == '/' ? '_' : out.at[i];
  made = buf_copy(&out, arena);
  buf_clear(&out);
  return made;
}

bool crypto_base64_url(struct arena *arena, struct text text, struct text *bytes)
{
  struct buf plain, out;
  bool ok;

  buf_init(&plain);
  buf_init(&out);
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];

    /* What plain base64 has and this has not must not slip in. */
    if (c == '+' || c == '/' || c == '=')
      c = '!';
    buf_add_char(&plain, c == '-' ? '+' : c == '_' ? '/' : c);
  }
  while (plain.len % 4)
    buf_add_char(&plain, '=');
  ok = text.len && crypto_base64_decode(buf_text(&plain), &out);
  if (ok)
    *bytes = buf_copy(&out, arena);
  buf_clear(&plain);
  buf_clear(&out);
  return ok;
}
