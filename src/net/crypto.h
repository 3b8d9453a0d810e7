/* crypto.h: random bytes, digests and encodings, by GnuTLS. Any thread. */
#ifndef NET_CRYPTO_H
#define NET_CRYPTO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define CRYPTO_MD5_SIZE 16
#define CRYPTO_SHA256_SIZE 32

/* Bytes that nobody can guess. Stops the program when the system has none. */
void crypto_random(void *out, size_t size);
void crypto_sha256(struct text text, unsigned char out[CRYPTO_SHA256_SIZE]);
void crypto_hmac_sha256(struct text key, struct text text,
                        unsigned char out[CRYPTO_SHA256_SIZE]);
/* A digest of what comes in pieces; crypto_hash_end frees it, `out` NULL: without an answer. */
enum crypto_hash_kind { CRYPTO_MD5, CRYPTO_SHA256 };
struct crypto_hash;
struct crypto_hash *crypto_hash_new(enum crypto_hash_kind kind);
void crypto_hash_add(struct crypto_hash *hash, const void *bytes, size_t size);
void crypto_hash_end(struct crypto_hash *hash, unsigned char *out);
/* PBKDF2 with HMAC-SHA-256: `size` bytes from a password. False for 0 rounds. */
bool crypto_pbkdf2(struct text password, struct text salt, unsigned rounds, void *out,
                   size_t size) MUST_CHECK;
/* Takes the same time wherever the bytes differ. */
bool crypto_equal(const void *a, const void *b, size_t size);
/* Lower case, with a NUL: out holds 2 * size + 1 bytes. */
void crypto_hex(const void *bytes, size_t size, char *out);
void crypto_base64(struct text bytes, struct buf *out);
/* False when the text is no base64 (with its padding, without white space). */
bool crypto_base64_decode(struct text text, struct buf *out) MUST_CHECK;
/* Base64 for URLs, without padding. */
struct text crypto_base64_url_of(struct arena *arena, struct text bytes);
/* False when the text is none, or empty. */
bool crypto_base64_url(struct arena *arena, struct text text,
                       struct text *bytes) MUST_CHECK;

#endif
