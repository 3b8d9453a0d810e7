/* jwt.c: the signed tokens of key-pair logins, read and held against the clock. */
#include "net/jwt.h"

#include "base/buf.h"
#include "data/json.h"
#include "net/crypto.h"

#define MOST_LIFE_S 3600
#define CLOCK_SKEW_S 60
#define FIRST_MS \
 100000000000LL /* Node's times are milliseconds, everybody else's seconds. */

/* Base64 for URLs, without padding. */
static bool decode_part(struct arena *arena, struct text part, struct text *bytes)
{
  struct buf plain, out;
  bool ok;

  buf_init(&plain);
  buf_init(&out);
  for (size_t i = 0; i < part.len; i++) {
    char c = part.at[i];

    /* What plain base64 has and this has not must not slip in. */
    if (c == '+' || c == '/' || c == '=')
      c = '!';
    buf_add_char(&plain, c == '-' ? '+' : c == '_' ? '/' : c);
  }
  while (plain.len % 4)
    buf_add_char(&plain, '=');
  ok = part.len && crypto_base64_decode(buf_text(&plain), &out);
  if (ok)
    *bytes = buf_copy(&out, arena);
  buf_clear(&plain);
  buf_clear(&out);
  return ok;
}

static struct json *decode_json(struct arena *arena, struct text part)
{
  struct text bytes;
  struct err err;

  return decode_part(arena, part, &bytes) ? json_parse(bytes, &err) : NULL;
}

static bool is_rs256(struct arena *arena, struct text part)
{
  struct json *header = decode_json(arena, part);
  bool ok = header && text_is(json_as_text(json_member(header, "alg")), "RS256");

  json_free(header);
  return ok;
}

/* Seconds; -1 when it is missing or before 1970. */
static int64_t seconds(const struct json *claims, const char *name)
{
  int64_t value = json_as_int(json_member(claims, name), -1);

  if (value < 0)
    return -1;
  return value >= FIRST_MS ? value / 1000 : value;
}

static const char *read_claims(struct arena *arena, const struct json *claims,
                               struct jwt *jwt)
{
  struct text issuer = json_as_text(json_member(claims, "iss"));
  struct text subject = json_as_text(json_member(claims, "sub"));

  jwt->issued_s = seconds(claims, "iat");
  jwt->expires_s = seconds(claims, "exp");
  jwt->not_before_s = json_is_absent(json_member(claims, "nbf")) ? 0
                                                                 : seconds(claims, "nbf");
  if (!issuer.len || !subject.len)
    return "JWT_TOKEN_INVALID_USER_IN_ISSUER";
  if (jwt->issued_s < 0 || jwt->not_before_s < 0)
    return "JWT_TOKEN_INVALID_ISSUE_TIME";
  if (jwt->expires_s < 0)
    return "JWT_TOKEN_INVALID_EXPIRATION_TIME";
  jwt->issuer = arena_text(arena, issuer);
  jwt->subject = arena_text(arena, subject);
  return NULL;
}

const char *jwt_read(struct arena *arena, struct text token, struct jwt *jwt)
{
  size_t first = text_find(token, '.');
  struct text rest = text_slice(token, first + 1, token.len);
  size_t second = text_find(rest, '.');
  const char *problem = "JWT_TOKEN_INVALID";
  struct json *claims;

  *jwt = (struct jwt){ 0 };
  if (token.len > JWT_MOST_BYTES || first == token.len || second == rest.len)
    return problem;
  jwt->signed_text = text_slice(token, 0, first + 1 + second);
  if (!is_rs256(arena, text_slice(token, 0, first)))
    return "JWT_TOKEN_INVALID_ALGORITHM";
  if (!decode_part(arena, text_slice(rest, second + 1, rest.len), &jwt->signature))
    return problem;
  claims = decode_json(arena, text_slice(rest, 0, second));
  if (claims)
    problem = read_claims(arena, claims, jwt);
  json_free(claims);
  return problem;
}

const char *jwt_time_problem(const struct jwt *jwt, int64_t now_s)
{
  int64_t end = jwt->issued_s + MOST_LIFE_S;

  if (jwt->expires_s < end)
    end = jwt->expires_s;
  if (jwt->issued_s > now_s + CLOCK_SKEW_S || jwt->not_before_s > now_s + CLOCK_SKEW_S)
    return "JWT_TOKEN_INVALID_ISSUE_TIME";
  return now_s >= end + CLOCK_SKEW_S ? "JWT_TOKEN_EXPIRED" : NULL;
}
