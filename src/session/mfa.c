/* mfa.c: the second factors of a user, as JSON in one of its properties. */
#include "session/mfa.h"

#include "base/clock.h"
#include "data/json.h"
#include "data/member.h"
#include "net/crypto.h"
#include "net/totp.h"

#define SECRET_BYTES 20

static struct text text_in(struct arena *arena, const struct json *item, const char *name)
{
  struct text value = json_as_text(json_member(item, name));

  return value.at ? arena_text(arena, value) : value;
}

struct list mfa_list(struct arena *arena, const struct user *user)
{
  struct list methods = { 0 };
  const struct json *all, *item = NULL;
  struct err err;

  if (!user->values[USER_MFA_METHODS].at)
    return methods;
  all = json_parse(arena, user->values[USER_MFA_METHODS], &err);
  while ((item = json_next(all, item)) != NULL) {
    struct mfa_method *method = ARENA_NEW(arena, struct mfa_method);

    method->name = text_in(arena, item, "name");
    method->secret = text_in(arena, item, "secret");
    method->comment = text_in(arena, item, "comment");
    method->created_ms = json_as_int(json_member(item, "created"), 0);
    method->used_ms = json_as_int(json_member(item, "used"), 0);
    method->step = json_as_int(json_member(item, "step"), 0);
    list_add(arena, &methods, method);
  }
  return methods;
}

void mfa_keep(struct arena *arena, struct user *user, const struct list *methods)
{
  static const struct text none;
  struct buf out;

  buf_init(&out);
  json_put_open(&out, '[');
  for (int i = 0; i < methods->count; i++) {
    const struct mfa_method *method = methods->at[i];

    json_put_open(&out, '{');
    member_text(&out, "name", method->name);
    member_text(&out, "secret", method->secret);
    member_text(&out, "comment", method->comment);
    member_int(&out, "created", method->created_ms);
    member_int(&out, "used", method->used_ms);
    member_int(&out, "step", method->step);
    json_put_close(&out, '}');
  }
  json_put_close(&out, ']');
  user_set(user, arena, USER_MFA_METHODS, methods->count ? buf_text(&out) : none);
  buf_clear(&out);
}

static bool has_name(const struct list *methods, struct text name)
{
  for (int i = 0; i < methods->count; i++)
    if (text_equal(((const struct mfa_method *)methods->at[i])->name, name))
      return true;
  return false;
}

struct mfa_method *mfa_add(struct arena *arena, struct list *methods)
{
  struct mfa_method *method = ARENA_NEW(arena, struct mfa_method);
  char secret[SECRET_BYTES];
  int number = 1;

  do
    method->name = arena_printf(arena, "TOTP_%d", number++);
  while (has_name(methods, method->name));
  crypto_random(secret, sizeof secret);
  method->secret = totp_base32(arena, text_from(secret, sizeof secret));
  method->created_ms = clock_now_ms();
  list_add(arena, methods, method);
  return method;
}

static bool matches(struct text secret, int64_t step, struct text passcode)
{
  char right[TOTP_DIGITS + 1];

  totp_passcode(secret, step, right);
  return crypto_equal(right, passcode.at, TOTP_DIGITS);
}

bool mfa_use(struct arena *arena, const struct list *methods, struct text passcode)
{
  int64_t now = clock_now_ms(), step = now / 1000 / TOTP_SECONDS;

  if (passcode.len != TOTP_DIGITS)
    return false;
  for (int i = 0; i < methods->count; i++) {
    struct mfa_method *method = methods->at[i];
    struct text secret;

    if (!totp_base32_decode(arena, method->secret, &secret))
      continue;
    for (int64_t at = step - 1; at <= step + 1; at++)
      if (at > method->step && matches(secret, at, passcode)) {
        method->step = at;
        method->used_ms = now;
        return true;
      }
  }
  return false;
}
