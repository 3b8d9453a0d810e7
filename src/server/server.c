/* server.c: the server as a whole: opens everything, serves until it is told to stop. */
#include "server/server.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "jobs/dynamic_job.h"
#include "jobs/pipe_job.h"
#include "net/cert.h"
#include "net/http_server.h"
#include "server/data_dir.h"
#include "session/answers.h"
#include "session/instance.h"
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
  struct dynamic_job *dynamic_job;
  struct pipe_job *pipe_job;
};

/* ---- opening ---- */

/* The signals are taken by sigwait alone, so that no thread is interrupted by them. */
static void block_signals(sigset_t *signals)
{
  sigemptyset(signals);
  sigaddset(signals, SIGTERM);
  sigaddset(signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* A file that may not grow is an error of the write. */
}

static bool set_log_level(const struct server_options *options, struct err *err)
{
  enum log_level level;

  if (!log_level_from_name(text_of(options->log_level), &level))
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "option 'log-level' is '%s': debug, info, warn or error is wanted",
                   options->log_level);
  log_set_level(level);
  return true;
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
    .stage_bytes = options->stage_limit,
    .stage_folders = options->stage_folders,
    .s3 = { options->s3_endpoint, options->s3compat_endpoints, options->s3_region,
            options->s3_key_id, options->s3_secret_key },
    .token_seconds = options->token_seconds,
    .session_seconds = options->session_seconds,
    .answer_seconds = options->answer_seconds,
    .detached_seconds = options->detached_seconds,
    .end_session = wire_end_session,
    .register_functions = wire_register_functions,
  };

  if (options->data) {
    server->data = data_dir_open(options->data, err);
    if (!server->data)
      return false;
  }
  server->instance = instance_open(&instance, err);
  return server->instance != NULL;
}

/* The certificate of the options, or the one that the data folder has (or gets). Without a
 * folder there is no place where clients could find it. */
static bool open_cert(struct server *server, struct cert *cert, struct err *err)
{
  const struct server_options *options = server->options;
  const char *folder;

  if (options->cert)
    return cert_open(options->cert, options->key, cert, err);
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

static bool start_http(struct server *server, struct err *err)
{
  const struct server_options *options = server->options;
  bool is_https = wants_https(options);
  struct cert cert = { 0 };
  struct http_options http = {
    .address = options->host,
    .http_port = (int)options->http_port,
    .https_port = is_https ? (int)options->https_port : -1,
    .handler = wire_handle,
    .is_quick = wire_is_quick,
    .is_for_file = wire_is_for_file,
    .body_folder = wire_body_folder(server->instance),
    .context = server->instance,
    .stack_size = INSTANCE_STATEMENT_STACK,
    .gzip_level = 1,
  };

  if (is_https) {
    if (!open_cert(server, &cert, err))
      return false;
    http.chain_pem = cert.chain.at;
    http.key_pem = cert.key.at;
    log_info("certificate fingerprint (SHA-256) %s", cert.fingerprint);
  }
  server->http = http_server_new(&http, err);
  if (is_https)
    cert_clear(&cert);
  return server->http != NULL;
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

static int wait_for_signal(const sigset_t *signals)
{
  int signal_number = 0;

  while (sigwait(signals, &signal_number) != 0)
    continue;
  return signal_number;
}

static bool is_told_again(const sigset_t *signals)
{
  struct timespec now = { 0, 0 };

  return sigtimedwait(signals, NULL, &now) > 0;
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
  http_server_free(server->http);
  dynamic_job_stop(server->dynamic_job);
  pipe_job_stop(server->pipe_job);
  instance_close(server->instance);
  data_dir_close(server->data);
}

/* ---- the whole ---- */

bool server_run(const struct server_options *options, struct err *err)
{
  struct server server = { .options = options, .arena = arena_new() };
  sigset_t signals;
  bool ok;

  block_signals(&signals);
  ok = set_log_level(options, err) && open_instance(&server, err) &&
       start_http(&server, err);
  if (ok) {
    warn(&server);
    server.dynamic_job = dynamic_job_start(server.instance);
    server.pipe_job = pipe_job_start(server.instance);
    tell_ready(&server);
    log_info("stopping: %s", wait_for_signal(&signals) == SIGTERM ? "SIGTERM" : "SIGINT");
    drain(&server, &signals);
  }
  close_all(&server);
  arena_free(server.arena);
  if (ok)
    log_info("stopped");
  return ok;
}
