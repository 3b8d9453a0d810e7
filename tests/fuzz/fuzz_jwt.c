/* fuzz_jwt.c: targets of logins: tokens and public keys. */
#include "fuzz.h"

#include "net/jwt.h"
#include "net/public_key.h"

/* A key that is taken has a fingerprint; nothing that a fuzzer finds is its signature. */
static void try_key(struct text text, const struct jwt *jwt)
{
  struct buf der, print;

  buf_init(&der);
  buf_init(&print);
  if (public_key_read(text, &der)) {
    public_key_fingerprint(buf_text(&der), &print);
    assert(print.len == 7 + 44);
    assert(!public_key_verifies(buf_text(&der), text, jwt->signature));
  }
  buf_clear(&der);
  buf_clear(&print);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct jwt jwt;

  if (!jwt_read(arena, text, &jwt)) {
    assert(jwt.issuer.len && jwt.subject.len && jwt.signature.len);
    assert(jwt.issued_s >= 0 && jwt.expires_s >= 0 && jwt.signed_text.len < size);
    assert(jwt_time_problem(&jwt, jwt.issued_s + 3600 + 61));
  }
  try_key(text, &jwt);
  arena_free(arena);
  return 0;
}
