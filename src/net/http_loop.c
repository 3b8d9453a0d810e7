/* http_loop.c: the event loop of a libmicrohttpd daemon, which moves from thread to thread. */
#include "net/http_loop.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"

enum {
  MAX_SLEEP_MS = 5000,
  MAX_LEADERS = 2, /* One waits while the other runs a request: none needs to be woken. */
};

struct queued {
  struct queued *next;
  struct workers *pool;
  worker_job job;
  void *argument;
};

struct http_loop {
  struct MHD_Daemon *daemon;
  struct workers *workers;
  int
    events_fd; /* An epoll of the daemon's and of wake_fd: each event wakes one thread once. */
  int wake_fd;
  pthread_mutex_t lock; /* Who holds it is in the daemon. Guards all below. */
  pthread_cond_t ended;
  struct queued *first, **last;
  bool is_ready; /* All descriptors could be had. */
  bool stopping;
  int leaders; /* Threads that wait for events, or are on their way to. */
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
  struct epoll_event event;

  if (epoll_wait(loop->events_fd, &event, 1, timeout) < 0 && errno != EINTR)
    log_error("http: the loop cannot wait: error %d", errno);
}

/* Under the lock, which is given back. */
static void end_leading(struct http_loop *loop)
{
  loop->leaders--;
  pthread_cond_broadcast(&loop->ended);
  if (loop->leaders && loop->stopping)
    wake(loop);
  pthread_mutex_unlock(&loop->lock);
}

/* Waits until there is a request to run; NULL when the loop stops. The caller leads. */
static struct queued *wait_for_request(struct http_loop *loop)
{
  struct queued *queued = NULL;

  pthread_mutex_lock(&loop->lock);
  while (!loop->stopping && !queued) {
    int timeout = timeout_of(loop);

    pthread_mutex_unlock(&loop->lock);
    wait_for_events(loop, timeout);
    pthread_mutex_lock(&loop->lock);
    queued = run_daemon(loop);
  }
  if (!queued) {
    end_leading(loop);
    return NULL;
  }
  if (loop->leaders > 1 && timeout_of(loop) == 0)
    wake(loop); /* Of what the daemon still has to do comes no event. */
  pthread_mutex_unlock(&loop->lock);
  return queued;
}

static void lead(void *argument);

/* Somebody always leads. */
static void stop_leading(struct http_loop *loop)
{
  pthread_mutex_lock(&loop->lock);
  bool is_last = loop->leaders == 1;

  if (!is_last)
    loop->leaders--;
  pthread_mutex_unlock(&loop->lock);
  if (is_last && !workers_submit(loop->workers, lead, loop)) {
    pthread_mutex_lock(&loop->lock);
    end_leading(loop);
  }
}

/* False when enough others do. */
static bool lead_again(struct http_loop *loop)
{
  pthread_mutex_lock(&loop->lock);
  bool leads = !loop->stopping && loop->leaders < MAX_LEADERS;

  if (leads)
    loop->leaders++;
  pthread_mutex_unlock(&loop->lock);
  return leads;
}

static void lead(void *argument)
{
  struct http_loop *loop = argument;
  struct queued *queued;

  do {
    queued = wait_for_request(loop);
    if (!queued)
      return;
    stop_leading(loop);
    submit_all(queued->next);
    run_queued(queued);
  } while (lead_again(loop));
}

static bool watch(struct http_loop *loop, int fd)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLET };

  return fd >= 0 && epoll_ctl(loop->events_fd, EPOLL_CTL_ADD, fd, &event) == 0;
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
  loop->events_fd = epoll_create1(EPOLL_CLOEXEC);
  loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  loop->is_ready = info && watch(loop, info->epoll_fd) && watch(loop, loop->wake_fd);
  pthread_mutex_init(&loop->lock, NULL);
  pthread_cond_init(&loop->ended, NULL);
  return loop;
}

bool http_loop_start(struct http_loop *loop)
{
  if (!loop->is_ready)
    return false;
  loop->leaders = 1;
  if (workers_submit(loop->workers, lead, loop))
    return true;
  loop->leaders = 0;
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
  while (loop->leaders)
    pthread_cond_wait(&loop->ended, &loop->lock);
  pthread_mutex_unlock(&loop->lock);
}

void http_loop_free(struct http_loop *loop)
{
  if (!loop)
    return;
  if (loop->wake_fd >= 0)
    close(loop->wake_fd);
  if (loop->events_fd >= 0)
    close(loop->events_fd);
  pthread_cond_destroy(&loop->ended);
  pthread_mutex_destroy(&loop->lock);
  free(loop);
}
