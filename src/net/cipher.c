/* cipher.c: AES in the modes that SQL may name, by GnuTLS. */
#include "net/cipher.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16

static const struct {
  const char *name;
  enum cipher_mode mode;
  size_t iv_size;
} modes[] = {
  { "GCM", CIPHER_GCM, 12 },    { "CCM", CIPHER_CCM, 7 },
  { "CBC", CIPHER_CBC, BLOCK }, { "CFB", CIPHER_CFB, BLOCK },
  { "CTR", CIPHER_CTR, BLOCK }, { "ECB", CIPHER_ECB, 0 },
  { "OFB", CIPHER_OFB, BLOCK },
};

#define MODES (sizeof modes / sizeof *modes)

/* GnuTLS's names, by the size of the key. */
static const struct {
  size_t key_size;
  gnutls_cipher_algorithm_t gcm, ccm, cbc;
} algorithms[] = {
  { 16, GNUTLS_CIPHER_AES_128_GCM, GNUTLS_CIPHER_AES_128_CCM, GNUTLS_CIPHER_AES_128_CBC },
  { 24, GNUTLS_CIPHER_AES_192_GCM, GNUTLS_CIPHER_UNKNOWN, GNUTLS_CIPHER_AES_192_CBC },
  { 32, GNUTLS_CIPHER_AES_256_GCM, GNUTLS_CIPHER_AES_256_CCM, GNUTLS_CIPHER_AES_256_CBC },
};

#define ALGORITHMS (sizeof algorithms / sizeof *algorithms)

/* ---- names and sizes ---- */

/* The next word, of letters and digits, after blanks. */
static struct text take_word(struct text *rest)
{
  size_t len = 0;
  struct text word;

  *rest = text_trim(*rest);
  while (len < rest->len && rest->at[len] != '-' && rest->at[len] != '/' &&
         rest->at[len] != ':' && rest->at[len] != ' ')
    len++;
  word = text_slice(*rest, 0, len);
  *rest = text_trim(text_slice(*rest, len, rest->len));
  return word;
}

static bool take_char(struct text *rest, char c)
{
  if (!rest->len || rest->at[0] != c)
    return false;
  *rest = text_slice(*rest, 1, rest->len);
  return true;
}

static bool read_padding(struct text rest, struct cipher *cipher)
{
  struct text padding;

  if (!rest.len)
    return true;
  if (!take_char(&rest, '/') || !text_is_nocase(take_word(&rest), "PAD") ||
      !take_char(&rest, ':'))
    return false;
  padding = take_word(&rest);
  cipher->padded = text_is_nocase(padding, "PKCS");
  return !rest.len && (cipher->padded || text_is_nocase(padding, "NONE"));
}

bool cipher_from_name(struct text name, struct cipher *cipher)
{
  struct text rest = name, mode;

  cipher->padded = true;
  if (!text_is_nocase(take_word(&rest), "AES") || !take_char(&rest, '-'))
    return false;
  mode = take_word(&rest);
  for (size_t i = 0; i < MODES; i++)
    if (text_is_nocase(mode, modes[i].name)) {
      cipher->mode = modes[i].mode;
      return read_padding(rest, cipher);
    }
  return false;
}

size_t cipher_iv_size(struct cipher cipher)
{
  for (size_t i = 0; i < MODES; i++)
    if (modes[i].mode == cipher.mode)
      return modes[i].iv_size;
  return 0;
}

bool cipher_has_tag(struct cipher cipher)
{
  return cipher.mode == CIPHER_GCM || cipher.mode == CIPHER_CCM;
}

bool cipher_takes_key(struct text key)
{
  for (size_t i = 0; i < ALGORITHMS; i++)
    if (algorithms[i].key_size == key.len)
      return true;
  return false;
}

static gnutls_cipher_algorithm_t algorithm(enum cipher_mode mode, struct text key)
{
  for (size_t i = 0; i < ALGORITHMS; i++)
    if (algorithms[i].key_size == key.len)
      return mode == CIPHER_GCM   ? algorithms[i].gcm
             : mode == CIPHER_CCM ? algorithms[i].ccm
                                  : algorithms[i].cbc;
  return GNUTLS_CIPHER_UNKNOWN;
}

static gnutls_datum_t datum(struct text text)
{
  static unsigned char nothing;

  return (gnutls_datum_t){ text.len ? (unsigned char *)(uintptr_t)text.at : &nothing,
                           (unsigned)text.len };
}

/* ---- authenticated modes ---- */

static gnutls_aead_cipher_hd_t open_aead(struct cipher cipher, struct text key)
{
  gnutls_aead_cipher_hd_t handle;
  gnutls_datum_t secret = datum(key);
  gnutls_cipher_algorithm_t named = algorithm(cipher.mode, key);

  return named != GNUTLS_CIPHER_UNKNOWN &&
             gnutls_aead_cipher_init(&handle, named, &secret) == 0
           ? handle
           : NULL;
}

static bool encrypt_aead(struct cipher cipher, struct text key, struct text iv,
                         struct text additional, struct text plain, struct buf *out,
                         unsigned char tag[CIPHER_TAG_SIZE])
{
  gnutls_aead_cipher_hd_t handle = open_aead(cipher, key);
  size_t size = plain.len + CIPHER_TAG_SIZE;
  char *at;
  bool ok;

  if (!handle)
    return false;
  at = buf_reserve(out, size);
  ok = gnutls_aead_cipher_encrypt(handle, iv.at, iv.len, additional.at, additional.len,
                                  CIPHER_TAG_SIZE, plain.len ? plain.at : "", plain.len,
                                  at, &size) == 0;
  if (ok) {
    out->len += plain.len;
    memcpy(tag, at + plain.len, CIPHER_TAG_SIZE);
    at[plain.len] = '\0';
  }
  gnutls_aead_cipher_deinit(handle);
  return ok;
}

static bool decrypt_aead(struct cipher cipher, struct text key, struct text iv,
                         struct text additional, struct text bytes, struct text tag,
                         struct buf *out)
{
  gnutls_aead_cipher_hd_t handle = open_aead(cipher, key);
  size_t size = bytes.len;
  struct buf all;
  char *at;
  bool ok;

  if (!handle)
    return false;
  buf_init(&all);
  buf_add_text(&all, bytes);
  buf_add_text(&all, tag);
  at = buf_reserve(out, bytes.len + CIPHER_TAG_SIZE);
  size += CIPHER_TAG_SIZE;
  ok = tag.len == CIPHER_TAG_SIZE &&
       gnutls_aead_cipher_decrypt(handle, iv.at, iv.len, additional.at, additional.len,
                                  CIPHER_TAG_SIZE, all.at, all.len, at, &size) == 0;
  if (ok) {
    out->len += bytes.len;
    at[bytes.len] = '\0';
  }
  buf_clear(&all);
  gnutls_aead_cipher_deinit(handle);
  return ok;
}

/* ---- CBC, and the modes made of single blocks ---- */

static gnutls_cipher_hd_t open_cbc(struct text key, const void *iv)
{
  gnutls_cipher_hd_t handle;
  gnutls_datum_t secret = datum(key), start = { (unsigned char *)(uintptr_t)iv, BLOCK };

  return gnutls_cipher_init(&handle, algorithm(CIPHER_CBC, key), &secret, &start) == 0
           ? handle
           : NULL;
}

/* One block by itself: CBC with a vector of zeros. */
static void crypt_block(gnutls_cipher_hd_t handle, bool decrypt, const unsigned char *in,
                        unsigned char out[BLOCK])
{
  unsigned char zeros[BLOCK] = { 0 };
  int result;

  gnutls_cipher_set_iv(handle, zeros, BLOCK);
  result = decrypt ? gnutls_cipher_decrypt2(handle, in, BLOCK, out, BLOCK)
                   : gnutls_cipher_encrypt2(handle, in, BLOCK, out, BLOCK);
  if (result < 0)
    abort(); /* Fails only when the library is broken. */
}

static void count_up(unsigned char counter[BLOCK])
{
  for (int i = BLOCK - 1; i >= 0 && ++counter[i] == 0; i--)
    ;
}

/* CTR, OFB and CFB: bytes are combined with encrypted blocks. What the next block comes from is
 * the counter, the last such block, or the last encrypted bytes. */
static void crypt_stream(gnutls_cipher_hd_t handle, enum cipher_mode mode, bool decrypt,
                         struct text iv, struct text in, struct buf *out)
{
  unsigned char from[BLOCK], pad[BLOCK];

  memcpy(from, iv.at, BLOCK);
  for (size_t at = 0; at < in.len; at += BLOCK) {
    size_t len = in.len - at < BLOCK ? in.len - at : BLOCK;

    crypt_block(handle, false, from, pad);
    if (mode == CIPHER_OFB)
      memcpy(from, pad, BLOCK);
    for (size_t i = 0; i < len; i++) {
      unsigned char byte = (unsigned char)in.at[at + i];
      unsigned char other = byte ^ pad[i];

      buf_add_char(out, (char)other);
      if (mode == CIPHER_CFB)
        from[i] = decrypt ? byte : other;
    }
    if (mode == CIPHER_CTR)
      count_up(from);
  }
}

/* Whole blocks of ECB or CBC. */
static void crypt_blocks(gnutls_cipher_hd_t handle, enum cipher_mode mode, bool decrypt,
                         struct text iv, struct text in, struct buf *out)
{
  unsigned char before[BLOCK] = { 0 }, block[BLOCK], result[BLOCK];

  if (mode == CIPHER_CBC)
    memcpy(before, iv.at, BLOCK);
  for (size_t at = 0; at < in.len; at += BLOCK) {
    memcpy(block, in.at + at, BLOCK);
    for (int i = 0; !decrypt && i < BLOCK; i++)
      block[i] ^= before[i];
    crypt_block(handle, decrypt, block, result);
    for (int i = 0; decrypt && i < BLOCK; i++)
      result[i] ^= before[i];
    if (mode == CIPHER_CBC)
      memcpy(before, decrypt ? block : result, BLOCK);
    buf_add(out, result, BLOCK);
  }
}

static bool is_stream(enum cipher_mode mode)
{
  return mode == CIPHER_CTR || mode == CIPHER_OFB || mode == CIPHER_CFB;
}

static void add_padding(struct text plain, struct buf *out)
{
  int more = BLOCK - (int)(plain.len % BLOCK);

  buf_add_text(out, plain);
  for (int i = 0; i < more; i++)
    buf_add_char(out, (char)more);
}

static bool drop_padding(struct buf *out)
{
  size_t more = out->len ? (unsigned char)out->at[out->len - 1] : 0;

  if (more < 1 || more > BLOCK || more > out->len)
    return false;
  for (size_t i = out->len - more; i < out->len; i++)
    if ((unsigned char)out->at[i] != more)
      return false;
  out->len -= more;
  out->at[out->len] = '\0';
  return true;
}

/* ---- any mode ---- */

bool cipher_encrypt(struct cipher cipher, struct text key, struct text iv,
                    struct text additional, struct text plain, struct buf *out,
                    unsigned char tag[CIPHER_TAG_SIZE])
{
  unsigned char zeros[BLOCK] = { 0 };
  gnutls_cipher_hd_t handle;
  struct buf padded;
  bool ok = true;

  if (cipher_has_tag(cipher))
    return encrypt_aead(cipher, key, iv, additional, plain, out, tag);
  handle = open_cbc(key, zeros);
  if (!handle)
    return false;
  buf_init(&padded);
  if (is_stream(cipher.mode)) {
    crypt_stream(handle, cipher.mode, false, iv, plain, out);
  } else if (cipher.padded) {
    add_padding(plain, &padded);
    crypt_blocks(handle, cipher.mode, false, iv, buf_text(&padded), out);
  } else {
    ok = plain.len % BLOCK == 0;
    if (ok)
      crypt_blocks(handle, cipher.mode, false, iv, plain, out);
  }
  buf_clear(&padded);
  gnutls_cipher_deinit(handle);
  return ok;
}

bool cipher_decrypt(struct cipher cipher, struct text key, struct text iv,
                    struct text additional, struct text bytes, struct text tag,
                    struct buf *out)
{
  unsigned char zeros[BLOCK] = { 0 };
  gnutls_cipher_hd_t handle;
  bool ok = true;

  if (cipher_has_tag(cipher))
    return decrypt_aead(cipher, key, iv, additional, bytes, tag, out);
  handle = open_cbc(key, zeros);
  if (!handle)
    return false;
  if (is_stream(cipher.mode)) {
    crypt_stream(handle, cipher.mode, true, iv, bytes, out);
  } else {
    ok = bytes.len % BLOCK == 0;
    if (ok)
      crypt_blocks(handle, cipher.mode, true, iv, bytes, out);
    if (ok && cipher.padded)
      ok = drop_padding(out);
  }
  gnutls_cipher_deinit(handle);
  return ok;
}
