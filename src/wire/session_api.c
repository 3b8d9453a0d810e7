/* session_api.c: keeping a session, renewing its tokens, leaving it. None of them waits for the
 * session's lock: a long statement must not keep a client from saying that it is there. */
#include "wire/session_api.h"

#include "protocol/message.h"
#include "session/answers.h"
#include "session/sessions.h"
#include "session/statistics.h"

static bool renew(struct call *call, struct err *err)
{
  struct token_message message;
  struct session_tokens tokens;
  struct session *session;

  if (!message_read_token(call->arena, http_body(call->request), &message, err))
    return false;
  if (!text_is_nocase(message.request_type, "RENEW") &&
      !text_is_nocase(message.request_type, "ISSUE"))
    return err_set(err, ERR_BAD_REQUEST, "Unknown request type '" TEXT_FMT "'.",
                   TEXT_ARG(message.request_type));
  session = sessions_renew(call->instance->sessions, call_token(call), &tokens, err);
  if (!session)
    return false;
  message_put_token(call->answer,
                    &(struct token_answer){ text_of(tokens.token), text_of(tokens.master),
                                            (int64_t)session->id, tokens.validity,
                                            tokens.master_validity });
  call_release(call, session);
  return true;
}

void session_token(struct call *call)
{
  struct err err;
  bool ok = renew(call, &err);

  statistics_add_renewal(call->instance->statistics, ok);
  if (!ok)
    message_put_refusal(call->answer, &err);
}

void session_heartbeat(struct call *call)
{
  struct session *session = call_session(call);

  if (!session)
    return;
  message_put_ok(call->answer, (struct text){ NULL, 0 });
  call_release(call, session);
}

void session_delete(struct call *call)
{
  struct session *session;

  if (!text_is_nocase(http_query(call->request, "delete"), "true")) {
    struct err err;

    err_set(&err, ERR_BAD_REQUEST, "A session can only be deleted here.");
    message_put_refusal(call->answer, &err);
    return;
  }
  session = call_session(call);
  if (!session)
    return;
  sessions_remove(call->instance->sessions, session);
  answers_leave_session(call->instance->answers, session->id);
  message_put_ok(call->answer, (struct text){ NULL, 0 });
  call_release(call, session);
}
