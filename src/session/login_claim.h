/* login_claim.h: what a client says of who it is, and what it gets. */
#ifndef SESSION_LOGIN_CLAIM_H
#define SESSION_LOGIN_CLAIM_H

#include "base/id.h"
#include "session/user.h"

enum login_method {
  LOGIN_BY_PASSWORD,
  LOGIN_BY_KEY_PAIR, /* A JSON web token that the user's key has signed. */
  LOGIN_BY_OAUTH,
  LOGIN_BY_BROWSER,  /* The token that a browser brought from the sign-in page. */
  LOGIN_BY_ID_TOKEN, /* One that such a login gave, so that no browser is needed again. */
  LOGIN_BY_ACCESS_TOKEN, /* A programmatic one; taken in the place of a password, too. */
};

/* Texts that the client did not give have at NULL. */
struct login_claim {
  enum login_method method;
  struct text user; /* The login name. */
  struct text password;
  struct text token;                 /* In the place of a password. */
  struct text proof;                 /* Of a browser login. */
  struct text passcode;              /* Of a second factor; ... */
  bool passcode_in_password;         /* ... its six digits may be the password's last. */
  struct text role;                  /* That is asked for, as it is stored. */
  bool is_local;                     /* From this machine. */
  struct text address, app, version; /* For LOGIN_HISTORY. */
};

struct login_grant {
  struct user *user; /* A copy in the arena of the request. */
  struct text role;
  enum login_method method;
  bool has_passcode;  /* Beside the password. */
  const char *second; /* SECOND_AUTHENTICATION_FACTOR; NULL: there was none. */
  bool is_role_only;  /* The token is good for this role alone: USE ROLE is refused. */

  /* Of a token that was refused: what SYSTEM$GET_LOGIN_FAILURE_DETAILS says of it (a constant; NULL:
   * nothing), and the number that the client was told to ask by. */
  const char *problem;
  char failure_id[ID_QUERY_SIZE];
};

#endif
