/* fuzz_login_text.c: texts that logins show: Basic headers, secrets in base32, access tokens. */
#include "fuzz.h"

#include "net/totp.h"
#include "session/access_token.h"
#include "wire/form.h"

static void try_basic(struct arena *arena, struct text text)
{
  struct text name, password;

  if (form_basic(arena, text, &name, &password)) {
    assert(text_starts_with_nocase(text, "Basic "));
    assert(name.len + password.len < text.len);
  }
}

/* What is read says the same when it is written and read again. */
static void try_base32(struct arena *arena, struct text text)
{
  struct text bytes, again;
  char passcode[TOTP_DIGITS + 1];

  if (!totp_base32_decode(arena, text, &bytes))
    return;
  assert(bytes.len && totp_base32_decode(arena, totp_base32(arena, bytes), &again));
  assert(text_equal(bytes, again));
  totp_passcode(bytes, 1, passcode);
  assert(text_of(passcode).len == TOTP_DIGITS);
}

/* What looks like a token of ours has the number inside, and is nobody's. */
static void try_token(struct text text)
{
  struct access_token nobody = { .digest = TEXT("x") };
  struct text id;

  if (!access_token_is_one(text, &id))
    return;
  assert(id.len && id.at >= text.at && id.at + id.len <= text.at + text.len);
  nobody.id = id;
  assert(!access_token_matches(&nobody, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct arena *arena = arena_new();

  try_basic(arena, text);
  try_base32(arena, text);
  try_token(text);
  arena_free(arena);
  return 0;
}
