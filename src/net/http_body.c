/* http_body.c: the body of a request while it comes in: in memory, or in a file when it may be large. */
#include "net/http_body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

void http_body_init(struct http_body *body)
{
  *body = (struct http_body){ .fd = -1 };
  buf_init(&body->memory);
}

void http_body_to_file(struct http_body *body, const char *folder, int64_t most)
{
  body->is_file = true;
  body->most = most;
  if (asprintf(&body->path, "%s/body-XXXXXX", folder) < 0)
    abort();
  body->fd = mkostemp(body->path, O_CLOEXEC); /* For its owner only. */
  if (body->fd >= 0)
    return;
  body->problem = errno;
  free(body->path);
  body->path = NULL;
}

static void give_up(struct http_body *body, int problem)
{
  body->problem = problem;
  if (ftruncate(body->fd, 0) != 0)
    log_warn("http: %s could not be emptied", body->path);
}

static void write_file(struct http_body *body, const char *bytes, size_t size)
{
  while (size && !body->problem) {
    ssize_t done = write(body->fd, bytes, size);

    if (done < 0 && errno != EINTR)
      give_up(body, errno);
    if (done < 0)
      continue;
    bytes += done;
    size -= (size_t)done;
  }
}

void http_body_add(struct http_body *body, const void *bytes, size_t size)
{
  body->received += (int64_t)size;
  if (body->is_file && !body->problem && body->received > body->most)
    give_up(body, EFBIG);
  if (body->is_file)
    write_file(body, bytes, size);
  else
    buf_add(&body->memory, bytes, size);
}

void http_body_clear(struct http_body *body)
{
  buf_clear(&body->memory);
  if (body->fd >= 0)
    close(body->fd);
  if (body->path && unlink(body->path) != 0)
    log_warn("http: %s could not be removed", body->path);
  free(body->path);
  body->path = NULL;
  body->fd = -1;
}
