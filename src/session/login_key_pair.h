/* login_key_pair.h: logging in by a token that the user's private key has signed. */
#ifndef SESSION_LOGIN_KEY_PAIR_H
#define SESSION_LOGIN_KEY_PAIR_H

#include "base/err.h"
#include "session/login_claim.h"
#include "session/users.h"

/* ERR_JWT_INVALID, whatever is wrong with the token. */
bool login_key_pair(struct users *users, struct arena *arena,
                    const struct login_claim *claim, struct login_grant *grant,
                    struct err *err) MUST_CHECK;

#endif
