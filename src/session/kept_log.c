/* kept_log.c: small results in a file, one after the other, as they come. */
#include "session/kept_log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/log.h"
#include "net/crypto.h"
#include "session/kept_record.h"

/* Says what the records in it look like. */
#define MARK "SGSMALL1"
#define MARK_SIZE (sizeof MARK - 1)
#define NAME_BYTES 16

struct kept_log {
  char *path;
  int fd; /* -1: it was there when the server started. */
  int64_t bytes;
  atomic_bool stays;
  atomic_int holders;
};

static struct kept_log *log_of(const char *folder, const char *name)
{
  struct kept_log *log = calloc(1, sizeof *log);

  if (!log || asprintf(&log->path, "%s/%s", folder, name) < 0)
    abort();
  log->fd = -1;
  atomic_store(&log->holders, 1);
  return log;
}

void kept_log_hold(struct kept_log *log)
{
  atomic_fetch_add(&log->holders, 1);
}

void kept_log_release(struct kept_log *log)
{
  if (!log || atomic_fetch_sub(&log->holders, 1) > 1)
    return;
  if (log->fd >= 0)
    close(log->fd);
  if (!atomic_load(&log->stays) && unlink(log->path) != 0 && errno != ENOENT)
    log_warn("results: %s could not be removed: %s", log->path, strerror(errno));
  free(log->path);
  free(log);
}

void kept_log_stay(struct kept_log *log)
{
  atomic_store(&log->stays, true);
}

int64_t kept_log_bytes(const struct kept_log *log)
{
  return log->bytes;
}

bool kept_log_is_held_once(const struct kept_log *log)
{
  return atomic_load(&log->holders) == 1;
}

/* ---- writing ---- */

bool kept_log_add(struct kept_log *log, struct text records, struct err *err)
{
  if (!fd_write(log->fd, records))
    return err_set(err, ERR_INTERNAL, "%s: %s", log->path, strerror(errno));
  log->bytes += (int64_t)records.len;
  return true;
}

struct kept_log *kept_log_new(const char *folder, struct err *err)
{
  unsigned char random[NAME_BYTES];
  char name[2 * NAME_BYTES + sizeof RESULT_LOG_END];
  struct kept_log *log;

  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, name);
  memcpy(name + 2 * sizeof random, RESULT_LOG_END, sizeof RESULT_LOG_END);
  log = log_of(folder, name);
  log->fd = open(log->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (log->fd < 0)
    err_set(err, ERR_INTERNAL, "%s: %s", log->path, strerror(errno));
  if (log->fd >= 0 && kept_log_add(log, TEXT(MARK), err))
    return log;
  kept_log_release(log);
  return NULL;
}

/* ---- reading ---- */

/* All of it that can be read. */
static void read_file(const char *path, struct buf *out)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat stat;
  ssize_t got;

  if (fd < 0)
    return;
  if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
    while ((got = read(fd, buf_reserve(out, (size_t)stat.st_size + 1),
                       (size_t)stat.st_size + 1)) > 0 ||
           (got < 0 && errno == EINTR))
      out->len += got > 0 ? (size_t)got : 0;
  close(fd);
}

/* Gives what follows the last whole record. */
static struct text take_records(struct kept_log *log, struct text rest, kept_taker take,
                                void *context)
{
  size_t before = 0;

  while (rest.len != before) {
    struct kept_result *kept;

    before = rest.len;
    kept = kept_record_read(&rest);
    if (!kept && rest.len != before)
      log_warn("results: a record of %s is no result", log->path);
    if (!kept)
      continue;
    kept_log_hold(log);
    take(context, kept, log);
  }
  return rest;
}

static void load(struct kept_log *log, kept_taker take, void *context)
{
  struct text rest;
  struct buf bytes;

  buf_init(&bytes);
  read_file(log->path, &bytes);
  rest = buf_text(&bytes);
  log->bytes = (int64_t)rest.len;
  if (text_starts_with(rest, MARK))
    rest = take_records(log, text_slice(rest, MARK_SIZE, rest.len), take, context);
  if (rest.len)
    log_info("results: the last %zu bytes of %s are no whole result", rest.len,
             log->path);
  buf_clear(&bytes);
}

void kept_logs_load(const char *folder, kept_taker take, void *context)
{
  DIR *list = opendir(folder);
  struct dirent *entry;

  while (list && (entry = readdir(list))) {
    struct kept_log *log;

    if (!text_ends_with(text_of(entry->d_name), RESULT_LOG_END))
      continue;
    log = log_of(folder, entry->d_name);
    load(log, take, context);
    kept_log_release(log);
  }
  if (list)
    closedir(list);
}
