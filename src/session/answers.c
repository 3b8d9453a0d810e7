/* answers.c: the statements that run and the answers of those that have ended. */
#include "session/answers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fair_lock.h"
#include "base/id.h"
#include "base/wait.h"
#include "session/instance.h"
#include "session/sessions.h"

/* What is kept of answers that have ended: of those that changed something for longer, since a
 * request that is sent again must not change it twice. */
#define HARMLESS_BYTES ((size_t)8 << 20)
#define HARMLESS_COUNT 1000
#define CHANGE_BYTES ((size_t)64 << 20)
#define CHANGE_COUNT 20000
/* Clients of the SQL API come back for what only read, too. */
#define HANDLE_BYTES ((size_t)64 << 20)
#define HANDLE_COUNT 5000
#define DETACHED_SECONDS 300
/* An interruption that comes between two steps of a statement is lost: so it is repeated. */
#define REPEAT_MS 20

struct answer {
  struct session *session; /* Held while it runs. */
  struct answer *whole;    /* What it is a part of, while it runs; or NULL. */
  uint64_t session_id;
  char query_id[40], cancelled_by[40];
  char *key; /* Session and requestId; NULL when the request had none. */
  char *sql, *user;
  char *note; /* NULL: none. */
  bool is_stateless;
  char *warehouse; /* NULL before it runs. */
  enum answer_state state;
  bool uses_connection;
  bool is_async, stops_when_detached, is_harmless;
  _Atomic enum answer_order order; /* Read without the lock by a statement that waits. */
  int64_t started_ms, ended_ms, deadline_ms, seconds;
  int64_t rows;
  struct buf body;
  struct err *err; /* NULL: it went well so far. */
  int holders;
  int waiting;                  /* Threads in answer_wait. */
  struct answer *newer, *older; /* In one of the two lists. */
};

struct answer_list {
  struct answer *oldest, *newest;
  int count;
  size_t bytes; /* Of those that have ended. */
};

struct answers {
  pthread_mutex_t mutex; /* Guards everything below and in each answer. */
  pthread_cond_t ended;  /* Something ended that somebody waits for ... */
  int draining;          /* ... such as these, for the last to end. */
  pthread_cond_t wake;   /* The watcher has something to do ... */
  int64_t wakes_at;      /* ... before this tick. */
  pthread_t watcher;
  bool stopping;
  bool refusing; /* Nothing should begin. */
  bool closed;   /* What begins now is cancelled from the start. */
  int64_t detached_ms;
  struct map *by_id, *by_request;
  struct answer_list running;
  struct answer_list harmless, changes, handles; /* By the time of their ends. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* Milliseconds for waiting, which do not jump when the clock is set. */
static int64_t ticks(void)
{
  return clock_monotonic_ns() / 1000000;
}

static char *copy(struct text text)
{
  return must(strndup(text.len ? text.at : "", text.len));
}

static void list_append(struct answer_list *list, struct answer *answer)
{
  answer->newer = NULL;
  answer->older = list->newest;
  if (list->newest)
    list->newest->newer = answer;
  else
    list->oldest = answer;
  list->newest = answer;
  list->count++;
}

static void list_remove(struct answer_list *list, struct answer *answer)
{
  if (answer->older)
    answer->older->newer = answer->newer;
  else
    list->oldest = answer->newer;
  if (answer->newer)
    answer->newer->older = answer->older;
  else
    list->newest = answer->older;
  list->count--;
}

/* ---- the watcher ---- */

static void follow_whole(struct answer *part)
{
  const struct answer *whole = part->whole;

  if (!whole || whole->order == ORDER_NONE || part->order != ORDER_NONE)
    return;
  part->order = whole->order;
  part->seconds = whole->seconds;
}

/* Gives the order that is due; *wait becomes the milliseconds until one may be. */
static void give_order(struct answers *answers, struct answer *answer, int64_t now,
                       int64_t *wait)
{
  int64_t left = answer->deadline_ms ? answer->deadline_ms - now : INT64_MAX, silence;

  if (answer->order != ORDER_NONE)
    return;
  if (left <= 0) {
    answer->order = ORDER_TIMEOUT;
    return;
  }
  *wait = left < *wait ? left : *wait;
  if (!answer->stops_when_detached)
    return;
  silence = now - answer->session->used_ticks;
  left = answers->detached_ms - silence;
  if (left <= 0)
    answer->order = ORDER_DETACHED;
  else
    *wait = left < *wait ? left : *wait;
}

/* Makes what is to stop notice it; gives the milliseconds until it wants to look again. */
static int64_t watch(struct answers *answers)
{
  int64_t now = ticks(), wait = INT64_MAX;

  for (struct answer *answer = answers->running.oldest; answer; answer = answer->newer) {
    if (!answer->session || (answer->state == ANSWER_RUNNING && !answer->uses_connection))
      continue;
    follow_whole(answer);
    give_order(answers, answer, now, &wait);
    if (answer->order == ORDER_NONE)
      continue;
    if (answer->uses_connection)
      engine_interrupt(answer->session->connection);
    else
      fair_lock_recheck(answer->session->lock);
    wait = wait < REPEAT_MS ? wait : REPEAT_MS;
  }
  return wait;
}

static void *watcher(void *context)
{
  struct answers *answers = context;

  pthread_mutex_lock(&answers->mutex);
  while (!answers->stopping) {
    int64_t wait = watch(answers);

    answers->wakes_at = wait == INT64_MAX ? INT64_MAX : ticks() + wait;
    if (wait == INT64_MAX)
      pthread_cond_wait(&answers->wake, &answers->mutex);
    else
      wait_until(&answers->wake, &answers->mutex, wait_deadline(wait));
  }
  pthread_mutex_unlock(&answers->mutex);
  return NULL;
}

struct answers *answers_new(void)
{
  struct answers *answers = must(calloc(1, sizeof *answers));

  pthread_mutex_init(&answers->mutex, NULL);
  wait_init(&answers->ended);
  wait_init(&answers->wake);
  answers->by_id = map_new();
  answers->by_request = map_new();
  answers->detached_ms = DETACHED_SECONDS * 1000;
  if (pthread_create(&answers->watcher, NULL, watcher, answers) != 0)
    abort();
  return answers;
}

/* ---- under the lock ---- */

static void free_answer(struct answers *answers, struct answer *answer)
{
  map_take(answers->by_id, text_of(answer->query_id));
  if (answer->key && map_get(answers->by_request, text_of(answer->key)) == answer)
    map_take(answers->by_request, text_of(answer->key));
  buf_clear(&answer->body);
  free(answer->key);
  free(answer->sql);
  free(answer->user);
  free(answer->note);
  free(answer->warehouse);
  free(answer->err);
  free(answer);
}

static size_t size_of(const struct answer *answer)
{
  return sizeof *answer + (answer->err ? sizeof *answer->err : 0) + answer->body.room +
         strlen(answer->sql);
}

/* Drops the oldest answers that nobody holds until the rest is within bounds. */
static void trim_list(struct answers *answers, struct answer_list *list, int count,
                      size_t bytes)
{
  struct answer *answer = list->oldest;

  while (answer && (list->count > count || list->bytes > bytes)) {
    struct answer *newer = answer->newer;

    if (!answer->holders) {
      list_remove(list, answer);
      list->bytes -= size_of(answer);
      free_answer(answers, answer);
    }
    answer = newer;
  }
}

static void trim(struct answers *answers)
{
  trim_list(answers, &answers->harmless, HARMLESS_COUNT, HARMLESS_BYTES);
  trim_list(answers, &answers->changes, CHANGE_COUNT, CHANGE_BYTES);
  trim_list(answers, &answers->handles, HANDLE_COUNT, HANDLE_BYTES);
}

static char *make_key(uint64_t session_id, struct text request_id)
{
  char *key = NULL;

  if (asprintf(&key, "%llu/" TEXT_FMT, (unsigned long long)session_id,
               TEXT_ARG(request_id)) < 0)
    abort();
  return key;
}

/* User names cannot look like the ids of sessions with that mark before them. */
static char *make_user_key(struct text user, struct text request_id)
{
  char *key = NULL;

  if (asprintf(&key, "@" TEXT_FMT "/" TEXT_FMT, TEXT_ARG(user), TEXT_ARG(request_id)) < 0)
    abort();
  return key;
}

static char *key_of(const struct session *session, struct text request_id)
{
  if (!request_id.len)
    return NULL;
  return session->is_stateless ? make_user_key(session->user, request_id)
                               : make_key(session->id, request_id);
}

static struct answer *make(struct session *session, struct text sql)
{
  struct answer *answer = must(calloc(1, sizeof *answer));

  answer->session = session;
  answer->session_id = session->id;
  answer->is_stateless = session->is_stateless;
  id_query(answer->query_id);
  answer->sql = copy(sql);
  answer->user = copy(session->user);
  answer->started_ms = clock_now_ms();
  buf_init(&answer->body);
  return answer;
}

/* STATEMENT_QUEUED_TIMEOUT_IN_SECONDS, as the session's last statement left it. */
static void set_queue_deadline(struct answers *answers, struct answer *answer)
{
  answer->seconds = answer->session->queued_seconds;
  answer->deadline_ms = answer->seconds > 0 ? ticks() + answer->seconds * 1000 : 0;
  /* The watcher would sleep past a deadline it does not know. */
  if (answer->deadline_ms && answer->deadline_ms < answers->wakes_at)
    pthread_cond_signal(&answers->wake);
}

/* ---- with the lock taken inside ---- */

void answers_set_detached(struct answers *answers, int64_t seconds)
{
  pthread_mutex_lock(&answers->mutex);
  answers->detached_ms = seconds * 1000;
  pthread_mutex_unlock(&answers->mutex);
}

struct answer *answers_begin(struct answers *answers, struct session *session,
                             struct text request_id, struct text sql, bool *is_new)
{
  char *key = key_of(session, request_id);
  struct answer *answer;

  pthread_mutex_lock(&answers->mutex);
  answer = key ? map_get(answers->by_request, text_of(key)) : NULL;
  *is_new = !answer;
  if (!answer) {
    sessions_hold(session->instance->sessions, session);
    answer = make(session, sql);
    answer->order = answers->closed ? ORDER_CANCEL : ORDER_NONE;
    set_queue_deadline(answers, answer);
    answer->key = key;
    key = NULL;
    map_put(answers->by_id, text_of(answer->query_id), answer);
    if (answer->key)
      map_put(answers->by_request, text_of(answer->key), answer);
    list_append(&answers->running, answer);
    answer->holders++; /* The one who makes it: see answer_end. */
  }
  answer->holders++;
  pthread_mutex_unlock(&answers->mutex);
  free(key);
  return answer;
}

struct answer *answers_find(struct answers *answers, struct text query_id,
                            struct text user)
{
  struct answer *answer;

  pthread_mutex_lock(&answers->mutex);
  answer = map_get(answers->by_id, query_id);
  if (answer && !text_equal(text_of(answer->user), user))
    answer = NULL;
  if (answer)
    answer->holders++;
  pthread_mutex_unlock(&answers->mutex);
  return answer;
}

struct answer *answers_find_request(struct answers *answers, uint64_t session_id,
                                    struct text request_id)
{
  char *key = make_key(session_id, request_id);
  struct answer *answer;

  pthread_mutex_lock(&answers->mutex);
  answer = map_get(answers->by_request, text_of(key));
  if (answer)
    answer->holders++;
  pthread_mutex_unlock(&answers->mutex);
  free(key);
  return answer;
}

static void drop_hold(struct answers *answers, struct answer *answer)
{
  pthread_mutex_lock(&answers->mutex);
  answer->holders--;
  trim(answers);
  pthread_mutex_unlock(&answers->mutex);
}

void answer_release(struct answers *answers, struct answer *answer)
{
  if (answer)
    drop_hold(answers, answer);
}

const char *answer_query_id(const struct answer *answer)
{
  return answer->query_id;
}

struct text answer_sql(const struct answer *answer)
{
  return text_of(answer->sql);
}

uint64_t answer_session_id(const struct answer *answer)
{
  return answer->session_id;
}

void answer_set_async(struct answers *answers, struct answer *answer)
{
  pthread_mutex_lock(&answers->mutex);
  answer->is_async = true;
  pthread_mutex_unlock(&answers->mutex);
}

void answer_set_whole(struct answers *answers, struct answer *part, struct answer *whole)
{
  pthread_mutex_lock(&answers->mutex);
  part->whole = whole;
  part->is_async = whole->is_async;
  follow_whole(part);
  pthread_mutex_unlock(&answers->mutex);
}

void answer_abort_when_detached(struct answers *answers, struct answer *answer)
{
  pthread_mutex_lock(&answers->mutex);
  answer->stops_when_detached = true;
  pthread_cond_signal(&answers->wake);
  pthread_mutex_unlock(&answers->mutex);
}

void answer_set_harmless(struct answers *answers, struct answer *answer)
{
  pthread_mutex_lock(&answers->mutex);
  answer->is_harmless = true;
  pthread_mutex_unlock(&answers->mutex);
}

int64_t answer_started_ms(const struct answer *answer)
{
  return answer->started_ms;
}

bool answer_is_stateless(const struct answer *answer)
{
  return answer->is_stateless;
}

void answer_set_note(struct answer *answer, struct text note)
{
  free(answer->note);
  answer->note = copy(note);
}

struct text answer_note(const struct answer *answer)
{
  return text_of(answer->note);
}

static bool ordered_error(const struct answer *answer, struct err *err)
{
  if (answer->order == ORDER_TIMEOUT)
    return err_set(
      err, ERR_TIMEOUT,
      "Statement reached its statement or warehouse timeout of %lld second(s) and "
      "was canceled.",
      (long long)answer->seconds);
  return err_set(err, ERR_CANCELED, "SQL execution canceled");
}

static bool is_ordered(const void *answer)
{
  return ((const struct answer *)answer)->order != ORDER_NONE;
}

bool answer_lock_session(struct answer *answer, struct session *session, struct err *err)
{
  return fair_lock_take(session->lock, is_ordered, answer) || ordered_error(answer, err);
}

bool answer_start(struct answers *answers, struct answer *answer, int64_t seconds,
                  struct err *err)
{
  bool ok = true;

  pthread_mutex_lock(&answers->mutex);
  if (answer->order != ORDER_NONE) {
    ok = ordered_error(answer, err);
  } else {
    answer->state = ANSWER_RUNNING;
    answer->uses_connection = true;
    answer->warehouse = copy(answer->session->warehouse);
    answer->seconds = seconds;
    answer->deadline_ms = seconds > 0 ? ticks() + seconds * 1000 : 0;
    /* The watcher would sleep past a deadline it does not know. */
    if (answer->deadline_ms && answer->deadline_ms < answers->wakes_at)
      pthread_cond_signal(&answers->wake);
  }
  pthread_mutex_unlock(&answers->mutex);
  return ok;
}

void answer_stop(struct answers *answers, struct answer *answer, struct err *err)
{
  pthread_mutex_lock(&answers->mutex);
  answer->uses_connection = false;
  if (err->code == ERR_CANCELED && answer->order != ORDER_NONE)
    ordered_error(answer, err);
  pthread_mutex_unlock(&answers->mutex);
}

void answer_end(struct answers *answers, struct answer *answer, struct buf *body,
                int64_t rows, const struct err *err)
{
  struct session *session = answer->session;
  struct answer_list *kept;

  buf_fit(body);
  pthread_mutex_lock(&answers->mutex);
  answer->session = NULL;
  answer->whole = NULL;
  pthread_mutex_unlock(&answers->mutex);
  /* Once it counts as ended the server may close what it used: so the session goes first. */
  sessions_release(session->instance->sessions, session);
  pthread_mutex_lock(&answers->mutex);
  answer->body = *body;
  buf_init(body);
  answer->rows = rows;
  answer->ended_ms = clock_now_ms();
  answer->state = err ? ANSWER_FAILED : ANSWER_DONE;
  if (err) {
    answer->err = must(malloc(sizeof *err));
    *answer->err = *err;
  }
  list_remove(&answers->running, answer);
  kept = !answer->is_harmless   ? &answers->changes
         : answer->is_stateless ? &answers->handles
                                : &answers->harmless;
  list_append(kept, answer);
  kept->bytes += size_of(answer);
  answer->holders--;
  if (answer->waiting || (answers->draining && !answers->running.count))
    pthread_cond_broadcast(&answers->ended);
  trim(answers);
  pthread_mutex_unlock(&answers->mutex);
}

static bool has_ended(const struct answer *answer)
{
  return answer->state == ANSWER_DONE || answer->state == ANSWER_FAILED;
}

bool answer_wait(struct answers *answers, struct answer *answer, int64_t milliseconds)
{
  int64_t until = ticks() + milliseconds;
  bool ended;

  pthread_mutex_lock(&answers->mutex);
  answer->waiting++;
  while (!has_ended(answer) && ticks() < until)
    wait_until(&answers->ended, &answers->mutex, until * 1000000);
  answer->waiting--;
  ended = has_ended(answer);
  pthread_mutex_unlock(&answers->mutex);
  return ended;
}

struct text answer_body(const struct answer *answer)
{
  return buf_text(&answer->body);
}

/* Under the lock. */
static bool order_cancel(struct answers *answers, struct answer *answer)
{
  if (has_ended(answer))
    return false;
  if (answer->order == ORDER_NONE)
    answer->order = ORDER_CANCEL;
  if (answer->session)
    fair_lock_recheck(answer->session->lock);
  pthread_cond_signal(&answers->wake);
  return true;
}

bool answer_cancel(struct answers *answers, struct answer *answer)
{
  bool was_running;

  pthread_mutex_lock(&answers->mutex);
  was_running = order_cancel(answers, answer);
  pthread_mutex_unlock(&answers->mutex);
  return was_running;
}

bool answer_cancel_by(struct answers *answers, struct answer *answer,
                      struct text query_id)
{
  bool was_running;

  pthread_mutex_lock(&answers->mutex);
  was_running = order_cancel(answers, answer);
  if (was_running)
    snprintf(answer->cancelled_by, sizeof answer->cancelled_by, TEXT_FMT,
             TEXT_ARG(query_id));
  else
    was_running = query_id.len && text_is(query_id, answer->cancelled_by);
  pthread_mutex_unlock(&answers->mutex);
  return was_running;
}

/* Under the lock. session_id 0: of all sessions; `but` stays. */
static int cancel_some(struct answers *answers, uint64_t session_id, struct text but)
{
  int count = 0;

  for (struct answer *answer = answers->running.oldest; answer; answer = answer->newer)
    if ((!session_id || answer->session_id == session_id) &&
        !text_is(but, answer->query_id))
      count += order_cancel(answers, answer);
  return count;
}

int answers_cancel_session(struct answers *answers, uint64_t session_id)
{
  int count;

  pthread_mutex_lock(&answers->mutex);
  count = cancel_some(answers, session_id, TEXT(""));
  pthread_mutex_unlock(&answers->mutex);
  return count;
}

int answers_cancel_others(struct answers *answers, uint64_t session_id,
                          struct text query_id)
{
  int count;

  pthread_mutex_lock(&answers->mutex);
  count = cancel_some(answers, session_id, query_id);
  pthread_mutex_unlock(&answers->mutex);
  return count;
}

int answers_leave_session(struct answers *answers, uint64_t session_id)
{
  int count = 0;

  pthread_mutex_lock(&answers->mutex);
  for (struct answer *answer = answers->running.oldest; answer; answer = answer->newer)
    if (answer->session_id == session_id && !answer->is_async)
      count += order_cancel(answers, answer);
  pthread_mutex_unlock(&answers->mutex);
  return count;
}

bool answers_are_cancelling(struct answers *answers, struct text query_id)
{
  const struct answer *answer;
  bool cancelling;

  pthread_mutex_lock(&answers->mutex);
  answer = map_get(answers->by_id, query_id);
  cancelling = answer && answer->order != ORDER_NONE;
  pthread_mutex_unlock(&answers->mutex);
  return cancelling;
}

void answers_refuse(struct answers *answers)
{
  pthread_mutex_lock(&answers->mutex);
  answers->refusing = true;
  pthread_mutex_unlock(&answers->mutex);
}

bool answers_are_closing(struct answers *answers)
{
  bool closing;

  pthread_mutex_lock(&answers->mutex);
  closing = answers->refusing;
  pthread_mutex_unlock(&answers->mutex);
  return closing;
}

void answers_close(struct answers *answers)
{
  pthread_mutex_lock(&answers->mutex);
  answers->closed = true;
  cancel_some(answers, 0, TEXT(""));
  pthread_mutex_unlock(&answers->mutex);
}

struct answer_status answer_status(struct answers *answers, struct answer *answer)
{
  struct answer_status status;

  pthread_mutex_lock(&answers->mutex);
  status = (struct answer_status){
    .state = answer->state,
    .order = answer->order,
    .started_ms = answer->started_ms,
    .ended_ms = answer->ended_ms,
    .rows = answer->rows,
    .warehouse = answer->warehouse ? answer->warehouse : "",
  };
  if (answer->err)
    status.err = *answer->err;
  else if (answer->order != ORDER_NONE && !answer->ended_ms)
    ordered_error(answer, &status.err);
  pthread_mutex_unlock(&answers->mutex);
  return status;
}

int answers_running(struct answers *answers)
{
  int running;

  pthread_mutex_lock(&answers->mutex);
  running = answers->running.count;
  pthread_mutex_unlock(&answers->mutex);
  return running;
}

int answers_queued(struct answers *answers)
{
  int queued = 0;

  pthread_mutex_lock(&answers->mutex);
  for (const struct answer *answer = answers->running.oldest; answer;
       answer = answer->newer)
    queued += answer->state == ANSWER_QUEUED;
  pthread_mutex_unlock(&answers->mutex);
  return queued;
}

struct running_answer *answers_list_running(struct answers *answers, struct arena *arena,
                                            int *count)
{
  struct running_answer *list;

  *count = 0;
  pthread_mutex_lock(&answers->mutex);
  list = ARENA_ARRAY(arena, (size_t)answers->running.count, struct running_answer);
  for (const struct answer *answer = answers->running.oldest; answer;
       answer = answer->newer)
    list[(*count)++] = (struct running_answer){
      .session_id = answer->session_id,
      .query_id = arena_text(arena, text_of(answer->query_id)),
      .sql = arena_text(arena, text_of(answer->sql)),
      .started_ms = answer->started_ms,
      .is_queued = answer->state == ANSWER_QUEUED,
    };
  pthread_mutex_unlock(&answers->mutex);
  return list;
}

bool answers_drain(struct answers *answers, int64_t milliseconds)
{
  int64_t until = ticks() + milliseconds;
  bool drained;

  pthread_mutex_lock(&answers->mutex);
  answers->draining++;
  while (answers->running.count && ticks() < until)
    wait_until(&answers->ended, &answers->mutex, until * 1000000);
  answers->draining--;
  drained = !answers->running.count;
  pthread_mutex_unlock(&answers->mutex);
  return drained;
}

void answers_free(struct answers *answers)
{
  struct answer *answer;
  struct text id;
  size_t at = 0;

  pthread_mutex_lock(&answers->mutex);
  answers->stopping = true;
  pthread_cond_signal(&answers->wake);
  pthread_mutex_unlock(&answers->mutex);
  pthread_join(answers->watcher, NULL);
  while ((answer = map_next(answers->by_id, &at, &id)) != NULL)
    free_answer(answers, answer);
  map_free(answers->by_id);
  map_free(answers->by_request);
  pthread_cond_destroy(&answers->ended);
  pthread_cond_destroy(&answers->wake);
  pthread_mutex_destroy(&answers->mutex);
  free(answers);
}
