/* file_digest.c: the MD5 and SHA-256 of a file, computed once and kept beside it. */
#include "stage/file_digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/log.h"

#define ATTRIBUTE "user.snowglobe.digest"
#define BLOCK ((size_t)256 << 10)

/* What is kept: it counts while size and time are the file's. */
struct kept {
  int64_t size, seconds, nanoseconds;
  struct file_digest digest;
};

struct digesting digesting_begin(void)
{
  return (struct digesting){ crypto_hash_new(CRYPTO_MD5),
                             crypto_hash_new(CRYPTO_SHA256) };
}

void digesting_add(struct digesting *digesting, const void *bytes, size_t size)
{
  crypto_hash_add(digesting->md5, bytes, size);
  crypto_hash_add(digesting->sha256, bytes, size);
}

void digesting_end(struct digesting *digesting, struct file_digest *digest)
{
  crypto_hash_end(digesting->md5, digest ? digest->md5 : NULL);
  crypto_hash_end(digesting->sha256, digest ? digest->sha256 : NULL);
}

static struct kept kept_for(const struct stat *info)
{
  struct kept kept;

  memset(&kept, 0, sizeof kept);
  kept.size = info->st_size;
  kept.seconds = info->st_mtim.tv_sec;
  kept.nanoseconds = info->st_mtim.tv_nsec;
  return kept;
}

void file_digest_keep(int fd, const struct file_digest *digest)
{
  struct kept kept;
  struct stat info;

  if (fstat(fd, &info) != 0)
    return;
  kept = kept_for(&info);
  kept.digest = *digest;
  /* A file system without attributes costs the time to compute it again. */
  if (fsetxattr(fd, ATTRIBUTE, &kept, sizeof kept, 0) != 0)
    log_debug("a file's digest could not be kept: %s", strerror(errno));
}

static bool read_kept(int fd, struct file_digest *digest)
{
  struct kept kept, wanted;
  struct stat info;

  if (fgetxattr(fd, ATTRIBUTE, &kept, sizeof kept) != sizeof kept ||
      fstat(fd, &info) != 0)
    return false;
  wanted = kept_for(&info);
  if (kept.size != wanted.size || kept.seconds != wanted.seconds ||
      kept.nanoseconds != wanted.nanoseconds)
    return false;
  *digest = kept.digest;
  return true;
}

static bool compute(int fd, struct file_digest *digest)
{
  struct digesting digesting = digesting_begin();
  char *block = malloc(BLOCK);
  ssize_t got;

  if (!block)
    abort();
  while ((got = read(fd, block, BLOCK)) > 0)
    digesting_add(&digesting, block, (size_t)got);
  digesting_end(&digesting, digest);
  free(block);
  return got == 0;
}

bool file_digest_of(const char *path, bool keeps, struct file_digest *digest,
                    struct err *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  bool ok;

  if (fd < 0)
    return err_set(err, ERR_INTERNAL, "A staged file could not be read: %s",
                   strerror(errno));
  ok = read_kept(fd, digest);
  if (!ok) {
    ok = compute(fd, digest);
    if (ok && keeps)
      file_digest_keep(fd, digest);
  }
  if (!ok)
    err_set(err, ERR_INTERNAL, "A staged file could not be read: %s", strerror(errno));
  close(fd);
  return ok;
}
