/* backup_restore.c: a data folder made of a backup again. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup.h"
#include "backup/manifest.h"
#include "backup/unfinished.h"
#include "base/folder.h"
#include "net/crypto.h"

#define BLOCK ((size_t)1 << 20)
#define MAX_MANIFEST ((int64_t)1 << 30)

/* What takes its place last is what makes the folder one of data. */
static const char *const parts[] = { "stages", "tls", "format", "snowglobe.duckdb.wal",
                                     "snowglobe.duckdb" };

struct backup_in {
  struct arena *arena;
  const struct backup_progress *progress;
  const char *file, *data;
  const char *work; /* Where files are until all is well. */
  int64_t all;      /* Bytes of the backup. */
  int fd;
  struct archive *archive;
  struct buf lines, manifest;
  int64_t files;
  char *block;
};

static bool failed(const char *what, const char *path, struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT, "cannot %s %s: %s", what, path,
                 strerror(errno));
}

static bool damaged(const struct backup_in *in, const char *why, struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT,
                 "the backup %s is damaged or is no backup: %s. Nothing was restored.",
                 in->file, why);
}

static bool archive_failed(const struct backup_in *in, struct err *err)
{
  const char *why = archive_error_string(in->archive);

  return damaged(in, why ? why : "it cannot be read", err);
}

/* ---- members ---- */

static bool make_folders(char *path, size_t from, struct err *err)
{
  for (char *at = path + from; (at = strchr(at, '/')); at++) {
    *at = '\0';
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
      failed("make the folder", path, err);
      *at = '/';
      return false;
    }
    *at = '/';
  }
  return true;
}

static bool copy_bytes(struct backup_in *in, int fd, struct crypto_hash *hash,
                       int64_t *size, struct err *err)
{
  la_ssize_t got;

  *size = 0;
  while ((got = archive_read_data(in->archive, in->block, BLOCK)) > 0) {
    crypto_hash_add(hash, in->block, (size_t)got);
    for (la_ssize_t done = 0; done < got;) {
      ssize_t n = write(fd, in->block + done, (size_t)(got - done));

      if (n < 0)
        return failed("write to", in->work, err);
      done += n;
    }
    *size += got;
    if (in->progress)
      in->progress->tell(in->progress->context, lseek(in->fd, 0, SEEK_CUR), in->all);
  }
  return got == 0 || archive_failed(in, err);
}

static bool restore_file(struct backup_in *in, struct archive_entry *entry,
                         struct text name, struct buf *path, struct err *err)
{
  struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
                               { archive_entry_mtime(entry),
                                 archive_entry_mtime_nsec(entry) } };
  struct crypto_hash *hash = crypto_hash_new(CRYPTO_SHA256);
  unsigned char sum[CRYPTO_SHA256_SIZE];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  int64_t size = 0;
  int fd = -1;
  bool ok = make_folders(path->at, strlen(in->work) + 1, err);

  if (ok)
    fd = open(path->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  ok = ok && (fd >= 0 || failed("write", path->at, err)) &&
       copy_bytes(in, fd, hash, &size, err) &&
       (futimens(fd, times) == 0 || failed("write", path->at, err));
  crypto_hash_end(hash, sum);
  crypto_hex(sum, sizeof sum, hex);
  if (fd >= 0)
    close(fd);
  manifest_add_file(&in->lines, hex, size, name);
  in->files++;
  return ok;
}

static bool read_manifest(struct backup_in *in, struct archive_entry *entry,
                          struct err *err)
{
  int64_t size = archive_entry_size(entry);
  la_ssize_t got;

  if (size < 1 || size > MAX_MANIFEST)
    return damaged(in, "its list of files has no size", err);
  got = archive_read_data(in->archive, buf_reserve(&in->manifest, (size_t)size),
                          (size_t)size);
  if (got != size)
    return got < 0 ? archive_failed(in, err)
                   : damaged(in, "its list of files is cut off", err);
  in->manifest.len = (size_t)size;
  return true;
}

static bool restore_member(struct backup_in *in, struct archive_entry *entry,
                           struct err *err)
{
  const char *name = archive_entry_pathname(entry);
  struct buf path;
  bool ok;

  if (!name || archive_entry_filetype(entry) != AE_IFREG || in->manifest.len)
    return damaged(in, "it holds what no backup holds", err);
  if (strcmp(name, MANIFEST_NAME) == 0)
    return read_manifest(in, entry, err);
  buf_init(&path);
  buf_printf(&path, "%s/", in->work);
  ok = (manifest_path(text_of(name), &path) ||
        damaged(in, "it holds a file that no data folder has", err)) &&
       restore_file(in, entry, text_of(name), &path, err);
  buf_clear(&path);
  return ok;
}

static bool restore_members(struct backup_in *in, struct err *err)
{
  struct archive_entry *entry;
  int code = ARCHIVE_OK;
  bool ok = true;

  while (ok && (code = archive_read_next_header(in->archive, &entry)) == ARCHIVE_OK)
    ok = restore_member(in, entry, err);
  return ok && (code == ARCHIVE_EOF || archive_failed(in, err));
}

static bool check(struct backup_in *in, int64_t format_known, struct err *err)
{
  struct manifest manifest;

  if (!in->manifest.len)
    return damaged(in, "its end is missing", err);
  if (!manifest_read(buf_text(&in->manifest), &manifest, err))
    return false;
  if (manifest.format > format_known)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "the backup %s was made by snowglobe " TEXT_FMT
                   ", of a data folder of format %" PRId64
                   "; this is snowglobe " SNOWGLOBE_VERSION
                   ", which knows formats up to %" PRId64
                   ": restore it by that version or a newer one. Nothing was restored.",
                   in->file, TEXT_ARG(manifest.program), manifest.format, format_known);
  if (manifest.files != in->files || !text_equal(manifest.lines, buf_text(&in->lines)))
    return damaged(in, "a file is not what it was when the backup was made", err);
  return true;
}

/* ---- places ---- */

/* What one that was cut off had put in place. */
static bool clear_unfinished(struct backup_in *in, struct err *err)
{
  if (!backup_is_unfinished(in->data))
    return true;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!folder_remove(arena_printf(in->arena, "%s/%s", in->data, parts[i]).at, err))
      return false;
  return folder_remove(in->work, err);
}

static bool put_in_place(struct backup_in *in, struct err *err)
{
  int folder = open(in->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool ok = (folder >= 0 && syncfs(folder) == 0) || failed("write", in->data, err);

  for (size_t i = 0; ok && i < sizeof parts / sizeof *parts; i++) {
    const char *from = arena_printf(in->arena, "%s/%s", in->work, parts[i]).at;
    const char *to = arena_printf(in->arena, "%s/%s", in->data, parts[i]).at;

    ok = rename(from, to) == 0 || errno == ENOENT || failed("write", to, err);
  }
  ok = ok && (fsync(folder) == 0 || failed("write", in->data, err)) &&
       (rmdir(in->work) == 0 || failed("remove", in->work, err)) &&
       (fsync(folder) == 0 || failed("write", in->data, err));
  if (folder >= 0)
    close(folder);
  return ok;
}

/* ---- the whole ---- */

static bool open_backup(struct backup_in *in, struct err *err)
{
  struct stat info;

  in->fd = open(in->file, O_RDONLY | O_CLOEXEC);
  if (in->fd < 0 || fstat(in->fd, &info) != 0)
    return failed("read", in->file, err);
  in->all = info.st_size;
  return (archive_read_support_filter_zstd(in->archive) == ARCHIVE_OK &&
          archive_read_support_format_tar(in->archive) == ARCHIVE_OK &&
          archive_read_open_fd(in->archive, in->fd, BLOCK) == ARCHIVE_OK) ||
         archive_failed(in, err);
}

static bool restore(struct backup_in *in, int64_t format_known, struct err *err)
{
  struct err ignored;

  if (!open_backup(in, err) || !clear_unfinished(in, err))
    return false;
  if (mkdir(in->work, 0700) != 0)
    return failed("make the folder", in->work, err);
  if (restore_members(in, err) && check(in, format_known, err))
    return put_in_place(in, err);
  /* What cannot be removed now the next restoring removes. */
  if (!folder_remove(in->work, &ignored))
    err_set(err, ERR_INVALID_ARGUMENT, "%s. Also: %s",
            arena_c_string(in->arena, text_of(err->message)), ignored.message);
  return false;
}

bool backup_restore(const char *file, const char *data, int64_t format_known,
                    const struct backup_progress *progress, struct err *err)
{
  struct arena *arena = arena_new();
  struct backup_in in = { .arena = arena,
                          .progress = progress,
                          .file = file,
                          .data = data,
                          .work = arena_printf(arena, "%s/" BACKUP_UNFINISHED, data).at,
                          .fd = -1,
                          .archive = archive_read_new(),
                          .block = malloc(BLOCK) };
  bool ok;

  if (!in.archive || !in.block)
    abort();
  buf_init(&in.lines);
  buf_init(&in.manifest);
  ok = restore(&in, format_known, err);
  archive_read_free(in.archive);
  if (in.fd >= 0)
    close(in.fd);
  free(in.block);
  buf_clear(&in.lines);
  buf_clear(&in.manifest);
  arena_free(arena);
  return ok;
}
