/* http_call.c: requests that the server itself sends to a store of objects. */
#include "net/http_call.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

#define CONNECT_MS 5000L
#define SILENT_SECONDS 30L /* With less than a byte a second. */
#define MOST_BODY ((size_t)16 << 20)
#define MOST_HEADERS ((size_t)64 << 10)
#define MOST_IDLE 8

struct http_calls {
  pthread_mutex_t mutex; /* Guards all that follows. */
  CURL *idle[MOST_IDLE];
  int count;
};

/* A call under way. */
struct sending {
  CURL *curl;
  const struct http_call *call;
  struct http_answer *answer;
  int64_t sent;
  int problem; /* The errno of the file that is written or read. */
  bool is_full;
};

static void init(void)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http_calls *http_calls_new(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  struct http_calls *calls = calloc(1, sizeof *calls);

  if (!calls)
    abort();
  pthread_once(&once, init);
  pthread_mutex_init(&calls->mutex, NULL);
  return calls;
}

void http_calls_free(struct http_calls *calls)
{
  if (!calls)
    return;
  for (int i = 0; i < calls->count; i++)
    curl_easy_cleanup(calls->idle[i]);
  pthread_mutex_destroy(&calls->mutex);
  free(calls);
}

static CURL *take_handle(struct http_calls *calls)
{
  CURL *curl = NULL;

  pthread_mutex_lock(&calls->mutex);
  if (calls->count)
    curl = calls->idle[--calls->count];
  pthread_mutex_unlock(&calls->mutex);
  return curl ? curl : curl_easy_init();
}

static void give_handle(struct http_calls *calls, CURL *curl)
{
  curl_easy_reset(curl); /* Its connections stay. */
  pthread_mutex_lock(&calls->mutex);
  if (calls->count < MOST_IDLE) {
    calls->idle[calls->count++] = curl;
    curl = NULL;
  }
  pthread_mutex_unlock(&calls->mutex);
  curl_easy_cleanup(curl);
}

void http_answer_init(struct http_answer *answer)
{
  answer->status = 0;
  buf_init(&answer->headers);
  buf_init(&answer->body);
}

void http_answer_clear(struct http_answer *answer)
{
  buf_clear(&answer->headers);
  buf_clear(&answer->body);
}

struct text http_answer_header(const struct http_answer *answer, const char *name)
{
  struct text rest = buf_text(&answer->headers);
  size_t len = strlen(name);

  while (rest.len) {
    struct text line = text_slice(rest, 0, text_find(rest, '\n'));

    if (line.len > len && line.at[len] == ':' &&
        text_is_nocase(text_slice(line, 0, len), name))
      return text_trim(text_slice(line, len + 1, line.len));
    rest = text_slice(rest, line.len + 1, rest.len);
  }
  return (struct text){ 0 };
}

/* ---- what moves ---- */

/* Of several answers (100 Continue) the last counts. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
  struct sending *sending = context;
  struct buf *headers = &sending->answer->headers;
  size_t len = size * count;

  if (text_starts_with(text_from(bytes, len), "HTTP/"))
    buf_reset(headers);
  if (len > MOST_HEADERS - headers->len)
    return 0;
  buf_add(headers, bytes, len);
  return len;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
  struct sending *sending = context;
  size_t len = size * count;
  long status = 0;

  curl_easy_getinfo(sending->curl, CURLINFO_RESPONSE_CODE, &status);
  if (sending->call->to >= 0 && status >= 200 && status < 300) {
    if (fd_write(sending->call->to, text_from(bytes, len)))
      return len;
    sending->problem = errno;
    return 0;
  }
  if (len > MOST_BODY - sending->answer->body.len) {
    sending->is_full = true;
    return 0;
  }
  buf_add(&sending->answer->body, bytes, len);
  return len;
}

static size_t give_body(char *bytes, size_t size, size_t count, void *context)
{
  struct sending *sending = context;
  const struct http_call *call = sending->call;
  int64_t left = call->from_size - sending->sent;
  size_t room = size * count;
  ssize_t got;

  if ((uint64_t)left < room)
    room = (size_t)left;
  got = pread(call->from, bytes, room, call->from_offset + sending->sent);
  if (got < 0) {
    sending->problem = errno;
    return CURL_READFUNC_ABORT;
  }
  sending->sent += got;
  return (size_t)got;
}

/* libcurl sends again on a connection that was closed meanwhile. */
static int rewind_body(void *context, curl_off_t offset, int origin)
{
  struct sending *sending = context;

  if (origin != SEEK_SET)
    return CURL_SEEKFUNC_CANTSEEK;
  sending->sent = offset;
  return CURL_SEEKFUNC_OK;
}

/* ---- sending ---- */

static struct curl_slist *add_header(struct curl_slist *list, const char *line)
{
  struct curl_slist *more = curl_slist_append(list, line);

  if (!more)
    abort();
  return more;
}

static struct curl_slist *headers_of(const struct http_call *call)
{
  /* Neither a wait for 100 Continue nor a type that would have to be signed. */
  struct curl_slist *list = add_header(add_header(NULL, "Expect:"), "Content-Type:");

  for (int i = 0; i < call->header_count; i++) {
    char *line = strndup(call->headers[i].at, call->headers[i].len);

    if (!line)
      abort();
    list = add_header(list, line);
    free(line);
  }
  return list;
}

static void set_limits(CURL *curl)
{
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SILENT_SECONDS);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "snowglobe");
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
}

static void set_request(struct sending *sending)
{
  const struct http_call *call = sending->call;
  CURL *curl = sending->curl;

  curl_easy_setopt(curl, CURLOPT_URL, call->url);
  if (strcmp(call->method, "HEAD") == 0)
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  else if (call->from >= 0)
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  else if (strcmp(call->method, "GET") != 0 && strcmp(call->method, "DELETE") != 0)
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST,
                   strcmp(call->method, "HEAD") == 0 ? NULL : call->method);
  if (call->from >= 0) {
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)call->from_size);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, sending);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, rewind_body);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, sending);
  } else {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.len);
    if (strcmp(call->method, "PUT") == 0 || strcmp(call->method, "POST") == 0)
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.len ? call->body.at : "");
  }
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, sending);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, sending);
}

static bool failed(const struct sending *sending, CURLcode code, struct err *err)
{
  if (sending->problem)
    return err_set(err, ERR_INTERNAL, "A file on its way could not be written: %s",
                   strerror(sending->problem));
  return err_set(err, ERR_FETCH_FAILED, "%s",
                 sending->is_full ? "The answer is too long" : curl_easy_strerror(code));
}

bool http_call_send(struct http_calls *calls, const struct http_call *call,
                    struct http_answer *answer, struct err *err)
{
  struct sending sending = { .call = call, .answer = answer };
  struct curl_slist *headers;
  long status = 0;
  CURLcode code;

  buf_reset(&answer->headers);
  buf_reset(&answer->body);
  sending.curl = take_handle(calls);
  if (!sending.curl)
    return err_set(err, ERR_FETCH_FAILED, "No connection can be made");
  headers = headers_of(call);
  set_limits(sending.curl);
  set_request(&sending);
  curl_easy_setopt(sending.curl, CURLOPT_HTTPHEADER, headers);
  code = curl_easy_perform(sending.curl);
  curl_easy_getinfo(sending.curl, CURLINFO_RESPONSE_CODE, &status);
  give_handle(calls, sending.curl);
  curl_slist_free_all(headers);
  answer->status = (int)status;
  return code == CURLE_OK || failed(&sending, code, err);
}
