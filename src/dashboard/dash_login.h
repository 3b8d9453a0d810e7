/* dash_login.h: signing in to the dashboard, and out. */
#ifndef DASHBOARD_DASH_LOGIN_H
#define DASHBOARD_DASH_LOGIN_H

#include "wire/call.h"

enum { DASH_LOGIN_SECONDS = 12 * 60 * 60 };

/* POST /api/login: {"user", "password", "passcode"}; the answer sets the cookie. */
void dash_login(struct call *call);
/* POST /api/logout */
void dash_logout(struct call *call);
/* GET /api/me: {"user", "role", "warehouse", "database", "schema"} as statements begin with. */
void dash_me(struct call *call);

#endif
