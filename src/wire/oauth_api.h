/* oauth_api.h: the endpoints of this server's own OAuth. */
#ifndef WIRE_OAUTH_API_H
#define WIRE_OAUTH_API_H

#include "wire/call.h"

void oauth_authorize_page(struct call *call); /* GET /oauth/authorize */
void oauth_token_request(struct call *call);  /* POST /oauth/token-request */

#endif
