/* load.c: many clients that each ask again as soon as they are answered, in one thread.
 *
 * usage: bench_load PORT SECONDS FILE [tls]; FILE holds one request a client, each led by a line with its
 * length. The digits after "requestId=" are counted up, so that no request is a repetition.
 * Prints a line of JSON: requests, errors, requests a second, latencies in microseconds, and the
 * median of what it took to connect. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

enum {
  EVENTS = 256,
  IN_SIZE = 64 * 1024,
  UUID_LEN = 36,
  COUNTED = 12,
  MAX_SAMPLES = 4000000,
  MAX_CONNECTS = 10000
};

struct client {
  int fd;
  char *request, *counter; /* counter: the last twelve digits of the id. */
  size_t request_len, have;
  gnutls_session_t tls; /* NULL: plain. */
  int64_t sent_ns;
  char in[IN_SIZE];
};

static uint32_t *samples;
static uint32_t connects[MAX_CONNECTS]; /* Microseconds. */
static int64_t sample_count, connect_count, errors, requests;

static void fail(const char *what)
{
  perror(what);
  exit(1);
}

static int64_t now_ns(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int connect_to(int port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port) };
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/* Whom it talks to is not checked: what is measured is the server. */
static gnutls_session_t shake_hands(int fd)
{
  static gnutls_certificate_credentials_t nobody;
  gnutls_session_t tls;
  int n;

  if ((!nobody && gnutls_certificate_allocate_credentials(&nobody) < 0) ||
      gnutls_init(&tls, GNUTLS_CLIENT) < 0 || gnutls_set_default_priority(tls) < 0 ||
      gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, nobody) < 0)
    fail("gnutls");
  gnutls_transport_set_int(tls, fd);
  while ((n = gnutls_handshake(tls)) < 0 && !gnutls_error_is_fatal(n))
    ;
  if (n < 0)
    fail(gnutls_strerror(n));
  return tls;
}

static ssize_t send_some(struct client *client, const char *bytes, size_t len)
{
  return client->tls ? gnutls_record_send(client->tls, bytes, len)
                     : send(client->fd, bytes, len, MSG_NOSIGNAL);
}

static ssize_t receive_some(struct client *client, char *bytes, size_t len)
{
  ssize_t n;

  if (!client->tls)
    return recv(client->fd, bytes, len, 0);
  while ((n = gnutls_record_recv(client->tls, bytes, len)) < 0 &&
         !gnutls_error_is_fatal((int)n))
    ; /* A new session ticket, say. */
  return n;
}

static struct client *read_client(FILE *file, int port, bool tls)
{
  struct client *client = calloc(1, sizeof *client);
  char line[64];
  int64_t begin;

  if (!client)
    fail("calloc");
  if (!fgets(line, sizeof line, file)) {
    free(client);
    return NULL;
  }
  client->request_len = strtoul(line, NULL, 10);
  client->request = malloc(client->request_len + 1);
  if (!client->request ||
      fread(client->request, 1, client->request_len, file) != client->request_len)
    fail("a request");
  client->request[client->request_len] = '\0';
  client->counter = strstr(client->request, "requestId=");
  if (!client->counter)
    fail("no requestId=");
  client->counter += strlen("requestId=") + UUID_LEN - COUNTED;
  begin = now_ns();
  client->fd = connect_to(port);
  client->tls = tls ? shake_hands(client->fd) : NULL;
  if (connect_count < MAX_CONNECTS)
    connects[connect_count++] = (uint32_t)((now_ns() - begin) / 1000);
  return client;
}

static void ask(struct client *client)
{
  static int64_t number;
  char digits[COUNTED + 1];
  size_t done = 0;

  snprintf(digits, sizeof digits, "%012llx",
           (unsigned long long)++number & 0xFFFFFFFFFFFF);
  memcpy(client->counter, digits, COUNTED);
  client->have = 0;
  client->sent_ns = now_ns();
  while (done < client->request_len) {
    ssize_t n = send_some(client, client->request + done, client->request_len - done);

    if (n <= 0)
      fail("send");
    done += (size_t)n;
  }
}

/* The whole length of the answer, or 0 while its head is not there. */
static size_t answer_len(const struct client *client)
{
  const char *end = memmem(client->in, client->have, "\r\n\r\n", 4);

  for (const char *at = client->in; end && at < end; at++)
    if ((*at == 'C' || *at == 'c') && strncasecmp(at, "Content-Length:", 15) == 0)
      return (size_t)(end - client->in) + 4 + strtoul(at + 15, NULL, 10);
  return 0;
}

static void finish(struct client *client)
{
  int64_t us = (now_ns() - client->sent_ns) / 1000;

  requests++;
  if (!memmem(client->in, client->have, "\"success\":true", 14) &&
      !memmem(client->in, client->have, "\"success\": true", 15))
    errors++;
  if (sample_count < MAX_SAMPLES)
    samples[sample_count++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static void take(struct client *client, bool again)
{
  ssize_t n = receive_some(client, client->in + client->have, IN_SIZE - client->have);
  size_t len;

  if (n <= 0)
    fail("recv");
  client->have += (size_t)n;
  len = answer_len(client);
  if (!len || client->have < len)
    return;
  finish(client);
  if (again)
    ask(client);
}

static int compare(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

  return x < y ? -1 : x > y;
}

static void report(double seconds)
{
  int64_t n = sample_count ? sample_count : 1;

  qsort(samples, (size_t)sample_count, sizeof *samples, compare);
  qsort(connects, (size_t)connect_count, sizeof *connects, compare);
  printf(
    "{\"requests\": %lld, \"errors\": %lld, \"per_second\": %.1f, \"min\": %u, \"p50\": %u, "
    "\"p99\": %u, \"max\": %u, \"connect\": %u}\n",
    (long long)requests, (long long)errors, (double)requests / seconds, samples[0],
    samples[n / 2], samples[n * 99 / 100], samples[n - 1], connects[connect_count / 2]);
}

int main(int argc, char **argv)
{
  int epoll = epoll_create1(0), port;
  struct epoll_event events[EVENTS];
  struct client *client;
  int64_t begin, end;
  FILE *file;

  if (argc != 4 && argc != 5)
    return 2;
  port = atoi(argv[1]);
  file = fopen(argv[3], "rb");
  samples = calloc(MAX_SAMPLES, sizeof *samples);
  if (!file || !samples)
    fail(argv[3]);
  begin = now_ns();
  end = begin + (int64_t)(atof(argv[2]) * 1e9);
  while ((client = read_client(file, port, argc == 5)) != NULL) {
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };

    epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event);
    ask(client);
  }
  while (now_ns() < end) {
    int count = epoll_wait(epoll, events, EVENTS, 100);

    for (int i = 0; i < count; i++)
      take(events[i].data.ptr, now_ns() < end);
  }
  report((double)(now_ns() - begin) / 1e9);
  return 0;
}
