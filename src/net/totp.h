/* totp.h: passcodes by the clock (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), and base32 (RFC
 * 4648), in which their secrets are written. Any thread. */
#ifndef NET_TOTP_H
#define NET_TOTP_H

#include "base/arena.h"

#define TOTP_SECONDS 30
#define TOTP_DIGITS 6

struct text totp_base32(struct arena *arena, struct text bytes); /* Without padding. */
/* False when the text is none, or empty. */
bool totp_base32_decode(struct arena *arena, struct text text, struct text *bytes);
/* The passcode of a step of the clock, with a NUL. */
void totp_passcode(struct text secret, int64_t step, char out[TOTP_DIGITS + 1]);

#endif
