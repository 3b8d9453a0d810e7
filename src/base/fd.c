/* fd.c: files by their descriptors. */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool fd_write(int fd, struct text bytes)
{
  while (bytes.len) {
    ssize_t written = write(fd, bytes.at, bytes.len);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    bytes = text_slice(bytes, (size_t)written, bytes.len);
  }
  return true;
}

/* Where the file system has no such files, one whose name goes at once. */
static int named_for_a_moment(const char *folder)
{
  char path[4096];
  int fd;

  if (snprintf(path, sizeof path, "%s/.nameless-XXXXXX", folder) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  fd = mkostemp(path, O_CLOEXEC);
  if (fd >= 0)
    unlink(path);
  return fd;
}

int fd_nameless(const char *folder)
{
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  return fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR) ? named_for_a_moment(folder)
                                                            : fd;
}
