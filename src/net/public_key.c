/* public_key.c: RSA public keys: read, named by their fingerprint, and asked for signatures. */
#include "net/public_key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "net/crypto.h"

#define LEAST_BITS 2048
#define ES256_HALF 32
#define MOST_TEXT 16384 /* Bytes in base64: more than any key that is in use. */

static gnutls_datum_t datum(struct text text)
{
  return (gnutls_datum_t){ (unsigned char *)(uintptr_t)text.at, (unsigned)text.len };
}

/* NULL when it is no key. */
static gnutls_pubkey_t import(struct text der)
{
  gnutls_datum_t data = datum(der);
  gnutls_pubkey_t key;

  if (!der.len || gnutls_pubkey_init(&key) < 0)
    return NULL;
  if (gnutls_pubkey_import(key, &data, GNUTLS_X509_FMT_DER) >= 0)
    return key;
  gnutls_pubkey_deinit(key);
  return NULL;
}

/* What is written again must be what was read: the fingerprint is made of the bytes. */
static bool is_written_so(gnutls_pubkey_t key, struct text der)
{
  gnutls_datum_t again;
  bool same;

  if (gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &again) < 0)
    return false;
  same = again.size == der.len && memcmp(again.data, der.at, der.len) == 0;
  gnutls_free(again.data);
  return same;
}

static bool is_usable(struct text der)
{
  gnutls_pubkey_t key = import(der);
  unsigned bits = 0;
  bool ok;

  if (!key)
    return false;
  ok = gnutls_pubkey_get_pk_algorithm(key, &bits) == GNUTLS_PK_RSA &&
       bits >= LEAST_BITS && is_written_so(key, der);
  gnutls_pubkey_deinit(key);
  return ok;
}

bool public_key_read(struct text base64, struct buf *der)
{
  struct buf dense;
  bool ok;

  if (base64.len > MOST_TEXT)
    return false;
  buf_init(&dense);
  for (size_t i = 0; i < base64.len; i++)
    if (!strchr(" \t\r\n", base64.at[i]) || !base64.at[i])
      buf_add_char(&dense, base64.at[i]);
  ok = crypto_base64_decode(buf_text(&dense), der) && is_usable(buf_text(der));
  buf_clear(&dense);
  return ok;
}

void public_key_fingerprint(struct text der, struct buf *out)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];

  crypto_sha256(der, digest);
  buf_add_string(out, "SHA256:");
  crypto_base64(text_from((const char *)digest, sizeof digest), out);
}

static bool verifies(struct text der, gnutls_pk_algorithm_t kind,
                     gnutls_sign_algorithm_t by, struct text text, gnutls_datum_t sign)
{
  gnutls_pubkey_t key = import(der);
  gnutls_datum_t data = datum(text);
  unsigned bits;
  bool ok;

  if (!key)
    return false;
  ok = sign.size && gnutls_pubkey_get_pk_algorithm(key, &bits) == (int)kind &&
       gnutls_pubkey_verify_data2(key, by, 0, &data, &sign) >= 0;
  gnutls_pubkey_deinit(key);
  return ok;
}

bool public_key_verifies(struct text der, struct text text, struct text signature)
{
  return verifies(der, GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA256, text, datum(signature));
}

static bool verifies_es256(struct text der, struct text text, struct text signature)
{
  gnutls_datum_t r = datum(text_slice(signature, 0, ES256_HALF));
  gnutls_datum_t s = datum(text_slice(signature, ES256_HALF, ES256_HALF)), sign;
  bool ok;

  if (signature.len != 2 * ES256_HALF || gnutls_encode_rs_value(&sign, &r, &s) < 0)
    return false;
  ok = verifies(der, GNUTLS_PK_EC, GNUTLS_SIGN_ECDSA_SHA256, text, sign);
  gnutls_free(sign.data);
  return ok;
}

bool public_key_verifies_token(struct text der, struct text algorithm, struct text text,
                               struct text signature)
{
  if (text_is(algorithm, "RS256"))
    return public_key_verifies(der, text, signature);
  return text_is(algorithm, "ES256") && verifies_es256(der, text, signature);
}
