/* result_file.c: a file of results: pieces of bytes, then a description of them.
 *
 * At the end: the description, then its size and its sum, 8 bytes each, then a mark. */
#include "session/result_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "net/crypto.h"

#define MARK "SGRESLT1"
#define UNFINISHED ".part"
#define MAX_DESCRIPTION ((uint64_t)256 << 20)

struct ending {
  uint64_t size, sum;
  char mark[8];
};

struct result_file {
  char key[RESULT_KEY_SIZE];
  char *path;
  int fd; /* Only while it is written. */
  int64_t bytes;
  bool is_finished;
  atomic_bool stays;
  atomic_int holders;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static char *path_in(const char *folder, const char *name, const char *end)
{
  char *path = NULL;

  if (asprintf(&path, "%s/%s%s", folder, name, end) < 0)
    abort();
  return path;
}

static uint64_t mixed(uint64_t sum, const char *bytes, size_t len)
{
  uint64_t word = 0;

  memcpy(&word, bytes, len);
  sum = (sum ^ word) * 0x9fb21c651e98df25U;
  return sum ^ sum >> 32;
}

/* Four sums of every fourth word, side by side, so that the processor computes them at once. */
uint64_t result_file_sum(struct text bytes)
{
  uint64_t sums[4] = { bytes.len, 1, 2, 3 };
  size_t at = 0;

  for (; bytes.len - at >= 32; at += 32)
    for (size_t i = 0; i < 4; i++)
      sums[i] = mixed(sums[i], bytes.at + at + 8 * i, 8);
  for (; at < bytes.len; at += 8)
    sums[0] = mixed(sums[0], bytes.at + at, bytes.len - at < 8 ? bytes.len - at : 8);
  for (size_t i = 1; i < 4; i++)
    sums[0] = mixed(sums[0], (const char *)&sums[i], sizeof sums[i]);
  return sums[0];
}

/* ---- writing ---- */

static void remove_path(const char *path)
{
  if (unlink(path) != 0 && errno != ENOENT)
    log_warn("results: %s could not be removed: %s", path, strerror(errno));
}

struct result_file *result_file_new(const char *folder, struct err *err)
{
  struct result_file *file = must(calloc(1, sizeof *file));
  unsigned char random[(RESULT_KEY_SIZE - 1) / 2];

  atomic_store(&file->holders, 1);
  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, file->key);
  file->path = path_in(folder, file->key, UNFINISHED);
  file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file->fd >= 0)
    return file;
  err_set(err, ERR_INTERNAL, "A file for the result could not be made: %s",
          strerror(errno));
  result_file_release(file);
  return NULL;
}

void result_file_hold(struct result_file *file)
{
  atomic_fetch_add(&file->holders, 1);
}

void result_file_stay(struct result_file *file)
{
  atomic_store(&file->stays, true);
}

void result_file_release(struct result_file *file)
{
  if (!file || atomic_fetch_sub(&file->holders, 1) > 1)
    return;
  if (file->fd >= 0)
    close(file->fd);
  if (!file->is_finished || !atomic_load(&file->stays))
    remove_path(file->path);
  free(file->path);
  free(file);
}

static bool write_all(int fd, struct text bytes)
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

bool result_file_add(struct result_file *file, struct text bytes, int64_t *offset,
                     struct err *err)
{
  if (!write_all(file->fd, bytes))
    return err_set(err, ERR_INTERNAL, "The result could not be written: %s",
                   strerror(errno));
  *offset = file->bytes;
  file->bytes += (int64_t)bytes.len;
  return true;
}

static void cut_ending(char *path)
{
  path[strlen(path) - strlen(UNFINISHED)] = '\0';
}

bool result_file_finish(struct result_file *file, struct text description,
                        struct err *err)
{
  struct ending ending = { description.len, result_file_sum(description), "" };
  char *unfinished = must(strdup(file->path));
  int64_t offset;
  bool ok;

  memcpy(ending.mark, MARK, sizeof ending.mark);
  ok = result_file_add(file, description, &offset, err) &&
       result_file_add(file, text_from((const char *)&ending, sizeof ending), &offset,
                       err);
  if (ok) {
    close(file->fd);
    file->fd = -1;
    cut_ending(file->path);
    file->is_finished = rename(unfinished, file->path) == 0;
    if (!file->is_finished) {
      ok = err_set(err, ERR_INTERNAL, "The result could not be written: %s",
                   strerror(errno));
      remove_path(unfinished);
    }
  }
  free(unfinished);
  return ok;
}

const char *result_file_key(const struct result_file *file)
{
  return file->key;
}

int64_t result_file_bytes(const struct result_file *file)
{
  return file->bytes;
}

/* ---- reading ---- */

int result_file_open(const struct result_file *file)
{
  return open(file->path, O_RDONLY | O_CLOEXEC);
}

bool result_file_read(int fd, int64_t offset, size_t size, struct buf *out)
{
  char *at = buf_reserve(out, size);
  size_t have = 0;

  while (have < size) {
    ssize_t got = pread(fd, at + have, size - have, (off_t)(offset + (int64_t)have));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    have += (size_t)got;
  }
  out->len += size;
  return true;
}

static bool read_description(int fd, int64_t bytes, struct buf *description)
{
  struct ending ending;

  if (bytes < (int64_t)sizeof ending ||
      pread(fd, &ending, sizeof ending, (off_t)(bytes - (int64_t)sizeof ending)) !=
        (ssize_t)sizeof ending ||
      memcmp(ending.mark, MARK, sizeof ending.mark) != 0 ||
      ending.size > MAX_DESCRIPTION || ending.size > (uint64_t)bytes - sizeof ending)
    return false;
  return result_file_read(fd, bytes - (int64_t)sizeof ending - (int64_t)ending.size,
                          ending.size, description) &&
         result_file_sum(buf_text(description)) == ending.sum;
}

static struct result_file *load(const char *folder, const char *name,
                                struct buf *description)
{
  struct result_file *file = must(calloc(1, sizeof *file));
  struct stat stat;
  int fd;

  atomic_store(&file->holders, 1);
  file->path = path_in(folder, name, "");
  file->fd = -1;
  fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) &&
      strlen(name) == sizeof file->key - 1 &&
      read_description(fd, stat.st_size, description)) {
    memcpy(file->key, name, sizeof file->key);
    file->bytes = stat.st_size;
    file->is_finished = true;
  }
  if (fd >= 0)
    close(fd);
  if (file->is_finished)
    return file;
  log_info("results: %s was not finished", file->path);
  result_file_release(file);
  return NULL;
}

void result_files_load(const char *folder,
                       void (*take)(void *context, struct result_file *file,
                                    struct text description),
                       void *context)
{
  DIR *list = opendir(folder);
  struct dirent *entry;

  while (list && (entry = readdir(list))) {
    struct result_file *file;
    struct buf description;

    if (entry->d_name[0] == '.')
      continue;
    buf_init(&description);
    file = load(folder, entry->d_name, &description);
    if (file)
      take(context, file, buf_text(&description));
    buf_clear(&description);
  }
  if (list)
    closedir(list);
}
