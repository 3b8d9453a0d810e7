/* fn_cipher.c: ENCRYPT, DECRYPT, their _RAW forms and those that give NULL on failure.
 *
 * What ENCRYPT gives is: a byte 1, 16 bytes of salt, the initialization vector, the tag (GCM and
 * CCM), the encrypted bytes. The key is made of the passphrase and the salt by PBKDF2; a thread
 * takes one salt for a statement, and a vector for every value.
 * https://docs.snowflake.com/en/sql-reference/functions/encrypt */
#include <string.h>

#include "builtin/fn.h"
#include "data/json_text.h"
#include "net/cipher.h"
#include "net/crypto.h"

#define FORM 1
#define SALT_SIZE 16
#define KEY_SIZE 32
#define ROUNDS 10000
#define DEFAULT_METHOD "AES-GCM"

enum on_failure { FAILURE_IS_ERROR, FAILURE_IS_NULL };

/* The last key that was made, so that rows with one passphrase and salt make it once. */
struct key_state {
  bool known;
  unsigned char phrase[CRYPTO_SHA256_SIZE];
  unsigned char salt[SALT_SIZE];
  unsigned char key[KEY_SIZE];
};

/* What the arguments of a row say. */
struct parameters {
  struct cipher cipher;
  struct text key, iv, additional, tag;
};

static struct text optional(const struct engine_call *call, int arg, size_t row)
{
  if (call_arg_is_null(call, arg, row))
    return (struct text){ NULL, 0 };
  return call_text(call, arg, row);
}

static bool read_method(struct engine_call *call, int arg, size_t row,
                        struct cipher *cipher)
{
  struct text name = call_arg_is_null(call, arg, row) ? TEXT(DEFAULT_METHOD)
                                                      : call_text(call, arg, row);

  if (cipher_from_name(name, cipher))
    return true;
  call_fail(call, ERR_ENCRYPTION_METHOD, "Unsupported encryption method: '" TEXT_FMT "'",
            TEXT_ARG(name));
  return false;
}

static void not_decrypted(struct engine_call *call, size_t row, enum on_failure failure)
{
  if (failure == FAILURE_IS_NULL)
    call_set_null(call, row);
  else
    call_fail(call, ERR_DECRYPTION,
              "Decryption failed. Check encrypted data, key, AAD, or AEAD tag.");
}

/* ---- by passphrase ---- */

static struct text key_of(struct key_state *state, struct text phrase,
                          const unsigned char salt[SALT_SIZE])
{
  unsigned char digest[CRYPTO_SHA256_SIZE];

  crypto_sha256(phrase, digest);
  if (!state->known || memcmp(digest, state->phrase, sizeof digest) != 0 ||
      memcmp(salt, state->salt, SALT_SIZE) != 0) {
    state->known = crypto_pbkdf2(phrase, text_from((const char *)salt, SALT_SIZE), ROUNDS,
                                 state->key, KEY_SIZE);
    memcpy(state->phrase, digest, sizeof digest);
    memcpy(state->salt, salt, SALT_SIZE);
  }
  return text_from((const char *)state->key, KEY_SIZE);
}

static void encrypt_row(struct engine_call *call, size_t row, struct cipher cipher,
                        struct buf *out)
{
  struct key_state *state = call_state(call);
  unsigned char salt[SALT_SIZE], iv[CIPHER_MOST_IV], tag[CIPHER_TAG_SIZE] = { 0 };
  size_t iv_size = cipher_iv_size(cipher), tag_at;

  if (state->known)
    memcpy(salt, state->salt, SALT_SIZE);
  else
    crypto_random(salt, SALT_SIZE);
  crypto_random(iv, sizeof iv);
  buf_add_char(out, FORM);
  buf_add(out, salt, SALT_SIZE);
  buf_add(out, iv, iv_size);
  tag_at = out->len;
  if (cipher_has_tag(cipher))
    buf_add(out, tag, CIPHER_TAG_SIZE);
  if (!cipher_encrypt(cipher, key_of(state, call_text(call, 1, row), salt),
                      text_from((const char *)iv, iv_size), optional(call, 2, row),
                      call_text(call, 0, row), out, tag)) {
    call_fail(call, ERR_ENCRYPTION_SIZE,
              "Encryption without padding takes whole blocks of 16 bytes only");
    return;
  }
  if (cipher_has_tag(cipher))
    memcpy(out->at + tag_at, tag, CIPHER_TAG_SIZE);
  call_set_text(call, row, buf_text(out));
}

/* Value, passphrase, additional data, method. */
static void encrypt(struct engine_call *call)
{
  struct cipher cipher;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    if (call_arg_is_null(call, 0, row) || call_arg_is_null(call, 1, row))
      call_set_null(call, row);
    else if (read_method(call, 3, row, &cipher))
      encrypt_row(call, row, cipher, &out);
  }
  buf_clear(&out);
}

static bool decrypt_bytes(struct engine_call *call, size_t row, struct cipher cipher,
                          struct buf *out)
{
  struct text bytes = call_text(call, 0, row);
  size_t iv_size = cipher_iv_size(cipher);
  size_t tag_size = cipher_has_tag(cipher) ? CIPHER_TAG_SIZE : 0;
  size_t head = 1 + SALT_SIZE + iv_size + tag_size;
  struct text key;

  if (bytes.len < head || bytes.at[0] != FORM)
    return false;
  key = key_of(call_state(call), call_text(call, 1, row),
               (const unsigned char *)bytes.at + 1);
  return cipher_decrypt(cipher, key, text_slice(bytes, 1 + SALT_SIZE, iv_size),
                        optional(call, 2, row), text_slice(bytes, head, bytes.len),
                        text_slice(bytes, head - tag_size, tag_size), out);
}

static void decrypt_rows(struct engine_call *call, enum on_failure failure)
{
  struct cipher cipher;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    if (call_arg_is_null(call, 0, row) || call_arg_is_null(call, 1, row))
      call_set_null(call, row);
    else if (!read_method(call, 3, row, &cipher))
      break;
    else if (decrypt_bytes(call, row, cipher, &out))
      call_set_text(call, row, out.at ? buf_text(&out) : TEXT(""));
    else
      not_decrypted(call, row, failure);
  }
  buf_clear(&out);
}

static void decrypt(struct engine_call *call)
{
  decrypt_rows(call, FAILURE_IS_ERROR);
}

static void try_decrypt(struct engine_call *call)
{
  decrypt_rows(call, FAILURE_IS_NULL);
}

/* ---- by key ---- */

/* Value, key, vector, additional data, method; DECRYPT_RAW: tag. False: the call has failed, or
 * `failure` says that it gives NULL. */
static bool read_raw(struct engine_call *call, size_t row, enum on_failure failure,
                     struct parameters *raw)
{
  size_t iv_size;

  *raw = (struct parameters){ .key = call_text(call, 1, row),
                              .iv = optional(call, 2, row),
                              .additional = optional(call, 3, row) };
  if (!read_method(call, 4, row, &raw->cipher))
    return false;
  iv_size = cipher_iv_size(raw->cipher);
  if (cipher_takes_key(raw->key) && (raw->iv.len == iv_size || !raw->iv.at || !iv_size))
    return true;
  if (failure == FAILURE_IS_NULL)
    call_set_null(call, row);
  else if (!cipher_takes_key(raw->key))
    call_fail(call, ERR_ENCRYPTION_SIZE, "Encryption key has wrong size: %zu bits",
              raw->key.len * 8);
  else
    call_fail(call, ERR_ENCRYPTION_SIZE,
              "Initialization vector has wrong size: %zu bits, expected %zu",
              raw->iv.len * 8, iv_size * 8);
  return false;
}

static void put_binary(struct buf *out, const char *name, struct text bytes)
{
  buf_printf(out, "\"%s\":", name);
  json_text_mark(JSON_TEXT_BINARY, out);
  buf_add_char(out, '"');
  for (size_t i = 0; i < bytes.len; i++)
    buf_printf(out, "%02X", (unsigned)(unsigned char)bytes.at[i]);
  buf_add_char(out, '"');
}

static void encrypt_raw_row(struct engine_call *call, size_t row, struct buf *bytes,
                            struct buf *out)
{
  unsigned char chosen[CIPHER_MOST_IV], tag[CIPHER_TAG_SIZE];
  struct parameters raw;
  size_t iv_size;

  if (!read_raw(call, row, FAILURE_IS_ERROR, &raw))
    return;
  iv_size = cipher_iv_size(raw.cipher);
  if (!raw.iv.at || !iv_size) {
    crypto_random(chosen, sizeof chosen);
    raw.iv = text_from((const char *)chosen, iv_size);
  }
  if (!cipher_encrypt(raw.cipher, raw.key, raw.iv, raw.additional,
                      call_text(call, 0, row), bytes, tag)) {
    call_fail(call, ERR_ENCRYPTION_SIZE,
              "The value or the key has a size that the "
              "encryption method does not take");
    return;
  }
  buf_add_char(out, '{');
  put_binary(out, "ciphertext", bytes->at ? buf_text(bytes) : TEXT(""));
  if (iv_size) {
    buf_add_char(out, ',');
    put_binary(out, "iv", raw.iv);
  }
  if (cipher_has_tag(raw.cipher)) {
    buf_add_char(out, ',');
    put_binary(out, "tag", text_from((const char *)tag, sizeof tag));
  }
  buf_add_char(out, '}');
  call_set_text(call, row, buf_text(out));
}

static void encrypt_raw(struct engine_call *call)
{
  struct buf bytes, out;

  buf_init(&bytes);
  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&bytes);
    buf_reset(&out);
    if (call_arg_is_null(call, 0, row) || call_arg_is_null(call, 1, row))
      call_set_null(call, row);
    else
      encrypt_raw_row(call, row, &bytes, &out);
  }
  buf_clear(&bytes);
  buf_clear(&out);
}

static void decrypt_raw_row(struct engine_call *call, size_t row, enum on_failure failure,
                            struct buf *out)
{
  struct parameters raw;

  if (!read_raw(call, row, failure, &raw))
    return;
  if ((raw.iv.at || !cipher_iv_size(raw.cipher)) &&
      cipher_decrypt(raw.cipher, raw.key, raw.iv, raw.additional, call_text(call, 0, row),
                     optional(call, 5, row), out))
    call_set_text(call, row, out->at ? buf_text(out) : TEXT(""));
  else
    not_decrypted(call, row, failure);
}

static void decrypt_raw_rows(struct engine_call *call, enum on_failure failure)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    if (call_arg_is_null(call, 0, row) || call_arg_is_null(call, 1, row))
      call_set_null(call, row);
    else
      decrypt_raw_row(call, row, failure, &out);
  }
  buf_clear(&out);
}

static void decrypt_raw(struct engine_call *call)
{
  decrypt_raw_rows(call, FAILURE_IS_ERROR);
}

static void try_decrypt_raw(struct engine_call *call)
{
  decrypt_raw_rows(call, FAILURE_IS_NULL);
}

#define PHRASE "BLOB, VARCHAR, BLOB, VARCHAR"
#define RAW "BLOB, BLOB, BLOB, BLOB, VARCHAR"
#define RAW_TAG RAW ", BLOB"

const struct engine_function_row fn_cipher_rows[] = {
  { "sg_decrypt", PHRASE, "BLOB", decrypt, ENGINE_SEES_NULLS, sizeof(struct key_state) },
  { "sg_decrypt_raw", RAW_TAG, "BLOB", decrypt_raw, ENGINE_SEES_NULLS },
  { "sg_encrypt", PHRASE, "BLOB", encrypt, ENGINE_SEES_NULLS | ENGINE_VOLATILE,
    sizeof(struct key_state) },
  { "sg_encrypt_raw", RAW, "VARCHAR", encrypt_raw, ENGINE_SEES_NULLS | ENGINE_VOLATILE },
  { "sg_try_decrypt", PHRASE, "BLOB", try_decrypt, ENGINE_SEES_NULLS,
    sizeof(struct key_state) },
  { "sg_try_decrypt_raw", RAW_TAG, "BLOB", try_decrypt_raw, ENGINE_SEES_NULLS },
};

const int fn_cipher_count = sizeof fn_cipher_rows / sizeof fn_cipher_rows[0];
