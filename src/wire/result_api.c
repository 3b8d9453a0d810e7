/* result_api.c: the rows of large results, which clients fetch in chunks. */
#include "wire/result_api.h"

#include <unistd.h>

#include "session/chunks.h"

/* To another machine it goes packed, as other answers do, from memory. */
static bool read_all(struct http_file file, struct buf *out)
{
  char *at = buf_reserve(out, file.size);
  size_t have = 0;

  while (have < file.size) {
    ssize_t got = pread(file.fd, at + have, file.size - have,
                        (off_t)(file.offset + (int64_t)have));

    if (got <= 0)
      return false;
    have += (size_t)got;
  }
  out->len += have;
  return true;
}

static void send_file(struct call *call, struct http_file file)
{
  struct buf body;

  if (http_is_local(call->request)) {
    http_respond_file(call->response, 200, "application/octet-stream", file);
    return;
  }
  buf_init(&body);
  if (read_all(file, &body))
    http_respond_buf(call->response, 200, "application/octet-stream", &body);
  else
    http_respond(call->response, 500, "text/plain", TEXT("The result cannot be read\n"));
  buf_clear(&body);
  close(file.fd);
}

void result_chunk(struct call *call)
{
  size_t dot = text_find(call->id, '.');
  struct http_file file;
  int64_t chunk;

  call->has_responded = true;
  if (!text_to_int64(text_slice(call->id, dot + 1, call->id.len), &chunk))
    chunk = -1;
  file.fd = chunks_open(call->instance->chunks, text_slice(call->id, 0, dot), chunk,
                        &file.offset, &file.size);
  if (file.fd >= 0)
    send_file(call, file);
  else
    http_respond(call->response, 404, "text/plain", TEXT("There is no such result\n"));
}
