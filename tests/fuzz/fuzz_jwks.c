/* fuzz_jwks.c: target of OAuth: an issuer's published keys, and the header of its tokens. */
#include "fuzz.h"

#include "net/jwks.h"
#include "net/jwt.h"
#include "net/public_key.h"

static void try_set(struct text set, struct text algorithm)
{
  struct buf der;

  buf_init(&der);
  if (jwks_find(set, (struct text){ 0 }, algorithm, &der)) {
    assert(der.len);
    assert(!public_key_verifies_token(buf_text(&der), algorithm, set, TEXT("x")));
  }
  buf_clear(&der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct jwt_parts parts;

  try_set(text, TEXT("RS256"));
  try_set(text, TEXT("ES256"));
  if (jwt_split(arena, text, &parts))
    assert(parts.algorithm.at && parts.claims.len && parts.signature.len);
  arena_free(arena);
  return 0;
}
