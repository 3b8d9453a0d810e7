/* chunks.h: the rows of large results, in files, until clients have fetched them.
 *
 * A result's file holds its chunks one after the other. Who knows the file's key, which cannot be
 * guessed, may read it, as often as wanted, until it is too old or newer results need the room. */
#ifndef SESSION_CHUNKS_H
#define SESSION_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct chunks;
struct chunk_file;

#define CHUNK_KEY_SIZE 33

/* Files in a folder, which is made, and emptied of what an earlier server left; NULL: a folder of
 * its own that goes with it. The oldest files go when all together have more than max_bytes, and
 * those that are older than so many seconds. */
struct chunks *chunks_new(const char *folder, int64_t max_bytes, int64_t seconds);
void chunks_free(struct chunks *chunks); /* NULL is fine. */

/* A file that nobody can read yet. NULL with an error when it cannot be made. */
struct chunk_file *chunk_file_new(struct chunks *chunks, struct err *err);
/* Writes one more chunk; an error when there is no room for it. */
bool chunk_file_add(struct chunk_file *file, struct text bytes, int64_t rows,
                    struct err *err) MUST_CHECK;
/* Ends the writing: `keep` hands the file to the store, otherwise it is gone. NULL is fine. */
void chunk_file_end(struct chunk_file *file, bool keep);

const char *chunk_file_key(const struct chunk_file *file);
int chunk_file_count(const struct chunk_file *file);
int64_t chunk_file_rows(const struct chunk_file *file, int chunk);
size_t chunk_file_size(const struct chunk_file *file, int chunk);

/* A descriptor of the caller's own, and where the chunk lies; -1: there is no such chunk. */
int chunks_open(struct chunks *chunks, struct text key, int64_t chunk, int64_t *offset,
                size_t *size);

#endif
