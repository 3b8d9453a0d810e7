/* jwks.h: the keys of an issuer, as it publishes them: a JSON Web Key Set (RFC 7517). Any thread. */
#ifndef NET_JWKS_H
#define NET_JWKS_H

#include "base/buf.h"

#define JWKS_MOST_BYTES 262144

/* The DER of the key that a token names (at NULL: the only one that fits), for RS256 (of at least
 * 2048 bits) or ES256. False when the set has none, or is no such set. */
bool jwks_find(struct text set, struct text key_id, struct text algorithm,
               struct buf *der);

#endif
