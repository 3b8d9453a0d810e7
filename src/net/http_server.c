/* http_server.c: HTTP and HTTPS requests in, answers out, over libmicrohttpd: ports, start, stop. */
#include "net/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "net/http_exchange.h"
#include "net/http_tls.h"

#define MEGABYTE ((size_t)1 << 20)
/* Of each connection; also the limit of all headers of a request. */
#define CONNECTION_MEMORY ((size_t)32 * 1024)
#define FLUSH_MS 1000 /* For sending the last answers when the server stops. */
#define BACKLOG 1024
#define MOST_CONNECTIONS 8000 /* For each port. */
#define FEWEST_CONNECTIONS 200
/* The cheapest of the strong ciphers first, whatever the client would rather have: large results are
 * encrypted by one thread. */
#define CIPHERS                                                                        \
 "-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-CCM:+AES-256-CCM:" \
 "+AES-128-CBC:+AES-256-CBC"
#define PRIORITIES \
 "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:" CIPHERS ":%SERVER_PRECEDENCE"

enum { HTTP, HTTPS, LISTENERS };

/* One port. */
struct listener {
  struct http_source source; /* Its loop is there when it listens. */
  struct MHD_Daemon *daemon;
  int port;
  _Atomic int connections;
};

struct http_server {
  struct listener listeners[LISTENERS];
  struct http_exchanges exchanges;
};

/* Listening. */

/* Paths and queries are decoded by us, once. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
  (void)context;
  (void)connection;
  return strlen(text);
}

static void log_message(void *context, const char *format, va_list list)
{
  char message[400];

  (void)context;
  if (!log_is_on(LOG_LEVEL_DEBUG))
    return;
  vsnprintf(message, sizeof message, format, list);
  message[strcspn(message, "\n")] = '\0';
  log_debug("http: %s", message);
}

static int bind_socket(const char *address, int port)
{
  struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
  struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
                             .sin6_port = htons((uint16_t)port) };
  bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
  const struct sockaddr *at = is_v4 ? (const void *)&v4 : (const void *)&v6;
  socklen_t size = is_v4 ? sizeof v4 : sizeof v6;
  int on = 1;

  errno = EINVAL;
  if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
    return -1;
  int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return -1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, at, size) == 0 && listen(fd, BACKLOG) == 0)
    return fd;
  int saved = errno;

  close(fd);
  errno = saved;
  return -1;
}

static int port_of(int fd)
{
  struct sockaddr_storage at;
  socklen_t size = sizeof at;

  if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
    return -1;
  return ntohs(at.ss_family == AF_INET ? ((struct sockaddr_in *)&at)->sin_port
                                       : ((struct sockaddr_in6 *)&at)->sin6_port);
}

/* A connection begins, or has ended; it holds a struct http_tls. */
static void note_connection(void *context, struct MHD_Connection *connection, void **held,
                            enum MHD_ConnectionNotificationCode code)
{
  struct listener *listener = context;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    listener->connections++;
    *held = http_tls_new(connection);
  } else {
    listener->connections--;
    http_tls_free(*held);
  }
}

static struct MHD_Daemon *start_daemon(struct listener *listener,
                                       const struct http_options *options, int fd)
{
  struct http_source *source = &listener->source;
  unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                   MHD_USE_ERROR_LOG | (source->is_https ? MHD_USE_TLS : 0);
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->chain_pem },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key_pem },
    { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)PRIORITIES },
    { MHD_OPTION_END, 0, NULL },
  };
  struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

  return MHD_start_daemon(
    flags, 0, NULL, NULL, http_exchange_serve, source, MHD_OPTION_EXTERNAL_LOGGER,
    log_message, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK,
    http_exchange_open, source, MHD_OPTION_NOTIFY_COMPLETED, http_exchange_close, NULL,
    MHD_OPTION_NOTIFY_CONNECTION, note_connection, listener, MHD_OPTION_UNESCAPE_CALLBACK,
    keep_escapes, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)options->max_connections,
    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)options->idle_seconds,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_ARRAY,
    source->is_https ? tls : none, MHD_OPTION_END);
}

static bool start_listener(struct listener *listener, const struct http_options *options,
                           int port, struct err *err)
{
  struct http_source *source = &listener->source;

  if (port < 0)
    return true;
  int fd = bind_socket(options->address, port);

  if (fd < 0)
    return err_set(err, ERR_INTERNAL, "Port %d of %s cannot be listened on: %s", port,
                   options->address, strerror(errno));
  port = port_of(fd);
  listener->daemon = start_daemon(listener, options, fd);
  if (!listener->daemon) {
    close(fd);
    return err_set(err, ERR_INTERNAL, "The %s server does not start",
                   source->is_https ? "HTTPS" : "HTTP");
  }
  source->loop = http_loop_new(listener->daemon, source->exchanges->workers);
  if (!http_loop_start(source->loop))
    return err_set(err, ERR_INTERNAL, "The event loop does not start");
  listener->port = port;
  return true;
}

static int or_else(int number, int otherwise)
{
  return number ? number : otherwise;
}

/* Clients keep connections for later, and slow ones take their time: so there are to be many. Each
 * is a descriptor, and the files of results and stages need some, too. */
static int room_for_connections(void)
{
  struct rlimit limit;
  rlim_t room;

  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return FEWEST_CONNECTIONS;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    log_warn("http: the limit of open files cannot be raised: %s", strerror(errno));
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return FEWEST_CONNECTIONS;
  room = limit.rlim_cur / 3;
  return room > MOST_CONNECTIONS     ? MOST_CONNECTIONS
         : room < FEWEST_CONNECTIONS ? FEWEST_CONNECTIONS
                                     : (int)room;
}

static struct http_options with_defaults(const struct http_options *given)
{
  struct http_options options = *given;

  options.address = options.address ? options.address : "127.0.0.1";
  options.quick_threads = or_else(options.quick_threads, 4);
  options.max_connections = or_else(options.max_connections, room_for_connections());
  options.idle_seconds = or_else(options.idle_seconds, 600);
  options.max_body = options.max_body ? options.max_body : 256 * MEGABYTE;
  options.max_decoded = options.max_decoded ? options.max_decoded : 256 * MEGABYTE;
  return options;
}

static void start_exchanges(struct http_exchanges *exchanges,
                            const struct http_options *options)
{
  *exchanges = (struct http_exchanges){
    .handler = options->handler,
    .is_quick = options->is_quick,
    .bytes_for_file = options->bytes_for_file,
    .body_folder = options->body_folder,
    .context = options->context,
    .max_body = options->max_body,
    .max_decoded = options->max_decoded,
    .gzip_level = options->gzip_level,
    /* A thread for every connection, and for each loop: requests that wait must never be all
     * there are, since what they wait for comes as a request, too. */
    .workers = workers_new("worker", LISTENERS * (options->max_connections + 1),
                           options->stack_size),
    .quick = workers_new("quick", options->quick_threads, 0),
    .timers = timers_new(),
  };
  http_exchanges_init(exchanges);
}

struct http_server *http_server_new(const struct http_options *given, struct err *err)
{
  struct http_server *server = calloc(1, sizeof *server);
  struct http_options options = with_defaults(given);
  bool ok = true;

  if (!server)
    abort();
  start_exchanges(&server->exchanges, &options);
  for (int i = 0; i < LISTENERS; i++) {
    server->listeners[i].source = (struct http_source){ .exchanges = &server->exchanges,
                                                        .is_https = i == HTTPS };
    server->listeners[i].port = -1;
  }
  ok = start_listener(&server->listeners[HTTP], &options, options.http_port, err) &&
       start_listener(&server->listeners[HTTPS], &options, options.https_port, err);
  if (ok)
    return server;
  if (http_server_stop(server, 0))
    http_server_free(server);
  return NULL;
}

int http_server_port(const struct http_server *server, bool https)
{
  return server->listeners[https ? HTTPS : HTTP].port;
}

int http_server_connections(const struct http_server *server)
{
  return server->listeners[HTTP].connections + server->listeners[HTTPS].connections;
}

/* Stopping. */

static void quiesce(struct listener *listener)
{
  if (!listener->source.loop)
    return;
  http_loop_lock(listener->source.loop);
  int fd = listener->daemon ? MHD_quiesce_daemon(listener->daemon) : -1;

  http_loop_unlock(listener->source.loop);
  if (fd >= 0)
    close(fd);
}

static void close_listener(struct listener *listener)
{
  if (listener->source.loop)
    http_loop_stop(listener->source.loop);
  if (listener->daemon)
    MHD_stop_daemon(listener->daemon);
  listener->daemon = NULL;
}

/* Jobs that do not end keep their threads, and the pools with them. */
bool http_server_stop(struct http_server *server, int64_t grace_ms)
{
  struct http_exchanges *exchanges = &server->exchanges;

  http_exchanges_refuse(exchanges);
  for (int i = 0; i < LISTENERS; i++)
    quiesce(&server->listeners[i]);
  bool done = http_exchanges_wait(exchanges, grace_ms);

  http_exchanges_give_up(exchanges);
  for (int i = 0; i < LISTENERS; i++)
    if (server->listeners[i].daemon)
      http_loop_send(server->listeners[i].source.loop);
  http_exchanges_flush(exchanges, FLUSH_MS);
  for (int i = 0; i < LISTENERS; i++)
    close_listener(&server->listeners[i]);
  return done && workers_stop(exchanges->workers, FLUSH_MS) &&
         workers_stop(exchanges->quick, FLUSH_MS);
}

void http_server_free(struct http_server *server)
{
  if (!server)
    return;
  workers_free(server->exchanges.workers);
  workers_free(server->exchanges.quick);
  for (int i = 0; i < LISTENERS; i++)
    http_loop_free(server->listeners[i].source.loop);
  timers_free(server->exchanges.timers);
  http_exchanges_clear(&server->exchanges);
  free(server);
}
