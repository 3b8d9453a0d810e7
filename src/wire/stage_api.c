/* stage_api.c: staged files over HTTP, as drivers send and fetch them. */
#include "wire/stage_api.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "exec/stage_life.h"
#include "stage/stage_ticket.h"
#include "wire/staged_request.h"

/* What a request is about. */
struct staged_object {
  struct call *call;
  struct stage_place place;
  struct text bucket, name;
  enum ticket_right right;
};

static void respond(struct call *call, int status, const char *text)
{
  http_respond(call->response, status, "text/plain", text_of(text));
}

static struct text ticket_of(const struct http_request *request, bool *in_url)
{
  struct text bearer = http_header(request, "Authorization");

  *in_url = !text_starts_with_nocase(bearer, "Bearer ");
  return *in_url ? http_query(request, "ticket")
                 : text_trim(text_slice(bearer, sizeof "Bearer " - 1, bearer.len));
}

/* 0 when the ticket is good; else the status that makes drivers ask for a new one, or give up. */
static int check_ticket(const struct http_request *request, const struct stages *stages,
                        struct text bucket, struct text name, enum ticket_right *right)
{
  bool in_url;
  struct text ticket = ticket_of(request, &in_url);

  if (!ticket.at)
    return 403;
  switch (stage_ticket_check(stages, ticket, bucket, name, clock_now_ms(), right)) {
  case TICKET_GOOD: return 0;
  case TICKET_EXPIRED:
  case TICKET_BAD: return in_url ? 400 : 401;
  }
  return 403;
}

static bool may_read(enum ticket_right right)
{
  return right == TICKET_READ || right == TICKET_WRITE;
}

static bool may_write(enum ticket_right right)
{
  return right != TICKET_READ;
}

bool stage_takes_body(const struct http_request *request, struct instance *instance)
{
  struct arena *arena;
  struct text bucket, name;
  enum ticket_right right;
  bool takes;

  if (!text_is(http_method(request), "PUT"))
    return false;
  arena = arena_new();
  takes = staged_target(arena, http_target(request), &bucket, &name) &&
          check_ticket(request, instance->stages, bucket, name, &right) == 0 &&
          may_write(right);
  arena_free(arena);
  return takes;
}

/* ---- reading ---- */

/* Drivers compare this with the digest of the file that they have. */
static bool add_digest(struct staged_object *object, const struct stage_file *file)
{
  struct file_digest digest;
  struct buf base64;
  struct err err;

  if (!stage_digest(&object->place, file, &digest, &err))
    return false;
  buf_init(&base64);
  crypto_base64(text_from((const char *)digest.sha256, sizeof digest.sha256), &base64);
  http_respond_header(object->call->response, "x-goog-meta-sfc-digest", base64.at);
  buf_clear(&base64);
  return true;
}

void stage_send_bytes(struct call *call, const struct stage_file *file, int fd)
{
  struct http_file part = { fd, 0, (size_t)file->size };
  struct text header = http_header(call->request, "Range");
  int64_t from = 0, count = file->size;
  enum range_state range = staged_range(header, file->size, &from, &count);

  if (range == RANGE_BAD) {
    http_respond_header(
      call->response, "Content-Range",
      arena_printf(call->arena, "bytes */%lld", (long long)file->size).at);
    respond(call, 416, "There are no such bytes\n");
    close(fd);
    return;
  }
  if (range == RANGE_GOOD) {
    part.offset = from;
    part.size = (size_t)count;
    http_respond_header(call->response, "Content-Range",
                        arena_printf(call->arena, "bytes %lld-%lld/%lld", (long long)from,
                                     (long long)(from + count - 1), (long long)file->size)
                          .at);
  }
  http_respond_header(call->response, "Accept-Ranges", "bytes");
  http_respond_file(call->response, range == RANGE_GOOD ? 206 : 200,
                    "application/octet-stream", part);
}

static void read_object(struct staged_object *object)
{
  struct call *call = object->call;
  struct stage_file file;
  struct text path;
  struct err err;
  bool found;
  int fd = -1;

  if (!may_read(object->right)) {
    respond(call, 403, "This ticket is not for reading\n");
    return;
  }
  if (!stage_find_file(&object->place, call->arena, object->name, &file, &found, &err) ||
      !found) {
    respond(call, 404, "There is no such file\n");
    return;
  }
  if (stage_fetch(&object->place, call->arena, &file, &path, &err)) {
    fd = open(path.at, O_RDONLY | O_CLOEXEC);
    stage_release(&object->place, path);
  }
  if (fd < 0 || !add_digest(object, &file)) {
    respond(call, fd < 0 ? 404 : 500, "The file cannot be read\n");
    if (fd >= 0)
      close(fd);
    return;
  }
  stage_send_bytes(call, &file, fd);
}

/* ---- writing ---- */

/* A status that drivers take as final, not one that they try again without end. */
static void respond_unwritten(struct call *call, const char *why)
{
  log_warn("a staged file could not be written: %s", why);
  http_respond(call->response, 413, "text/plain",
               arena_printf(call->arena, "The file could not be written: %s\n", why));
}

static void respond_error(struct call *call, const struct err *err)
{
  if (err->code == ERR_SYNTAX)
    respond(call, 403, "A file cannot have this name\n");
  else
    respond_unwritten(call, err->message);
}

/* The condition of a driver that must not overwrite. */
static bool must_be_new(const struct http_request *request)
{
  return text_is(http_header(request, "x-goog-if-generation-match"), "0");
}

static void keep_file(struct staged_object *object, int fd, struct text path)
{
  struct call *call = object->call;
  bool is_new = must_be_new(call->request), written;
  enum stage_conflict conflict = is_new || object->right == TICKET_KEEP ? STAGE_KEEP
                                                                        : STAGE_REPLACE;
  struct err err;
  struct stage_upload *upload = stage_upload_of_file(&object->place, object->name, fd,
                                                     path.at, &err);

  if (!upload || !stage_upload_end(upload, conflict, &written, &err))
    respond_error(call, &err);
  else if (!written && is_new)
    respond(call, 412, "The file is there already\n");
  else
    respond(call, 200, "");
}

static void write_object(struct staged_object *object)
{
  struct call *call = object->call;
  struct text path;
  int64_t size;
  int fd, problem;

  if (!may_write(object->right))
    respond(call, 403, "This ticket is not for writing\n");
  else if (!stage_is_live(call->instance, &object->place))
    respond(call, 404, "The stage is gone\n");
  else if (!http_take_file(call->request, &fd, &path, &size, &problem))
    respond_unwritten(call, problem ? strerror(problem) : "it did not arrive");
  else
    keep_file(object, fd, path);
}

void stage_object(struct call *call)
{
  struct staged_object object = { .call = call };
  struct text method = http_method(call->request);
  int status;

  call->has_responded = true;
  if (!staged_target(call->arena, http_target(call->request), &object.bucket,
                     &object.name)) {
    respond(call, 404, "There is no such file\n");
    return;
  }
  status = check_ticket(call->request, call->instance->stages, object.bucket, object.name,
                        &object.right);
  if (status)
    respond(call, status, "The ticket is not good for this file, or not any more\n");
  else if (!stage_of_bucket(call->instance->stages, call->arena, object.bucket,
                            &object.place))
    respond(call, 404, "There is no such stage\n");
  else if (text_is(method, "PUT"))
    write_object(&object);
  else
    read_object(&object);
}
