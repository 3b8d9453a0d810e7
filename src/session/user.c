/* user.c: one user: its properties, its password, its keys. */
#include "session/user.h"

#include <string.h>

#include "net/crypto.h"
#include "net/public_key.h"

#define ROUNDS 100000

static const struct user_property_row rows[USER_PROPERTY_COUNT] = {
  [USER_COMMENT] = { "COMMENT", USER_VALUE_TEXT, false, false },
  [USER_DISPLAY_NAME] = { "DISPLAY_NAME", USER_VALUE_TEXT, false, false },
  [USER_TYPE] = { "TYPE", USER_VALUE_NAME, false, false },
  [USER_LOGIN_NAME] = { "LOGIN_NAME", USER_VALUE_TEXT, false, false },
  [USER_FIRST_NAME] = { "FIRST_NAME", USER_VALUE_TEXT, false, true },
  [USER_MIDDLE_NAME] = { "MIDDLE_NAME", USER_VALUE_TEXT, false, true },
  [USER_LAST_NAME] = { "LAST_NAME", USER_VALUE_TEXT, false, true },
  [USER_EMAIL] = { "EMAIL", USER_VALUE_TEXT, false, false },
  [USER_MUST_CHANGE_PASSWORD] = { "MUST_CHANGE_PASSWORD", USER_VALUE_BOOL, false, true },
  [USER_DISABLED] = { "DISABLED", USER_VALUE_BOOL, false, false },
  [USER_DEFAULT_WAREHOUSE] = { "DEFAULT_WAREHOUSE", USER_VALUE_NAME, false, false },
  [USER_DEFAULT_NAMESPACE] = { "DEFAULT_NAMESPACE", USER_VALUE_NAME, false, false },
  [USER_DEFAULT_ROLE] = { "DEFAULT_ROLE", USER_VALUE_NAME, false, false },
  [USER_RSA_PUBLIC_KEY] = { "RSA_PUBLIC_KEY", USER_VALUE_KEY, false, false },
  [USER_RSA_PUBLIC_KEY_2] = { "RSA_PUBLIC_KEY_2", USER_VALUE_KEY, false, false },
  [USER_CREATED_MS] = { "CREATED_MS", USER_VALUE_TEXT, true, false },
  [USER_PASSWORD_SET_MS] = { "PASSWORD_SET_MS", USER_VALUE_TEXT, true, false },
  [USER_KEY_SET_MS] = { "KEY_SET_MS", USER_VALUE_TEXT, true, false },
  [USER_KEY_2_SET_MS] = { "KEY_2_SET_MS", USER_VALUE_TEXT, true, false },
  [USER_ORIGIN] = { "ORIGIN", USER_VALUE_TEXT, true, false },
  [USER_PARAMETERS] = { "PARAMETERS", USER_VALUE_TEXT, true, false },
  [USER_MFA_METHODS] = { "MFA_METHODS", USER_VALUE_TEXT, true, false },
  [USER_ACCESS_TOKENS] = { "ACCESS_TOKENS", USER_VALUE_TEXT, true, false },
};

const struct user_property_row *user_property_row(enum user_property property)
{
  return &rows[property];
}

bool user_property_find(struct text key, enum user_property *property)
{
  for (int i = 0; i < USER_PROPERTY_COUNT; i++)
    if (!rows[i].is_own && text_is_nocase(key, rows[i].key)) {
      *property = (enum user_property)i;
      return true;
    }
  return false;
}

struct user *user_new(struct arena *arena, struct text name)
{
  struct user *user = ARENA_NEW(arena, struct user);

  user->name = arena_text(arena, name);
  user->sets_lock = true;
  user_set(user, arena, USER_LOGIN_NAME, (struct text){ 0 });
  user_set(user, arena, USER_DISPLAY_NAME, (struct text){ 0 });
  return user;
}

struct user *user_copy(struct arena *arena, const struct user *user)
{
  struct user *copy = ARENA_NEW(arena, struct user);

  *copy = *user;
  copy->name = arena_text(arena, user->name);
  for (int i = 0; i < USER_PROPERTY_COUNT; i++)
    if (user->values[i].at)
      copy->values[i] = arena_text(arena, user->values[i]);
  return copy;
}

void user_set(struct user *user, struct arena *arena, enum user_property property,
              struct text value)
{
  if (!value.at && (property == USER_LOGIN_NAME || property == USER_DISPLAY_NAME))
    value = user->name;
  if (property == USER_LOGIN_NAME)
    value = arena_upper(arena, value);
  user->values[property] = value.at ? arena_text(arena, value) : value;
}

void user_set_time(struct user *user, struct arena *arena, enum user_property property,
                   int64_t ms)
{
  user->values[property] = ms ? arena_printf(arena, "%lld", (long long)ms)
                              : (struct text){ 0 };
}

int64_t user_time(const struct user *user, enum user_property property)
{
  int64_t ms = 0;

  return text_to_int64(user->values[property], &ms) ? ms : 0;
}

bool user_is(const struct user *user, enum user_property property)
{
  return text_is(user->values[property], "true");
}

bool user_is_guest(const struct user *user)
{
  return text_is(user->values[USER_ORIGIN], USER_IS_GUEST);
}

bool user_is_service(const struct user *user)
{
  return text_is(user->values[USER_TYPE], "SERVICE");
}

bool user_has_password(const struct user *user)
{
  return *user->digest || user_is_guest(user);
}

static bool derive(struct text password, struct text salt, int64_t rounds,
                   char hex[USER_DIGEST_SIZE * 2 + 1])
{
  unsigned char bytes[USER_DIGEST_SIZE];

  if (!crypto_pbkdf2(password, salt, (unsigned)rounds, bytes, sizeof bytes))
    return false;
  crypto_hex(bytes, sizeof bytes, hex);
  return true;
}

bool user_set_password(struct user *user, struct text password, struct err *err)
{
  unsigned char salt[USER_SALT_SIZE];

  user->has_seen = false;
  user->digest[0] = '\0';
  if (!password.len)
    return true;
  crypto_random(salt, sizeof salt);
  crypto_hex(salt, sizeof salt, user->salt);
  user->rounds = ROUNDS;
  return derive(password, text_of(user->salt), user->rounds, user->digest) ||
         err_set(err, ERR_INTERNAL, "A password could not be digested.");
}

bool user_is_password(const struct user *user, struct text password)
{
  static const char no_salt[] = "00000000000000000000000000000000";
  char hex[USER_DIGEST_SIZE * 2 + 1];

  if (!*user->digest)
    return derive(password, text_of(no_salt), ROUNDS, hex) && false;
  return derive(password, text_of(user->salt), user->rounds, hex) &&
         crypto_equal(hex, user->digest, USER_DIGEST_SIZE * 2);
}

bool user_is_key(struct text text)
{
  struct buf der;
  bool ok;

  buf_init(&der);
  ok = public_key_read(text, &der);
  buf_clear(&der);
  return ok;
}

struct text user_fingerprint(const struct user *user, struct arena *arena,
                             enum user_property key)
{
  struct text found = { 0 };
  struct buf der, out;

  buf_init(&der);
  buf_init(&out);
  if (user->values[key].at && public_key_read(user->values[key], &der)) {
    public_key_fingerprint(buf_text(&der), &out);
    found = buf_copy(&out, arena);
  }
  buf_clear(&der);
  buf_clear(&out);
  return found;
}

/* The names of a DEFAULT_NAMESPACE, each as it is stored. */
void user_namespace(const struct user *user, struct arena *arena, struct text *database,
                    struct text *schema)
{
  struct text text = user->values[USER_DEFAULT_NAMESPACE];
  struct text *names[] = { database, schema };
  struct buf name;

  *database = *schema = (struct text){ NULL, 0 };
  buf_init(&name);
  for (int i = 0; i < 2 && text.len; i++) {
    bool quoted = false;
    size_t at = 0;

    name.len = 0;
    for (; at < text.len && (quoted || text.at[at] != '.'); at++) {
      if (text.at[at] != '"')
        buf_add_char(&name, text.at[at]);
      else if (quoted && at + 1 < text.len && text.at[at + 1] == '"')
        buf_add_char(&name, text.at[at++]);
      else
        quoted = !quoted;
    }
    *names[i] = buf_copy(&name, arena);
    text = text_slice(text, at + 1, text.len);
  }
  buf_clear(&name);
}
