/* http_body.h: the body of a request while it comes in: in memory, or in a file when it may be large. */
#ifndef NET_HTTP_BODY_H
#define NET_HTTP_BODY_H

#include "base/arena.h"
#include "base/buf.h"

struct http_body {
  struct buf memory;
  bool is_file;
  int fd;           /* Of the file; -1 when it could not be made. */
  char *path;       /* On the heap, until it is taken over. */
  int problem;      /* An errno: the file is not whole. */
  int64_t most;     /* Bytes of the file. */
  int64_t received; /* Bytes, also of those that were not kept. */
};

void http_body_init(struct http_body *body);
/* From now on into a new file of this folder. More than `most` bytes are counted, and nothing is kept. */
void http_body_to_file(struct http_body *body, const char *folder, int64_t most);
void http_body_add(struct http_body *body, const void *bytes, size_t size);
/* Frees it, with a file that nobody has taken over. */
void http_body_clear(struct http_body *body);

#endif
