/* data_dir.c: the folder that a server keeps everything in, and the lock on it. */
#include "server/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "snowglobe.lock"

struct data_dir {
  int lock;
};

static bool failed(const char *what, const char *path, struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT, "cannot %s %s: %s", what, path,
                 strerror(errno));
}

/* Makes a folder and those above it. */
static bool make_folders(const char *path, struct err *err)
{
  char *copy = strdup(path);
  bool ok = true;

  if (!copy)
    abort();
  for (char *at = copy + 1; ok; at++) {
    char kept = *at;

    if (kept != '/' && kept != '\0')
      continue;
    *at = '\0';
    ok = mkdir(copy, 0700) == 0 || errno == EEXIST ||
         failed("make the folder", copy, err);
    *at = kept;
    if (!kept)
      break;
  }
  free(copy);
  return ok;
}

/* The process id that the holder of the lock wrote into the file. */
static void read_holder(int lock, char *out, size_t size)
{
  ssize_t len = pread(lock, out, size - 1, 0);

  out[len > 0 ? len : 0] = '\0';
  out[strcspn(out, "\n")] = '\0';
}

static bool take_lock(int lock, const char *path, struct err *err)
{
  char pid[32];
  int len;

  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return failed("lock", path, err);
    read_holder(lock, pid, sizeof pid);
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "the data folder %s is in use by another server (process %s)", path,
                   pid[0] ? pid : "unknown");
  }
  len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
  if (ftruncate(lock, 0) != 0 || pwrite(lock, pid, (size_t)len, 0) != len)
    return failed("write the lock file in", path, err);
  return true;
}

struct data_dir *data_dir_open(const char *path, struct err *err)
{
  struct data_dir *dir;
  char *name = NULL;
  int lock;

  if (!make_folders(path, err))
    return NULL;
  if (asprintf(&name, "%s/%s", path, LOCK_NAME) < 0)
    abort();
  lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0)
    failed("open", name, err);
  free(name);
  if (lock < 0)
    return NULL;
  if (!take_lock(lock, path, err)) {
    close(lock);
    return NULL;
  }
  dir = malloc(sizeof *dir);
  if (!dir)
    abort();
  dir->lock = lock;
  return dir;
}

/* The file stays: removing it would let two servers lock two files of one name. */
void data_dir_close(struct data_dir *dir)
{
  if (!dir)
    return;
  close(dir->lock);
  free(dir);
}
