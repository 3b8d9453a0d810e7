/* sign_in_api.h: the page on which a user signs in, for drivers that wait for a browser and for OAuth. */
#ifndef WIRE_SIGN_IN_API_H
#define WIRE_SIGN_IN_API_H

#include "wire/call.h"

void sign_in_page(struct call *call); /* GET /sign-in */
void sign_in_form(struct call *call); /* POST /sign-in/form */

#endif
