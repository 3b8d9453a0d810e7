/* sql_api.c: the SQL API: statements as plain HTTP requests, each in a session of its own. */
#include "wire/sql_api.h"

#include "base/id.h"
#include "exec/session_names.h"
#include "protocol/sql_api_message.h"
#include "session/answers.h"
#include "session/sessions.h"
#include "wire/execution.h"
#include "wire/jsonv2.h"
#include "wire/sql_api_kept.h"
#include "wire/sql_api_request.h"

/* More statements than these at a time are refused for now: status 429. */
#define MAX_RUNNING 1000
/* When clients of a server that stops should ask again. */
#define RETRY_SECONDS "2"

static struct sql_api_handle handle_of(const struct answer *answer)
{
  return (struct sql_api_handle){ text_of(answer_query_id(answer)),
                                  answer_started_ms(answer) };
}

/* ---- what became of a statement ---- */

static void add_link(struct buf *links, struct text id, int64_t partition,
                     const char *rel)
{
  char request_id[ID_QUERY_SIZE];

  id_query(request_id);
  buf_printf(links,
             "%s<" SQL_API_PATH "/" TEXT_FMT "?requestId=%s&partition=%lld>; rel=\"%s\"",
             links->len ? "," : "", TEXT_ARG(id), request_id, (long long)partition, rel);
}

static void respond_links(struct call *call, struct text id, int64_t partition,
                          int64_t count)
{
  struct buf links;

  buf_init(&links);
  add_link(&links, id, 0, "first");
  if (partition > 0)
    add_link(&links, id, partition - 1, "prev");
  if (partition + 1 < count)
    add_link(&links, id, partition + 1, "next");
  add_link(&links, id, count - 1, "last");
  http_respond_header(call->response, "Link", links.at);
  buf_clear(&links);
}

/* A result's first partition; that of a failed statement is what went wrong. */
static void respond_body(struct call *call, const struct answer *answer, int status)
{
  if (status == 200)
    respond_links(call, text_of(answer_query_id(answer)), 0,
                  jsonv2_partitions(answer_note(answer)));
  buf_add_text(call->answer, answer_body(answer));
  sql_api_respond(call, status);
}

static void respond_progress(struct call *call, const struct answer *answer)
{
  sql_api_put_progress(call->answer, handle_of(answer));
  sql_api_respond(call, 202);
}

static bool check_partition(struct call *call, int64_t partition, int64_t count)
{
  struct err err;

  if (partition < count)
    return true;
  err_set(&err, ERR_INVALID_PARAMETER,
          "Invalid parameter. The result has %lld partitions, counted from 0.",
          (long long)count);
  sql_api_refuse(call, 400, &err);
  return false;
}

static void respond_failure(struct call *call, struct sql_api_handle handle,
                            const struct err *err)
{
  buf_reset(call->answer);
  sql_api_put_failure(call->answer, handle, err);
  sql_api_respond(call, 422);
}

static void respond_rows(struct call *call, struct text id, int64_t partition,
                         int64_t count)
{
  respond_links(call, id, partition, count);
  http_respond_gzip(call->response, 200, "application/json", call->answer);
  call->has_responded = true;
}

static void respond_partition(struct call *call, const struct answer *answer,
                              int64_t partition)
{
  struct text note = answer_note(answer);
  int64_t count = jsonv2_partitions(note);
  struct err err;

  if (!check_partition(call, partition, count))
    return;
  if (jsonv2_partition(call->instance, note, partition, call->answer, &err))
    respond_rows(call, text_of(answer_query_id(answer)), partition, count);
  else
    respond_failure(call, handle_of(answer), &err);
}

/* ... of a statement that only its result is left of, which is released. */
static void respond_kept(struct call *call, struct kept_result *kept, int64_t partition)
{
  struct sql_api_handle handle = sql_api_kept_handle(kept);
  int64_t count = kept_result_parts(kept);
  struct err err;

  if (check_partition(call, partition, count)) {
    if (!(partition ? sql_api_kept_put_rows(kept, partition, call->answer, &err)
                    : sql_api_kept_put(call, kept, call->answer, &err))) {
      respond_failure(call, handle, &err);
    } else if (partition) {
      respond_rows(call, handle.id, partition, count);
    } else {
      respond_links(call, handle.id, 0, count);
      sql_api_respond(call, 200);
    }
  }
  kept_result_release(kept);
}

/* ---- POST /api/v2/statements ---- */

static bool set_params(struct session *session, const struct query_message *query,
                       struct err *err)
{
  for (int i = 0; i < query->param_count; i++) {
    struct err why;

    if (!params_set(session->params, query->params[i].name, query->params[i].value, &why))
      return err_set(err, ERR_INVALID_PARAMETER, "Invalid parameter. %s", why.message);
  }
  return true;
}

/* What the body does not name is the user's own. */
static void set_names(struct call *call, struct session *session,
                      const struct sql_api_request *request, const struct user *user)
{
  struct text database = { 0 }, schema = { 0 };

  user_namespace(user, call->arena, &database, &schema);
  if (request->database.at) {
    database = request->database;
    schema = (struct text){ NULL, 0 };
  }
  if (request->schema.at)
    schema = request->schema;
  session_names(session, database, schema,
                request->warehouse.at ? request->warehouse
                                      : user->values[USER_DEFAULT_WAREHOUSE]);
}

/* The session of one request, held. */
static struct session *open_session(struct call *call,
                                    const struct sql_api_request *request,
                                    const struct login_grant *grant, struct err *err)
{
  struct session *session = call_new_session(call, grant, TEXT(SQL_API_APP), err);

  if (!session)
    return NULL;
  session->is_stateless = true;
  session->form = ANSWER_SQL_API;
  set_names(call, session, request, grant->user);
  if (!set_params(session, &request->query, err)) {
    session_free(session);
    return NULL;
  }
  sessions_add_stateless(call->instance->sessions, session);
  return session;
}

static void put_late(struct http_response *response, void *context)
{
  const struct sql_api_handle *handle = context;
  struct buf body;

  buf_init(&body);
  sql_api_put_progress(&body, *handle);
  http_respond_buf(response, 202, "application/json", &body);
  buf_clear(&body);
}

/* Here and now, as drivers' statements are run. */
static void run_here(struct call *call, struct session *session, struct answer *answer,
                     struct arena *arena, const struct query_message *query)
{
  struct sql_api_handle *handle = ARENA_NEW(call->arena, struct sql_api_handle);

  *handle = handle_of(answer);
  handle->id = arena_text(call->arena, handle->id);
  http_answer_late(call->request, call->instance->answer_seconds * 1000, put_late,
                   handle);
  execution_run(call->instance->answers, answer, session, arena, query, TEXT(""));
}

/* The statement's time is over: 408, but only for who sent it. */
static void respond_submitted(struct call *call, struct answer *answer)
{
  struct answers *answers = call->instance->answers;
  struct answer_status status;

  if (!answer_wait(answers, answer, call->instance->answer_seconds * 1000)) {
    respond_progress(call, answer);
    return;
  }
  status = answer_status(answers, answer);
  if (status.state == ANSWER_DONE)
    respond_body(call, answer, 200);
  else
    respond_body(call, answer, status.err.code == ERR_TIMEOUT ? 408 : 422);
}

static void run(struct call *call, struct session *session, struct arena *arena,
                struct sql_api_request *request, const struct sql_api_query *query)
{
  struct answers *answers = call->instance->answers;
  struct answer *answer;
  bool is_new;

  request->query.param_count = 0; /* They are the session's. */
  request->query.null_text = query->null_text;
  answer = answers_begin(answers, session, query->request_id, request->query.sql,
                         &is_new);
  if (is_new)
    answer_set_async(answers,
                     answer); /* Its session ends with the request, it does not. */
  if (!is_new)
    arena_free(arena);
  else if (query->is_async)
    execution_start(answers, answer, session, arena, &request->query, TEXT(""));
  else
    run_here(call, session, answer, arena, &request->query);
  if (query->is_async)
    respond_progress(call, answer);
  else
    respond_submitted(call, answer);
  answer_release(answers, answer);
}

static bool check_rate(struct call *call)
{
  struct err err;

  if (answers_are_closing(call->instance->answers)) {
    http_respond_header(call->response, "Retry-After", RETRY_SECONDS);
    http_respond(call->response, 503, "text/plain", TEXT("The server stops\n"));
    call->has_responded = true;
    return false;
  }
  if (answers_running(call->instance->answers) < MAX_RUNNING)
    return true;
  err_set(&err, ERR_TOO_MANY_REQUESTS, "Too many requests.");
  sql_api_refuse(call, 429, &err);
  return false;
}

/* The arena is the statement's: it may outlive the request. */
static void submit(struct call *call, struct arena *arena,
                   const struct sql_api_query *query)
{
  struct sql_api_request request;
  struct login_grant grant;
  struct session *session = NULL;
  struct err err;
  bool ok = sql_api_read(arena, http_body(call->request), &request, &err);

  if (!sql_api_login(call, ok ? request.role : (struct text){ NULL, 0 }, &grant) ||
      !check_rate(call)) {
    arena_free(arena);
    return;
  }
  if (ok)
    session = open_session(call, &request, &grant, &err);
  if (!session) {
    sql_api_refuse(call, 400, &err);
    arena_free(arena);
    return;
  }
  run(call, session, arena, &request, query);
  call_release(call, session);
}

void sql_api_submit(struct call *call)
{
  struct sql_api_query query;

  if (sql_api_check_headers(call) && sql_api_read_query(call, &query))
    submit(call, arena_new(), &query);
}

/* ---- the others ---- */

/* The statement of the path, held, if it is the user's and was sent to this API; NULL: there is no
 * such answer. */
static struct answer *find_answer(struct call *call, const struct login_grant *grant)
{
  struct answers *answers = call->instance->answers;
  struct answer *answer = answers_find(answers, call->id, grant->user->name);

  if (answer && answer_is_stateless(answer))
    return answer;
  answer_release(answers, answer);
  return NULL;
}

static void respond_unknown(struct call *call)
{
  struct err err;

  err_set(&err, ERR_NO_STATEMENT, "Statement " TEXT_FMT " not found", TEXT_ARG(call->id));
  sql_api_put_unknown(call->answer, call->id, &err);
  sql_api_respond(call, 422);
}

static bool check_status_query(struct call *call, struct sql_api_query *query)
{
  struct err err;

  if (!sql_api_read_query(call, query))
    return false;
  if (!http_query(call->request, "nullable").at)
    return true;
  err_set(&err, ERR_INVALID_PARAMETER,
          "Invalid parameter. 'nullable' belongs to the request that submits a "
          "statement.");
  sql_api_refuse(call, 400, &err);
  return false;
}

static void respond_answer(struct call *call, const struct sql_api_query *query,
                           struct answer *answer)
{
  switch (answer_status(call->instance->answers, answer).state) {
  case ANSWER_QUEUED:
  case ANSWER_RUNNING: respond_progress(call, answer); break;
  case ANSWER_FAILED: respond_body(call, answer, 422); break;
  case ANSWER_DONE:
    if (query->partition)
      respond_partition(call, answer, query->partition);
    else
      respond_body(call, answer, 200);
    break;
  }
  answer_release(call->instance->answers, answer);
}

void sql_api_status(struct call *call)
{
  struct sql_api_query query;
  struct login_grant grant;
  struct answer *answer;
  struct kept_result *kept;

  if (!sql_api_check_headers(call) || !check_status_query(call, &query) ||
      !sql_api_login(call, (struct text){ NULL, 0 }, &grant))
    return;
  answer = find_answer(call, &grant);
  kept = answer ? NULL : sql_api_kept_find(call, grant.user->name);
  if (answer)
    respond_answer(call, &query, answer);
  else if (kept)
    respond_kept(call, kept, query.partition);
  else
    respond_unknown(call);
}

void sql_api_cancel(struct call *call)
{
  struct answers *answers = call->instance->answers;
  struct sql_api_query query;
  struct login_grant grant;
  struct answer *answer;

  if (!sql_api_check_headers(call) || !sql_api_read_query(call, &query) ||
      !sql_api_login(call, (struct text){ NULL, 0 }, &grant))
    return;
  answer = find_answer(call, &grant);
  if (answer && answer_cancel(answers, answer)) {
    sql_api_put_canceled(call->answer, call->id);
    sql_api_respond(call, 200);
  } else {
    respond_unknown(call);
  }
  answer_release(answers, answer);
}
