/* call.c: one request to an endpoint, as all the endpoints see it. */
#include "wire/call.h"

#include "protocol/message.h"
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

/* Without the quotes around it, doubled ones made single. */
static struct text unquote(struct arena *arena, struct text name)
{
  char *out = arena_alloc(arena, name.len);
  size_t len = 0;

  for (size_t i = 1; i + 1 < name.len; i++) {
    out[len++] = name.at[i];
    if (name.at[i] == '"' && name.at[i + 1] == '"')
      i++;
  }
  return text_from(out, len);
}

struct text call_name(const struct call *call, const char *parameter)
{
  struct text name = text_trim(http_query(call->request, parameter));

  if (!name.len || !text_is_utf8(name))
    return (struct text){ NULL, 0 };
  if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
    return unquote(call->arena, name);
  return arena_upper(call->arena, name);
}
