/* public_key.h: RSA public keys as SQL hands them over: base64 of the DER of a SubjectPublicKeyInfo.
 * By GnuTLS; any thread. */
#ifndef NET_PUBLIC_KEY_H
#define NET_PUBLIC_KEY_H

#include "base/buf.h"
#include "base/err.h"

/* The DER of a key written in base64, with white space but without the lines around it that a PEM
 * file has. False when it is no such thing, or not an RSA key of at least 2048 bits. */
bool public_key_read(struct text base64, struct buf *der) MUST_CHECK;
/* "SHA256:" and the digest of the key in base64, as clients write it. */
void public_key_fingerprint(struct text der, struct buf *out);
/* Whether this is the key's signature of the text: RSA (PKCS #1) with SHA-256. */
bool public_key_verifies(struct text der, struct text text, struct text signature);
/* The same for a token's algorithm, RS256 or ES256, in which signatures of elliptic curves are
 * two plain numbers. False for others, and for a key of another kind. */
bool public_key_verifies_token(struct text der, struct text algorithm, struct text text,
                               struct text signature);

#endif
