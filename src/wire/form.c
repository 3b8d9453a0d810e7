/* form.c: forms that browsers and OAuth clients send. */
#include "wire/form.h"

#include "net/crypto.h"
#include "net/url.h"

struct text form_find(struct arena *arena, struct text form, const char *name)
{
  static const struct text none;
  struct text value = url_query(arena, form, name);

  return value.at && text_is_utf8(value) ? value : none;
}

struct text form_value(const struct call *call, const char *name)
{
  return form_find(call->arena, http_body(call->request), name);
}

bool form_basic(struct arena *arena, struct text header, struct text *name,
                struct text *password)
{
  struct text pair;
  struct buf plain;
  bool ok;

  if (!text_starts_with_nocase(header, "Basic "))
    return false;
  buf_init(&plain);
  ok = crypto_base64_decode(text_trim(text_slice(header, 6, header.len)), &plain);
  pair = buf_copy(&plain, arena);
  buf_clear(&plain);
  if (!ok || text_find(pair, ':') == pair.len)
    return false;
  *name = url_decode(arena, text_slice(pair, 0, text_find(pair, ':')), true);
  *password = url_decode(arena, text_slice(pair, text_find(pair, ':') + 1, pair.len),
                         true);
  return true;
}
