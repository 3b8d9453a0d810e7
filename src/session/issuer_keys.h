/* issuer_keys.h: the published keys of OAuth issuers, fetched from their URLs and kept for a while.
 *
 * Any thread; whoever asks first for a key that is not there waits for the issuer's answer. */
#ifndef SESSION_ISSUER_KEYS_H
#define SESSION_ISSUER_KEYS_H

#include "base/buf.h"
#include "base/err.h"

struct issuer_keys;

struct issuer_keys *issuer_keys_new(void);
void issuer_keys_free(struct issuer_keys *keys); /* NULL is fine. */
/* The DER of a key: from what was fetched in the last ten minutes, else fetched anew, though no more
 * often than each ten seconds. False with the reason when there is none. */
bool issuer_keys_find(struct issuer_keys *keys, struct text url, struct text key_id,
                      struct text algorithm, struct buf *der, struct err *err) MUST_CHECK;

#endif
