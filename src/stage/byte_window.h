/* byte_window.h: the part of a file's bytes that is looked at: it moves on, and grows as far as it must. */
#ifndef STAGE_BYTE_WINDOW_H
#define STAGE_BYTE_WINDOW_H

#include "base/buf.h"
#include "data/file_format.h"
#include "data/unpack.h"

struct byte_window {
  struct unpacker *unpacker; /* NULL: all bytes are there. */
  char name[256];            /* As messages call the file. */
  struct buf bytes;
  size_t at;  /* The first that is still wanted. */
  bool ended; /* None will come behind these. */
};

/* ERR_FILE_READ, or ERR_UNSUPPORTED for a compression that cannot be read. */
bool byte_window_open(struct byte_window *window, const char *path, struct text name,
                      const struct file_format *format, struct err *err) MUST_CHECK;
/* Over a copy of these bytes. */
void byte_window_over(struct byte_window *window, struct text bytes);
void byte_window_close(struct byte_window *window);

/* What is there from `at` on; until the next byte_window_more. */
struct text byte_window_text(const struct byte_window *window);
/* Drops what lies before `at`, which becomes 0, and reads more; `ended` is set where there is none. ERR_FILE_READ for
 * what is damaged, and where more than 2 GB would have to be kept. */
bool byte_window_more(struct byte_window *window, struct err *err) MUST_CHECK;
/* Reads until `count` bytes are there; *there: whether they are. */
bool byte_window_need(struct byte_window *window, size_t count, bool *there,
                      struct err *err) MUST_CHECK;

#endif
