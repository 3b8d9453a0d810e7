/* dash_server.c: what the server is. */
#include "dashboard/dash_server.h"

#include "dashboard/dash_guard.h"
#include "dashboard/dash_hosts.h"
#include "data/json.h"
#include "data/member.h"
#include "session/integrations.h"
#include "session/probe.h"
#include "session/server_facts.h"
#include "session/users.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

/* How one may log in wherever there is a user; as LOGIN_HISTORY and drivers call it. */
static const char *const methods[] = { "PASSWORD", "KEYPAIR", "EXTERNALBROWSER",
                                       "PROGRAMMATIC_ACCESS_TOKEN", "MFA" };

/* ---- how it is reached ---- */

/* Behind the last colon, unless that is inside the brackets of an IPv6 address. */
static int64_t port_of(struct text header, bool is_https)
{
  size_t at = header.len;
  int64_t port;

  while (at > 0 && header.at[at - 1] != ':' && header.at[at - 1] != ']')
    at--;
  if (at > 0 && header.at[at - 1] == ':' &&
      text_to_int64(text_slice(header, at, header.len), &port))
    return port;
  return is_https ? HTTPS_PORT : HTTP_PORT;
}

static void put_reached(struct call *call)
{
  struct text header = http_header(call->request, "Host");
  bool is_https = http_is_https(call->request);
  struct buf *out = call->answer;

  member_open(out, "reached", '{');
  member_text(out, "protocol", is_https ? TEXT("https") : TEXT("http"));
  member_text(out, "host", dash_hosts_name(header));
  member_int(out, "port", port_of(header, is_https));
  json_put_close(out, '}');
}

static void put_port(struct buf *out, const char *name, int port)
{
  if (port > 0)
    member_int(out, name, port);
  else
    member_null(out, name);
}

static void put_listening(struct buf *out, const struct server_facts *facts)
{
  member_open(out, "listening", '{');
  member_string(out, "host", facts->host);
  put_port(out, "httpPort", facts->http_port);
  put_port(out, "httpsPort", facts->https_port);
  json_put_close(out, '}');
}

/* ---- its security ---- */

static void put_tls(struct buf *out, const struct server_facts *facts)
{
  if (facts->https_port <= 0) {
    member_null(out, "tls");
    return;
  }
  member_open(out, "tls", '{');
  member_string(out, "fingerprint", facts->tls_fingerprint);
  member_string(out, "subject", facts->tls_subject);
  member_int(out, "notAfterOn", facts->tls_not_after * 1000);
  member_bool(out, "isSelfSigned", facts->tls_is_self_signed);
  json_put_close(out, '}');
}

static bool has_oauth(struct call *call)
{
  struct list list = integrations_list(call->instance->integrations, call->arena);

  for (int i = 0; i < list.count; i++)
    if (!integration_is_storage(list.at[i]) &&
        integration_is(list.at[i], INTEGRATION_ENABLED))
      return true;
  return false;
}

static void put_methods(struct call *call)
{
  struct buf *out = call->answer;

  member_open(out, "authentication", '[');
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    json_put_text(out, text_of(methods[i]));
  if (has_oauth(call))
    json_put_text(out, TEXT("OAUTH"));
  json_put_close(out, ']');
}

/* ---- the whole ---- */

static void put_limits(struct call *call, const struct server_facts *facts)
{
  struct probe_limits limits = probe_limits(call->instance->probe);
  int64_t memory = facts->memory_limit ? facts->memory_limit : limits.memory;
  struct buf *out = call->answer;

  member_open(out, "limits", '{');
  if (memory > 0)
    member_int(out, "memoryBytes", memory);
  else
    member_null(out, "memoryBytes");
  member_int(out, "threads", limits.threads);
  json_put_close(out, '}');
}

static void put_facts(struct call *call, const struct server_facts *facts)
{
  struct buf *out = call->answer;

  member_int(out, "startedOn", facts->started_ms);
  member_text(out, "dataFolder",
              facts->data ? text_of(facts->data) : (struct text){ NULL, 0 });
  member_bool(out, "isInMemory", !facts->data);
  put_listening(out, facts);
  put_limits(call, facts);
  put_tls(out, facts);
}

void dash_server(struct call *call)
{
  struct buf *out = call->answer;
  struct login_grant grant;

  if (!dash_guard_user(call, &grant))
    return;
  json_put_open(out, '{');
  member_text(out, "version", TEXT(SNOWGLOBE_VERSION));
  member_string(out, "snowflakeVersion", call->instance->version);
  member_string(out, "engineVersion", engine_version());
  member_string(out, "account", call->instance->account);
  member_string(out, "region", call->instance->region);
  put_reached(call);
  if (call->instance->facts)
    put_facts(call, call->instance->facts);
  put_methods(call);
  member_bool(out, "isDefaultPasswordInUse", users_has_guest(call->instance->users));
  json_put_close(out, '}');
  dash_respond(call, 200);
}
