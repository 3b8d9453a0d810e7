/* http_loop.c: the event loop of a libmicrohttpd daemon, which moves from thread to thread. */
#include "net/http_loop.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"

#define MAX_SLEEP_MS 5000

struct queued {
  struct queued *next;
  struct workers *pool;
  worker_job job;
  void *argument;
};

struct http_loop {
  struct MHD_Daemon *daemon;
  struct workers *workers;
  int epoll_fd;
  int wake_fd;
  pthread_mutex_t lock; /* Who holds it is in the daemon. Guards all below. */
  pthread_cond_t ended;
  struct queued *first, **last;
  bool stopping;
  bool has_leader;
};

/* Milliseconds that the daemon may be left alone. It does not sleep for ever, since another
 * thread may be in the daemon meanwhile and change what is true now. Under the lock. */
static int timeout_of(struct http_loop *loop)
{
  MHD_UNSIGNED_LONG_LONG timeout;

  if (MHD_get_timeout(loop->daemon, &timeout) != MHD_YES || timeout > MAX_SLEEP_MS)
    return MAX_SLEEP_MS;
  return (int)timeout;
}

/* Until it has nothing to do, or a request to run. Under the lock; what was queued meanwhile is
 * the caller's. */
static struct queued *run_daemon(struct http_loop *loop)
{
  struct queued *queued;

  if (loop->stopping)
    return NULL;
  do {
    if (MHD_run(loop->daemon) != MHD_YES)
      log_error("http: the daemon cannot run");
  } while (!loop->first && timeout_of(loop) == 0);
  queued = loop->first;
  loop->first = NULL;
  loop->last = &loop->first;
  return queued;
}

static void wake(struct http_loop *loop)
{
  uint64_t one = 1;

  if (write(loop->wake_fd, &one, sizeof one) != sizeof one)
    log_error("http: the loop cannot be woken");
}

static void run_queued(struct queued *queued)
{
  queued->job(queued->argument);
  free(queued);
}

/* A pool that stops takes nothing; then the caller's thread must do it. */
static void submit_all(struct queued *queued)
{
  while (queued) {
    struct queued *next = queued->next;

    if (workers_submit(queued->pool, queued->job, queued->argument))
      free(queued);
    else
      run_queued(queued);
    queued = next;
  }
}

static void wait_for_events(struct http_loop *loop, int timeout)
{
  struct pollfd fds[2] = { { .fd = loop->epoll_fd, .events = POLLIN },
                           { .fd = loop->wake_fd, .events = POLLIN } };
  uint64_t count;

  if (poll(fds, 2, timeout) < 0 && errno != EINTR)
    log_error("http: the loop cannot wait: error %d", errno);
  if (fds[1].revents && read(loop->wake_fd, &count, sizeof count) < 0)
    log_debug("http: another thread has seen that the loop was woken");
}

static void end_leading(struct http_loop *loop)
{
  loop->has_leader = false;
  pthread_cond_broadcast(&loop->ended);
  pthread_mutex_unlock(&loop->lock);
}

/* One thread at a time, until it has a request to run. */
static void lead(void *argument)
{
  struct http_loop *loop = argument;
  struct queued *queued = NULL;

  while (!queued) {
    pthread_mutex_lock(&loop->lock);
    int timeout = loop->stopping ? 0 : timeout_of(loop);

    pthread_mutex_unlock(&loop->lock);
    wait_for_events(loop, timeout);
    pthread_mutex_lock(&loop->lock);
    if (loop->stopping) {
      end_leading(loop);
      return;
    }
    queued = run_daemon(loop);
    pthread_mutex_unlock(&loop->lock);
  }
  if (!workers_submit(loop->workers, lead, loop)) {
    pthread_mutex_lock(&loop->lock);
    end_leading(loop);
  }
  submit_all(queued->next);
  run_queued(queued);
}

struct http_loop *http_loop_new(struct MHD_Daemon *daemon, struct workers *workers)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon,
                                                         MHD_DAEMON_INFO_EPOLL_FD);
  struct http_loop *loop = calloc(1, sizeof *loop);

  if (!loop)
    abort();
  loop->last = &loop->first;
  loop->daemon = daemon;
  loop->workers = workers;
  loop->epoll_fd = info ? info->epoll_fd : -1;
  loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  pthread_mutex_init(&loop->lock, NULL);
  pthread_cond_init(&loop->ended, NULL);
  return loop;
}

bool http_loop_start(struct http_loop *loop)
{
  if (loop->epoll_fd < 0 || loop->wake_fd < 0)
    return false;
  loop->has_leader = true;
  if (workers_submit(loop->workers, lead, loop))
    return true;
  loop->has_leader = false;
  return false;
}

void http_loop_queue(struct http_loop *loop, struct workers *pool, worker_job job,
                     void *argument)
{
  struct queued *queued = calloc(1, sizeof *queued);

  if (!queued)
    abort();
  *queued = (struct queued){ NULL, pool, job, argument };
  *loop->last = queued;
  loop->last = &queued->next;
}

void http_loop_send(struct http_loop *loop)
{
  struct queued *queued;

  /* Who is in the daemon now may be past that connection. */
  if (pthread_mutex_trylock(&loop->lock) != 0) {
    wake(loop);
    return;
  }
  queued = run_daemon(loop);
  if (queued)
    wake(loop); /* The daemon may have more to do. */
  pthread_mutex_unlock(&loop->lock);
  submit_all(queued);
}

void http_loop_lock(struct http_loop *loop)
{
  pthread_mutex_lock(&loop->lock);
}

void http_loop_unlock(struct http_loop *loop)
{
  pthread_mutex_unlock(&loop->lock);
}

void http_loop_stop(struct http_loop *loop)
{
  pthread_mutex_lock(&loop->lock);
  loop->stopping = true;
  wake(loop);
  while (loop->has_leader)
    pthread_cond_wait(&loop->ended, &loop->lock);
  pthread_mutex_unlock(&loop->lock);
}

void http_loop_free(struct http_loop *loop)
{
  if (!loop)
    return;
  if (loop->wake_fd >= 0)
    close(loop->wake_fd);
  pthread_cond_destroy(&loop->ended);
  pthread_mutex_destroy(&loop->lock);
  free(loop);
}
