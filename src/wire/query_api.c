/* query_api.c: running statements, waiting for them, cancelling them, asking how they are. */
#include "wire/query_api.h"

#include <stdio.h>

#include "base/clock.h"
#include "session/locks.h"
#include "session/results.h"
#include "wire/execution.h"
#include "wire/result_answer.h"

/* When clients whose statement cannot be taken, since the server stops, should ask again. */
#define RETRY_SECONDS "2"

static void refuse(struct call *call, const struct err *err)
{
  message_put_refusal(call->answer, err);
}

static void put_progress(struct call *call, const struct answer *answer, bool is_poll)
{
  message_put_progress(call->answer, text_of(answer_query_id(answer)),
                       call->instance->detached_seconds, is_poll);
}

/* The answer when it has ended in time, else word that it goes on. */
static void put_answer(struct call *call, struct answer *answer, bool is_poll)
{
  if (answer_wait(call->instance->answers, answer, call->instance->answer_seconds * 1000))
    buf_add_text(call->answer, answer_body(answer));
  else
    put_progress(call, answer, is_poll);
}

struct late {
  char query_id[40];
  int64_t aborts_after;
};

static void put_late(struct http_response *response, void *argument)
{
  const struct late *late = argument;
  struct buf body;

  buf_init(&body);
  message_put_progress(&body, text_of(late->query_id), late->aborts_after, false);
  http_respond_buf(response, 200, "application/json", &body);
  buf_clear(&body);
}

/* Here and now, so that a short statement costs no change of threads; a long one is answered for
 * in the meantime. */
static void run_here(struct call *call, struct session *session, struct answer *answer,
                     struct arena *arena, const struct query_message *message)
{
  struct late *late = ARENA_NEW(call->arena, struct late);

  late->aborts_after = call->instance->detached_seconds;
  snprintf(late->query_id, sizeof late->query_id, "%s", answer_query_id(answer));
  http_answer_late(call->request, call->instance->answer_seconds * 1000, put_late, late);
  execution_run(call->instance->answers, answer, session, arena, message,
                call_base_url(call->request, arena));
}

static void run_in_session(struct call *call, struct session *session)
{
  struct answers *answers = call->instance->answers;
  struct arena *arena = arena_new();
  struct query_message message;
  struct answer *answer;
  struct err err;
  bool is_new, is_async;

  if (!message_read_query(arena, http_body(call->request), &message, &err)) {
    arena_free(arena);
    refuse(call, &err);
    return;
  }
  is_async = message.is_async;
  answer = answers_begin(answers, session, http_query(call->request, "requestId"),
                         message.sql, &is_new);
  if (is_new && is_async)
    answer_set_async(answers, answer);
  if (is_new && !is_async)
    run_here(call, session, answer, arena, &message);
  else if (is_new)
    execution_start(answers, answer, session, arena, &message,
                    call_base_url(call->request, arena));
  else
    arena_free(arena);
  /* Who asks for that gets no rows here, however short the statement is. */
  if (is_async)
    put_progress(call, answer, true);
  else
    put_answer(call, answer, false);
  answer_release(answers, answer);
}

/* Clients send it again, and find the next server. */
static void refuse_new(struct call *call)
{
  http_respond_header(call->response, "Retry-After", RETRY_SECONDS);
  http_respond(call->response, 503, "text/plain", TEXT("The server stops\n"));
  call->has_responded = true;
}

void query_request(struct call *call)
{
  struct session *session;

  if (answers_are_closing(call->instance->answers)) {
    refuse_new(call);
    return;
  }
  session = call_session(call);
  if (!session)
    return;
  run_in_session(call, session);
  call_release(call, session);
}

/* An answer that is not in memory any more is made again from its result. */
static void put_kept(struct call *call, struct session *session)
{
  struct kept_result *kept = results_find(call->instance->results, call->id,
                                          session->user);
  struct result_request request = { .session = session,
                                    .arena = call->arena,
                                    .query_id = call->id,
                                    .base_url = call_base_url(call->request,
                                                              call->arena) };
  struct err err;

  err_clear(&err);
  session_lock(session);
  if (!kept)
    err_set(&err, ERR_NO_RESULT, "Result for query " TEXT_FMT " not found.",
            TEXT_ARG(call->id));
  if (!kept || !result_answer_again(&request, kept, call->answer, &err)) {
    buf_reset(call->answer);
    message_put_error(call->answer, &err, call->id);
  }
  session_unlock(session);
  kept_result_release(kept);
}

void query_result(struct call *call)
{
  struct session *session = call_session(call);
  struct answer *answer;

  if (!session)
    return;
  answer = answers_find(call->instance->answers, call->id, session->user);
  if (answer && !answer_is_stateless(answer))
    put_answer(call, answer, true);
  else
    put_kept(call, session);
  answer_release(call->instance->answers, answer);
  call_release(call, session);
}

/* Takes the hold of the answer, which may be NULL. */
static void cancel(struct call *call, struct answer *answer)
{
  struct err err;

  if (answer && answer_cancel(call->instance->answers, answer)) {
    message_put_ok(call->answer, (struct text){ NULL, 0 });
  } else {
    err_set(&err, ERR_NOT_RUNNING,
            "Identified SQL statement is not currently executing.");
    refuse(call, &err);
  }
  answer_release(call->instance->answers, answer);
}

void query_abort_request(struct call *call)
{
  struct answers *answers = call->instance->answers;
  struct session *session = call_session(call);
  struct abort_message message;
  struct answer *answer;
  struct err err;

  if (!session)
    return;
  if (!message_read_abort(call->arena, http_body(call->request), &message, &err)) {
    refuse(call, &err);
  } else {
    answer = answers_find_request(answers, session->id, message.request_id);
    if (!answer && message.query_id.len)
      answer = answers_find(answers, message.query_id, session->user);
    cancel(call, answer);
  }
  call_release(call, session);
}

void query_abort(struct call *call)
{
  struct session *session = call_session(call);

  if (!session)
    return;
  cancel(call, answers_find(call->instance->answers, call->id, session->user));
  call_release(call, session);
}

/* The connectors' names: see QueryStatus of the Python connector. */
static const char *status_name(struct call *call, const struct answer *answer,
                               const struct answer_status *status)
{
  switch (status->state) {
  case ANSWER_DONE: return "SUCCESS";
  case ANSWER_FAILED:
    return status->err.code == ERR_CANCELED   ? "ABORTED"
           : status->err.code == ERR_INTERNAL ? "FAILED_WITH_INCIDENT"
                                              : "FAILED_WITH_ERROR";
  case ANSWER_QUEUED:
  case ANSWER_RUNNING: break;
  }
  if (status->order == ORDER_DETACHED)
    return "DISCONNECTED";
  if (status->order != ORDER_NONE)
    return "ABORTING";
  if (status->state == ANSWER_QUEUED)
    return "QUEUED";
  return locks_is_waiting(call->instance->locks, text_of(answer_query_id(answer)))
           ? "BLOCKED"
           : "RUNNING";
}

static void put_monitor(struct call *call, struct answer *answer)
{
  struct answer_status status = answer_status(call->instance->answers, answer);
  int64_t until = status.ended_ms ? status.ended_ms : clock_now_ms();
  struct monitor_answer monitor = {
    .query_id = text_of(answer_query_id(answer)),
    .sql = answer_sql(answer),
    .warehouse = text_of(status.warehouse),
    .status = status_name(call, answer, &status),
    .started_ms = status.started_ms,
    .ended_ms = status.ended_ms,
    .duration_ms = until - status.started_ms,
    .session_id = (int64_t)answer_session_id(answer),
    .rows = status.rows,
  };

  /* The connectors take ABORTING and DISCONNECTED for failures: they want the message then. */
  if (status.err.code != ERR_NONE) {
    monitor.error_code = arena_printf(call->arena, "%06d", err_number(status.err.code));
    monitor.error_message = text_of(status.err.message);
  }
  message_put_monitor(call->answer, &monitor);
}

/* Of a statement that went well, and whose answer is not in memory any more. */
static bool put_kept_monitor(struct call *call, const struct session *session)
{
  struct kept_result *kept = results_find(call->instance->results, call->id,
                                          session->user);
  const struct kept_info *info;
  struct monitor_answer monitor;

  if (!kept)
    return false;
  info = kept_result_info(kept);
  monitor = (struct monitor_answer){
    .query_id = call->id,
    .sql = info->sql,
    .warehouse = info->warehouse.at ? info->warehouse : TEXT(""),
    .status = "SUCCESS",
    .started_ms = info->started_ms,
    .ended_ms = info->ended_ms,
    .duration_ms = info->ended_ms - info->started_ms,
    .session_id = info->session_id,
    .rows = kept_result_rows(kept),
  };
  message_put_monitor(call->answer, &monitor);
  kept_result_release(kept);
  return true;
}

void query_monitor(struct call *call)
{
  struct session *session = call_session(call);
  struct answer *answer;

  if (!session)
    return;
  answer = answers_find(call->instance->answers, call->id, session->user);
  if (answer)
    put_monitor(call, answer);
  else if (!put_kept_monitor(call, session))
    message_put_monitor(call->answer, NULL);
  answer_release(call->instance->answers, answer);
  call_release(call, session);
}
