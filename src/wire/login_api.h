/* login_api.h: logging in. */
#ifndef WIRE_LOGIN_API_H
#define WIRE_LOGIN_API_H

#include "wire/call.h"

/* POST /session/v1/login-request */
void login_request(struct call *call);
/* POST /session/authenticator-request: browsers and identity providers, which there are none of. */
void login_authenticator(struct call *call);

#endif
