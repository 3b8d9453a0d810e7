/* oauth_server.h: this server as an OAuth 2.0 authorization server for its own sessions: codes with
 * PKCE, refresh tokens, client credentials (RFC 6749, 7636).
 *
 * Clients are security integrations of TYPE = OAUTH, and the one that drivers use when they are told
 * of none, LOCAL_APPLICATION. The user of client credentials is the one whose LOGIN_NAME is the
 * integration's name. Failures are OAuth's own words: invalid_client, invalid_grant ... */
#ifndef SESSION_OAUTH_SERVER_H
#define SESSION_OAUTH_SERVER_H

#include "session/instance.h"
#include "session/tickets.h"

#define OAUTH_ACCESS_SECONDS 600

/* What the address of the sign-in page says; texts that are missing have at NULL. */
struct oauth_request {
  struct text response_type, client_id, redirect_uri, state, scope;
  struct text challenge, challenge_method;
};

/* What a form sent to the token endpoint says. */
struct oauth_token_request {
  struct text grant_type, client_id, client_secret;
  struct text code, redirect_uri, verifier, refresh_token, scope;
  bool single_use;
};

struct oauth_tokens {
  struct text access, refresh; /* refresh at NULL: none. */
  struct text user, role;
  int64_t refresh_seconds;
};

/* A sign-in page's ticket. NULL: it was given. Else what is wrong: *may_redirect says whether the
 * client may be told, or only the user. */
const char *oauth_authorize(struct instance *instance, struct arena *arena,
                            const struct oauth_request *request, struct text *form,
                            bool *may_redirect);
/* After the user has signed in: the code for the client, or at NULL when that role may not be had. */
struct text oauth_code(struct instance *instance, struct arena *arena,
                       const struct ticket *page, struct text user);
/* NULL: tokens are given; else OAuth's name of the error. */
const char *oauth_token(struct instance *instance, struct arena *arena,
                        const struct oauth_token_request *request,
                        struct oauth_tokens *tokens);

#endif
