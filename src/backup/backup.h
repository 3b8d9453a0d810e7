/* backup.h: a data folder's files as one file, and a data folder made of it again.
 *
 * The file is a tar archive packed by zstd, whose last member lists the others with their SHA-256. It is there
 * as a whole or not at all, for its owner alone. */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "base/arena.h"
#include "base/err.h"

/* Told now and then while files are read; `context` is the caller's. */
struct backup_progress {
  void (*tell)(void *context, int64_t done, int64_t all); /* Bytes. */
  void *context;
};

/* Where the parts are: `database` (with its log beside it), `stages` and `tls`; those that are not there are
 * left out, but the database. */
struct backup_parts {
  const char *database, *stages, *tls, *format_file;
  int64_t format; /* Of the data folder. */
};

/* ERR_INVALID_ARGUMENT when there is a file of this name. */
bool backup_write(const struct backup_parts *parts, const char *file,
                  const struct backup_progress *progress, struct err *err) MUST_CHECK;

/* Into a data folder that is locked by the caller and holds nothing but the lock, or what a restoring that
 * was cut off left (backup_is_unfinished). Everything is checked before anything takes its place; when
 * something is wrong the folder is as empty as before. `format_known`: a backup of a newer format is
 * refused. */
bool backup_restore(const char *file, const char *data, int64_t format_known,
                    const struct backup_progress *progress, struct err *err) MUST_CHECK;

#endif
