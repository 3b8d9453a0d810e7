/* backup_write.c: a data folder's files as one file. */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup/backup.h"
#include "backup/manifest.h"
#include "net/crypto.h"

#define BLOCK ((size_t)1 << 20)

struct found {
  const char *path;
  struct text name; /* Below the data folder. */
  struct stat info;
};

struct backup_out {
  struct arena *arena;
  const struct backup_progress *progress;
  struct found *files;
  int count, room;
  int64_t all, done; /* Bytes. */
  struct archive *archive;
  struct buf lines;
  char *block;
};

static bool failed(const char *what, const char *path, struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT, "cannot %s %s: %s", what, path,
                 strerror(errno));
}

/* ---- what there is ---- */

static void add_found(struct backup_out *out, const char *path, const char *name,
                      const struct stat *info)
{
  if (out->count == out->room) {
    out->room = out->room ? 2 * out->room : 64;
    out->files = realloc(out->files, (size_t)out->room * sizeof *out->files);
    if (!out->files)
      abort();
  }
  out->files[out->count++] = (struct found){ path, text_of(name), *info };
  out->all += info->st_size;
}

static bool find_in(struct backup_out *out, const char *path, const char *name,
                    struct err *err);

static bool find(struct backup_out *out, const char *path, const char *name,
                 struct err *err)
{
  struct stat info;

  if (!path || (lstat(path, &info) != 0 && errno == ENOENT))
    return true;
  if (lstat(path, &info) != 0)
    return failed("read", path, err);
  if (S_ISDIR(info.st_mode))
    return find_in(out, path, name, err);
  if (S_ISREG(info.st_mode))
    add_found(out, path, name, &info);
  return true;
}

/* Files of stages that are being written are none yet. */
static bool is_left_out(const char *folder, const char *entry)
{
  return strcmp(entry, ".") == 0 || strcmp(entry, "..") == 0 ||
         (strcmp(folder, "stages") == 0 && strcmp(entry, "new") == 0);
}

static bool find_in(struct backup_out *out, const char *path, const char *name,
                    struct err *err)
{
  DIR *list = opendir(path);
  struct dirent *entry;
  bool ok = list || failed("read the folder", path, err);

  while (ok && list && (entry = readdir(list)))
    if (!is_left_out(name, entry->d_name))
      ok = find(out, arena_printf(out->arena, "%s/%s", path, entry->d_name).at,
                arena_printf(out->arena, "%s/%s", name, entry->d_name).at, err);
  if (list)
    closedir(list);
  return ok;
}

static bool find_all(struct backup_out *out, const struct backup_parts *parts,
                     struct err *err)
{
  struct stat info;

  if (stat(parts->database, &info) != 0)
    return failed("read", parts->database, err);
  return find(out, parts->database, "snowglobe.duckdb", err) &&
         find(out, arena_printf(out->arena, "%s.wal", parts->database).at,
              "snowglobe.duckdb.wal", err) &&
         find(out, parts->stages, "stages", err) && find(out, parts->tls, "tls", err) &&
         find(out, parts->format_file, "format", err);
}

/* ---- writing ---- */

static bool archive_failed(struct archive *archive, struct err *err)
{
  const char *why = archive_error_string(archive);

  return err_set(err, ERR_INVALID_ARGUMENT, "the backup cannot be written: %s",
                 why ? why : "unknown error");
}

static bool begin_member(struct backup_out *out, const char *name, int64_t size,
                         const struct timespec *time, struct err *err)
{
  struct archive_entry *entry = archive_entry_new();
  bool ok;

  archive_entry_set_pathname(entry, name);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0600);
  archive_entry_set_size(entry, size);
  archive_entry_set_mtime(entry, time->tv_sec, time->tv_nsec);
  ok = archive_write_header(out->archive, entry) == ARCHIVE_OK ||
       archive_failed(out->archive, err);
  archive_entry_free(entry);
  return ok;
}

static bool write_bytes(struct backup_out *out, const void *bytes, size_t size,
                        struct err *err)
{
  return archive_write_data(out->archive, bytes, size) == (la_ssize_t)size ||
         archive_failed(out->archive, err);
}

static bool copy_bytes(struct backup_out *out, int fd, const struct found *file,
                       struct crypto_hash *hash, struct err *err)
{
  int64_t left = file->info.st_size;

  while (left) {
    ssize_t got = read(fd, out->block, left < (int64_t)BLOCK ? (size_t)left : BLOCK);

    if (got < 0)
      return failed("read", file->path, err);
    if (got == 0)
      return err_set(err, ERR_INVALID_ARGUMENT, "%s became shorter while it was read",
                     file->path);
    crypto_hash_add(hash, out->block, (size_t)got);
    if (!write_bytes(out, out->block, (size_t)got, err))
      return false;
    left -= got;
    out->done += got;
    if (out->progress)
      out->progress->tell(out->progress->context, out->done, out->all);
  }
  return true;
}

static bool write_file(struct backup_out *out, const struct found *file, struct err *err)
{
  int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct crypto_hash *hash = crypto_hash_new(CRYPTO_SHA256);
  unsigned char sum[CRYPTO_SHA256_SIZE];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  struct buf name;
  bool ok = fd >= 0 || failed("read", file->path, err);

  buf_init(&name);
  manifest_name(&name, file->name);
  ok = ok && begin_member(out, name.at, file->info.st_size, &file->info.st_mtim, err) &&
       copy_bytes(out, fd, file, hash, err);
  crypto_hash_end(hash, sum);
  crypto_hex(sum, sizeof sum, hex);
  if (ok)
    manifest_add_file(&out->lines, hex, file->info.st_size, buf_text(&name));
  buf_clear(&name);
  if (fd >= 0)
    close(fd);
  return ok;
}

static bool write_manifest(struct backup_out *out, int64_t format, struct err *err)
{
  struct timespec now;
  char made[32];
  struct tm tm;
  struct buf text;
  bool ok;

  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &tm);
  strftime(made, sizeof made, "%Y-%m-%dT%H:%M:%SZ", &tm);
  buf_init(&text);
  manifest_write(&text, &(struct manifest){ .program = TEXT(SNOWGLOBE_VERSION),
                                            .format = format,
                                            .made = text_of(made),
                                            .files = out->count,
                                            .lines = buf_text(&out->lines) });
  ok = begin_member(out, MANIFEST_NAME, (int64_t)text.len, &now, err) &&
       write_bytes(out, text.at, text.len, err);
  buf_clear(&text);
  return ok;
}

/* Level 1: the database is packed already, and levels above make it no smaller but slower. */
static bool open_archive(struct backup_out *out, int fd, struct err *err)
{
  out->archive = archive_write_new();
  if (!out->archive)
    abort();
  return (archive_write_add_filter_zstd(out->archive) == ARCHIVE_OK &&
          archive_write_set_filter_option(out->archive, "zstd", "compression-level",
                                          "1") == ARCHIVE_OK &&
          archive_write_set_format_pax_restricted(out->archive) == ARCHIVE_OK &&
          archive_write_open_fd(out->archive, fd) == ARCHIVE_OK) ||
         archive_failed(out->archive, err);
}

static bool write_all(struct backup_out *out, int64_t format, int fd, struct err *err)
{
  bool ok = open_archive(out, fd, err);

  for (int i = 0; ok && i < out->count; i++)
    ok = write_file(out, &out->files[i], err);
  ok = ok && write_manifest(out, format, err) &&
       (archive_write_close(out->archive) == ARCHIVE_OK ||
        archive_failed(out->archive, err));
  archive_write_free(out->archive);
  return ok;
}

/* ---- the file ---- */

/* A file that has no name until it is whole: whoever is killed leaves nothing. */
static int open_nameless(const char *file, struct arena *arena, struct err *err)
{
  char *copy = (char *)(uintptr_t)arena_c_string(arena, text_of(file));
  int fd = open(dirname(copy), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    failed("write to the folder of", file, err);
  return fd;
}

static bool give_name(int fd, const char *file, struct arena *arena, struct err *err)
{
  const char *self = arena_printf(arena, "/proc/self/fd/%d", fd).at;
  char *copy = (char *)(uintptr_t)arena_c_string(arena, text_of(file));
  int folder;

  if (fsync(fd) != 0)
    return failed("write", file, err);
  if (linkat(AT_FDCWD, self, AT_FDCWD, file, AT_SYMLINK_FOLLOW) != 0)
    return failed("write", file, err);
  folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || fsync(folder) != 0) {
    failed("write the folder of", file, err);
    if (folder >= 0)
      close(folder);
    return false;
  }
  close(folder);
  return true;
}

bool backup_write(const struct backup_parts *parts, const char *file,
                  const struct backup_progress *progress, struct err *err)
{
  struct backup_out out = { .arena = arena_new(), .progress = progress };
  int fd = open_nameless(file, out.arena, err);
  bool ok = fd >= 0;

  buf_init(&out.lines);
  out.block = malloc(BLOCK);
  if (!out.block)
    abort();
  ok = ok && find_all(&out, parts, err) && write_all(&out, parts->format, fd, err) &&
       give_name(fd, file, out.arena, err);
  if (fd >= 0)
    close(fd);
  free(out.block);
  free(out.files);
  buf_clear(&out.lines);
  arena_free(out.arena);
  return ok;
}
