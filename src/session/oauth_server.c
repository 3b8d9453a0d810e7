/* oauth_server.c: this server as an OAuth 2.0 authorization server for its own sessions. */
#include "session/oauth_server.h"

#include "net/crypto.h"
#include "session/integrations.h"
#include "session/roles.h"
#include "session/users.h"

#define LOCAL_CLIENT "LOCAL_APPLICATION"
#define LOCAL_REFRESH_SECONDS (90 * 24 * 3600)
#define SIGN_IN_SECONDS 600
#define CODE_SECONDS 120
#define DEFAULT_ROLE "ACCOUNTADMIN"

/* ---- clients ---- */

struct client {
  const struct integration *integration; /* NULL: LOCAL_APPLICATION. */
};

static bool find_client(struct instance *instance, struct arena *arena, struct text id,
                        struct client *client)
{
  client->integration = NULL;
  if (text_is(id, LOCAL_CLIENT))
    return true;
  if (id.len)
    client->integration = integrations_find_by(instance->integrations, arena,
                                               INTEGRATION_CLIENT_ID, id);
  return client->integration && integration_is(client->integration, INTEGRATION_ENABLED);
}

static bool is_public(const struct client *client)
{
  return client->integration &&
         text_is(integration_get(client->integration, INTEGRATION_CLIENT_TYPE), "PUBLIC");
}

static bool needs_challenge(const struct client *client)
{
  return !client->integration || is_public(client) ||
         integration_is(client->integration, INTEGRATION_ENFORCE_PKCE);
}

static bool same(struct text a, struct text b)
{
  return a.len == b.len && a.len && crypto_equal(a.at, b.at, a.len);
}

static bool is_secret(const struct client *client, struct text secret)
{
  if (!client->integration)
    return text_is(secret, LOCAL_CLIENT);
  if (is_public(client) && !secret.len)
    return true;
  return same(secret, client->integration->values[INTEGRATION_SECRET]) ||
         same(secret, client->integration->values[INTEGRATION_SECRET_2]);
}

/* http://127.0.0.1 or http://localhost, with any port and path. */
static bool is_loopback(struct text uri)
{
  static const char *const hosts[] = { "http://127.0.0.1", "http://localhost" };

  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
    struct text rest = text_slice(uri, text_of(hosts[i]).len, uri.len);

    if (text_starts_with(uri, hosts[i]) &&
        (!rest.len || rest.at[0] == ':' || rest.at[0] == '/') &&
        text_find(rest, '@') == rest.len)
      return true;
  }
  return false;
}

/* RFC 8252: a client on the user's machine does not know its port beforehand. */
static bool may_go_to(const struct client *client, struct text uri)
{
  struct text said;

  if (!client->integration)
    return is_loopback(uri);
  said = client->integration->values[INTEGRATION_REDIRECT_URI];
  return text_equal(said, uri) ||
         (text_starts_with(said, "http://") && is_loopback(said) && is_loopback(uri) &&
          text_starts_with(uri, "http://"));
}

static int64_t refresh_seconds(const struct client *client)
{
  int64_t seconds = LOCAL_REFRESH_SECONDS;

  if (client->integration)
    text_to_int64(integration_get(client->integration, INTEGRATION_REFRESH_SECONDS),
                  &seconds);
  return seconds;
}

/* ---- scopes and roles ---- */

static void read_scope(struct arena *arena, struct text scope, struct text *role,
                       bool *wants_refresh)
{
  static const char prefix[] = "session:role:";

  *role = (struct text){ 0 };
  *wants_refresh = false;
  while (scope.len) {
    size_t end = text_find(scope, ' ');
    struct text word = text_slice(scope, 0, end);

    if (text_starts_with_nocase(word, prefix))
      *role = arena_upper(arena, text_slice(word, sizeof prefix - 1, word.len));
    *wants_refresh |= text_is(word, "refresh_token") || text_is(word, "offline_access");
    scope = text_slice(scope, end + 1, scope.len);
  }
}

static bool choose_role(const struct client *client, struct arena *arena,
                        const struct user *user, struct text asked, struct text *role)
{
  struct text usual = user->values[USER_DEFAULT_ROLE];

  *role = asked.at ? asked : usual.at ? usual : TEXT(DEFAULT_ROLE);
  return role_exists(*role) &&
         (!client->integration ||
          !integration_has(client->integration, arena, INTEGRATION_BLOCKED_ROLES, *role));
}

/* ---- the page ---- */

const char *oauth_authorize(struct instance *instance, struct arena *arena,
                            const struct oauth_request *request, struct text *form,
                            bool *may_redirect)
{
  struct ticket ticket = { .client = request->client_id,
                           .redirect = request->redirect_uri,
                           .state = request->state,
                           .proof = request->challenge };
  struct client client;

  *may_redirect = false;
  if (!find_client(instance, arena, request->client_id, &client))
    return "invalid_client";
  if (!may_go_to(&client, request->redirect_uri))
    return "invalid_redirect_uri";
  *may_redirect = true;
  if (!text_is(request->response_type, "code"))
    return "unsupported_response_type";
  if (request->challenge.at ? !text_is(request->challenge_method, "S256")
                            : needs_challenge(&client))
    return "invalid_request";
  read_scope(arena, request->scope, &ticket.role, &ticket.wants_refresh);
  if (ticket.role.at && !role_exists(ticket.role))
    return "invalid_scope";
  *form = tickets_give(instance->tickets, arena, TICKET_SIGN_IN, &ticket,
                       SIGN_IN_SECONDS);
  return NULL;
}

struct text oauth_code(struct instance *instance, struct arena *arena,
                       const struct ticket *page, struct text user)
{
  const struct user *found = users_find(instance->users, arena, user);
  struct ticket code = *page;
  struct client client;
  static const struct text none;

  if (!found || !find_client(instance, arena, page->client, &client) ||
      !choose_role(&client, arena, found, page->role, &code.role))
    return none;
  code.user = user;
  return tickets_give(instance->tickets, arena, TICKET_OAUTH_CODE, &code, CODE_SECONDS);
}

/* ---- tokens ---- */

static void give(struct instance *instance, struct arena *arena,
                 const struct client *client, const struct ticket *from,
                 bool with_refresh, struct oauth_tokens *tokens)
{
  struct ticket ticket = { .user = from->user,
                           .client = from->client,
                           .role = from->role,
                           .is_single_use = from->is_single_use };

  *tokens = (struct oauth_tokens){ .user = from->user, .role = from->role };
  tokens->access = tickets_give(instance->tickets, arena, TICKET_OAUTH_ACCESS, &ticket,
                                OAUTH_ACCESS_SECONDS);
  if (!with_refresh)
    return;
  tokens->refresh_seconds = refresh_seconds(client);
  tokens->refresh = tickets_give(instance->tickets, arena, TICKET_OAUTH_REFRESH, &ticket,
                                 tokens->refresh_seconds);
}

static bool is_verified(struct arena *arena, struct text challenge, struct text verifier)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];

  if (!challenge.at)
    return true;
  if (!verifier.at)
    return false;
  crypto_sha256(verifier, digest);
  return same(challenge, crypto_base64_url_of(
                           arena, text_from((const char *)digest, sizeof digest)));
}

static const char *by_code(struct instance *instance, struct arena *arena,
                           const struct client *client,
                           const struct oauth_token_request *request,
                           struct oauth_tokens *tokens)
{
  bool issues = !client->integration ||
                integration_is(client->integration, INTEGRATION_ISSUE_REFRESH);
  struct ticket code;

  if (!tickets_take(instance->tickets, arena, TICKET_OAUTH_CODE, request->code, &code) ||
      !text_equal(code.client, request->client_id) ||
      !text_equal(code.redirect, request->redirect_uri) ||
      !is_verified(arena, code.proof, request->verifier))
    return "invalid_grant";
  code.is_single_use = request->single_use ||
                       (client->integration &&
                        integration_is(client->integration, INTEGRATION_SINGLE_USE));
  give(instance, arena, client, &code, code.wants_refresh && issues, tokens);
  return NULL;
}

/* A user who is gone or may not come in gets no further tokens. */
static bool is_welcome(struct instance *instance, struct arena *arena, struct text name)
{
  const struct user *user = users_find(instance->users, arena, name);
  struct err err;

  return user && users_check_open(user, &err);
}

static const char *by_refresh(struct instance *instance, struct arena *arena,
                              const struct client *client,
                              const struct oauth_token_request *request,
                              struct oauth_tokens *tokens)
{
  struct ticket ticket;

  if (!tickets_find(instance->tickets, arena, TICKET_OAUTH_REFRESH,
                    request->refresh_token, &ticket) ||
      !text_equal(ticket.client, request->client_id) ||
      !is_welcome(instance, arena, ticket.user))
    return "invalid_grant";
  if (ticket.is_single_use &&
      !tickets_take(instance->tickets, arena, TICKET_OAUTH_REFRESH,
                    request->refresh_token, &ticket))
    return "invalid_grant";
  give(instance, arena, client, &ticket, ticket.is_single_use, tokens);
  return NULL;
}

static const char *by_client(struct instance *instance, struct arena *arena,
                             const struct client *client,
                             const struct oauth_token_request *request,
                             struct oauth_tokens *tokens)
{
  struct ticket ticket = { .client = request->client_id };
  const struct user *user;
  struct err err;
  bool ignored;

  if (!client->integration || is_public(client))
    return "unauthorized_client";
  user = users_find_login(instance->users, arena, client->integration->name);
  if (!user || !users_check_open(user, &err))
    return "unauthorized_client";
  read_scope(arena, request->scope, &ticket.role, &ignored);
  if (!choose_role(client, arena, user, ticket.role, &ticket.role))
    return "invalid_scope";
  ticket.user = user->name;
  give(instance, arena, client, &ticket, false, tokens);
  return NULL;
}

const char *oauth_token(struct instance *instance, struct arena *arena,
                        const struct oauth_token_request *request,
                        struct oauth_tokens *tokens)
{
  struct client client;

  if (!find_client(instance, arena, request->client_id, &client) ||
      !is_secret(&client, request->client_secret))
    return "invalid_client";
  if (text_is(request->grant_type, "authorization_code"))
    return by_code(instance, arena, &client, request, tokens);
  if (text_is(request->grant_type, "refresh_token"))
    return by_refresh(instance, arena, &client, request, tokens);
  if (text_is(request->grant_type, "client_credentials"))
    return by_client(instance, arena, &client, request, tokens);
  return "unsupported_grant_type";
}
