/* result_api.c: the rows of large results, which clients fetch in chunks. */
#include "wire/result_api.h"

#include <unistd.h>

#include "session/results.h"

/* To another machine it goes packed, as other answers do, from memory. */
static void send_file(struct call *call, struct http_file file)
{
  struct buf body;

  if (http_is_local(call->request)) {
    http_respond_file(call->response, 200, "application/octet-stream", file);
    return;
  }
  buf_init(&body);
  if (result_file_read(file.fd, file.offset, file.size, &body))
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
  file.fd = results_open_part(call->instance->results, text_slice(call->id, 0, dot),
                              chunk, &file.offset, &file.size);
  if (file.fd >= 0)
    send_file(call, file);
  else
    http_respond(call->response, 404, "text/plain", TEXT("There is no such result\n"));
}
