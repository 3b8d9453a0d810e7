/* call.c: one request to an endpoint, as all the endpoints see it. */
#include "wire/call.h"

#include "protocol/message.h"
#include "session/inherited_params.h"
#include "session/sessions.h"

struct text call_base_url(const struct http_request *request, struct arena *arena)
{
  return arena_printf(arena, "%s://" TEXT_FMT, http_is_https(request) ? "https" : "http",
                      TEXT_ARG(http_header(request, "Host")));
}

struct text call_token(const struct call *call)
{
  struct text header = http_header(call->request, "Authorization");
  struct text rest;

  if (!text_starts_with_nocase(header, "Snowflake Token=\""))
    return TEXT("");
  rest = text_slice(header, sizeof "Snowflake Token=\"" - 1, header.len);
  return text_slice(rest, 0, text_find(rest, '"'));
}

struct session *call_new_session(const struct call *call, const struct login_grant *grant,
                                 struct text app, struct err *err)
{
  struct session *session = session_new(call->instance, err);

  if (!session || !session_inherit(session, grant->user, err)) {
    session_free(session);
    return NULL;
  }
  session_set(&session->user, grant->user->name);
  session_set(&session->role, grant->role);
  session->is_role_only = grant->is_role_only;
  session_set(&session->client_app, app);
  session_set(&session->client_address, http_peer(call->request));
  session_set(&session->server_address, http_header(call->request, "Host"));
  session->is_https = http_is_https(call->request);
  return session;
}

struct session *call_session(struct call *call)
{
  struct session *session;
  struct err err;

  session = sessions_find(call->instance->sessions, call_token(call), &err);
  if (!session)
    message_put_refusal(call->answer, &err);
  return session;
}

void call_release(struct call *call, struct session *session)
{
  sessions_release(call->instance->sessions, session);
}

/* The service does not make doubled quotes single here, so that no login finds a name with a quote:
 * test_url_helper_quoted_schema_special_characters of snowflake-sqlalchemy 2.1. */
struct text call_name(const struct call *call, const char *parameter)
{
  struct text name = text_trim(http_query(call->request, parameter));

  if (!name.len || !text_is_utf8(name))
    return (struct text){ NULL, 0 };
  if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
    return arena_text(call->arena, text_slice(name, 1, name.len - 2));
  return arena_upper(call->arena, name);
}
