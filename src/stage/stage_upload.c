/* stage_upload.c: a staged file being written: beside the stages, and then moved to its place. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/log.h"
#include "stage/stage_folder.h"
#include "stage/stage_s3.h"
#include "stage/stage_state.h"

#define BLOCK ((size_t)256 << 10)
#define TRIES 10 /* Folders may go while they are made, with the last of their files. */

struct stage_upload {
  struct stages *stages;
  enum folder_form form;
  const struct stage_place *s3; /* It is sent there at the end; NULL: moved to `to`. */
  struct text name;             /* There; it lives as long as the upload's arena. */
  struct arena *arena;
  char *from; /* Where it is written. */
  char *to;
  size_t root; /* Bytes of `to` that are the stage's own folder. */
  int fd;
  int64_t size;
  bool is_settled;
  bool is_counted; /* In the stages' bytes, before it is in its place. */
  bool digests;    /* While the bytes come; else when somebody asks for it. */
  struct digesting digesting;
  struct file_digest digest; /* Once they are all there. */
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
  if (upload->is_counted)
    atomic_fetch_sub(&upload->stages->used, upload->size);
  if (upload->fd >= 0)
    close(upload->fd);
  if (upload->from && unlink(upload->from) != 0 && errno != ENOENT)
    log_warn("stages: %s could not be removed", upload->from);
  arena_free(upload->arena);
  free(upload->from);
  free(upload->to);
  free(upload);
}

/* On the file system to which it will be moved. */
static char *new_path(const struct stage_place *place)
{
  unsigned long long number = atomic_fetch_add(&place->stages->uploads, 1);
  char *path = NULL;
  int len = place->form == FOLDER_PLAIN && !place->s3
              ? asprintf(&path, TEXT_FMT "/" FOLDER_UNFINISHED "%ld-%llu",
                         TEXT_ARG(place->folder), (long)getpid(), number)
              : asprintf(&path, "%s/%llu", place->stages->new_folder, number);

  if (len < 0)
    abort();
  return path;
}

const char *stages_new_folder(const struct stages *stages)
{
  return stages->new_folder;
}

static bool is_name(struct text name, struct err *err)
{
  struct buf path;
  bool ok;

  buf_init(&path);
  ok = stage_folder_path(FOLDER_MARKED, name, &path, err);
  buf_clear(&path);
  return ok;
}

/* The mark is that of a folder, for whoever clears what was being written. */
bool stage_scratch_new(struct stages *stages, struct arena *arena, struct text *folder,
                       struct err *err)
{
  unsigned long long number = atomic_fetch_add(&stages->uploads, 1);

  *folder = arena_printf(arena, "%s/%llu%%", stages->new_folder, number);
  return mkdir(folder->at, 0700) == 0 || failed(err, errno);
}

void stage_scratch_free(struct text folder)
{
  struct err err;

  if (!folder_remove(folder.at, &err))
    log_warn("stages: %s", err.message);
}

static struct stage_upload *upload_to(const struct stage_place *place, struct text name,
                                      struct err *err)
{
  struct stage_upload *upload = calloc(1, sizeof *upload);
  size_t root;

  if (!upload)
    abort();
  upload->stages = place->stages;
  upload->form = place->form;
  upload->root = place->form == FOLDER_PLAIN ? place->folder.len
                                             : strlen(place->stages->folder);
  upload->fd = -1;
  if (place->s3 && is_name(name, err)) {
    upload->arena = arena_new();
    upload->s3 = place;
    upload->name = arena_text(upload->arena, name);
    return upload;
  }
  if (place->s3) {
    upload_free(upload);
    return NULL;
  }
  upload->to = stage_file_path(place, name, &root, err);
  if (upload->to)
    return upload;
  upload_free(upload);
  return NULL;
}

static void begin_digest(struct stage_upload *upload)
{
  upload->digests = true;
  upload->digesting = digesting_begin();
}

struct stage_upload *stage_upload_begin(const struct stage_place *place, struct text name,
                                        struct err *err)
{
  struct stage_upload *upload = upload_to(place, name, err);

  if (!upload)
    return NULL;
  upload->from = new_path(place);
  upload->fd = open(upload->from, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (upload->fd < 0) {
    failed(err, errno);
    upload_free(upload);
    return NULL;
  }
  begin_digest(upload);
  return upload;
}

void stage_upload_leave_digest(struct stage_upload *upload)
{
  if (upload->s3) /* It is sent along. */
    return;
  digesting_end(&upload->digesting, NULL);
  upload->digests = false;
}

/* The limit is a promise about what is there, not about what is on its way: of uploads at the same
 * time each may reach it. */
static bool fits(const struct stage_upload *upload, size_t more, struct err *err)
{
  struct stages *stages = upload->stages;

  if (!stages->limit || upload->form == FOLDER_PLAIN ||
      atomic_load(&stages->used) + upload->size + (int64_t)more <= stages->limit)
    return true;
  return err_set(err, ERR_INTERNAL,
                 "A staged file could not be written: the stages are full (%lld bytes).",
                 (long long)stages->limit);
}

void stage_upload_abandon(struct stage_upload *upload)
{
  if (!upload->is_settled && upload->digests)
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
  begin_digest(upload);
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
  if (upload->digests)
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
  int done, problem;

  pthread_rwlock_rdlock(&upload->stages->freezing);
  done = conflict == STAGE_KEEP ? link(upload->from, upload->to)
                                : rename(upload->from, upload->to);
  problem = errno;
  pthread_rwlock_unlock(&upload->stages->freezing);
  errno = problem;
  return done;
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
      if (upload->form == FOLDER_MARKED)
        atomic_fetch_add(&upload->stages->used, (upload->is_counted ? 0 : upload->size) -
                                                  (replaces ? before.st_size : 0));
      upload->is_counted = false;
      return true;
    }
    if (errno == EEXIST && conflict == STAGE_KEEP)
      return true;
    if (errno != ENOENT)
      break;
    if (!stage_folder_make(upload->to, upload->root) && errno != ENOENT)
      break;
  }
  return failed(err, errno);
}

/* A settled upload has let go of its bytes. */
static bool open_again(struct stage_upload *upload, struct err *err)
{
  upload->fd = open(upload->from, O_RDONLY | O_CLOEXEC);
  return upload->fd >= 0 || failed(err, errno);
}

static bool send(struct stage_upload *upload, enum stage_conflict conflict, bool *written,
                 struct err *err)
{
  struct stage_file file;
  bool found = false;

  if (conflict == STAGE_KEEP &&
      !stage_s3_find(upload->s3, upload->arena, upload->name, &file, &found, err))
    return false;
  if (found)
    return true;
  if (upload->is_settled && !open_again(upload, err))
    return false;
  *written = stage_s3_write(upload->s3, upload->name, upload->fd, upload->size,
                            &upload->digest, err);
  return *written;
}

/* The digest is known from here on, and kept; what is sent away needs no place on the disk. */
static bool finish(struct stage_upload *upload, struct err *err)
{
  if (upload->digests)
    digesting_end(&upload->digesting, &upload->digest);
  if (upload->s3)
    return true;
  if (upload->digests && upload->form == FOLDER_MARKED)
    file_digest_keep(upload->fd, &upload->digest);
  return fdatasync(upload->fd) == 0 || failed(err, errno);
}

void stage_upload_count(struct stage_upload *upload)
{
  upload->is_counted = upload->form == FOLDER_MARKED && !upload->s3;
  if (upload->is_counted)
    atomic_fetch_add(&upload->stages->used, upload->size);
}

bool stage_upload_settle(struct stage_upload *upload, struct err *err)
{
  bool ok = finish(upload, err);

  upload->is_settled = true;
  close(upload->fd);
  upload->fd = -1;
  return ok;
}

int64_t stage_upload_size(const struct stage_upload *upload)
{
  return upload->size;
}

bool stage_upload_end(struct stage_upload *upload, enum stage_conflict conflict,
                      bool *written, struct err *err)
{
  bool ok;

  *written = false;
  ok = (upload->is_settled || finish(upload, err)) &&
       (upload->s3 ? send(upload, conflict, written, err)
                   : move(upload, conflict, written, err));
  upload_free(upload);
  return ok;
}

static bool copy_bytes(int fd, struct stage_upload *upload, struct err *err)
{
  char *block = malloc(BLOCK);
  bool ok = true;
  ssize_t got = 0;

  if (!block)
    abort();
  while (ok && (got = read(fd, block, BLOCK)) > 0)
    ok = stage_upload_write(upload, block, (size_t)got, err);
  free(block);
  return ok && (got == 0 || failed(err, errno));
}

/* Its bytes stay where they are: they are not even read. */
static bool take_size(struct stage_upload *upload, struct err *err)
{
  struct stat info;

  if (fstat(upload->fd, &info) != 0)
    return failed(err, errno);
  if (!fits(upload, (size_t)info.st_size, err))
    return false;
  upload->size = info.st_size;
  return true;
}

/* A file of this file system is moved out of its folder. */
static struct stage_upload *upload_of_moved(const struct stage_place *place,
                                            struct text name, int fd, const char *path,
                                            struct err *err)
{
  struct stage_upload *upload = upload_to(place, name, err);

  if (!upload) {
    close(fd);
    return NULL;
  }
  upload->fd = fd;
  upload->from = new_path(place);
  if ((rename(path, upload->from) == 0 || failed(err, errno)) && take_size(upload, err))
    return upload;
  upload_free(upload);
  return NULL;
}

struct stage_upload *stage_upload_of_scratch(const struct stage_place *place,
                                             struct text name, const char *path,
                                             struct err *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stage_upload *upload;

  if (fd < 0 || fchmod(fd, 0600) != 0) {
    failed(err, errno);
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  if (place->form == FOLDER_MARKED)
    return upload_of_moved(place, name, fd, path, err);
  upload = stage_upload_begin(place, name, err);
  if (upload && !copy_bytes(fd, upload, err)) {
    stage_upload_abandon(upload);
    upload = NULL;
  }
  close(fd);
  return upload;
}

static bool copy_path(const char *path, const struct stage_place *to, struct text name,
                      struct err *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stage_upload *upload;
  bool written, ok;

  if (fd < 0)
    return failed(err, errno);
  upload = stage_upload_begin(to, name, err);
  ok = upload && copy_bytes(fd, upload, err);
  close(fd);
  if (ok)
    return stage_upload_end(upload, STAGE_REPLACE, &written, err);
  if (upload)
    stage_upload_abandon(upload);
  return false;
}

bool stage_copy(const struct stage_place *from, const struct stage_file *file,
                const struct stage_place *to, struct text name, struct err *err)
{
  struct arena *arena = arena_new();
  struct text path;
  bool ok = stage_fetch(from, arena, file, &path, err);

  if (ok) {
    ok = copy_path(path.at, to, name, err);
    stage_release(from, path);
  }
  arena_free(arena);
  return ok;
}
