/* stage_folder.h: names of staged files as paths of the file system, and walking through them.
 *
 * A name's folders get a % behind them, so that the file "a" and the file "a/b" can both be; a % in a
 * name becomes %25, and "." and ".." get bytes of their own. So no name reaches outside. */
#ifndef STAGE_STAGE_FOLDER_H
#define STAGE_STAGE_FOLDER_H

#include "base/buf.h"
#include "base/err.h"

/* How names become paths: as above, or, in the folders of external stages, as they are: there "." and ".."
 * are refused, and so is what leads out over a link. */
enum folder_form { FOLDER_MARKED, FOLDER_PLAIN };

/* What begins the name of a file that is being written to a plain folder: never listed. */
#define FOLDER_UNFINISHED ".snowglobe-new-"

#define STAGE_NAME_MOST 1024 /* Bytes of a file's name, as object stores have it. */

/* "sub%/a.csv", below a stage's folder. ERR_SYNTAX for the empty name, one that ends in a slash, one
 * with a NUL, and too long ones. */
bool stage_folder_path(enum folder_form form, struct text name, struct buf *path,
                       struct err *err) MUST_CHECK;
/* The same for the folders of a prefix alone: "sub%/" of "sub/a". */
void stage_folder_of_prefix(enum folder_form form, struct text prefix, struct buf *path);
/* A name of one part, such as a user's. */
void stage_folder_part(struct text part, struct buf *path);

/* Walks over all files below root/inner (inner as stage_folder_of_prefix gives it), in no order: the
 * name below root and the file's path. Stops when `visit` says false. A missing folder is empty;
 * false with an error for one that cannot be read. */
struct folder_visit {
  bool (*visit)(void *context, struct text name, const char *path);
  void *context;
};
bool stage_folder_walk(enum folder_form form, struct text root, struct text inner,
                       const struct folder_visit *visit, struct err *err) MUST_CHECK;
/* Makes the folders of a path that come behind its first `from` bytes. */
bool stage_folder_make(char *path, size_t from);
/* Removes the folders of a path that are empty now, up to its first `from` bytes. */
void stage_folder_prune(char *path, size_t from);

#endif
