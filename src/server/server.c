/* server.c: the server as a whole: opens everything, serves until it is told to stop. */
#include "server/server.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/data_format.h"
#include "dashboard/dash_file.h"
#include "dashboard/dashboard.h"
#include "jobs/dynamic_job.h"
#include "jobs/pipe_job.h"
#include "net/cert.h"
#include "net/http_server.h"
#include "server/control.h"
#include "server/data_dir.h"
#include "server/request_log.h"
#include "server/service_manager.h"
#include "session/answers.h"
#include "session/instance.h"
#include "session/server_facts.h"
#include "session/statistics.h"
#include "session/users.h"
#include "wire/wire.h"

/* How often the second signal is looked for while the first is obeyed. */
#define STEP_MS 100
/* For cancelled statements to end, and for their answers to go out. */
#define CANCEL_MS 10000

struct server {
  const struct server_options *options;
  struct arena *arena;
  struct data_dir *data;
  struct instance *instance;
  struct http_server *http;
  struct control *control;
  struct dynamic_job *dynamic_job;
  struct pipe_job *pipe_job;
  struct server_facts facts;
};

/* ---- what is known of it ---- */

static int count_connections(const struct server_facts *facts)
{
  const struct http_server *http = facts->http;

  return http ? http_server_connections(http) : 0;
}

static void set_facts(struct server *server)
{
  const struct server_options *options = server->options;
  struct server_facts *facts = &server->facts;

  facts->started_ms = clock_now_ms();
  facts->data = options->data;
  facts->host = options->host;
  facts->dashboard_hosts = options->dashboard_hosts;
  facts->http_port = facts->https_port = -1;
  facts->memory_limit = options->memory_limit;
  facts->threads = options->threads;
  facts->metrics_token = options->metrics_token;
  facts->tls_fingerprint = facts->tls_subject = "";
  facts->connections = count_connections;
}

static void set_cert_facts(struct server *server, const struct cert *cert)
{
  struct server_facts *facts = &server->facts;

  facts->tls_fingerprint = arena_c_string(server->arena, text_of(cert->fingerprint));
  facts->tls_subject = arena_c_string(server->arena, text_of(cert->subject));
  facts->tls_not_after = cert->not_after;
  facts->tls_is_self_signed = cert->is_self_signed;
}

/* ---- opening ---- */

/* The signals are taken by sigwait alone, so that no thread is interrupted by them. */
static void block_signals(sigset_t *signals)
{
  sigemptyset(signals);
  sigaddset(signals, SIGTERM);
  sigaddset(signals, SIGINT);
  /* From a terminal that is closed it means what it always did. */
  if (log_has_file() || !isatty(STDIN_FILENO))
    sigaddset(signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* A file that may not grow is an error of the write. */
}

static bool open_log(const struct server_options *options, struct err *err)
{
  enum log_format format;
  enum log_level level;

  /* Names that are none were refused with the other options. */
  if (log_level_from_name(text_of(options->log_level), &level))
    log_set_level(level);
  if (log_format_from_name(text_of(options->log_format), &format))
    log_set_format(format);
  return log_open(options->log_file, err);
}

static bool open_instance(struct server *server, struct err *err)
{
  const struct server_options *options = server->options;
  struct instance_options instance = {
    .data = options->data,
    .user = options->user,
    .password = options->password,
    .account = options->account,
    .threads = (int)options->threads,
    .memory_limit = options->memory_limit,
    .result_bytes = options->result_limit,
    .result_memory = options->result_memory,
    .result_seconds = options->result_seconds,
    .history_count = options->history_count ? options->history_count : -1,
    .history_days = options->history_days,
    .stage_bytes = options->stage_limit,
    .stage_folders = options->stage_folders,
    .s3 = { options->s3_endpoint, options->s3compat_endpoints, options->s3_region,
            options->s3_key_id, options->s3_secret_key },
    .token_seconds = options->token_seconds,
    .session_seconds = options->session_seconds,
    .answer_seconds = options->answer_seconds,
    .detached_seconds = options->detached_seconds,
    .facts = &server->facts,
    .end_session = wire_end_session,
    .register_functions = wire_register_functions,
  };

  if (options->data) {
    if (!data_format_check(options->data, err))
      return false;
    server->data = data_dir_open(options->data, err);
    if (!server->data)
      return false;
  }
  server->instance = instance_open(&instance, err);
  return server->instance && (!options->data || data_format_write(options->data, err));
}

/* The certificate of the options, or the one that the data folder has (or gets). Without a
 * folder there is no place where clients could find it. */
static bool open_cert(struct server *server, struct cert *cert, struct err *err)
{
  const struct server_options *options = server->options;
  const char *folder;

  if (options->cert)
    return cert_read(options->cert, options->key, cert, err);
  folder = arena_printf(server->arena, "%s/tls", options->data).at;
  if (mkdir(folder, 0700) != 0)
    log_debug("the folder %s is there already", folder);
  return cert_open(arena_printf(server->arena, "%s/ca.pem", folder).at,
                   arena_printf(server->arena, "%s/key.pem", folder).at, cert, err);
}

static bool wants_https(const struct server_options *options)
{
  return options->https_port >= 0 && (options->data || options->cert);
}

/* What drivers call, thousands of times a second, is looked for first. */
static const struct call_table *const tables[] = { &wire_calls, &dashboard_calls };

/* found.row is NULL where no table has the path. */
static struct call_row find_row(const struct http_request *request)
{
  struct call_row found = { 0 };

  for (size_t i = 0; !found.row && i < sizeof tables / sizeof tables[0]; i++)
    found = call_find(tables[i], request);
  return found;
}

static void answer(struct server *server, const struct call_row *found,
                   struct http_request *request, struct http_response *response)
{
  if (found->row) {
    call_answer(found, server->instance, request, response);
    return;
  }
  http_respond(response, 404, "text/plain", TEXT("Not found\n"));
  statistics_add_request(server->instance->statistics, "other", 404);
}

static void handle(struct http_request *request, struct http_response *response,
                   void *context)
{
  struct server *server = context;
  int64_t began_ns = clock_monotonic_ns();
  struct call_row found = find_row(request);

  answer(server, &found, request, response);
  if (server->options->log_requests || log_is_on(LOG_LEVEL_DEBUG))
    request_log(server->options->log_requests ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, request,
                response, found.row, began_ns);
}

/* What is not found waits for nothing. */
static bool is_quick(const struct http_request *request, void *context)
{
  const struct http_route *row = find_row(request).row;

  (void)context;
  return !row || row->is_quick;
}

/* What drivers send is bounded by the stages' own limit. */
static int64_t bytes_for_file(const struct http_request *request, void *context)
{
  struct server *server = context;

  return wire_is_for_file(request, server->instance)
           ? INT64_MAX
           : dash_file_body(request, server->instance);
}

static bool start_http(struct server *server, struct err *err)
{
  const struct server_options *options = server->options;
  bool is_https = wants_https(options);
  struct cert cert = { 0 };
  struct http_options http = {
    .address = options->host,
    .http_port = (int)options->http_port,
    .https_port = is_https ? (int)options->https_port : -1,
    .handler = handle,
    .is_quick = is_quick,
    .bytes_for_file = bytes_for_file,
    .body_folder = wire_body_folder(server->instance),
    .context = server,
    .stack_size = INSTANCE_STATEMENT_STACK,
    .gzip_level = 1,
  };

  if (is_https) {
    if (!open_cert(server, &cert, err))
      return false;
    http.chain_pem = cert.chain.at;
    http.key_pem = cert.key.at;
    log_info("certificate fingerprint (SHA-256) %s", cert.fingerprint);
    set_cert_facts(server, &cert);
  }
  server->http = http_server_new(&http, err);
  if (is_https)
    cert_clear(&cert);
  if (!server->http)
    return false;
  server->facts.http_port = http_server_port(server->http, false);
  server->facts.https_port = http_server_port(server->http, true);
  server->facts.http = server->http;
  return true;
}

static void warn(const struct server *server)
{
  const struct server_options *options = server->options;

  if (!options->data)
    log_warn("no --data folder: everything is in memory and gone when the server stops");
  if (options->https_port >= 0 && !wants_https(options))
    log_warn("no HTTPS: it needs a --data folder or --cert and --key");
  if (users_has_guest(server->instance->users))
    log_warn(
      "no user is configured: user snowglobe with password snowglobe may log in from "
      "this machine; set --user and --password");
}

static bool start_control(struct server *server, struct err *err)
{
  if (!server->options->data)
    return true;
  server->control = control_start(server->instance, server->options->data, err);
  return server->control != NULL;
}

static void tell_ready(const struct server *server)
{
  int http = http_server_port(server->http, false),
      https = http_server_port(server->http, true);
  const char *host = server->options->host;
  struct buf line;

  buf_init(&line);
  if (http > 0)
    buf_printf(&line, " http://%s:%d", host, http);
  if (https > 0)
    buf_printf(&line, " https://%s:%d", host, https);
  log_info("snowglobe %s is ready at%s", SNOWGLOBE_VERSION, line.at);
  buf_clear(&line);
}

/* ---- stopping ---- */

/* Somebody moved the log's file away. */
static void follow_log(void)
{
  struct err err;

  if (!log_has_file())
    return;
  if (log_reopen(&err))
    log_info("the log is opened anew");
  else
    log_error("%s", err.message);
}

static int wait_for_signal(const sigset_t *signals)
{
  int signal_number = 0;

  while (sigwait(signals, &signal_number) != 0 || signal_number == SIGHUP)
    if (signal_number == SIGHUP)
      follow_log();
  return signal_number;
}

static bool is_told_again(const sigset_t *signals)
{
  struct timespec now = { 0, 0 };
  int signal_number = sigtimedwait(signals, NULL, &now);

  if (signal_number == SIGHUP)
    follow_log();
  return signal_number == SIGTERM || signal_number == SIGINT;
}

/* Running statements may end within the grace, unless a second signal comes; then they are
 * cancelled. */
static void drain(struct server *server, const sigset_t *signals)
{
  struct answers *answers = server->instance->answers;
  int64_t left = server->options->grace_seconds * 1000;

  answers_refuse(answers);
  while (left > 0 && !answers_drain(answers, left < STEP_MS ? left : STEP_MS) &&
         !is_told_again(signals))
    left -= STEP_MS;
  if (!answers_drain(answers, 0))
    log_info("cancelling %d running statements", answers_running(answers));
  answers_close(answers);
  if (!answers_drain(answers, CANCEL_MS))
    log_warn("%d statements do not end", answers_running(answers));
}

static void close_all(struct server *server)
{
  if (server->http && !http_server_stop(server->http, CANCEL_MS)) {
    log_warn("some requests do not end");
    return;
  }
  server->facts.http = NULL;
  http_server_free(server->http);
  dynamic_job_stop(server->dynamic_job);
  pipe_job_stop(server->pipe_job);
  if (!control_stop(server->control)) {
    log_warn("a backup does not end");
    return;
  }
  instance_close(server->instance);
  data_dir_close(server->data);
}

/* ---- the whole ---- */

bool server_run(const struct server_options *options, struct err *err)
{
  struct server server = { .options = options, .arena = arena_new() };
  sigset_t signals;
  bool ok = open_log(options, err);

  umask(077); /* The engine's files, too, are their owner's alone. */
  block_signals(&signals);
  set_facts(&server);
  ok = ok && open_instance(&server, err) && start_http(&server, err) &&
       start_control(&server, err);
  if (ok) {
    warn(&server);
    server.dynamic_job = dynamic_job_start(server.instance);
    server.pipe_job = pipe_job_start(server.instance);
    tell_ready(&server);
    service_tell("READY=1");
    log_info("stopping: %s", wait_for_signal(&signals) == SIGTERM ? "SIGTERM" : "SIGINT");
    service_tell("STOPPING=1");
    drain(&server, &signals);
  }
  close_all(&server);
  arena_free(server.arena);
  if (ok)
    log_info("stopped");
  return ok;
}
