/* http_exchange.c: one request on its way through libmicrohttpd to its handler, and the answer's back.
 *
 * Who may touch a request: the event loop until it is queued as a job, then the job, then the
 * event loop again. Two hold it meanwhile, the connection and the job, since a connection may be
 * let go while a job still runs: when the server stops, and when a late answer has been sent.
 * For that the job makes an answer of its own and hands it over in the end. */
#include "net/http_exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "base/wait.h"
#include "base/log.h"
#include "data/compress.h"
#include "net/http_body.h"
#include "net/http_tls.h"
#include "net/url.h"

#define GZIP_FROM ((size_t)16 * 1024)
/* When clients of a server that stops should ask again. */
#define RETRY_SECONDS "2"
#define FILE_BLOCK \
 ((size_t)64 * 1024) /* Of a file that is sent, in memory for each client. */
#define GZIP_LEVEL 1 /* Where nobody chose: fast. */

struct header {
  struct header *next;
  struct text name;
  struct text value;
};

enum request_state {
  READING,
  RUNNING,  /* A job has it; its connection sleeps. */
  ANSWERED, /* The response is ready, the job's or the late one. */
  GIVEN_UP  /* The server stopped before the job did. */
};

/* What is answered when the job takes too long. */
struct late {
  struct timer timer;
  struct arena *arena;
  void (*answer)(struct http_response *response, void *argument);
  void *argument;
};

struct http_response {
  struct arena *arena;
  int status;
  const char *content_type;
  struct header *headers;
  struct buf body;
  struct http_file file; /* In the place of the body. */
  bool is_file;
  struct text lent; /* The same. */
  void (*release)(void *held);
  void *held;      /* Of `lent`. */
  bool is_packed;  /* The body is gzip already. */
  bool may_unpack; /* ... and is unpacked for who does not take that. */
};

struct http_request {
  struct http_exchanges *exchanges;
  struct http_loop *loop;
  struct MHD_Connection *connection;
  struct arena *arena;
  struct text method;
  struct text target; /* The path as it was sent. */
  struct text path;
  struct text query;
  struct text peer;
  struct header *headers;
  struct http_body body;
  struct http_response response; /* The connection's. */
  struct late *late;             /* The job's; NULL for none. */
  bool is_local;
  bool is_https;
  bool is_begun;  /* Its headers were read. */
  size_t dropped; /* Bytes of a body that is too large. */
  /* Guarded by the server's lock: */
  enum request_state state;
  int holders;
  struct http_request *next, *previous; /* Among those of the server. */
};

/* Requests. */

static bool is_loopback(const struct sockaddr *address)
{
  const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

  if (address->sa_family == AF_INET)
    return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
  if (address->sa_family != AF_INET6)
    return false;
  return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) ||
         (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) && v6->sin6_addr.s6_addr[12] == 127);
}

static void read_peer(struct http_request *request)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(
    request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "";

  if (!info || !info->client_addr)
    return;
  const struct sockaddr *address = info->client_addr;
  const void *from = address->sa_family == AF_INET
                       ? (const void *)&((const struct sockaddr_in *)address)->sin_addr
                       : (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr;

  if (address->sa_family == AF_INET || address->sa_family == AF_INET6)
    inet_ntop(address->sa_family, from, text, sizeof text);
  request->peer = arena_text(request->arena, text_of(text));
  request->is_local = is_loopback(address);
}

/* libmicrohttpd asks this first of all, with the target as the client wrote it; what it returns
 * is the request from then on. */
void *http_exchange_open(void *context, const char *target,
                         struct MHD_Connection *connection)
{
  const struct http_source *source = context;
  struct http_exchanges *exchanges = source->exchanges;
  struct arena *arena = arena_new();
  struct http_request *request = ARENA_NEW(arena, struct http_request);
  struct text whole = arena_text(arena, text_of(target));
  size_t end = text_find(whole, '?');

  request->exchanges = exchanges;
  request->loop = source->loop;
  request->connection = connection;
  request->arena = arena;
  request->target = text_slice(whole, 0, end);
  request->path = url_decode(arena, url_collapse(arena, request->target), false);
  request->query = text_slice(whole, end + 1, whole.len);
  request->is_https = source->is_https;
  request->holders = 1;
  request->response.arena = arena;
  http_body_init(&request->body);
  buf_init(&request->response.body);
  pthread_mutex_lock(&exchanges->lock);
  request->next = exchanges->requests;
  if (request->next)
    request->next->previous = request;
  exchanges->requests = request;
  exchanges->connected++;
  pthread_mutex_unlock(&exchanges->lock);
  return request;
}

/* Under the lock; true when nobody holds the request any more. */
static bool let_go(struct http_request *request)
{
  struct http_exchanges *exchanges = request->exchanges;

  if (--request->holders > 0)
    return false;
  if (request->next)
    request->next->previous = request->previous;
  if (request->previous)
    request->previous->next = request->next;
  else
    exchanges->requests = request->next;
  return true;
}

static void response_clear(struct http_response *response)
{
  buf_clear(&response->body);
  if (response->is_file)
    close(response->file.fd);
  response->is_file = false;
  if (response->release)
    response->release(response->held);
  response->release = NULL;
}

static void request_free(struct http_request *request)
{
  http_body_clear(&request->body);
  response_clear(&request->response);
  if (request->late)
    arena_free(request->late->arena);
  arena_free(request->arena);
}

void http_exchange_close(void *context, struct MHD_Connection *connection, void **held,
                         enum MHD_RequestTerminationCode code)
{
  struct http_request *request = *held;

  (void)context;
  (void)connection;
  (void)code;
  if (!request)
    return;
  struct http_exchanges *exchanges = request->exchanges;

  *held = NULL;
  pthread_mutex_lock(&exchanges->lock);
  bool last = let_go(request);

  exchanges->connected--;
  pthread_cond_broadcast(&exchanges->gone);
  pthread_mutex_unlock(&exchanges->lock);
  if (last)
    request_free(request);
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
  struct http_request *request = context;
  struct header *header = ARENA_NEW(request->arena, struct header);

  (void)kind;
  header->name = arena_text(request->arena, text_of(name));
  header->value = arena_text(request->arena, text_of(value));
  header->next = request->headers;
  request->headers = header;
  return MHD_YES;
}

/* Answers. */

static bool accepts_gzip(const struct http_request *request)
{
  struct text accepted = http_header(request, "Accept-Encoding");

  return accepted.at && text_find_text(accepted, TEXT("gzip")) < accepted.len &&
         text_find_text(accepted, TEXT("gzip;q=0")) == accepted.len;
}

static void pack(struct http_response *response, int level)
{
  struct buf packed;

  buf_init(&packed);
  compress_gzip(buf_text(&response->body), level, &packed);
  buf_clear(&response->body);
  response->body = packed;
  response->is_packed = true;
  http_respond_header(response, "Content-Encoding", "gzip");
}

static void unpack(struct http_response *response)
{
  struct buf whole;

  buf_init(&whole);
  if (compress_gunzip(buf_text(&response->body), SIZE_MAX / 2, &whole) != GUNZIP_OK)
    log_error("http: a packed answer is no gzip");
  buf_clear(&response->body);
  response->body = whole;
}

static void pack_response(const struct http_request *request,
                          struct http_response *response)
{
  if (response->may_unpack) {
    if (accepts_gzip(request))
      http_respond_header(response, "Content-Encoding", "gzip");
    else
      unpack(response);
    http_respond_header(response, "Vary", "Accept-Encoding");
    return;
  }
  if (request->exchanges->gzip_level == 0 || request->is_local || response->is_packed ||
      response->body.len < GZIP_FROM || !accepts_gzip(request))
    return;
  pack(response, request->exchanges->gzip_level);
  http_respond_header(response, "Vary", "Accept-Encoding");
}

static enum MHD_Result send_text(struct http_request *request, int status,
                                 const char *text)
{
  struct MHD_Response *sent = MHD_create_response_from_buffer(
    strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);

  if (!sent)
    return MHD_NO;
  MHD_add_response_header(sent, "Content-Type", "text/plain");
  MHD_add_response_header(sent, "Connection", "close");
  if (status == 503)
    MHD_add_response_header(sent, "Retry-After", RETRY_SECONDS);
  enum MHD_Result result = MHD_queue_response(request->connection, (unsigned)status,
                                              sent);

  MHD_destroy_response(sent);
  return result;
}

/* ---- a file ---- */

static ssize_t read_file(void *context, uint64_t at, char *to, size_t room)
{
  const struct http_file *file = context;
  ssize_t got = pread(file->fd, to, room, (off_t)(file->offset + at));

  return got > 0 ? got : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void free_file(void *context)
{
  struct http_file *file = context;

  close(file->fd);
  free(file);
}

/* By blocks of our size: libmicrohttpd reads 4 KB at a time. */
static struct MHD_Response *file_response(const struct http_file *file)
{
  struct http_file *copy = malloc(sizeof *copy);
  struct MHD_Response *sent;

  if (!copy)
    abort();
  *copy = *file;
  sent = MHD_create_response_from_callback(file->size, FILE_BLOCK, read_file, copy,
                                           free_file);
  if (!sent)
    free(copy);
  return sent;
}

/* A body stays in the request, which lives until the answer is sent; a file's descriptor goes to
 * the daemon. */
static struct MHD_Response *make_response(struct http_response *response)
{
  struct MHD_Response *sent;

  if (response->release)
    return MHD_create_response_from_buffer(
      response->lent.len, (void *)(uintptr_t)response->lent.at, MHD_RESPMEM_PERSISTENT);
  if (!response->is_file)
    return MHD_create_response_from_buffer(
      response->body.len, response->body.at ? response->body.at : (void *)(uintptr_t) "",
      MHD_RESPMEM_PERSISTENT);
  sent = file_response(&response->file);
  if (sent)
    response->is_file = false;
  return sent;
}

/* The body that follows: to HEAD, and with a status of no body, none does. */
static void announce(const struct http_request *request)
{
  const union MHD_ConnectionInfo *held = MHD_get_connection_info(
    request->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  int status = request->response.status;

  if (!text_is(request->method, "HEAD") && status != 204 && status != 304)
    http_tls_announce(held->socket_context, http_size(&request->response));
}

static enum MHD_Result send_response(struct http_request *request)
{
  struct http_response *response = &request->response;
  struct MHD_Response *sent;

  announce(request); /* As long as a file is the answer's. */
  sent = make_response(response);
  if (!sent)
    return MHD_NO;
  if (response->content_type)
    MHD_add_response_header(sent, "Content-Type", response->content_type);
  for (struct header *header = response->headers; header; header = header->next)
    MHD_add_response_header(sent, header->name.at, header->value.at);
  enum MHD_Result result = MHD_queue_response(request->connection,
                                              (unsigned)response->status, sent);

  MHD_destroy_response(sent);
  return result;
}

/* Jobs. */

/* The body as the handler wants it; false when the request is answered already. */
static bool unpack_body(struct http_request *request, struct http_response *response)
{
  struct text encoding = http_header(request, "Content-Encoding");
  struct buf unpacked;

  if (!encoding.len || text_is_nocase(encoding, "identity") || request->body.is_file ||
      !request->body.memory.len)
    return true;
  if (!text_is_nocase(encoding, "gzip") && !text_is_nocase(encoding, "x-gzip")) {
    http_respond(response, 415, "text/plain", TEXT("Unknown Content-Encoding\n"));
    return false;
  }
  buf_init(&unpacked);
  enum gunzip_result result = compress_gunzip(buf_text(&request->body.memory),
                                              request->exchanges->max_decoded, &unpacked);

  buf_clear(&request->body.memory);
  request->body.memory = unpacked;
  switch (result) {
  case GUNZIP_OK: return true;
  case GUNZIP_BAD:
    http_respond(response, 400, "text/plain", TEXT("The body is no gzip\n"));
    return false;
  case GUNZIP_TOO_BIG:
    http_respond(response, 413, "text/plain", TEXT("The body is too large\n"));
    return false;
  }
  return false;
}

/* Under the lock: wakes the connection; false when it has an answer already. */
static bool hand_over(struct http_request *request, struct http_response *made)
{
  if (request->state != RUNNING) {
    response_clear(made);
    return false;
  }
  request->response = *made;
  request->state = ANSWERED;
  MHD_resume_connection(request->connection);
  return true;
}

/* Frees what nobody holds. */
static void finish_job(struct http_request *request, struct http_response *made)
{
  struct http_exchanges *exchanges = request->exchanges;
  struct http_loop *loop = request->loop;

  if (request->late)
    timer_stop(exchanges->timers, &request->late->timer);
  pthread_mutex_lock(&exchanges->lock);
  bool is_first = hand_over(request, made);
  bool last = let_go(request);

  pthread_mutex_unlock(&exchanges->lock);
  if (last)
    request_free(request);
  if (is_first)
    http_loop_send(loop);
  /* Only now: a stopping server waits for the last job, and then frees the loop. */
  pthread_mutex_lock(&exchanges->lock);
  exchanges->jobs--;
  pthread_cond_broadcast(&exchanges->gone);
  pthread_mutex_unlock(&exchanges->lock);
}

static void answer_late(void *argument)
{
  struct http_request *request = argument;
  struct http_response made = { .arena = request->late->arena };

  buf_init(&made.body);
  request->late->answer(&made, request->late->argument);
  struct http_exchanges *exchanges = request->exchanges;
  struct http_loop *loop = request->loop;

  pthread_mutex_lock(&exchanges->lock);
  bool is_first = hand_over(request, &made);

  pthread_mutex_unlock(&exchanges->lock);
  if (is_first)
    http_loop_send(loop);
}

void http_answer_late(struct http_request *request, int64_t milliseconds,
                      void (*late)(struct http_response *response, void *argument),
                      void *argument)
{
  struct arena *arena = arena_new();

  request->late = ARENA_NEW(arena, struct late);
  *request->late = (struct late){
    { .run = answer_late, .argument = request }, arena, late, argument
  };
  timer_set(request->exchanges->timers, &request->late->timer, milliseconds);
}

static void run_job(void *argument)
{
  struct http_request *request = argument;
  struct http_exchanges *exchanges = request->exchanges;
  struct http_response made = { .arena = request->arena };

  buf_init(&made.body);
  if (unpack_body(request, &made))
    exchanges->handler(request, &made, exchanges->context);
  if (!made.status)
    http_respond(&made, 500, "text/plain", TEXT("There is no answer\n"));
  pack_response(request, &made);
  finish_job(request, &made);
}

static bool is_quick(const struct http_request *request)
{
  const struct http_exchanges *all = request->exchanges;

  return all->is_quick && all->is_quick(request, all->context);
}

static enum MHD_Result start_job(struct http_request *request)
{
  struct http_exchanges *exchanges = request->exchanges;
  struct workers *pool = is_quick(request) ? exchanges->quick : exchanges->workers;

  pthread_mutex_lock(&exchanges->lock);
  bool stopping = exchanges->stopping;

  if (!stopping) {
    request->state = RUNNING;
    request->holders++;
    exchanges->jobs++;
    MHD_suspend_connection(request->connection);
  }
  pthread_mutex_unlock(&exchanges->lock);
  if (stopping)
    return send_text(request, 503, "The server stops\n");
  http_loop_queue(request->loop, pool, run_job, request);
  return MHD_YES;
}

/* Reading. */

static bool is_announced_too_large(const struct http_request *request, int64_t most)
{
  int64_t size;
  struct text length = http_header(request, "Content-Length");

  return length.at && text_to_int64(length, &size) && size > most;
}

static int64_t bytes_for_file(const struct http_request *request)
{
  const struct http_exchanges *all = request->exchanges;

  return all->bytes_for_file ? all->bytes_for_file(request, all->context) : 0;
}

static enum MHD_Result begin(struct http_request *request, const char *method)
{
  int64_t most;

  request->is_begun = true;
  request->method = arena_text(request->arena, text_of(method));
  read_peer(request);
  MHD_get_connection_values(request->connection, MHD_HEADER_KIND, add_header, request);
  most = bytes_for_file(request);
  if (is_announced_too_large(request,
                             most ? most : (int64_t)request->exchanges->max_body))
    return send_text(request, 413, "The body is too large\n");
  if (most)
    http_body_to_file(&request->body, request->exchanges->body_folder, most);
  return MHD_YES;
}

/* What is too large is still read, so that the client gets to see the answer, but only as much
 * again. */
static enum MHD_Result drop_body(struct http_request *request, size_t *size)
{
  request->dropped += *size;
  if (request->dropped > request->exchanges->max_body)
    return MHD_NO;
  *size = 0;
  return MHD_YES;
}

static enum MHD_Result take_body(struct http_request *request, const char *bytes,
                                 size_t *size)
{
  if (request->dropped)
    return drop_body(request, size);
  if (!request->body.is_file &&
      request->body.memory.len + *size > request->exchanges->max_body) {
    buf_clear(&request->body.memory);
    return drop_body(request, size);
  }
  http_body_add(&request->body, bytes, *size);
  *size = 0;
  return MHD_YES;
}

/* libmicrohttpd calls this with the headers, with each piece of the body, at the request's end,
 * and again when the connection was woken. */
enum MHD_Result http_exchange_serve(void *context, struct MHD_Connection *connection,
                                    const char *url, const char *method,
                                    const char *version, const char *bytes, size_t *size,
                                    void **held)
{
  struct http_request *request = *held;

  (void)context;
  (void)connection;
  (void)url;
  (void)version;
  if (!request->is_begun)
    return begin(request, method);
  if (*size)
    return take_body(request, bytes, size);
  if (request->dropped)
    return send_text(request, 413, "The body is too large\n");
  pthread_mutex_lock(&request->exchanges->lock);
  enum request_state state = request->state;

  pthread_mutex_unlock(&request->exchanges->lock);
  switch (state) {
  case READING: return start_job(request);
  case RUNNING: return MHD_YES;
  case ANSWERED: return send_response(request);
  case GIVEN_UP: return send_text(request, 503, "The server stops\n");
  }
  return MHD_NO;
}

/* What handlers call. */

struct text http_method(const struct http_request *request)
{
  return request->method;
}

struct text http_path(const struct http_request *request)
{
  return request->path;
}

struct text http_target(const struct http_request *request)
{
  return request->target;
}

struct text http_query(const struct http_request *request, const char *name)
{
  return url_query(request->arena, request->query, name);
}

struct text http_header(const struct http_request *request, const char *name)
{
  for (const struct header *header = request->headers; header; header = header->next)
    if (text_is_nocase(header->name, name))
      return header->value;
  return (struct text){ NULL, 0 };
}

struct text http_body(const struct http_request *request)
{
  return request->body.memory.at ? buf_text(&request->body.memory) : TEXT("");
}

bool http_take_file(struct http_request *request, int *fd, struct text *path,
                    int64_t *size, int *problem)
{
  struct http_body *body = &request->body;

  *problem = body->problem;
  if (!body->is_file || body->problem || body->fd < 0)
    return false;
  *fd = body->fd;
  *path = arena_text(request->arena, text_of(body->path));
  *size = body->received;
  body->fd = -1;
  free(body->path);
  body->path = NULL;
  return true;
}

struct text http_peer(const struct http_request *request)
{
  return request->peer;
}

bool http_is_local(const struct http_request *request)
{
  return request->is_local;
}

bool http_is_https(const struct http_request *request)
{
  return request->is_https;
}

struct arena *http_arena(struct http_request *request)
{
  return request->arena;
}

void http_respond(struct http_response *response, int status, const char *content_type,
                  struct text body)
{
  response->status = status;
  response->content_type = arena_c_string(response->arena, text_of(content_type));
  buf_reset(&response->body);
  buf_add_text(&response->body, body);
}

void http_respond_buf(struct http_response *response, int status,
                      const char *content_type, struct buf *body)
{
  response->status = status;
  response->content_type = arena_c_string(response->arena, text_of(content_type));
  buf_clear(&response->body);
  response->body = *body;
  buf_init(body);
}

void http_respond_gzip(struct http_response *response, int status,
                       const char *content_type, struct buf *body)
{
  http_respond_buf(response, status, content_type, body);
  pack(response, GZIP_LEVEL);
}

void http_respond_packed(struct http_response *response, int status,
                         const char *content_type, struct text body)
{
  http_respond(response, status, content_type, body);
  response->may_unpack = true;
}

void http_respond_file(struct http_response *response, int status,
                       const char *content_type, struct http_file file)
{
  response->status = status;
  response->content_type = arena_c_string(response->arena, text_of(content_type));
  response_clear(response);
  response->file = file;
  response->is_file = true;
}

void http_respond_held(struct http_response *response, int status,
                       const char *content_type, struct text body,
                       void (*release)(void *held), void *held)
{
  response->status = status;
  response->content_type = arena_c_string(response->arena, text_of(content_type));
  response_clear(response);
  response->lent = body;
  response->release = release;
  response->held = held;
}

int http_status(const struct http_response *response)
{
  return response->status;
}

size_t http_size(const struct http_response *response)
{
  if (response->is_file)
    return response->file.size;
  return response->lent.len ? response->lent.len : response->body.len;
}

void http_respond_header(struct http_response *response, const char *name,
                         const char *value)
{
  struct header *header = ARENA_NEW(response->arena, struct header);

  header->name = arena_text(response->arena, text_of(name));
  header->value = arena_text(response->arena, text_of(value));
  header->next = response->headers;
  response->headers = header;
}

/* All of them. */

void http_exchanges_init(struct http_exchanges *exchanges)
{
  pthread_mutex_init(&exchanges->lock, NULL);
  wait_init(&exchanges->gone);
}

void http_exchanges_clear(struct http_exchanges *exchanges)
{
  pthread_cond_destroy(&exchanges->gone);
  pthread_mutex_destroy(&exchanges->lock);
}

/* Stopping. */

void http_exchanges_refuse(struct http_exchanges *exchanges)
{
  pthread_mutex_lock(&exchanges->lock);
  exchanges->stopping = true;
  pthread_mutex_unlock(&exchanges->lock);
}

bool http_exchanges_wait(struct http_exchanges *exchanges, int64_t grace_ms)
{
  int64_t until_ns = wait_deadline(grace_ms);
  bool in_time = true;

  pthread_mutex_lock(&exchanges->lock);
  while (exchanges->jobs > 0 && in_time)
    in_time = wait_until(&exchanges->gone, &exchanges->lock, until_ns);
  bool done = exchanges->jobs == 0;

  pthread_mutex_unlock(&exchanges->lock);
  return done;
}

void http_exchanges_give_up(struct http_exchanges *exchanges)
{
  pthread_mutex_lock(&exchanges->lock);
  for (struct http_request *request = exchanges->requests; request;
       request = request->next) {
    if (request->state != RUNNING)
      continue;
    request->state = GIVEN_UP;
    MHD_resume_connection(request->connection);
  }
  pthread_mutex_unlock(&exchanges->lock);
}

void http_exchanges_flush(struct http_exchanges *exchanges, int64_t milliseconds)
{
  int64_t until_ns = wait_deadline(milliseconds);
  bool in_time = true;

  pthread_mutex_lock(&exchanges->lock);
  while (exchanges->connected > 0 && in_time)
    in_time = wait_until(&exchanges->gone, &exchanges->lock, until_ns);
  pthread_mutex_unlock(&exchanges->lock);
}
