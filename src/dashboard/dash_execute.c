/* dash_execute.c: statements of worksheets and programs, and the rows they gave. */
#include "dashboard/dash_execute.h"

#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "exec/session_names.h"
#include "protocol/display_message.h"
#include "protocol/execute_message.h"
#include "data/member.h"
#include "session/answers.h"
#include "session/results.h"
#include "session/sessions.h"
#include "wire/display_rows.h"
#include "wire/execution.h"
#include "wire/result_form.h"

/* ---- the session ---- */

/* One that stays, or one that ends with its statement. */
static struct session *open_session(struct call *call, const struct login_grant *grant,
                                    bool stays, struct err *err)
{
  struct session *session = call_new_session(call, grant, TEXT(DASHBOARD_APP), err);
  struct text database = { 0 }, schema = { 0 };
  struct session_tokens tokens; /* Nobody gets them: it is found by its number. */

  if (!session)
    return NULL;
  user_namespace(grant->user, call->arena, &database, &schema);
  session_names(session, database, schema, grant->user->values[USER_DEFAULT_WAREHOUSE]);
  session_set(&session->client_version, TEXT(SNOWGLOBE_VERSION));
  session->form = ANSWER_DASHBOARD;
  if (stays)
    sessions_add(call->instance->sessions, session, &tokens);
  else
    sessions_add_stateless(call->instance->sessions, session);
  return session;
}

/* Another's is as unknown as one that has ended. */
static struct session *find_session(struct call *call, struct text id,
                                    const struct login_grant *grant, struct err *err)
{
  int64_t number;
  struct session *session = text_to_int64(id, &number) && number > 0
                              ? sessions_find_id(call->instance->sessions,
                                                 (uint64_t)number)
                              : NULL;

  if (session && session->form == ANSWER_DASHBOARD &&
      text_equal(session->user, grant->user->name))
    return session;
  if (session)
    call_release(call, session);
  err_set(err, ERR_SESSION_GONE, "This worksheet's session has ended.");
  return NULL;
}

static struct session *get_session(struct call *call, struct text session,
                                   const struct login_grant *grant, struct err *err)
{
  if (!session.at)
    return open_session(call, grant, false, err);
  return text_is(session, "new") ? open_session(call, grant, true, err)
                                 : find_session(call, session, grant, err);
}

/* ---- POST /api/execute ---- */

/* Not longer than every request waits. */
static int64_t waits_for(const struct call *call, int64_t asked)
{
  int64_t most = call->instance->answer_seconds * 1000;

  return asked >= 0 && asked < most ? asked : most;
}

static void respond(struct call *call, struct answer *answer, int64_t wait_ms)
{
  struct answers *answers = call->instance->answers;

  if (!answer_wait(answers, answer, waits_for(call, wait_ms))) {
    display_put_progress(call->answer, text_of(answer_query_id(answer)));
    dash_respond(call, 202);
    return;
  }
  buf_add_text(call->answer, answer_body(answer));
  dash_respond(call, answer_status(answers, answer).state == ANSWER_DONE ? 200 : 422);
}

void dash_execute_run(struct call *call, struct session *session, struct arena *arena,
                      const struct query_message *message, int64_t wait_ms)
{
  struct answers *answers = call->instance->answers;
  struct answer *answer;
  bool is_new;

  answer = answers_begin(answers, session, (struct text){ NULL, 0 }, message->sql,
                         &is_new);
  execution_start(answers, answer, session, arena, message, TEXT(""));
  respond(call, answer, wait_ms);
  answer_release(answers, answer);
}

/* Who asked for a session learns its number. */
static void run(struct call *call, struct session *session, struct arena *arena,
                const struct execute_message *message)
{
  if (message->session.at)
    http_respond_header(
      call->response, "X-Snowglobe-Session",
      arena_printf(call->arena, "%llu", (unsigned long long)session->id).at);
  dash_execute_run(call, session, arena, &message->query, message->wait_ms);
}

void dash_execute(struct call *call)
{
  struct arena *arena;
  struct login_grant grant;
  struct execute_message message;
  struct session *session;
  struct err err;

  if (!dash_guard_change(call) || !dash_guard_user(call, &grant))
    return;
  arena = arena_new(); /* The statement's: it may outlive the request. */
  if (!execute_message_read(arena, http_body(call->request), &message, &err)) {
    arena_free(arena);
    dash_refuse(call, 400, &err);
    return;
  }
  session = get_session(call, message.session, &grant, &err);
  if (!session) {
    arena_free(arena);
    dash_refuse(call, err.code == ERR_SESSION_GONE ? 410 : 500, &err);
    return;
  }
  run(call, session, arena, &message);
  call_release(call, session);
}

/* ---- later ---- */

void dash_execute_refuse_unknown(struct call *call)
{
  struct err err;

  err_set(&err, ERR_NO_STATEMENT, "Statement " TEXT_FMT " not found", TEXT_ARG(call->id));
  dash_refuse(call, 404, &err);
}

static int64_t number_of(const struct call *call, const char *name, int64_t otherwise)
{
  int64_t number;

  return text_to_int64(http_query(call->request, name), &number) && number >= 0
           ? number
           : otherwise;
}

void dash_answer(struct call *call)
{
  struct answers *answers = call->instance->answers;
  struct login_grant grant;
  struct answer *answer;

  if (!dash_guard_user(call, &grant))
    return;
  answer = answers_find(answers, call->id, grant.user->name);
  if (answer)
    respond(call, answer, number_of(call, "waitMs", -1));
  else
    dash_execute_refuse_unknown(call);
  answer_release(answers, answer);
}

void dash_cancel(struct call *call)
{
  struct answers *answers = call->instance->answers;
  struct login_grant grant;
  struct answer *answer;

  if (!dash_guard_change(call) || !dash_guard_user(call, &grant))
    return;
  answer = answers_find(answers, call->id, grant.user->name);
  if (answer) {
    json_put_open(call->answer, '{');
    member_bool(call->answer, "cancelled", answer_cancel(answers, answer));
    json_put_close(call->answer, '}');
    dash_respond(call, 200);
  } else {
    dash_execute_refuse_unknown(call);
  }
  answer_release(answers, answer);
}

static bool put_rows(struct call *call, struct kept_result *kept, struct err *err)
{
  int64_t from = number_of(call, "from", 0);
  int64_t count = number_of(call, "count", DISPLAY_FIRST_ROWS);
  struct rowtype_column *columns = display_columns_again(call->arena, kept, err);
  bool ok;

  if (!columns)
    return false;
  display_begin_page(call->answer, call->id, kept_result_rows(kept));
  ok = display_rows_put(call->answer, kept, columns, from,
                        count < DISPLAY_MOST_ROWS ? count : DISPLAY_MOST_ROWS, err);
  display_end(call->answer);
  return ok;
}

void dash_rows(struct call *call)
{
  struct login_grant grant;
  struct kept_result *kept;
  struct err err;

  if (!dash_guard_user(call, &grant))
    return;
  kept = results_find(call->instance->results, call->id, grant.user->name);
  if (!kept)
    dash_execute_refuse_unknown(call);
  else if (put_rows(call, kept, &err))
    dash_respond(call, 200);
  else
    dash_refuse(call, 410, &err);
  kept_result_release(kept);
}
