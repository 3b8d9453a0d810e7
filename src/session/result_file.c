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

#include <xxhash.h>

#include "base/log.h"
#include "net/crypto.h"

#define MARK "SGRESLT2"
#define UNFINISHED ".part"
#define MAX_DESCRIPTION ((uint64_t)256 << 20)
#define STOP_MS 10000

struct ending {
  uint64_t size, sum;
  char mark[8];
};

struct result_folder {
  char *path;
  struct write_behind *behind;
  struct workers *workers;
};

struct result_file {
  char key[RESULT_KEY_SIZE];
  char *path;                 /* Its final one. */
  struct behind_file *behind; /* NULL: it was there when the server started. */
  int64_t bytes;
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

uint64_t result_file_sum(struct text bytes)
{
  return XXH3_64bits(bytes.at, bytes.len);
}

struct result_folder *result_folder_new(const char *path, int64_t max_memory)
{
  struct result_folder *folder = must(calloc(1, sizeof *folder));

  folder->path = must(strdup(path));
  folder->behind = write_behind_new(max_memory);
  folder->workers = workers_new("results", (int)sysconf(_SC_NPROCESSORS_ONLN), 0);
  return folder;
}

void result_folder_free(struct result_folder *folder)
{
  if (!folder)
    return;
  while (!workers_stop(folder->workers, STOP_MS))
    continue;
  workers_free(folder->workers);
  write_behind_free(folder->behind);
  free(folder->path);
  free(folder);
}

struct workers *result_folder_workers(const struct result_folder *folder)
{
  return folder->workers;
}

const char *result_folder_path(const struct result_folder *folder)
{
  return folder->path;
}

/* ---- writing ---- */

struct result_file *result_file_new(struct result_folder *folder, struct err *err)
{
  struct result_file *file = must(calloc(1, sizeof *file));
  unsigned char random[(RESULT_KEY_SIZE - 1) / 2];
  char *unfinished;

  atomic_store(&file->holders, 1);
  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, file->key);
  file->path = path_in(folder->path, file->key, "");
  unfinished = path_in(folder->path, file->key, UNFINISHED);
  file->behind = behind_file_new(folder->behind, unfinished, err);
  free(unfinished);
  if (file->behind)
    return file;
  free(file->path);
  free(file);
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

static void remove_file(const struct result_file *file)
{
  if (unlink(file->path) != 0 && errno != ENOENT)
    log_warn("results: %s could not be removed: %s", file->path, strerror(errno));
}

void result_file_release(struct result_file *file)
{
  if (!file || atomic_fetch_sub(&file->holders, 1) > 1)
    return;
  if (file->behind)
    behind_file_free(file->behind, atomic_load(&file->stays));
  else if (!atomic_load(&file->stays))
    remove_file(file);
  free(file->path);
  free(file);
}

bool result_file_add(struct result_file *file, struct text bytes, int64_t *offset,
                     struct err *err)
{
  return behind_file_add(file->behind, bytes, offset, err);
}

bool result_file_room(struct result_file *file, size_t size, struct behind_room *room,
                      struct err *err)
{
  return behind_file_room(file->behind, size, room, err);
}

bool result_room_add(struct result_file *file, struct behind_room *room,
                     struct text bytes, int64_t *offset, struct err *err)
{
  return behind_room_add(file->behind, room, bytes, offset, err);
}

void result_file_finish(struct result_file *file, struct text description)
{
  struct ending ending = { description.len, result_file_sum(description), "" };
  struct buf whole;

  memcpy(ending.mark, MARK, sizeof ending.mark);
  buf_init(&whole);
  buf_add_text(&whole, description);
  buf_add(&whole, &ending, sizeof ending);
  behind_file_finish(file->behind, buf_text(&whole), file->path);
  file->bytes = behind_file_bytes(file->behind) + (int64_t)whole.len;
  buf_clear(&whole);
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

bool result_file_hold_bytes(struct result_file *file, int64_t offset, size_t size,
                            struct behind_bytes *bytes)
{
  if (file->behind)
    return behind_file_read(file->behind, offset, size, bytes);
  *bytes = (struct behind_bytes){ .size = size,
                                  .fd = open(file->path, O_RDONLY | O_CLOEXEC),
                                  .offset = offset };
  return bytes->fd >= 0;
}

static bool read_bytes(int fd, int64_t offset, size_t size, struct buf *out)
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

bool result_bytes_copy(const struct behind_bytes *bytes, struct buf *out)
{
  if (!bytes->at)
    return read_bytes(bytes->fd, bytes->offset, bytes->size, out);
  buf_add(out, bytes->at, bytes->size);
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
  return read_bytes(fd, bytes - (int64_t)sizeof ending - (int64_t)ending.size,
                    ending.size, description) &&
         result_file_sum(buf_text(description)) == ending.sum;
}

static struct result_file *load(const char *folder, const char *name,
                                struct buf *description)
{
  char *path = path_in(folder, name, "");
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct result_file *file = must(calloc(1, sizeof *file));
  struct stat stat;
  bool is_whole = fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) &&
                  strlen(name) == sizeof file->key - 1 &&
                  read_description(fd, stat.st_size, description);

  if (fd >= 0)
    close(fd);
  file->path = path;
  atomic_store(&file->holders, 1);
  if (!is_whole) {
    log_info("results: %s was not finished", path);
    result_file_release(file);
    return NULL;
  }
  memcpy(file->key, name, sizeof file->key);
  file->bytes = stat.st_size;
  return file;
}

void result_files_load(struct result_folder *folder,
                       void (*take)(void *context, struct result_file *file,
                                    struct text description),
                       void *context)
{
  DIR *list = opendir(folder->path);
  struct dirent *entry;

  while (list && (entry = readdir(list))) {
    struct result_file *file;
    struct buf description;

    if (entry->d_name[0] == '.' || text_ends_with(text_of(entry->d_name), RESULT_LOG_END))
      continue;
    buf_init(&description);
    file = load(folder->path, entry->d_name, &description);
    if (file)
      take(context, file, buf_text(&description));
    buf_clear(&description);
  }
  if (list)
    closedir(list);
}
