/* login_access_token.h: logging in by a programmatic access token. */
#ifndef SESSION_LOGIN_ACCESS_TOKEN_H
#define SESSION_LOGIN_ACCESS_TOKEN_H

#include "base/err.h"
#include "session/login_claim.h"
#include "session/users.h"

/* The token is claim->token. ERR_ACCESS_TOKEN_INVALID, whatever is wrong with it. */
bool login_access_token(struct users *users, struct arena *arena,
                        const struct login_claim *claim, struct login_grant *grant,
                        struct err *err) MUST_CHECK;

#endif
