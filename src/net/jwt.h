/* jwt.h: signed tokens, of key-pair logins and of issuers: header.payload.signature, each in base64
 * for URLs.
 *
 * (docs.snowflake.com/en/user-guide/key-pair-auth, RFC 7519) Reading proves nothing: who the token is from is
 * known when its signature was asked for with a key of the user it names. Any thread. */
#ifndef NET_JWT_H
#define NET_JWT_H

#include "base/arena.h"

#define JWT_MOST_BYTES 16384
/* Clocks may differ by this. */
#define JWT_CLOCK_SKEW_S 60

/* What every token consists of. Texts are borrowed from the token or lie in the arena. */
struct jwt_parts {
  struct text algorithm, key_id; /* Of the header; at NULL: not said. */
  struct text claims;            /* JSON. */
  struct text signed_text;
  struct text signature;
};
/* False: this is no token. */
bool jwt_split(struct arena *arena, struct text token, struct jwt_parts *parts);

struct jwt {
  struct text issuer, subject;
  int64_t issued_s, expires_s;
  int64_t not_before_s;    /* 0: not said. */
  struct text signed_text; /* Borrowed from the token. */
  struct text signature;
};

/* Both give the reason why a token is not taken, in the words of Snowflake's list of errors, or NULL.
 * Here: it is no token, not signed by RS256, or without its claims. */
const char *jwt_read(struct arena *arena, struct text token, struct jwt *jwt);
/* Too early or too late: an hour is the longest life, whatever the token says; clocks may differ by
 * a minute. */
const char *jwt_time_problem(const struct jwt *jwt, int64_t now_s);

#endif
