/* dash_guard.c: who asks the dashboard's API, and from which page. */
#include "dashboard/dash_guard.h"

#include <unistd.h>

#include "dashboard/dash_header.h"
#include "dashboard/dash_hosts.h"
#include "data/json.h"
#include "protocol/display_message.h"
#include "session/login.h"
#include "session/server_facts.h"
#include "session/sessions.h"
#include "session/tickets.h"
#include "session/users.h"

enum { MOST_HOST = 255 };

void dash_add_headers(struct call *call)
{
  static const char *const headers[][2] = {
    { "Cache-Control", "no-store" },
    { "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Referrer-Policy", "no-referrer" },
    { "X-Content-Type-Options", "nosniff" },
  };

  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
    http_respond_header(call->response, headers[i][0], headers[i][1]);
}

void dash_respond(struct call *call, int status)
{
  dash_add_headers(call);
  http_respond_buf(call->response, status, "application/json", call->answer);
  call->has_responded = true;
}

void dash_refuse(struct call *call, int status, const struct err *err)
{
  buf_reset(call->answer);
  json_put_open(call->answer, '{');
  display_put_error(call->answer, err);
  json_put_close(call->answer, '}');
  dash_respond(call, status);
}

/* ---- the host ---- */

static struct text listed_hosts(const struct call *call)
{
  const struct server_facts *facts = call->instance->facts;

  return text_of(facts ? facts->dashboard_hosts : NULL);
}

static bool shows_token(const struct call *call)
{
  struct text header = http_header(call->request, "Authorization");

  return text_starts_with_nocase(header, "Bearer ") || call_token(call).len;
}

bool dash_guard_host(struct call *call)
{
  struct text name = dash_hosts_name(http_header(call->request, "Host"));
  char own[MOST_HOST + 1] = "";
  struct err err;

  if (gethostname(own, sizeof own - 1) != 0)
    own[0] = '\0';
  if (dash_hosts_is_own(name, own, listed_hosts(call)))
    return true;
  err_set(&err, ERR_BAD_REQUEST,
          "The dashboard is not served under the name '" TEXT_FMT
          "'. Use localhost, this machine's name or address, or name it in the option "
          "dashboard-hosts.",
          TEXT_ARG(text_cut(name, MOST_HOST)));
  dash_refuse(call, 421, &err);
  return false;
}

bool dash_guard_monitor(struct call *call)
{
  struct text name = dash_hosts_name(http_header(call->request, "Host"));

  return (name.len && text_find(name, '.') == name.len) || dash_guard_host(call);
}

bool dash_guard_name(struct call *call)
{
  return shows_token(call) || dash_guard_host(call);
}

/* ---- the page ---- */

/* A page comes from where its request is sent to, or from where something in front of this server is. */
static bool is_own_page(const struct call *call, struct text origin)
{
  return text_equal(origin, call_base_url(call->request, call->arena)) ||
         dash_hosts_has_origin(origin, listed_hosts(call));
}

static bool guard_body(struct call *call, const char *wanted)
{
  struct text origin = http_header(call->request, "Origin");
  struct text type = http_header(call->request, "Content-Type");
  bool is_program = !dash_cookie(call).at && !origin.at;
  struct err err;

  if (!text_starts_with_nocase(type, wanted)) {
    err_set(&err, ERR_BAD_REQUEST, "Content-Type: %s is wanted.", wanted);
    dash_refuse(call, 415, &err);
    return false;
  }
  if (is_program || is_own_page(call, origin))
    return true;
  err_set(&err, ERR_BAD_REQUEST, "The request does not come from a page of this server.");
  dash_refuse(call, 403, &err);
  return false;
}

bool dash_guard_change(struct call *call)
{
  return guard_body(call, "application/json");
}

bool dash_guard_upload(struct call *call)
{
  return guard_body(call, "application/octet-stream");
}

/* ---- the user ---- */

struct text dash_cookie(const struct call *call)
{
  return dash_header_cookie(http_header(call->request, "Cookie"), DASHBOARD_COOKIE);
}

/* A cookie ends with the password that it was given for. */
static bool find_ticket(struct call *call, struct text cookie, struct ticket *ticket,
                        struct user **user, struct err *err)
{
  bool found = tickets_find(call->instance->tickets, call->arena, TICKET_DASHBOARD,
                            cookie, ticket);

  *user = found ? users_find(call->instance->users, call->arena, ticket->user) : NULL;
  return (*user && user_time(*user, USER_PASSWORD_SET_MS) <= ticket->given_ms) ||
         err_set(err, ERR_SESSION_EXPIRED,
                 "You are not signed in any more. Please sign in again.");
}

static bool by_cookie(struct call *call, struct text cookie, struct login_grant *grant,
                      struct err *err)
{
  struct ticket ticket;

  *grant = (struct login_grant){ .method = LOGIN_BY_PASSWORD };
  if (!find_ticket(call, cookie, &ticket, &grant->user, err))
    return false;
  grant->role = ticket.role;
  grant->is_role_only = ticket.is_role_only;
  return users_check_open(grant->user, err);
}

/* The token of a driver's session says who it is, and no more: statements have sessions of their own. */
static bool by_session(struct call *call, struct login_grant *grant, struct err *err)
{
  struct session *session = sessions_find(call->instance->sessions, call_token(call),
                                          err);

  *grant = (struct login_grant){ .method = LOGIN_BY_PASSWORD };
  if (!session)
    return false;
  grant->user = users_find(call->instance->users, call->arena, session->user);
  grant->is_role_only = session->is_role_only;
  if (grant->is_role_only) /* Then it never changes. */
    grant->role = arena_text(call->arena, session->role);
  if (!grant->user)
    users_missing(session->user, err);
  call_release(call, session);
  return grant->user && users_check_open(grant->user, err) &&
         login_usual_role(grant, err);
}

static bool by_token(struct call *call, struct text header, struct login_grant *grant,
                     struct err *err)
{
  struct login_claim claim = {
    .token = text_trim(text_slice(header, sizeof "Bearer " - 1, header.len)),
    .is_local = http_is_local(call->request),
    .address = http_peer(call->request),
    .app = TEXT(DASHBOARD_APP),
  };
  struct text type = http_header(call->request, "X-Snowflake-Authorization-Token-Type");

  return login_bearer(call->instance, call->arena, type, &claim, grant, err);
}

bool dash_guard_user(struct call *call, struct login_grant *grant)
{
  struct text header = http_header(call->request, "Authorization");
  struct text cookie = dash_cookie(call);
  struct err err;

  if (text_starts_with_nocase(header, "Bearer ")) {
    if (by_token(call, header, grant, &err))
      return true;
  } else if (text_starts_with_nocase(header, "Snowflake ")) {
    if (by_session(call, grant, &err))
      return true;
  } else if (cookie.at) {
    if (by_cookie(call, cookie, grant, &err))
      return true;
  } else {
    err_set(&err, ERR_NO_TOKEN,
            "Sign in, or show a token: Authorization: Bearer <token>.");
  }
  dash_refuse(call, 401, &err);
  return false;
}
