/* stage_upload.c: a staged file being written: beside the stages, and then moved to its place. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "stage/stage_folder.h"
#include "stage/stage_state.h"

#define BLOCK ((size_t)256 << 10)
#define TRIES 10 /* Folders may go while they are made, with the last of their files. */

struct stage_upload {
  struct stages *stages;
  char *from; /* Where it is written. */
  char *to;
  int fd;
  int64_t size;
  struct digesting digesting;
};

static bool failed(struct err *err, int why)
{
  if (why == ENAMETOOLONG)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA part of a staged file's name is too long.");
  return err_set(err, ERR_INTERNAL, "A staged file could not be written: %s",
                 strerror(why));
}

static void upload_free(struct stage_upload *upload)
{
  if (upload->fd >= 0)
    close(upload->fd);
  if (upload->from && unlink(upload->from) != 0 && errno != ENOENT)
    log_warn("stages: %s could not be removed", upload->from);
  free(upload->from);
  free(upload->to);
  free(upload);
}

static char *new_path(struct stages *stages)
{
  char *path = NULL;

  if (asprintf(&path, "%s/%llu", stages->new_folder,
               (unsigned long long)atomic_fetch_add(&stages->uploads, 1)) < 0)
    abort();
  return path;
}

const char *stages_new_folder(const struct stages *stages)
{
  return stages->new_folder;
}

static struct stage_upload *upload_to(const struct stage_place *place, struct text name,
                                      struct err *err)
{
  struct stage_upload *upload = calloc(1, sizeof *upload);
  size_t root;

  if (!upload)
    abort();
  upload->stages = place->stages;
  upload->fd = -1;
  upload->to = stage_file_path(place, name, &root, err);
  if (upload->to)
    return upload;
  upload_free(upload);
  return NULL;
}

struct stage_upload *stage_upload_begin(const struct stage_place *place, struct text name,
                                        struct err *err)
{
  struct stage_upload *upload = upload_to(place, name, err);

  if (!upload)
    return NULL;
  upload->from = new_path(place->stages);
  upload->fd = open(upload->from, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (upload->fd < 0) {
    failed(err, errno);
    upload_free(upload);
    return NULL;
  }
  upload->digesting = digesting_begin();
  return upload;
}

/* The limit is a promise about what is there, not about what is on its way: of uploads at the same
 * time each may reach it. */
static bool fits(const struct stage_upload *upload, size_t more, struct err *err)
{
  struct stages *stages = upload->stages;

  if (!stages->limit ||
      atomic_load(&stages->used) + upload->size + (int64_t)more <= stages->limit)
    return true;
  return err_set(err, ERR_INTERNAL,
                 "A staged file could not be written: the stages are full (%lld bytes).",
                 (long long)stages->limit);
}

void stage_upload_abandon(struct stage_upload *upload)
{
  digesting_end(&upload->digesting, NULL);
  upload_free(upload);
}

/* Its bytes are there, and are read once, for the digest. */
static bool take_bytes(struct stage_upload *upload, struct err *err)
{
  char *block = malloc(BLOCK);
  bool ok = true;
  ssize_t got = 0;

  if (!block)
    abort();
  while (ok && (got = pread(upload->fd, block, BLOCK, upload->size)) > 0) {
    ok = fits(upload, (size_t)got, err);
    digesting_add(&upload->digesting, block, (size_t)got);
    upload->size += got;
  }
  free(block);
  return ok && (got == 0 || failed(err, errno));
}

struct stage_upload *stage_upload_of_file(const struct stage_place *place,
                                          struct text name, int fd, const char *path,
                                          struct err *err)
{
  struct stage_upload *upload = upload_to(place, name, err);

  if (!upload) {
    close(fd);
    if (unlink(path) != 0)
      log_warn("stages: %s could not be removed", path);
    return NULL;
  }
  upload->fd = fd;
  upload->from = strdup(path);
  if (!upload->from)
    abort();
  upload->digesting = digesting_begin();
  if (take_bytes(upload, err))
    return upload;
  stage_upload_abandon(upload);
  return NULL;
}

bool stage_upload_write(struct stage_upload *upload, const void *bytes, size_t size,
                        struct err *err)
{
  const char *at = bytes;

  if (!fits(upload, size, err))
    return false;
  digesting_add(&upload->digesting, bytes, size);
  upload->size += (int64_t)size;
  while (size) {
    ssize_t done = write(upload->fd, at, size);

    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return failed(err, errno);
    at += done;
    size -= (size_t)done;
  }
  return true;
}

static int put_in_place(const struct stage_upload *upload, enum stage_conflict conflict)
{
  return conflict == STAGE_KEEP ? link(upload->from, upload->to)
                                : rename(upload->from, upload->to);
}

/* The folders on the way are made, and may be removed again meanwhile. */
static bool move(struct stage_upload *upload, enum stage_conflict conflict, bool *written,
                 struct err *err)
{
  struct stat before = { 0 };
  bool replaces = stat(upload->to, &before) == 0;

  for (int i = 0; i < TRIES; i++) {
    if (put_in_place(upload, conflict) == 0) {
      *written = true;
      atomic_fetch_add(&upload->stages->used,
                       upload->size - (replaces ? before.st_size : 0));
      return true;
    }
    if (errno == EEXIST && conflict == STAGE_KEEP)
      return true;
    if (errno != ENOENT)
      break;
    if (!stage_folder_make(upload->to, strlen(upload->stages->folder)) && errno != ENOENT)
      break;
  }
  return failed(err, errno);
}

bool stage_upload_end(struct stage_upload *upload, enum stage_conflict conflict,
                      bool *written, struct err *err)
{
  struct file_digest digest;
  bool ok;

  *written = false;
  digesting_end(&upload->digesting, &digest);
  file_digest_keep(upload->fd, &digest);
  ok = fdatasync(upload->fd) == 0 || failed(err, errno);
  ok = ok && move(upload, conflict, written, err);
  upload_free(upload);
  return ok;
}
