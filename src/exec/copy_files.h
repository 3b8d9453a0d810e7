/* copy_files.h: the files of a COPY: which they are, which were loaded before, what is noted of them. */
#ifndef EXEC_COPY_FILES_H
#define EXEC_COPY_FILES_H

#include "exec/copying.h"

/* Fills copying->files and copying->staged. */
bool copy_files_find(struct copying *copying, struct err *err) MUST_CHECK;
/* INSERT of what became of each; false when there is nothing to say. */
bool copy_files_note(struct copying *copying, struct buf *sql);
/* Removes those that were loaded; one that cannot be removed stays, without an error. */
void copy_files_purge(struct copying *copying);
/* "LOADED" ... */
const char *copy_file_status(const struct copy_file *file);

/* A file's name in its stage, and as it is said below a location with this path. */
struct text copy_name_full(struct arena *arena, struct text path, struct text name);
struct text copy_name_below(struct arena *arena, struct text path, struct text name);
/* "@s/path" of its FROM; of its own where there is none. Empty: FROM is no simple query of a stage. */
struct text copy_written_stage(struct arena *arena, const struct copy *copy);

#endif
