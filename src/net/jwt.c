/* jwt.c: signed tokens, read and held against the clock. */
#include "net/jwt.h"

#include "data/json.h"
#include "net/crypto.h"

#define MOST_LIFE_S 3600
#define FIRST_MS \
 100000000000LL /* Node's times are milliseconds, everybody else's seconds. */

static bool read_header(struct arena *arena, struct text part, struct jwt_parts *parts)
{
  const struct json *header;
  struct text bytes;
  struct err err;

  if (!crypto_base64_url(arena, part, &bytes))
    return false;
  header = json_parse(arena, bytes, &err);
  parts->algorithm = json_scalar_text(json_member(header, "alg"), arena);
  parts->key_id = json_scalar_text(json_member(header, "kid"), arena);
  return parts->algorithm.at != NULL;
}

bool jwt_split(struct arena *arena, struct text token, struct jwt_parts *parts)
{
  size_t first = text_find(token, '.');
  struct text rest = text_slice(token, first + 1, token.len);
  size_t second = text_find(rest, '.');

  *parts = (struct jwt_parts){ 0 };
  if (token.len > JWT_MOST_BYTES || first == token.len || second == rest.len)
    return false;
  parts->signed_text = text_slice(token, 0, first + 1 + second);
  return read_header(arena, text_slice(token, 0, first), parts) &&
         crypto_base64_url(arena, text_slice(rest, 0, second), &parts->claims) &&
         crypto_base64_url(arena, text_slice(rest, second + 1, rest.len),
                           &parts->signature);
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
  if (jwt->issued_s < 0 || jwt->expires_s < 0)
    return "JWT_TOKEN_MISSING_ISSUE_OR_EXPIRATION_TIME";
  if (jwt->not_before_s < 0)
    return "JWT_TOKEN_INVALID_ISSUE_TIME";
  jwt->issuer = arena_text(arena, issuer);
  jwt->subject = arena_text(arena, subject);
  return NULL;
}

const char *jwt_read(struct arena *arena, struct text token, struct jwt *jwt)
{
  const char *problem = "JWT_TOKEN_INVALID";
  struct jwt_parts parts;
  const struct json *claims;
  struct err err;

  *jwt = (struct jwt){ 0 };
  if (!jwt_split(arena, token, &parts))
    return problem;
  if (!text_is(parts.algorithm, "RS256"))
    return "JWT_TOKEN_INVALID_ALGORITHM";
  jwt->signed_text = parts.signed_text;
  jwt->signature = parts.signature;
  claims = json_parse(arena, parts.claims, &err);
  if (claims)
    problem = read_claims(arena, claims, jwt);
  return problem;
}

const char *jwt_time_problem(const struct jwt *jwt, int64_t now_s)
{
  int64_t end = jwt->issued_s + MOST_LIFE_S;

  if (jwt->expires_s < end)
    end = jwt->expires_s;
  if (jwt->issued_s > now_s + JWT_CLOCK_SKEW_S ||
      jwt->not_before_s > now_s + JWT_CLOCK_SKEW_S)
    return "JWT_TOKEN_INVALID_ISSUE_TIME";
  return now_s >= end + JWT_CLOCK_SKEW_S ? "JWT_TOKEN_INVALID_EXPIRATION_TIME" : NULL;
}
