/* access_token.c: the programmatic access tokens of a user, as JSON in one of its properties. */
#include "session/access_token.h"

#include "base/clock.h"
#include "data/json.h"
#include "data/member.h"
#include "net/crypto.h"

#define PREFIX "sgpat-"
#define ID_DIGITS 16
#define SECRET_BYTES 32
#define SECRET_DIGITS 64

static struct text text_in(struct arena *arena, const struct json *item, const char *name)
{
  struct text value = json_as_text(json_member(item, name));

  return value.at ? arena_text(arena, value) : value;
}

static struct access_token *read_token(struct arena *arena, const struct json *item)
{
  struct access_token *token = ARENA_NEW(arena, struct access_token);

  token->name = text_in(arena, item, "name");
  token->id = text_in(arena, item, "id");
  token->digest = text_in(arena, item, "digest");
  token->role = text_in(arena, item, "role");
  token->comment = text_in(arena, item, "comment");
  token->created_by = text_in(arena, item, "created_by");
  token->rotated_to = text_in(arena, item, "rotated_to");
  token->created_ms = json_as_int(json_member(item, "created"), 0);
  token->expires_ms = json_as_int(json_member(item, "expires"), 0);
  token->bypass_ms = json_as_int(json_member(item, "bypass"), 0);
  token->disabled = json_as_bool(json_member(item, "disabled"), false);
  return token;
}

struct list access_token_list(struct arena *arena, const struct user *user)
{
  struct list tokens = { 0 };
  const struct json *all, *item = NULL;
  struct err err;

  if (!user->values[USER_ACCESS_TOKENS].at)
    return tokens;
  all = json_parse(arena, user->values[USER_ACCESS_TOKENS], &err);
  while ((item = json_next(all, item)) != NULL)
    list_add(arena, &tokens, read_token(arena, item));
  return tokens;
}

static void put_token(struct buf *out, const struct access_token *token)
{
  json_put_open(out, '{');
  member_text_if_any(out, "name", token->name);
  member_text_if_any(out, "id", token->id);
  member_text_if_any(out, "digest", token->digest);
  member_text_if_any(out, "role", token->role);
  member_text_if_any(out, "comment", token->comment);
  member_text_if_any(out, "created_by", token->created_by);
  member_text_if_any(out, "rotated_to", token->rotated_to);
  member_int(out, "created", token->created_ms);
  member_int(out, "expires", token->expires_ms);
  member_int(out, "bypass", token->bypass_ms);
  member_bool(out, "disabled", token->disabled);
  json_put_close(out, '}');
}

void access_token_keep(struct arena *arena, struct user *user, const struct list *tokens)
{
  static const struct text none;
  struct buf out;

  buf_init(&out);
  json_put_open(&out, '[');
  for (int i = 0; i < tokens->count; i++)
    put_token(&out, tokens->at[i]);
  json_put_close(&out, ']');
  user_set(user, arena, USER_ACCESS_TOKENS, tokens->count ? buf_text(&out) : none);
  buf_clear(&out);
}

struct access_token *access_token_find(const struct list *tokens, struct text name)
{
  for (int i = 0; i < tokens->count; i++) {
    struct access_token *token = tokens->at[i];

    if (text_equal(token->name, name))
      return token;
  }
  return NULL;
}

static struct text digest_of(struct arena *arena, struct text secret)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];

  /* 256 random bits are not guessed, so one round is enough. */
  crypto_sha256(secret, digest);
  crypto_hex(digest, sizeof digest, hex);
  return arena_text(arena, text_of(hex));
}

struct text access_token_draw(struct arena *arena, struct access_token *token)
{
  unsigned char bytes[ID_DIGITS / 2 + SECRET_BYTES];
  char hex[2 * sizeof bytes + 1];
  struct text secret;

  crypto_random(bytes, sizeof bytes);
  crypto_hex(bytes, sizeof bytes, hex);
  token->id = arena_text(arena, text_from(hex, ID_DIGITS));
  secret = arena_printf(arena, PREFIX TEXT_FMT "-%s", TEXT_ARG(token->id),
                        hex + ID_DIGITS);
  token->digest = digest_of(arena, secret);
  return secret;
}

static bool is_hex(struct text text)
{
  for (size_t i = 0; i < text.len; i++)
    if (!((text.at[i] >= '0' && text.at[i] <= '9') ||
          (text.at[i] >= 'a' && text.at[i] <= 'f')))
      return false;
  return true;
}

bool access_token_is_one(struct text secret, struct text *id)
{
  size_t start = sizeof PREFIX - 1;

  if (!text_starts_with(secret, PREFIX) ||
      secret.len != start + ID_DIGITS + 1 + SECRET_DIGITS ||
      secret.at[start + ID_DIGITS] != '-')
    return false;
  *id = text_slice(secret, start, ID_DIGITS);
  return is_hex(*id) && is_hex(text_slice(secret, start + ID_DIGITS + 1, SECRET_DIGITS));
}

bool access_token_matches(const struct access_token *token, struct text secret)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];

  crypto_sha256(secret, digest);
  crypto_hex(digest, sizeof digest, hex);
  return token->digest.len == sizeof hex - 1 &&
         crypto_equal(token->digest.at, hex, sizeof hex - 1);
}

bool access_token_is_expired(const struct access_token *token)
{
  return token->expires_ms <= clock_now_ms();
}

bool access_token_is_held(const struct user *user, struct text id)
{
  struct text tokens = user->values[USER_ACCESS_TOKENS];

  return tokens.at && text_find_text(tokens, id) < tokens.len;
}
