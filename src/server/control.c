/* control.c: what the owner of a data folder may ask of the server that runs on it. */
#include "server/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate.h"
#include "base/log.h"
#include "base/process.h"
#include "base/task.h"
#include "data/json.h"
#include "data/member.h"
#include "server/control_socket.h"
#include "server/snapshot.h"
#include "session/answers.h"
#include "session/probe.h"
#include "session/server_facts.h"
#include "session/sessions.h"
#include "session/statistics.h"

enum {
  MAX_CALLS = 8, /* At the same time, and a backup takes two threads. */
  MAX_WORD = 64,
  WORD_MS = 5000, /* For a question to come. */
  LOOK_MS = 50,   /* Between looks at who asked for a backup. */
  STOP_MS = 10000
};

struct control {
  struct instance *instance;
  int listener;
  int stop[2]; /* The second is closed to stop; who waits looks at the first, too. */
  pthread_t thread;
  struct workers *workers;
  atomic_int calls;
  atomic_bool backing_up; /* One at a time. */
};

struct asked {
  struct control *control;
  int fd;
};

/* ---- waiting and answering ---- */

/* True when there is something to read, or the other side is gone; *stops when the server is. */
static bool wait_for(const struct asked *asked, int milliseconds, bool *stops)
{
  struct pollfd both[] = { { asked->fd, POLLIN, 0 },
                           { asked->control->stop[0], POLLIN, 0 } };

  *stops = false;
  if (poll(both, 2, milliseconds) <= 0)
    return false;
  *stops = both[1].revents != 0;
  return both[0].revents != 0;
}

/* Who went away needs no answer: that is seen when it is waited for. */
static void send_line(const struct asked *asked, struct buf *line)
{
  struct text rest;

  buf_add_char(line, '\n');
  rest = buf_text(line);
  while (rest.len) {
    ssize_t sent = send(asked->fd, rest.at, rest.len, MSG_NOSIGNAL);

    if (sent <= 0)
      break;
    rest = text_slice(rest, (size_t)sent, rest.len);
  }
  buf_reset(line);
}

static void send_text(const struct asked *asked, const char *name, const char *value)
{
  struct buf line;

  buf_init(&line);
  json_put_open(&line, '{');
  member_string(&line, name, value);
  json_put_close(&line, '}');
  send_line(asked, &line);
  buf_clear(&line);
}

/* ---- status ---- */

static void put_facts(const struct instance *instance, struct buf *line)
{
  const struct server_facts *facts = instance->facts;

  member_text(line, "version", TEXT(SNOWGLOBE_VERSION));
  member_int(line, "processId", getpid());
  if (!facts)
    return;
  member_int(line, "startedOn", facts->started_ms);
  member_int(line, "uptimeSeconds", (clock_now_ms() - facts->started_ms) / 1000);
  member_string(line, "data", facts->data);
  member_string(line, "host", facts->host);
  if (facts->http_port > 0)
    member_int(line, "httpPort", facts->http_port);
  if (facts->https_port > 0)
    member_int(line, "httpsPort", facts->https_port);
}

static void put_load(const struct instance *instance, struct buf *line)
{
  struct query_totals totals = statistics_totals(instance->statistics);
  struct probe_health health = probe_health(instance->probe);

  member_int(line, "sessions", sessions_open(instance->sessions));
  member_int(line, "runningStatements", answers_running(instance->answers));
  member_int(line, "statements", totals.count);
  member_int(line, "failedStatements", totals.count - totals.by_status[QUERY_SUCCESS]);
  member_int(line, "memoryBytes", process_figures().resident_bytes);
  member_int(line, "engineMemoryBytes", probe_engine_memory(instance->probe));
  member_bool(line, "engineAnswers", health.engine_answers);
  member_bool(line, "folderIsWritable", health.folder_is_writable);
}

static void tell_status(const struct asked *asked)
{
  struct buf line;

  buf_init(&line);
  json_put_open(&line, '{');
  put_facts(asked->control->instance, &line);
  put_load(asked->control->instance, &line);
  json_put_close(&line, '}');
  send_line(asked, &line);
  buf_clear(&line);
}

/* ---- backup ---- */

struct writing {
  struct snapshot *snapshot;
  bool ok;
  struct err err;
};

static void write_snapshot(void *argument)
{
  struct writing *writing = argument;

  writing->ok = snapshot_write(writing->snapshot, &writing->err);
}

/* As long as somebody waits for it. */
static bool write_for(const struct asked *asked, struct writing *writing)
{
  struct task *task = task_begin(asked->control->workers, write_snapshot, writing);
  bool stops = false, is_wanted = true;

  while (!task_is_done(task)) {
    if (!wait_for(asked, LOOK_MS, &stops) && !stops)
      continue;
    is_wanted = false;
    snapshot_interrupt(writing->snapshot);
    poll(NULL, 0, LOOK_MS);
  }
  task_end(task);
  return is_wanted;
}

static void hold(const struct asked *asked, struct snapshot *snapshot)
{
  struct writing writing = { .snapshot = snapshot };
  int64_t began_ns = clock_monotonic_ns();
  bool stops = false;

  send_text(asked, "folder", snapshot_folder(snapshot));
  if (!write_for(asked, &writing)) {
    log_warn("backup: given up");
    return;
  }
  if (!writing.ok) {
    log_error("backup: %s", writing.err.message);
    send_text(asked, "error", writing.err.message);
    return;
  }
  send_text(asked, "ready", "yes");
  while (!wait_for(asked, -1, &stops) && !stops)
    continue;
  log_info("backup: held for %lld ms",
           (long long)(clock_monotonic_ns() - began_ns) / 1000000);
}

static void make_backup(const struct asked *asked)
{
  struct snapshot *snapshot;
  struct err err;

  if (atomic_exchange(&asked->control->backing_up, true)) {
    send_text(asked, "error", "another backup is being made");
    return;
  }
  log_info("backup: begins");
  snapshot = snapshot_begin(asked->control->instance, &err);
  if (snapshot)
    hold(asked, snapshot);
  else
    send_text(asked, "error", err.message);
  snapshot_free(snapshot);
  atomic_store(&asked->control->backing_up, false);
}

/* ---- questions ---- */

static const struct {
  const char *word;
  void (*answer)(const struct asked *asked);
} words[] = {
  { "backup", make_backup },
  { "status", tell_status },
};

/* A line; false when none comes in time. */
static bool read_word(const struct asked *asked, char word[MAX_WORD])
{
  size_t len = 0;
  bool stops;

  while (len < MAX_WORD - 1 && wait_for(asked, WORD_MS, &stops) && !stops) {
    ssize_t got = recv(asked->fd, word + len, MAX_WORD - 1 - len, 0);

    if (got <= 0)
      return false;
    len += (size_t)got;
    word[len] = '\0';
    if (strchr(word, '\n')) {
      *strchr(word, '\n') = '\0';
      return true;
    }
  }
  return false;
}

static void answer(const struct asked *asked, const char *word)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i].word, word) == 0) {
      words[i].answer(asked);
      return;
    }
  send_text(asked, "error", "this server does not know what is asked");
}

static void serve_call(void *argument)
{
  struct asked *asked = argument;
  char word[MAX_WORD];

  if (read_word(asked, word))
    answer(asked, word);
  close(asked->fd);
  atomic_fetch_sub(&asked->control->calls, 1);
  free(asked);
}

static void take_call(struct control *control, int fd)
{
  struct asked *asked = calloc(1, sizeof *asked);

  if (!asked)
    abort();
  *asked = (struct asked){ control, fd };
  if (atomic_fetch_add(&control->calls, 1) < MAX_CALLS &&
      workers_submit(control->workers, serve_call, asked))
    return;
  atomic_fetch_sub(&control->calls, 1);
  close(fd);
  free(asked);
}

static void *listen_for_calls(void *argument)
{
  struct control *control = argument;
  struct asked listener = { control, control->listener };

  for (bool stops = false; !stops;) {
    int fd;

    if (!wait_for(&listener, -1, &stops) || stops)
      continue;
    fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
      take_call(control, fd);
  }
  return NULL;
}

/* ---- start and stop ---- */

/* For the folder's owner alone: a bound socket has the mode that it had before. */
static int open_listener(const char *data, struct err *err)
{
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), folder;
  struct sockaddr_un address;
  bool ok;

  if (!control_address(data, &address, &folder, err)) {
    close(fd);
    return -1;
  }
  unlinkat(folder, "control.sock", 0); /* That of a server that was killed. */
  ok = fd >= 0 && fchmod(fd, 0600) == 0 &&
       bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 8) == 0;
  if (!ok)
    err_set(err, ERR_INVALID_ARGUMENT, "cannot make the socket control.sock in %s: %s",
            data, strerror(errno));
  close(folder);
  if (ok)
    return fd;
  close(fd);
  return -1;
}

struct control *control_start(struct instance *instance, const char *data,
                              struct err *err)
{
  int listener = open_listener(data, err);
  struct control *control;

  if (listener < 0)
    return NULL;
  control = calloc(1, sizeof *control);
  if (!control || pipe2(control->stop, O_CLOEXEC) != 0)
    abort();
  control->instance = instance;
  control->listener = listener;
  control->workers = workers_new("control", 2 * MAX_CALLS, 0);
  if (pthread_create(&control->thread, NULL, listen_for_calls, control) != 0)
    abort();
  return control;
}

bool control_stop(struct control *control)
{
  if (!control)
    return true;
  close(control->stop[1]);
  pthread_join(control->thread, NULL);
  if (!workers_stop(control->workers, STOP_MS))
    return false;
  workers_free(control->workers);
  close(control->listener);
  close(control->stop[0]);
  free(control);
  return true;
}
