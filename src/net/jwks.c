/* jwks.c: the keys of an issuer, as it publishes them. */
#include "net/jwks.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "data/json.h"
#include "net/crypto.h"

#define LEAST_BITS 2048

static bool number_in(struct arena *arena, const struct json *key, const char *name,
                      gnutls_datum_t *number)
{
  struct text bytes;

  if (!crypto_base64_url(arena, json_as_text(json_member(key, name)), &bytes))
    return false;
  number->data = (unsigned char *)(uintptr_t)bytes.at;
  number->size = (unsigned)bytes.len;
  return true;
}

static bool is_rsa(struct arena *arena, const struct json *key, gnutls_pubkey_t out)
{
  gnutls_datum_t modulus, exponent;
  unsigned bits = 0;

  return number_in(arena, key, "n", &modulus) && number_in(arena, key, "e", &exponent) &&
         gnutls_pubkey_import_rsa_raw(out, &modulus, &exponent) >= 0 &&
         gnutls_pubkey_get_pk_algorithm(out, &bits) == GNUTLS_PK_RSA &&
         bits >= LEAST_BITS;
}

static bool is_p256(struct arena *arena, const struct json *key, gnutls_pubkey_t out)
{
  gnutls_datum_t x, y;

  return text_is(json_as_text(json_member(key, "crv")), "P-256") &&
         number_in(arena, key, "x", &x) && number_in(arena, key, "y", &y) &&
         gnutls_pubkey_import_ecc_raw(out, GNUTLS_ECC_CURVE_SECP256R1, &x, &y) >= 0;
}

static bool put_der(struct arena *arena, const struct json *key, bool rsa,
                    struct buf *der)
{
  gnutls_datum_t written;
  gnutls_pubkey_t made;
  bool ok;

  if (gnutls_pubkey_init(&made) < 0)
    return false;
  ok = (rsa ? is_rsa(arena, key, made) : is_p256(arena, key, made)) &&
       gnutls_pubkey_export2(made, GNUTLS_X509_FMT_DER, &written) >= 0;
  gnutls_pubkey_deinit(made);
  if (!ok)
    return false;
  buf_add(der, written.data, written.size);
  gnutls_free(written.data);
  return true;
}

/* Keys for encryption, and those meant for another algorithm, do not count. */
static bool fits(const struct json *key, struct text key_id, struct text algorithm)
{
  struct text kind = json_as_text(json_member(key, "kty"));
  struct text use = json_as_text(json_member(key, "use"));
  struct text meant = json_as_text(json_member(key, "alg"));
  struct text id = json_as_text(json_member(key, "kid"));
  const char *wanted = text_is(algorithm, "RS256")   ? "RSA"
                       : text_is(algorithm, "ES256") ? "EC"
                                                     : "";

  return text_is(kind, wanted) && (!use.at || text_is(use, "sig")) &&
         (!meant.at || text_equal(meant, algorithm)) &&
         (!key_id.at || text_equal(id, key_id));
}

bool jwks_find(struct text set, struct text key_id, struct text algorithm,
               struct buf *der)
{
  struct arena *arena = arena_new();
  const struct json *keys = NULL, *key = NULL;
  struct err err;
  int count = 0;
  bool ok = false;

  if (set.len <= JWKS_MOST_BYTES)
    keys = json_member(json_parse(arena, set, &err), "keys");
  while ((key = json_next(keys, key)) != NULL)
    if (fits(key, key_id, algorithm) && ++count == 1)
      ok = put_der(arena, key, text_is(algorithm, "RS256"), der);
  arena_free(arena);
  return ok && (key_id.at || count == 1);
}
