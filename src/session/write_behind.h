/* write_behind.h: bytes that reach their files a little later than the answers they belong to.
 *
 * A thread of its own writes them, past the system's cache where the file system allows it: bytes
 * of a large result are read once, soon, if at all, and pages of the cache that are fresh from the
 * system cost more than all else that is done with them. It writes when for 20 ms nothing was added
 * or read, so that it takes no processor from who makes results and who reads them; what waits for
 * that longer than half a second is written all the same, and what takes over half of the memory. Until
 * they are written, and for as long as there is room after that, they are read from memory. The
 * memory is used again and again, and is bounded: what finds no room in it is written at once,
 * through the cache. Any thread may call. */
#ifndef SESSION_WRITE_BEHIND_H
#define SESSION_WRITE_BEHIND_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct write_behind;
struct behind_file;

/* Memory for so many bytes. */
struct write_behind *write_behind_new(int64_t max_bytes);
/* No file may be there any more. NULL is fine. */
void write_behind_free(struct write_behind *behind);

/* A new file, readable by this user only. NULL with an error when it cannot be made. */
struct behind_file *behind_file_new(struct write_behind *behind, const char *path,
                                    struct err *err);
/* Any thread adds, until one finishes it. An error when this, or what was added before, could not be written. */
bool behind_file_add(struct behind_file *file, struct text bytes, int64_t *offset,
                     struct err *err) MUST_CHECK;

/* Memory that becomes an addition, so that what is made there is not copied. */
struct behind_room {
  char *at;              /* Aligned to 4096. */
  size_t size, promised; /* That there are; and that the disk is known to have. */
  bool is_lent;          /* Of the memory that is used again and again. */
};

/* Room for `size` bytes, which behind_room_add must get. False with an error when there is none on
 * the disk. */
bool behind_file_room(struct behind_file *file, size_t size, struct behind_room *room,
                      struct err *err) MUST_CHECK;
/* Adds `bytes`, which lie anywhere in the room; the room is the file's. As behind_file_add. */
bool behind_room_add(struct behind_file *file, struct behind_room *room,
                     struct text bytes, int64_t *offset, struct err *err) MUST_CHECK;
/* Of what was added, with what lies between. */
int64_t behind_file_bytes(const struct behind_file *file);
/* Nothing is added any more. As soon as all is written `ending` follows it and the file takes its final
 * name: it outlives the program from then on. Where that cannot be, it has no final name, and is read
 * from memory. */
void behind_file_finish(struct behind_file *file, struct text ending, const char *path);
/* Nobody may read it any more. Removes it unless it stays, which only a finished one does: one that is
 * being finished is waited for. */
void behind_file_free(struct behind_file *file, bool stays);

/* Bytes of a file, of one piece as it was added. */
struct behind_bytes {
  const char *at; /* NULL: they are in the file alone. */
  size_t size;
  void *held;
  int fd; /* With at NULL: a descriptor of the holder's own. */
  int64_t offset;
};

/* False when they cannot be read. */
bool behind_file_read(struct behind_file *file, int64_t offset, size_t size,
                      struct behind_bytes *bytes);
void behind_bytes_release(struct behind_bytes *bytes);

#endif
