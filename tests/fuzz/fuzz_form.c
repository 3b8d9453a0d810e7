/* fuzz_form.c: forms as OAuth clients and the sign-in page send them: the header Authorization in the first
 * line, behind it the body. What is found is UTF-8, and is found again where it is encoded anew. */
#include "fuzz.h"

#include "net/url.h"
#include "wire/form.h"

static const char *const names[] = { "grant_type",    "client_id",    "client_secret",
                                     "code",          "redirect_uri", "code_verifier",
                                     "refresh_token", "scope",        "user",
                                     "password",      "passcode",     "form" };

static void try_value(struct arena *arena, struct text form, const char *name)
{
  struct text value = form_find(arena, form, name), again;

  if (!value.at)
    return;
  assert(text_is_utf8(value) && value.len <= form.len);
  again = form_find(arena,
                    arena_printf(arena, "x=1&%s=" TEXT_FMT "&y", name,
                                 TEXT_ARG(url_encode(arena, value))),
                    name);
  assert(text_equal(value, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text form = fuzz_text(data, size), header = fuzz_line(&form);
  struct arena *arena = arena_new();
  struct text name, password;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    try_value(arena, form, names[i]);
  if (form_basic(arena, header, &name, &password))
    assert(name.at && password.at && name.len + password.len < header.len);
  arena_free(arena);
  return 0;
}
