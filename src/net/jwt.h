/* jwt.h: the signed tokens of key-pair logins: header.payload.signature, each in base64 for URLs.
 *
 * (docs.snowflake.com/en/user-guide/key-pair-auth) Reading proves nothing: who the token is from is
 * known when its signature was asked for with a key of the user it names. Any thread. */
#ifndef NET_JWT_H
#define NET_JWT_H

#include "base/arena.h"

#define JWT_MOST_BYTES 16384

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
