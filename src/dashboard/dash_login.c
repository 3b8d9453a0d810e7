/* dash_login.c: signing in to the dashboard, and out. */
#include "dashboard/dash_login.h"

#include "base/log.h"
#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "data/member.h"
#include "session/login.h"
#include "session/tickets.h"

/* Here, or where something in front of this server speaks it. */
static bool speaks_https(const struct call *call)
{
  return http_is_https(call->request) ||
         text_starts_with_nocase(http_header(call->request, "Origin"), "https://");
}

static void set_cookie(struct call *call, struct text value, int64_t seconds)
{
  /* SameSite=Strict, so that no other site's link or form brings it along. */
  http_respond_header(
    call->response, "Set-Cookie",
    arena_printf(
      call->arena,
      DASHBOARD_COOKIE "=" TEXT_FMT "; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
      TEXT_ARG(value), (long long)seconds, speaks_https(call) ? "; Secure" : "")
      .at);
}

static void put_user(struct buf *out, struct arena *arena,
                     const struct login_grant *grant)
{
  struct text database = { 0 }, schema = { 0 };

  user_namespace(grant->user, arena, &database, &schema);
  json_put_open(out, '{');
  member_text(out, "user", grant->user->name);
  member_text(out, "role", grant->role);
  member_text(out, "warehouse", grant->user->values[USER_DEFAULT_WAREHOUSE]);
  member_text(out, "database", database);
  member_text(out, "schema", schema);
  json_put_close(out, '}');
}

static bool read_claim(struct call *call, struct login_claim *claim, struct err *err)
{
  const struct json *root = json_parse(call->arena, http_body(call->request), err);
  bool is_whole;

  if (!root)
    return false;
  is_whole = json_as_text(json_member(root, "user")).at &&
             json_as_text(json_member(root, "password")).at;
  claim->user = arena_text(call->arena, json_as_text(json_member(root, "user")));
  claim->password = arena_text(call->arena, json_as_text(json_member(root, "password")));
  claim->passcode = arena_text(call->arena, json_as_text(json_member(root, "passcode")));
  if (!claim->passcode.len)
    claim->passcode = (struct text){ NULL, 0 };
  return is_whole ||
         err_set(err, ERR_BAD_REQUEST, "\"user\" and \"password\" are wanted, strings.");
}

static bool check(struct call *call, struct login_grant *grant, struct err *err)
{
  struct login_claim claim = { .method = LOGIN_BY_PASSWORD,
                               .is_local = http_is_local(call->request),
                               .address = http_peer(call->request),
                               .app = TEXT(DASHBOARD_APP) };

  return read_claim(call, &claim, err) &&
         login_check(call->instance, call->arena, &claim, grant, err);
}

void dash_login(struct call *call)
{
  struct login_grant grant;
  struct ticket ticket = { 0 };
  struct err err;

  if (!dash_guard_change(call))
    return;
  if (!check(call, &grant, &err)) {
    log_info("dashboard: login refused: %s", err.message);
    dash_refuse(call, err.code == ERR_BAD_REQUEST ? 400 : 401, &err);
    return;
  }
  ticket.user = grant.user->name;
  ticket.role = grant.role;
  ticket.is_role_only = grant.is_role_only;
  set_cookie(call,
             tickets_give(call->instance->tickets, call->arena, TICKET_DASHBOARD, &ticket,
                          DASH_LOGIN_SECONDS),
             DASH_LOGIN_SECONDS);
  put_user(call->answer, call->arena, &grant);
  dash_respond(call, 200);
}

void dash_logout(struct call *call)
{
  struct text cookie = dash_cookie(call);
  struct ticket ticket;

  if (!dash_guard_change(call))
    return;
  if (cookie.at && tickets_take(call->instance->tickets, call->arena, TICKET_DASHBOARD,
                                cookie, &ticket))
    log_debug("dashboard: " TEXT_FMT " signs out", TEXT_ARG(ticket.user));
  set_cookie(call, TEXT(""), 0);
  buf_add_string(call->answer, "{}");
  dash_respond(call, 200);
}

void dash_me(struct call *call)
{
  struct login_grant grant;

  if (!dash_guard_user(call, &grant))
    return;
  put_user(call->answer, call->arena, &grant);
  dash_respond(call, 200);
}
