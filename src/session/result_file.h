/* result_file.h: a file of results: pieces of bytes, then a description of them.
 *
 * Who knows the file's key, which is its name and cannot be guessed, may read it. A file is whole
 * or it is not there: until it is finished it has another name, and what is no finished file is
 * removed by result_files_load. Any thread writes, until one finishes it; any may read what is written. Several results may share a
 * file: who holds it last removes it, unless it was told to stay. */
#ifndef SESSION_RESULT_FILE_H
#define SESSION_RESULT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/worker.h"
#include "session/write_behind.h"

struct result_folder;
struct result_file;

/* Files of the folder with such an end hold small results (kept_log.h): those are let alone. */
#define RESULT_LOG_END ".small"

#define RESULT_KEY_SIZE 33

/* Where files are, and memory for so many bytes of those that are new. */
struct result_folder *result_folder_new(const char *path, int64_t max_memory);
/* What is not written yet is written. NULL is fine. */
void result_folder_free(struct result_folder *folder);
/* Threads that make what goes into its files. */
struct workers *result_folder_workers(const struct result_folder *folder);
const char *result_folder_path(const struct result_folder *folder);

/* NULL with an error when it cannot be made. */
struct result_file *result_file_new(struct result_folder *folder, struct err *err);
void result_file_hold(struct result_file *file);
void result_file_release(struct result_file *file); /* NULL is fine. */
void result_file_stay(struct result_file *file);

/* Adds a piece; an error when there is no room for it. */
bool result_file_add(struct result_file *file, struct text bytes, int64_t *offset,
                     struct err *err) MUST_CHECK;
/* The same without a copy: room for `size` bytes, then the piece that was made there. */
bool result_file_room(struct result_file *file, size_t size, struct behind_room *room,
                      struct err *err) MUST_CHECK;
bool result_room_add(struct result_file *file, struct behind_room *room,
                     struct text bytes, int64_t *offset, struct err *err) MUST_CHECK;
/* What cannot be written stays in memory, and goes with the server. */
void result_file_finish(struct result_file *file, struct text description);

/* To find bytes that are not what was written; not against who means to change them. */
uint64_t result_file_sum(struct text bytes);
const char *result_file_key(const struct result_file *file);
int64_t result_file_bytes(const struct result_file *file);
/* Bytes of one piece; false when they cannot be read. Held until behind_bytes_release. */
bool result_file_hold_bytes(struct result_file *file, int64_t offset, size_t size,
                            struct behind_bytes *bytes);
/* Adds such bytes to `out`. */
bool result_bytes_copy(const struct behind_bytes *bytes, struct buf *out);

/* Gives all finished files of a folder and their descriptions; what is given is held for `take`.
 * Removes all others but those of small results. */
void result_files_load(struct result_folder *folder,
                       void (*take)(void *context, struct result_file *file,
                                    struct text description),
                       void *context);

#endif
