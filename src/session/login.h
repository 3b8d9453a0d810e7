/* login.h: who a client is, by whatever it shows: the one door for every way to log in.
 *
 * Each way has a file of its own, login_*.c; what all have in common is here: the role that the login
 * gets, and LOGIN_HISTORY, which notes every attempt. Any thread may call. */
#ifndef SESSION_LOGIN_H
#define SESSION_LOGIN_H

#include "base/arena.h"
#include "base/err.h"
#include "session/login_claim.h"

struct instance;

/* The way that a driver's AUTHENTICATOR names (empty: a password). False: there is none such. */
bool login_method_find(struct text authenticator, enum login_method *method);

/* Who it is and with which role. False: refused, with the code that the service has for it
 * (ERR_LOGIN_FAILED, ERR_JWT_INVALID, ERR_USER_LOCKED, ERR_USER_DISABLED, ERR_ROLE_NOT_EXIST ...). */
bool login_check(struct instance *instance, struct arena *arena,
                 const struct login_claim *claim, struct login_grant *grant,
                 struct err *err) MUST_CHECK;

/* The same for requests without a session, which show a bearer token. Of the claim `token`, `role`
 * and where it came from are read; `type` is the X-Snowflake-Authorization-Token-Type (KEYPAIR_JWT,
 * OAUTH, PROGRAMMATIC_ACCESS_TOKEN), guessed when it is missing. */
bool login_bearer(struct instance *instance, struct arena *arena, struct text type,
                  const struct login_claim *claim, struct login_grant *grant,
                  struct err *err) MUST_CHECK;

/* Of a user who has logged in already, and is in the grant: the role that new sessions begin with, which
 * stays as it is where the login was for that one alone. */
bool login_usual_role(struct login_grant *grant, struct err *err) MUST_CHECK;

#endif
