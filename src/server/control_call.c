/* control_call.c: asking the server that runs on a data folder (control.h). */
#include "server/control_call.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "data/json.h"
#include "server/control_socket.h"

enum { MAX_LINE = 1 << 20, LEAVE_MS = 10000 };

struct control_call {
  int fd;
  struct buf in;
  size_t used; /* Of what came in: the last line. */
};

/* A socket file that nobody listens at was left by a server that is gone. */
static int dial(const char *data, bool *is_there, struct err *err)
{
  struct sockaddr_un address;
  int folder, fd, problem;

  *is_there = false;
  if (!control_address(data, &address, &folder, err))
    return -1;
  fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
    close(folder);
    *is_there = true;
    return fd;
  }
  problem = errno;
  close(folder);
  if (fd >= 0)
    close(fd);
  *is_there = problem != ENOENT && problem != ECONNREFUSED;
  err_set(err, ERR_INVALID_ARGUMENT, "no server answers on the data folder %s: %s", data,
          strerror(problem));
  return -1;
}

struct control_call *control_ask(const char *data, const char *word, bool *is_there,
                                 struct err *err)
{
  int fd = dial(data, is_there, err);
  struct control_call *call;

  if (fd < 0)
    return NULL;
  call = calloc(1, sizeof *call);
  if (!call)
    abort();
  call->fd = fd;
  buf_init(&call->in);
  if (send(fd, word, strlen(word), MSG_NOSIGNAL) > 0 &&
      send(fd, "\n", 1, MSG_NOSIGNAL) > 0)
    return call;
  err_set(err, ERR_INVALID_ARGUMENT, "the server of %s cannot be asked: %s", data,
          strerror(errno));
  control_end(call);
  return NULL;
}

static bool take_line(struct control_call *call, struct text *line)
{
  struct text rest = text_slice(buf_text(&call->in), call->used, call->in.len);
  size_t end = text_find(rest, '\n');

  if (end == rest.len)
    return false;
  *line = text_slice(rest, 0, end);
  call->used += end + 1;
  return true;
}

static bool told_error(struct text line, struct err *err)
{
  struct arena *arena = arena_new();
  struct err ignored;
  struct text error = json_as_text(
    json_member(json_parse(arena, line, &ignored), "error"));
  bool is_error = error.at != NULL;

  if (is_error)
    err_set(err, ERR_INVALID_ARGUMENT, TEXT_FMT, TEXT_ARG(error));
  arena_free(arena);
  return is_error;
}

bool control_next(struct control_call *call, int wait_ms, struct text *line,
                  bool *is_late, struct err *err)
{
  struct pollfd one = { call->fd, POLLIN, 0 };

  *is_late = false;
  while (!take_line(call, line)) {
    int ready = poll(&one, 1, wait_ms);
    ssize_t got;

    if (ready == 0) {
      *is_late = true;
      return true;
    }
    got = ready > 0 && call->in.len < MAX_LINE
            ? recv(call->fd, buf_reserve(&call->in, 4096), 4096, 0)
            : -1;
    if (got <= 0)
      return err_set(err, ERR_INVALID_ARGUMENT, "the server went away");
    call->in.len += (size_t)got;
    call->in.at[call->in.len] = '\0';
  }
  return !told_error(*line, err);
}

/* Until the server has let go, too: what it held for this is gone then, and it can be asked again. */
static void leave(const struct control_call *call)
{
  struct pollfd one = { call->fd, POLLIN, 0 };
  char rest[4096];

  shutdown(call->fd, SHUT_WR);
  while (poll(&one, 1, LEAVE_MS) > 0 && recv(call->fd, rest, sizeof rest, 0) > 0)
    continue;
}

void control_end(struct control_call *call)
{
  if (!call)
    return;
  leave(call);
  close(call->fd);
  buf_clear(&call->in);
  free(call);
}
