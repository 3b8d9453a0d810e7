/* cert.h: the certificate and key with which the server speaks HTTPS. */
#ifndef NET_CERT_H
#define NET_CERT_H

#include "base/buf.h"
#include "base/err.h"

struct cert {
  struct buf chain;     /* PEM. */
  struct buf key;       /* PEM. */
  int64_t not_after;    /* Seconds since 1970. */
  char fingerprint[96]; /* SHA-256 of the first certificate, "AB:CD:...". */
  char subject[256];    /* "CN=localhost,O=..." (RFC 4514); cut when it is longer. */
  bool is_self_signed;
};

/* Reads a certificate and its key that somebody else made. The caller clears. */
bool cert_read(const char *chain_path, const char *key_path, struct cert *cert,
               struct err *err) MUST_CHECK;
/* Reads our own; where neither file exists it makes a pair first, self-signed for
 * localhost, 127.0.0.1, ::1 and the name of this host, its key readable by the owner only. A
 * pair that was made so and ends within a month is made anew. The caller clears. */
bool cert_open(const char *chain_path, const char *key_path, struct cert *cert,
               struct err *err) MUST_CHECK;
void cert_clear(struct cert *cert);

#endif
