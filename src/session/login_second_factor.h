/* login_second_factor.h: the passcode that a user with a second factor needs beside the password. */
#ifndef SESSION_LOGIN_SECOND_FACTOR_H
#define SESSION_LOGIN_SECOND_FACTOR_H

#include "base/err.h"
#include "session/login_claim.h"

#define LOGIN_MFA_TOKEN_SECONDS (4 * 3600)

struct instance;

/* Name, password, and where the user has a second factor a passcode, or the token that an earlier login
 * with one gave, as long as the account has ALLOW_CLIENT_MFA_CACHING. ERR_MFA_REQUIRED, ERR_MFA_INVALID; wrong passcodes lock a user as wrong passwords do. */
bool login_with_password(struct instance *instance, struct arena *arena,
                         const struct login_claim *claim, struct login_grant *grant,
                         struct err *err) MUST_CHECK;

#endif
