/* result_api.c: the rows of large results, which clients fetch in chunks. */
#include "wire/result_api.h"

#include "session/results.h"
#include "session/statistics.h"

#define CHUNK_TYPE "application/octet-stream"

static void release(void *bytes)
{
  behind_bytes_release(bytes);
}

/* Packed, as other answers to other machines are. */
static void send_copy(struct call *call, struct behind_bytes *bytes)
{
  struct buf body;

  buf_init(&body);
  if (result_bytes_copy(bytes, &body))
    http_respond_buf(call->response, 200, CHUNK_TYPE, &body);
  else
    http_respond(call->response, 500, "text/plain", TEXT("The result cannot be read\n"));
  buf_clear(&body);
  behind_bytes_release(bytes);
}

static void send_bytes(struct call *call, struct behind_bytes *bytes)
{
  struct http_file file = { bytes->fd, bytes->offset, bytes->size };

  if (!http_is_local(call->request))
    send_copy(call, bytes);
  else if (bytes->at)
    http_respond_held(call->response, 200, CHUNK_TYPE, text_from(bytes->at, bytes->size),
                      release, bytes);
  else
    http_respond_file(call->response, 200, CHUNK_TYPE, file);
}

void result_chunk(struct call *call)
{
  struct behind_bytes *bytes = ARENA_NEW(http_arena(call->request), struct behind_bytes);
  size_t dot = text_find(call->id, '.');
  int64_t chunk;

  call->has_responded = true;
  if (!text_to_int64(text_slice(call->id, dot + 1, call->id.len), &chunk))
    chunk = -1;
  if (results_hold_part(call->instance->results, text_slice(call->id, 0, dot), chunk,
                        bytes)) {
    statistics_add_bytes(call->instance->statistics, bytes->size);
    send_bytes(call, bytes);
  } else
    http_respond(call->response, 404, "text/plain", TEXT("There is no such result\n"));
}
