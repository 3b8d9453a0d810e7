/* file_digest.h: the MD5 and SHA-256 of a file, computed once and kept beside it.
 *
 * They are written into an extended attribute, with the file's size and time: where the file system
 * has none, or the file was changed by another hand, they are computed again. */
#ifndef STAGE_FILE_DIGEST_H
#define STAGE_FILE_DIGEST_H

#include "base/err.h"
#include "net/crypto.h"

struct file_digest {
  unsigned char md5[CRYPTO_MD5_SIZE];
  unsigned char sha256[CRYPTO_SHA256_SIZE];
};

/* Both at once, of what comes in pieces. */
struct digesting {
  struct crypto_hash *md5, *sha256;
};

struct digesting digesting_begin(void);
void digesting_add(struct digesting *digesting, const void *bytes, size_t size);
/* `digest` NULL: what came is forgotten. */
void digesting_end(struct digesting *digesting, struct file_digest *digest);

/* Keeps a digest with an open file whose last byte is written. */
void file_digest_keep(int fd, const struct file_digest *digest);
/* The kept one, or that of the bytes, which is then kept when `keeps`. */
bool file_digest_of(const char *path, bool keeps, struct file_digest *digest,
                    struct err *err) MUST_CHECK;

#endif
