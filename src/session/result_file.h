/* result_file.h: a file of results: pieces of bytes, then a description of them.
 *
 * Who knows the file's key, which is its name and cannot be guessed, may read it. A file is whole
 * or it is not there: until it is finished it has another name, and what is no finished file is
 * removed by result_files_load. One thread writes; then any may read. Several results may share a
 * file: who holds it last removes it, unless it was told to stay. */
#ifndef SESSION_RESULT_FILE_H
#define SESSION_RESULT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct result_file;

#define RESULT_KEY_SIZE 33

/* NULL with an error when it cannot be made. */
struct result_file *result_file_new(const char *folder, struct err *err);
void result_file_hold(struct result_file *file);
void result_file_release(struct result_file *file); /* NULL is fine. */
void result_file_stay(struct result_file *file);

/* Adds a piece; an error when there is no room for it. */
bool result_file_add(struct result_file *file, struct text bytes, int64_t *offset,
                     struct err *err) MUST_CHECK;
bool result_file_finish(struct result_file *file, struct text description,
                        struct err *err) MUST_CHECK;

/* To find bytes that are not what was written; not against who means to change them. */
uint64_t result_file_sum(struct text bytes);
const char *result_file_key(const struct result_file *file);
int64_t result_file_bytes(const struct result_file *file);
/* A descriptor of the caller's own, to read it; -1: it cannot be opened. */
int result_file_open(const struct result_file *file);
bool result_file_read(int fd, int64_t offset, size_t size, struct buf *out);

/* Gives all finished files of a folder and their descriptions; what is given is held for `take`.
 * Removes all others. */
void result_files_load(const char *folder,
                       void (*take)(void *context, struct result_file *file,
                                    struct text description),
                       void *context);

#endif
