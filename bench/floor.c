/* floor.c: a server that answers every request at once with a body read from a file: what is left
 * of a measured time when no work is done.
 *
 * usage: bench_floor FOLDER PORT; FOLDER holds login.json, query.json, describe.json (the
 * answer to a query that is only described) and other.json, and below chunks/ what GET /NAME
 * answers. Prints "ready", serves 127.0.0.1 until it is killed. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
  EVENTS = 256,
  FIRST_SIZE = 16 * 1024,
  BACKLOG = 1024,
  MAX_CHUNKS = 256,
  DESCRIBED = 16 * 1024
};

struct answer {
  char *bytes;
  size_t len;
};

struct client {
  int fd;
  char *in;
  size_t have, size;
};

static struct answer login, query, describe, other;

static struct chunk {
  char *name;
  struct answer answer;
} chunks[MAX_CHUNKS];
static int chunk_count;

static void fail(const char *what)
{
  perror(what);
  exit(1);
}

static void read_answer(const char *folder, const char *name, struct answer *answer)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                             "Content-Length: %ld\r\n\r\n";
  char path[4096];
  FILE *file;
  long size;
  int len;

  snprintf(path, sizeof path, "%s/%s", folder, name);
  file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0)
    fail(path);
  size = ftell(file);
  rewind(file);
  answer->bytes = malloc(sizeof head + 32 + (size_t)size);
  if (!answer->bytes)
    fail("malloc");
  len = sprintf(answer->bytes, head, size);
  answer->len = (size_t)len + fread(answer->bytes + len, 1, (size_t)size, file);
  fclose(file);
}

static void read_chunks(const char *folder)
{
  char path[4096];
  struct dirent *entry;
  DIR *dir;

  snprintf(path, sizeof path, "%s/chunks", folder);
  dir = opendir(path);
  if (!dir)
    fail(path);
  while ((entry = readdir(dir)) != NULL)
    if (entry->d_name[0] != '.' && chunk_count < MAX_CHUNKS) {
      struct chunk *chunk = &chunks[chunk_count++];

      chunk->name = strdup(entry->d_name);
      read_answer(path, chunk->name, &chunk->answer);
    }
  closedir(dir);
}

static int listen_at(int port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port) };
  socklen_t len = sizeof address;
  int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, BACKLOG) != 0)
    fail("listen");
  puts("ready");
  fflush(stdout);
  return fd;
}

static void close_client(struct client *client)
{
  close(client->fd);
  free(client->in);
  free(client);
}

static void send_all(int fd, const struct answer *answer)
{
  size_t done = 0;

  while (done < answer->len) {
    ssize_t n = send(fd, answer->bytes + done, answer->len - done, MSG_NOSIGNAL);

    if (n > 0)
      done += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
      return;
  }
}

/* The length of the first whole request among the bytes; 0 when it is not whole yet. */
static size_t whole_request(const struct client *client)
{
  char *end = memmem(client->in, client->have, "\r\n\r\n", 4);
  size_t head, body = 0;

  if (!end)
    return 0;
  head = (size_t)(end - client->in) + 4;
  for (char *at = client->in; at && at < end; at = memchr(at, '\n', (size_t)(end - at))) {
    at += *at == '\n';
    if (strncasecmp(at, "Content-Length:", 15) == 0)
      body = strtoul(at + 15, NULL, 10);
  }
  return client->have >= head + body ? head + body : 0;
}

static bool is_describe(const struct client *client, size_t len)
{
  return len < DESCRIBED && (memmem(client->in, len, "\"describeOnly\":true", 19) ||
                             memmem(client->in, len, "\"describeOnly\": true", 20));
}

static const struct answer *answer_for(const struct client *client, size_t len)
{
  size_t line = client->have < 200 ? client->have : 200;

  if (line > 5 && memcmp(client->in, "GET /", 5) == 0)
    for (int i = 0; i < chunk_count; i++)
      if (memmem(client->in, line, chunks[i].name, strlen(chunks[i].name)))
        return &chunks[i].answer;
  if (memmem(client->in, line, "/login-request", 14))
    return &login;
  if (memmem(client->in, line, "/query-request", 14))
    return is_describe(client, len) ? &describe : &query;
  return &other;
}

static bool grow(struct client *client)
{
  char *in;

  if (client->have + FIRST_SIZE / 2 < client->size)
    return true;
  in = realloc(client->in, client->size ? client->size * 2 : FIRST_SIZE);
  if (!in)
    return false;
  client->in = in;
  client->size = client->size ? client->size * 2 : FIRST_SIZE;
  return true;
}

/* False when the client is gone. */
static bool serve(struct client *client)
{
  ssize_t n;
  size_t len;

  for (;;) {
    if (!grow(client))
      return false;
    n = recv(client->fd, client->in + client->have, client->size - client->have, 0);
    if (n <= 0)
      return n < 0 && (errno == EAGAIN || errno == EINTR);
    client->have += (size_t)n;
    while ((len = whole_request(client)) > 0) {
      send_all(client->fd, answer_for(client, len));
      client->have -= len;
      memmove(client->in, client->in + len, client->have);
    }
  }
}

static void accept_all(int epoll, int listener)
{
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
    struct epoll_event event = { .events = EPOLLIN };
    struct client *client;

    if (fd < 0)
      return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client = calloc(1, sizeof *client);
    if (!client)
      fail("calloc");
    client->fd = fd;
    event.data.ptr = client;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

int main(int argc, char **argv)
{
  int epoll = epoll_create1(0), listener;
  struct epoll_event event = { .events = EPOLLIN }, events[EVENTS];

  if (argc != 3)
    return 2;
  read_chunks(argv[1]);
  read_answer(argv[1], "login.json", &login);
  read_answer(argv[1], "query.json", &query);
  read_answer(argv[1], "describe.json", &describe);
  read_answer(argv[1], "other.json", &other);
  listener = listen_at(atoi(argv[2]));
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);

    for (int i = 0; i < count; i++) {
      if (!events[i].data.ptr)
        accept_all(epoll, listener);
      else if (!serve(events[i].data.ptr))
        close_client(events[i].data.ptr);
    }
  }
}
