/* chunks.c: the rows of large results, in files, until clients have fetched them. */
#include "session/chunks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "net/crypto.h"

struct piece {
  int64_t offset, rows;
  size_t size;
};

struct chunk_file {
  struct chunks *chunks;
  char key[CHUNK_KEY_SIZE];
  char *path;
  int fd; /* Only while it is written. */
  struct piece *pieces;
  int count, room;
  int64_t bytes;
  int64_t made_ms;
  struct chunk_file *newer;
};

struct chunks {
  char *folder;
  bool is_own; /* The folder goes with the store. */
  int64_t max_bytes, max_ms;
  pthread_mutex_t lock; /* Guards all below. */
  struct map *by_key;
  struct chunk_file *oldest, *newest;
  int64_t bytes;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static char *path_in(const char *folder, const char *name)
{
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = must(malloc(size));

  snprintf(path, size, "%s/%s", folder, name);
  return path;
}

/* ---- the store ---- */

static void empty_folder(const char *folder)
{
  DIR *list = opendir(folder);
  struct dirent *entry;

  while (list && (entry = readdir(list))) {
    char *path;

    if (entry->d_name[0] == '.')
      continue;
    path = path_in(folder, entry->d_name);
    if (unlink(path) != 0)
      log_warn("results: %s could not be removed", path);
    free(path);
  }
  if (list)
    closedir(list);
}

static char *own_folder(void)
{
  const char *base = getenv("TMPDIR");
  char *folder = path_in(base && *base ? base : "/tmp", "snowglobe-XXXXXX");

  if (!mkdtemp(folder))
    log_error("results: no folder could be made at %s: large results will fail", folder);
  return folder;
}

struct chunks *chunks_new(const char *folder, int64_t max_bytes, int64_t seconds)
{
  struct chunks *chunks = must(calloc(1, sizeof *chunks));

  chunks->is_own = !folder;
  chunks->folder = folder ? must(strdup(folder)) : own_folder();
  chunks->max_bytes = max_bytes;
  chunks->max_ms = seconds * 1000;
  if (folder && mkdir(folder, 0700) != 0 && errno != EEXIST)
    log_error("results: %s could not be made: large results will fail", folder);
  empty_folder(chunks->folder);
  pthread_mutex_init(&chunks->lock, NULL);
  chunks->by_key = map_new();
  return chunks;
}

static void file_free(struct chunk_file *file)
{
  if (file->fd >= 0)
    close(file->fd);
  if (unlink(file->path) != 0 && errno != ENOENT)
    log_warn("results: %s could not be removed", file->path);
  free(file->path);
  free(file->pieces);
  free(file);
}

static void drop_oldest(struct chunks *chunks)
{
  struct chunk_file *oldest = chunks->oldest;

  chunks->oldest = oldest->newer;
  if (!chunks->oldest)
    chunks->newest = NULL;
  chunks->bytes -= oldest->bytes;
  map_take(chunks->by_key, text_of(oldest->key));
  file_free(oldest);
}

void chunks_free(struct chunks *chunks)
{
  if (!chunks)
    return;
  while (chunks->oldest)
    drop_oldest(chunks);
  if (chunks->is_own)
    rmdir(chunks->folder);
  map_free(chunks->by_key);
  pthread_mutex_destroy(&chunks->lock);
  free(chunks->folder);
  free(chunks);
}

/* The newest stays, whatever it takes. Under the lock. */
static void trim(struct chunks *chunks)
{
  int64_t from_ms = clock_now_ms() - chunks->max_ms;

  while (chunks->oldest &&
         (chunks->oldest->made_ms < from_ms ||
          (chunks->bytes > chunks->max_bytes && chunks->oldest != chunks->newest)))
    drop_oldest(chunks);
}

/* ---- writing ---- */

struct chunk_file *chunk_file_new(struct chunks *chunks, struct err *err)
{
  struct chunk_file *file = must(calloc(1, sizeof *file));
  unsigned char random[(CHUNK_KEY_SIZE - 1) / 2];

  file->chunks = chunks;
  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, file->key);
  file->path = path_in(chunks->folder, file->key);
  file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file->fd >= 0)
    return file;
  err_set(err, ERR_INTERNAL, "A file for the result could not be made: %s",
          strerror(errno));
  file_free(file);
  return NULL;
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

bool chunk_file_add(struct chunk_file *file, struct text bytes, int64_t rows,
                    struct err *err)
{
  if (!write_all(file->fd, bytes))
    return err_set(err, ERR_INTERNAL, "The result could not be written: %s",
                   strerror(errno));
  if (file->count == file->room) {
    file->room = file->room ? file->room * 2 : 16;
    file->pieces = must(realloc(file->pieces, (size_t)file->room * sizeof *file->pieces));
  }
  file->pieces[file->count++] = (struct piece){ file->bytes, rows, bytes.len };
  file->bytes += (int64_t)bytes.len;
  return true;
}

void chunk_file_end(struct chunk_file *file, bool keep)
{
  struct chunks *chunks;

  if (!file)
    return;
  if (!keep) {
    file_free(file);
    return;
  }
  chunks = file->chunks;
  close(file->fd);
  file->fd = -1;
  file->made_ms = clock_now_ms();
  pthread_mutex_lock(&chunks->lock);
  map_put(chunks->by_key, text_of(file->key), file);
  if (chunks->newest)
    chunks->newest->newer = file;
  else
    chunks->oldest = file;
  chunks->newest = file;
  chunks->bytes += file->bytes;
  trim(chunks);
  pthread_mutex_unlock(&chunks->lock);
}

/* ---- reading ---- */

const char *chunk_file_key(const struct chunk_file *file)
{
  return file->key;
}

int chunk_file_count(const struct chunk_file *file)
{
  return file->count;
}

int64_t chunk_file_rows(const struct chunk_file *file, int chunk)
{
  return file->pieces[chunk].rows;
}

size_t chunk_file_size(const struct chunk_file *file, int chunk)
{
  return file->pieces[chunk].size;
}

int chunks_open(struct chunks *chunks, struct text key, int64_t chunk, int64_t *offset,
                size_t *size)
{
  struct chunk_file *file;
  int fd = -1;

  pthread_mutex_lock(&chunks->lock);
  trim(chunks);
  file = map_get(chunks->by_key, key);
  if (file && chunk >= 0 && chunk < file->count) {
    *offset = file->pieces[chunk].offset;
    *size = file->pieces[chunk].size;
    fd = open(file->path, O_RDONLY | O_CLOEXEC);
  }
  pthread_mutex_unlock(&chunks->lock);
  return fd;
}
