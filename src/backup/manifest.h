/* manifest.h: what a backup says about itself, in its last member, and the names of its members.
 *
 *   snowglobe-backup 1
 *   program 0.1.0
 *   format 2
 *   made 2026-11-22T10:00:00Z
 *   files 2
 *   <SHA-256> <bytes> snowglobe.duckdb
 *   <SHA-256> <bytes> stages/7/a.csv
 *   all <SHA-256 of all lines above>
 *
 * In names every byte but visible ASCII, and %, is %XX. */
#ifndef BACKUP_MANIFEST_H
#define BACKUP_MANIFEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define MANIFEST_NAME "manifest"

struct manifest {
  struct text program; /* The version that made it. */
  int64_t format;      /* Of the data folder. */
  struct text made;
  int64_t files;
  struct text lines; /* Of the files, each with its line end. */
};

void manifest_add_file(struct buf *lines, const char *sha256, int64_t size,
                       struct text name);
/* The whole text; `lines` as manifest_add_file made them. */
void manifest_write(struct buf *out, const struct manifest *manifest);
/* Texts are borrowed. ERR_INVALID_ARGUMENT for what is damaged, or of another form. */
bool manifest_read(struct text text, struct manifest *manifest,
                   struct err *err) MUST_CHECK;

/* A path below the data folder as a member's name, and back: false for what leads out of the folder, is
 * nothing that a data folder has, or is not written as the first would. */
void manifest_name(struct buf *out, struct text path);
bool manifest_path(struct text name, struct buf *path);

#endif
