/* dash_view.c: earlier results looked at again: sorted, filtered, as a chart, described. */
#include "dashboard/dash_view.h"

#include "dashboard/dash_execute.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_view_sql.h"
#include "protocol/execute_message.h"
#include "session/results.h"
#include "session/sessions.h"
#include "wire/result_form.h"

/* With the output formats of the result, so that its values look the same. */
static struct session *open_session(struct call *call, const struct login_grant *grant,
                                    const struct kept_result *kept, struct err *err)
{
  struct session *session = call_new_session(call, grant, TEXT(DASHBOARD_APP), err);
  bool null_text;

  if (!session)
    return NULL;
  if (!result_read_settings(kept, session->params, &null_text, err)) {
    session_free(session);
    return NULL;
  }
  session_set(&session->client_version, TEXT(SNOWGLOBE_VERSION));
  session->form = ANSWER_DASHBOARD;
  sessions_add_stateless(call->instance->sessions, session);
  return session;
}

static struct view_source source_of(struct call *call, const struct kept_result *kept)
{
  int count = kept_result_columns(kept);
  struct type *types = ARENA_ARRAY(call->arena, (size_t)count, struct type);

  for (int i = 0; i < count; i++)
    types[i] = kept_result_column(kept, i)->type;
  return (struct view_source){ call->id, kept_result_rows(kept), count, types };
}

static bool read_message(struct call *call, struct arena *arena,
                         const struct kept_result *kept, view_sql build,
                         struct query_message *message, int64_t *wait_ms, struct err *err)
{
  const struct json *body = json_parse(arena, http_body(call->request), err);
  struct view_source source = source_of(call, kept);

  if (!body)
    return false;
  *wait_ms = json_as_int(json_member(body, "waitMs"), -1);
  return json_has_members(body) ? build(arena, &source, body, message, err)
                                : err_set(err, ERR_BAD_REQUEST, "An object is wanted.");
}

static void run(struct call *call, const struct login_grant *grant,
                const struct kept_result *kept, view_sql build)
{
  struct arena *arena = arena_new(); /* The statement's: it may outlive the request. */
  struct query_message message = { .first_rows = DISPLAY_FIRST_ROWS };
  struct session *session;
  int64_t wait_ms;
  struct err err;

  if (!read_message(call, arena, kept, build, &message, &wait_ms, &err)) {
    arena_free(arena);
    dash_refuse(call, 400, &err);
    return;
  }
  session = open_session(call, grant, kept, &err);
  if (!session) {
    arena_free(arena);
    dash_refuse(call, 500, &err);
    return;
  }
  dash_execute_run(call, session, arena, &message, wait_ms);
  call_release(call, session);
}

static void look(struct call *call, view_sql build)
{
  struct login_grant grant;
  struct kept_result *kept;

  if (!dash_guard_change(call) || !dash_guard_user(call, &grant))
    return;
  kept = results_find(call->instance->results, call->id, grant.user->name);
  if (kept)
    run(call, &grant, kept, build);
  else
    dash_execute_refuse_unknown(call);
  kept_result_release(kept);
}

void dash_view(struct call *call)
{
  look(call, view_sql_rows);
}

void dash_chart(struct call *call)
{
  look(call, view_sql_chart);
}

void dash_statistics(struct call *call)
{
  look(call, view_sql_statistics);
}
