/* test_http_server.c: requests over real sockets: bodies, pools, limits, clients that go away. */
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/compress.h"
#include "net/cert.h"
#include "net/http_server.h"

#define MAX_BODY ((size_t)100000)
#define MAX_FILE ((size_t)300000)

struct fixture {
  struct http_server *server;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int waiting;  /* Handlers that stand at the gate. */
  bool is_open; /* The gate of "/wait". */
  _Atomic int handled;
};

/* The server. */

static void wait_at_gate(struct fixture *fixture)
{
  pthread_mutex_lock(&fixture->lock);
  fixture->waiting++;
  pthread_cond_broadcast(&fixture->changed);
  while (!fixture->is_open)
    pthread_cond_wait(&fixture->changed, &fixture->lock);
  fixture->waiting--;
  pthread_mutex_unlock(&fixture->lock);
}

static void open_gate(struct fixture *fixture)
{
  pthread_mutex_lock(&fixture->lock);
  fixture->is_open = true;
  pthread_cond_broadcast(&fixture->changed);
  pthread_mutex_unlock(&fixture->lock);
}

static void wait_for_waiting(struct fixture *fixture, int count)
{
  pthread_mutex_lock(&fixture->lock);
  while (fixture->waiting < count)
    pthread_cond_wait(&fixture->changed, &fixture->lock);
  pthread_mutex_unlock(&fixture->lock);
}

static void describe(struct http_request *request, struct http_response *response)
{
  struct text agent = http_header(request, "user-AGENT");
  struct text text = arena_printf(
    http_arena(request),
    "%.*s %.*s a=%s agent=%.*s peer=%.*s local=%d https=%d body=%.*s",
    TEXT_ARG(http_method(request)), TEXT_ARG(http_path(request)),
    http_query(request, "a").at
      ? arena_c_string(http_arena(request), http_query(request, "a"))
      : "(none)",
    TEXT_ARG(agent), TEXT_ARG(http_peer(request)), http_is_local(request),
    http_is_https(request), TEXT_ARG(http_body(request)));

  http_respond_header(response, "X-One", "1");
  http_respond(response, 200, "text/plain", text);
}

/* The size of the file that has the body, or what kept it from being there. */
static void tell_file(struct http_request *request, struct http_response *response)
{
  int64_t size = -1;
  int fd = -1, problem;
  struct text path;

  if (http_take_file(request, &fd, &path, &size, &problem)) {
    struct stat info;

    assert_int_equal(fstat(fd, &info), 0);
    assert_int_equal(info.st_size, size);
    close(fd);
    assert_int_equal(unlink(path.at), 0);
  }
  http_respond(response, 200, "text/plain",
               arena_printf(http_arena(request), "size=%lld %s", (long long)size,
                            problem == EFBIG ? "EFBIG" : ""));
}

static void respond_letters(struct http_response *response, int count)
{
  struct buf body;

  buf_init(&body);
  for (int i = 0; i < count; i++)
    buf_add_char(&body, (char)('a' + i % 26));
  http_respond_buf(response, 201, "text/plain", &body);
}

static void handle(struct http_request *request, struct http_response *response,
                   void *context)
{
  struct fixture *fixture = context;
  struct text path = http_path(request);

  fixture->handled++;
  if (text_is(path, "/wait"))
    wait_at_gate(fixture);
  if (text_is(path, "/silent"))
    return;
  if (text_is(path, "/file")) {
    tell_file(request, response);
    return;
  }
  if (text_is(path, "/large")) {
    respond_letters(response, 3000000);
    return;
  }
  if (text_is(path, "/letters")) {
    int64_t count = 0;

    assert_true(text_to_int64(http_query(request, "n"), &count));
    respond_letters(response, (int)count);
    return;
  }
  describe(request, response);
}

static bool is_quick(const struct http_request *request, void *context)
{
  (void)context;
  return text_is(http_path(request), "/quick");
}

static int64_t bytes_for_file(const struct http_request *request, void *context)
{
  (void)context;
  return text_is(http_path(request), "/file") ? (int64_t)MAX_FILE : 0;
}

static int start(void **state, struct http_options options)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  struct err err;

  pthread_mutex_init(&fixture->lock, NULL);
  pthread_cond_init(&fixture->changed, NULL);
  options.handler = handle;
  options.is_quick = is_quick;
  options.bytes_for_file = bytes_for_file;
  options.context = fixture;
  options.max_body = MAX_BODY;
  options.max_decoded = 3 * MAX_BODY;
  fixture->server = http_server_new(&options, &err);
  if (!fixture->server)
    fail_msg("%s", err.message);
  *state = fixture;
  return 0;
}

static int set_up(void **state)
{
  return start(state, (struct http_options){ .https_port = -1 });
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;

  if (fixture->server) {
    assert_true(http_server_stop(fixture->server, 30000));
    http_server_free(fixture->server);
  }
  pthread_cond_destroy(&fixture->changed);
  pthread_mutex_destroy(&fixture->lock);
  free(fixture);
  return 0;
}

/* The client. */

static int dial(int port)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int fd = socket(AF_INET, SOCK_STREAM, 0);

  assert_true(fd >= 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  return fd;
}

static int dial_http(const struct fixture *fixture)
{
  return dial(http_server_port(fixture->server, false));
}

static void send_all(int fd, struct text text)
{
  while (text.len) {
    ssize_t n = send(fd, text.at, text.len, MSG_NOSIGNAL);

    if (n <= 0)
      return; /* The server may close early: what it said is looked at. */
    text = text_slice(text, (size_t)n, text.len);
  }
}

/* The length of the answer at the start, 0 when it is not whole yet. */
static size_t whole_answer(struct text text)
{
  struct text mark = TEXT("Content-Length: ");
  size_t head = text_find_text(text, TEXT("\r\n\r\n"));
  size_t at = text_find_text(text, mark);
  int64_t length = 0;

  if (head == text.len)
    return 0;
  if (at < head) {
    struct text value = text_slice(text, at + mark.len, text.len);

    assert_true(text_to_int64(text_slice(value, 0, text_find(value, '\r')), &length));
  }
  return text.len >= head + 4 + (size_t)length ? head + 4 + (size_t)length : 0;
}

/* Reads one answer, or until the server closes. */
static void read_answer(int fd, struct buf *answer)
{
  buf_init(answer);
  while (!answer->len || !whole_answer(buf_text(answer))) {
    ssize_t n = recv(fd, buf_reserve(answer, 65536), 65536, 0);

    if (n <= 0)
      break;
    answer->len += (size_t)n;
    answer->at[answer->len] = '\0';
  }
  buf_add(answer, "", 0);
}

static void assert_has(const struct buf *answer, const char *piece)
{
  if (!answer->at || !strstr(answer->at, piece))
    fail_msg("'%s' is not in: %.500s", piece, answer->at ? answer->at : "(nothing)");
}

static void ask(int fd, const char *request, const char *wanted)
{
  struct buf answer;

  send_all(fd, text_of(request));
  read_answer(fd, &answer);
  assert_has(&answer, wanted);
  buf_clear(&answer);
}

static void ask_once(const struct fixture *fixture, struct text request,
                     const char *wanted)
{
  int fd = dial_http(fixture);
  struct buf answer;

  send_all(fd, request);
  read_answer(fd, &answer);
  assert_has(&answer, wanted);
  buf_clear(&answer);
  close(fd);
}

/* A POST of these bytes with one more header. */
static struct buf post(const char *header, struct text body)
{
  struct buf request;

  buf_init(&request);
  buf_printf(&request, "POST /p HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n",
             header, body.len);
  buf_add_text(&request, body);
  return request;
}

static void a_request_has_its_parts(void **state)
{
  struct fixture *fixture = *state;
  int fd = dial_http(fixture);

  ask(fd,
      "POST //one//t%77o?a=b%20c+d&e HTTP/1.1\r\nHost: x\r\nUser-Agent: me\r\n"
      "Content-Length: 5\r\n\r\nhello",
      "POST /one/two a=b c d agent=me peer=127.0.0.1 local=1 https=0 body=hello");
  ask(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / a=(none) agent= ");
  ask(fd, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n", "X-One: 1\r\n");
  ask(fd, "GET /silent HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 500 ");
  assert_int_equal(fixture->handled, 4); /* All on one connection. */
  close(fd);
}

static void chunks_and_expectations_are_understood(void **state)
{
  int fd = dial_http(*state);

  ask(fd,
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
      "body=hello world");
  ask(fd,
      "POST /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
      "100 Continue");
  ask(fd, "abc", "body=abc");
  close(fd);
}

static void gzip_bodies_are_unpacked(void **state)
{
  struct buf packed, request;

  buf_init(&packed);
  compress_gzip(TEXT("text that was packed"), 6, &packed);
  request = post("Content-Encoding: gzip\r\n", buf_text(&packed));
  ask_once(*state, buf_text(&request), "body=text that was packed");
  buf_clear(&request);
  packed.len -= 3;
  request = post("Content-Encoding: gzip\r\n", buf_text(&packed));
  ask_once(*state, buf_text(&request), "HTTP/1.1 400 ");
  buf_clear(&request);
  request = post("Content-Encoding: br\r\n", TEXT("x"));
  ask_once(*state, buf_text(&request), "HTTP/1.1 415 ");
  buf_clear(&request);
  request = post("Content-Encoding: identity\r\n", TEXT("x"));
  ask_once(*state, buf_text(&request), "body=x");
  buf_clear(&request);
  buf_clear(&packed);
}

static void bodies_over_the_limit_are_refused(void **state)
{
  struct fixture *fixture = *state;
  struct buf text, packed, request;

  buf_init(&text);
  buf_init(&packed);
  for (size_t i = 0; i < 3 * MAX_BODY + 1; i++)
    buf_add_char(&text, 'x');
  request = post("", text_slice(buf_text(&text), 0, MAX_BODY));
  ask_once(fixture, buf_text(&request), "HTTP/1.1 200 ");
  buf_clear(&request);
  request = post("", text_slice(buf_text(&text), 0, MAX_BODY + 1));
  ask_once(fixture, buf_text(&request), "HTTP/1.1 413 ");
  buf_clear(&request);
  compress_gzip(buf_text(&text), 9, &packed);
  request = post("Content-Encoding: gzip\r\n", buf_text(&packed));
  ask_once(fixture, buf_text(&request), "HTTP/1.1 413 ");
  buf_clear(&request);
  buf_add_string(&request,
                 "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  buf_printf(&request, "%zx\r\n", MAX_BODY + 1);
  buf_add_text(&request, text_slice(buf_text(&text), 0, MAX_BODY + 1));
  buf_add_string(&request, "\r\n0\r\n\r\n");
  ask_once(fixture, buf_text(&request), "HTTP/1.1 413 ");
  assert_int_equal(fixture->handled, 1);
  buf_clear(&request);
  buf_clear(&text);
  buf_clear(&packed);
}

static void add_chunk(struct buf *request, size_t size)
{
  buf_printf(request, "%zx\r\n", size);
  memset(buf_reserve(request, size), 'x', size);
  request->len += size;
  buf_add_string(request, "\r\n");
}

static void a_body_in_a_file_is_bounded_by_itself(void **state)
{
  static const char head[] =
    "PUT /file HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  char folder[] = "/tmp/test_http_server_XXXXXX";
  struct fixture *fixture;
  struct buf request;

  (void)state;
  assert_non_null(mkdtemp(folder));
  start((void **)&fixture,
        (struct http_options){ .https_port = -1, .body_folder = folder });
  buf_init(&request);
  buf_add_string(&request, head);
  add_chunk(&request, MAX_FILE - 1);
  add_chunk(&request, 1);
  buf_add_string(&request, "0\r\n\r\n");
  ask_once(fixture, buf_text(&request), "size=300000 ");
  buf_reset(&request);
  buf_add_string(&request, head);
  add_chunk(&request, MAX_FILE);
  add_chunk(&request, 1);
  add_chunk(&request, MAX_FILE);
  buf_add_string(&request, "0\r\n\r\n");
  ask_once(fixture, buf_text(&request), "size=-1 EFBIG");
  ask_once(fixture,
           TEXT("PUT /file HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"),
           "HTTP/1.1 413 ");
  buf_clear(&request);
  tear_down((void **)&fixture);
  assert_int_equal(rmdir(folder), 0); /* Nothing is left in it. */
}

static void headers_over_the_limit_are_refused(void **state)
{
  struct buf request;

  buf_init(&request);
  buf_add_string(&request, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: ");
  for (int i = 0; i < 200000; i++)
    buf_add_char(&request, 'x');
  buf_add_string(&request, "\r\n\r\n");
  ask_once(*state, buf_text(&request), "HTTP/1.1 4");
  buf_clear(&request);
  ask_once(*state, TEXT("nonsense\r\n\r\n"), "");
  ask_once(*state, TEXT("GET /still HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /still");
}

static void a_large_answer_arrives_whole(void **state)
{
  int fd = dial_http(*state);
  struct buf answer;

  for (int round = 0; round < 3; round++) {
    send_all(fd, TEXT("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
    read_answer(fd, &answer);
    assert_has(&answer, "HTTP/1.1 201 ");
    assert_has(&answer, "Content-Length: 3000000\r\n");
    assert_int_equal(answer.at[answer.len - 1], 'a' + 2999999 % 26);
    buf_clear(&answer);
  }
  close(fd);
}

static void quick_requests_pass_slow_ones(void **state)
{
  struct fixture *fixture = *state;
  int slow[5];

  for (int i = 0; i < 5; i++) { /* More than there are threads. */
    slow[i] = dial_http(fixture);
    send_all(slow[i], TEXT("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
  }
  wait_for_waiting(fixture, 2);
  ask_once(fixture, TEXT("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /quick");
  open_gate(fixture);
  for (int i = 0; i < 5; i++) {
    ask(slow[i], "", "GET /wait");
    close(slow[i]);
  }
}

static void a_client_that_goes_away_while_it_waits_harms_nobody(void **state)
{
  struct fixture *fixture = *state;
  struct linger linger = { 1, 0 };

  for (int i = 0; i < 20; i++) {
    int fd = dial_http(fixture);

    send_all(fd, TEXT("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    if (i < 2)
      wait_for_waiting(fixture, i + 1);
    if (i % 2)
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger); /* A reset. */
    close(fd);
  }
  int half = dial_http(fixture);

  send_all(half, TEXT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"));
  close(half);
  open_gate(fixture);
  ask_once(fixture, TEXT("GET /after HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /after");
}

static void a_request_that_takes_long_is_not_idle(void **state)
{
  struct fixture *fixture;
  int fd;

  (void)state;
  start((void **)&fixture, (struct http_options){ .https_port = -1, .idle_seconds = 1 });
  fd = dial_http(fixture);
  send_all(fd, TEXT("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
  wait_for_waiting(fixture, 1);
  sleep(2);
  open_gate(fixture);
  ask(fd, "", "GET /wait");
  char byte;

  assert_int_equal(recv(fd, &byte, 1, 0), 0); /* An idle connection is closed. */
  close(fd);
  tear_down((void **)&fixture);
}

static void a_stop_waits_for_running_handlers(void **state)
{
  struct fixture *fixture = *state;
  int fd = dial_http(fixture);
  int port = http_server_port(fixture->server, false);
  struct buf answer;

  send_all(fd, TEXT("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
  wait_for_waiting(fixture, 1);
  assert_false(http_server_stop(fixture->server, 20));
  read_answer(fd, &answer);
  assert_has(&answer, "HTTP/1.1 503 "); /* Given up; the handler still runs. */
  buf_clear(&answer);
  close(fd);
  open_gate(fixture);
  assert_true(http_server_stop(fixture->server, 30000));
  http_server_free(fixture->server);
  fixture->server = NULL;
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

  fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_not_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  close(fd);
}

static void a_taken_port_is_an_error(void **state)
{
  struct fixture *fixture = *state;
  struct http_options options = { .http_port = http_server_port(fixture->server, false),
                                  .https_port = -1,
                                  .handler = handle };
  struct err err;

  assert_null(http_server_new(&options, &err));
  assert_non_null(strstr(err.message, "in use"));
  options.http_port = 0;
  options.address = "no address";
  assert_null(http_server_new(&options, &err));
  options = (struct http_options){ .http_port = -1, .handler = handle };
  assert_null(http_server_new(&options, &err)); /* HTTPS without a certificate. */
}

/* TLS. */

static gnutls_session_t shake_hands(int fd, gnutls_certificate_credentials_t credentials,
                                    const char *priorities, int *result)
{
  gnutls_session_t session;

  gnutls_init(&session, GNUTLS_CLIENT);
  gnutls_priority_set_direct(session, priorities, NULL);
  gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_session_set_verify_cert(session, "localhost", 0);
  gnutls_transport_set_int(session, fd);
  gnutls_handshake_set_timeout(session, GNUTLS_DEFAULT_HANDSHAKE_TIMEOUT);
  do
    *result = gnutls_handshake(session);
  while (*result < 0 && !gnutls_error_is_fatal(*result));
  return session;
}

/* Reads an answer's head to its empty line, and then so many letters. */
static void read_letters(gnutls_session_t session, int count)
{
  size_t size = (size_t)count + 1000, len = 0, whole = 0;
  char *answer = malloc(size + 1);

  for (const char *end = NULL; !end || len < whole;) {
    ssize_t n = gnutls_record_recv(session, answer + len, size - len);

    assert_true(n > 0);
    len += (size_t)n;
    answer[len] = '\0';
    end = strstr(answer, "\r\n\r\n");
    whole = end ? (size_t)(end + 4 - answer) + (size_t)count : 0;
  }
  assert_int_equal(len, whole);
  for (int i = 0; i < count; i++)
    assert_int_equal(answer[len - (size_t)count + (size_t)i], 'a' + i % 26);
  free(answer);
}

/* Bodies around those of whole records and of what is sent at once; and none, where it is announced. */
static void ask_letters(const struct fixture *fixture,
                        gnutls_certificate_credentials_t credentials)
{
  static const int counts[] = { 0,     1,     16383,  16384,  16385,  20000,  65536,
                                81919, 81920, 100000, 131072, 200000, 3000000 };
  int fd = dial(http_server_port(fixture->server, true)), result;
  gnutls_session_t session = shake_hands(fd, credentials, "NORMAL", &result);
  char request[100];

  assert_int_equal(result, GNUTLS_E_SUCCESS);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    for (int has_body = 0; has_body < 2; has_body++) {
      int size = snprintf(request, sizeof request,
                          "%s /letters?n=%d HTTP/1.1\r\nHost: x\r\n\r\n",
                          has_body ? "GET" : "HEAD", counts[i]);

      gnutls_record_send(session, request, (size_t)size);
      if (counts[i] == 3000000)
        usleep(200000); /* The socket is full meanwhile. */
      read_letters(session, has_body ? counts[i] : 0);
    }
  snprintf(request, sizeof request, "GET /letters?n=9000000 HTTP/1.1\r\nHost: x\r\n\r\n");
  gnutls_record_send(session, request, strlen(request));
  assert_true(gnutls_record_recv(session, request, sizeof request) > 0);
  gnutls_deinit(session);
  close(fd); /* In the middle of an answer. */
}

static void ask_tls(const struct fixture *fixture,
                    gnutls_certificate_credentials_t credentials)
{
  static const char request[] = "GET /tls HTTP/1.1\r\nHost: x\r\n\r\n";
  int fd = dial(http_server_port(fixture->server, true));
  char answer[2000] = "";
  int result;
  gnutls_session_t session = shake_hands(fd, credentials, "NORMAL", &result);

  if (result != GNUTLS_E_SUCCESS)
    fail_msg("%s", gnutls_strerror(result));
  for (int i = 0; i < 3; i++) {
    size_t len = 0;

    gnutls_record_send(session, request, sizeof request - 1);
    while (!strstr(answer, "body=")) {
      ssize_t n = gnutls_record_recv(session, answer + len, sizeof answer - 1 - len);

      assert_true(n > 0);
      len += (size_t)n;
      answer[len] = '\0';
    }
    assert_non_null(
      strstr(answer, "GET /tls a=(none) agent= peer=127.0.0.1 local=1 https=1"));
    memset(answer, 0, sizeof answer);
  }
  gnutls_deinit(session);
  close(fd);
  fd = dial(http_server_port(fixture->server, true));
  session = shake_hands(fd, credentials, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT",
                        &result);
  assert_true(result < 0); /* Too old. */
  gnutls_deinit(session);
  close(fd);
}

static void https_is_served_beside_http(void **state)
{
  char folder[] = "/tmp/sg_http_XXXXXX";
  char chain[64], key[64];
  gnutls_certificate_credentials_t credentials;
  struct fixture *fixture;
  struct cert cert;
  struct err err;

  (void)state;
  assert_non_null(mkdtemp(folder));
  snprintf(chain, sizeof chain, "%s/cert.pem", folder);
  snprintf(key, sizeof key, "%s/key.pem", folder);
  assert_true(cert_open(chain, key, &cert, &err));
  start((void **)&fixture,
        (struct http_options){ .chain_pem = cert.chain.at, .key_pem = cert.key.at });
  gnutls_certificate_allocate_credentials(&credentials);
  gnutls_certificate_set_x509_trust_file(credentials, chain, GNUTLS_X509_FMT_PEM);
  ask_tls(fixture, credentials);
  ask_letters(fixture, credentials);
  ask_once(fixture, TEXT("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"), "https=0");
  gnutls_certificate_free_credentials(credentials);
  cert_clear(&cert);
  tear_down((void **)&fixture);
  unlink(chain);
  unlink(key);
  rmdir(folder);
}

static void *keep_asking(void *context)
{
  int fd = dial_http(context);

  for (int i = 0; i < 300; i++)
    ask(fd, "POST /m?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "body=hi");
  close(fd);
  return NULL;
}

static void many_connections_are_answered_at_once(void **state)
{
  struct fixture *fixture = *state;
  pthread_t threads[8];

  for (int i = 0; i < 8; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, keep_asking, fixture), 0);
  for (int i = 0; i < 8; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(fixture->handled, 2400);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    T(a_request_has_its_parts),
    T(chunks_and_expectations_are_understood),
    T(gzip_bodies_are_unpacked),
    T(bodies_over_the_limit_are_refused),
    T(headers_over_the_limit_are_refused),
    T(a_large_answer_arrives_whole),
    T(quick_requests_pass_slow_ones),
    T(a_client_that_goes_away_while_it_waits_harms_nobody),
    T(a_stop_waits_for_running_handlers),
    T(a_taken_port_is_an_error),
    T(many_connections_are_answered_at_once),
    cmocka_unit_test(a_body_in_a_file_is_bounded_by_itself),
    cmocka_unit_test(a_request_that_takes_long_is_not_idle),
    cmocka_unit_test(https_is_served_beside_http),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
