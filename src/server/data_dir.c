/* data_dir.c: the folder that a server keeps everything in, and the lock on it. */
#include "server/data_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/unfinished.h"

#define LOCK_NAME "snowglobe.lock"
#define DATABASE_NAME "snowglobe.duckdb"

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

/* The file stays: removing it would let two servers lock two files of one name. */
void data_dir_close(struct data_dir *dir)
{
  if (!dir)
    return;
  close(dir->lock);
  free(dir);
}

static struct data_dir *lock_folder(const char *path, struct err *err)
{
  struct data_dir *dir;
  char *name = NULL;
  int lock;

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

static struct data_dir *lock_finished(const char *path, struct err *err)
{
  struct data_dir *dir = lock_folder(path, err);

  if (!dir || !backup_is_unfinished(path))
    return dir;
  err_set(
    err, ERR_INVALID_ARGUMENT,
    "a restoring into the data folder %s was cut off: `snowglobe restore` does it again",
    path);
  data_dir_close(dir);
  return NULL;
}

struct data_dir *data_dir_open(const char *path, struct err *err)
{
  return make_folders(path, err) ? lock_finished(path, err) : NULL;
}

struct data_dir *data_dir_open_there(const char *path, struct err *err)
{
  struct stat info;
  char *name = NULL;
  bool is_there;

  if (asprintf(&name, "%s/%s", path, DATABASE_NAME) < 0)
    abort();
  is_there = stat(name, &info) == 0;
  free(name);
  if (is_there)
    return lock_finished(path, err);
  err_set(err, ERR_INVALID_ARGUMENT, "%s is no data folder of snowglobe: %s is not in it",
          path, DATABASE_NAME);
  return NULL;
}

/* A file system of its own has one of the others. */
static bool may_be_there(const char *name)
{
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
         strcmp(name, LOCK_NAME) == 0 || strcmp(name, "lost+found") == 0;
}

static bool check_empty(const char *path, struct err *err)
{
  DIR *list = opendir(path);
  struct dirent *entry;
  bool ok = list || failed("read the folder", path, err);

  while (ok && list && (entry = readdir(list)))
    ok = may_be_there(entry->d_name) ||
         err_set(err, ERR_INVALID_ARGUMENT,
                 "the folder %s is not empty (%s is in it): a backup is restored into an "
                 "empty or a new folder",
                 path, entry->d_name);
  if (list)
    closedir(list);
  return ok;
}

struct data_dir *data_dir_open_new(const char *path, struct err *err)
{
  struct data_dir *dir;

  if (!make_folders(path, err) ||
      (!backup_is_unfinished(path) && !check_empty(path, err)))
    return NULL;
  dir = lock_folder(path, err);
  if (!dir || backup_is_unfinished(path) || check_empty(path, err))
    return dir;
  data_dir_close(dir);
  return NULL;
}
