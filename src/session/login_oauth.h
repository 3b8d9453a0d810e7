/* login_oauth.h: logging in by an OAuth access token: of a configured issuer, or of this server. */
#ifndef SESSION_LOGIN_OAUTH_H
#define SESSION_LOGIN_OAUTH_H

#include "base/err.h"
#include "session/login_claim.h"

struct instance;

/* ERR_OAUTH_TOKEN_INVALID, ERR_OAUTH_TOKEN_EXPIRED, ERR_OAUTH_OTHER_USER, ERR_OAUTH_ROLE. */
bool login_oauth(struct instance *instance, struct arena *arena,
                 const struct login_claim *claim, struct login_grant *grant,
                 struct err *err) MUST_CHECK;

#endif
