/* dash_sessions.c: who is here, and ending sessions. */
#include "dashboard/dash_sessions.h"

#include <stdlib.h>

#include "base/log.h"
#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "exec/redact.h"
#include "data/member.h"
#include "session/answers.h"
#include "session/roles.h"
#include "session/sessions.h"

enum { MOST_SQL = 2000 };

static bool sees_all(const struct login_grant *grant)
{
  return role_oversees_users(grant->role);
}

static bool may_see(const struct login_grant *grant, struct text user)
{
  return text_equal(user, grant->user->name) || sees_all(grant);
}

/* ---- GET /api/sessions ---- */

static int by_use(const void *a, const void *b)
{
  const struct listed_session *left = a, *right = b;

  if (left->used_ms != right->used_ms)
    return left->used_ms < right->used_ms ? 1 : -1;
  return (left->id < right->id) - (left->id > right->id);
}

static void put_running(struct call *call, uint64_t id,
                        const struct running_answer *running, int count)
{
  struct buf *out = call->answer;

  member_open(out, "running", '[');
  for (int i = 0; i < count; i++) {
    struct text sql;

    if (running[i].session_id != id)
      continue;
    sql = text_cut(exec_redact(call->arena, running[i].sql), MOST_SQL);
    json_put_open(out, '{');
    member_text(out, "queryId", running[i].query_id);
    member_text(out, "status", running[i].is_queued ? TEXT("queued") : TEXT("running"));
    member_int(out, "startedOn", running[i].started_ms);
    member_text(out, "sql", sql);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

static void put_client(struct buf *out, const struct listed_session *session)
{
  member_open(out, "client", '{');
  member_text_or_null(out, "application", session->client_app);
  member_text_or_null(out, "version", session->client_version);
  member_text_or_null(out, "driver", session->driver);
  member_text_or_null(out, "driverVersion", session->driver_version);
  json_put_close(out, '}');
}

static void put_session(struct call *call, const struct login_grant *grant,
                        const struct listed_session *session,
                        const struct running_answer *running, int count)
{
  struct buf *out = call->answer;

  json_put_open(out, '{');
  member_text(out, "id",
              arena_printf(call->arena, "%llu", (unsigned long long)session->id));
  member_text(out, "user", session->user);
  member_bool(out, "isOwn", text_equal(session->user, grant->user->name));
  put_client(out, session);
  member_text_or_null(out, "role", session->role);
  member_text_or_null(out, "warehouse", session->warehouse);
  member_text_or_null(out, "database", session->database);
  member_text_or_null(out, "schema", session->schema);
  member_int(out, "createdOn", session->created_ms);
  member_int(out, "lastUsedOn", session->used_ms);
  member_int(out, "expiresOn", session->expires_ms);
  member_text_or_null(out, "remoteAddress", session->address);
  member_bool(out, "isEncrypted", session->is_https);
  put_running(call, session->id, running, count);
  json_put_close(out, '}');
}

void dash_sessions(struct call *call)
{
  struct buf *out = call->answer;
  struct listed_session *list;
  struct running_answer *running;
  struct login_grant grant;
  int count, running_count;

  if (!dash_guard_user(call, &grant))
    return;
  list = sessions_list(call->instance->sessions, call->arena, &count);
  running = answers_list_running(call->instance->answers, call->arena, &running_count);
  if (count)
    qsort(list, (size_t)count, sizeof *list, by_use);
  json_put_open(out, '{');
  member_open(out, "sessions", '[');
  for (int i = 0; i < count; i++)
    if (may_see(&grant, list[i].user))
      put_session(call, &grant, &list[i], running, running_count);
  json_put_close(out, ']');
  member_bool(out, "isAll", sees_all(&grant));
  json_put_close(out, '}');
  dash_respond(call, 200);
}

/* ---- POST /api/sessions/<id>/close ---- */

/* Held; NULL: it is not there, or not for this user to know of. */
static struct session *find(struct call *call, const struct login_grant *grant)
{
  struct session *session;
  int64_t number;

  if (!text_to_int64(call->id, &number) || number <= 0)
    return NULL;
  session = sessions_find_id(call->instance->sessions, (uint64_t)number);
  if (session && !may_see(grant, session->user)) {
    call_release(call, session);
    return NULL;
  }
  return session;
}

void dash_session_close(struct call *call)
{
  struct session *session;
  struct login_grant grant;
  struct err err;

  if (!dash_guard_change(call) || !dash_guard_user(call, &grant))
    return;
  session = find(call, &grant);
  if (!session) {
    err_set(&err, ERR_SESSION_GONE, "There is no session " TEXT_FMT ".",
            TEXT_ARG(text_cut(call->id, 40)));
    dash_refuse(call, 404, &err);
    return;
  }
  log_info("session %llu of " TEXT_FMT " is closed by " TEXT_FMT,
           (unsigned long long)session->id, TEXT_ARG(session->user),
           TEXT_ARG(grant.user->name));
  sessions_remove(call->instance->sessions, session);
  answers_cancel_session(call->instance->answers, session->id);
  call_release(call, session); /* Ends it, unless a statement has to stop first. */
  json_put_open(call->answer, '{');
  member_bool(call->answer, "closed", true);
  json_put_close(call->answer, '}');
  dash_respond(call, 200);
}
