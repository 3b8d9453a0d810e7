/* dash_guard.h: who asks the dashboard's API, and from which page.
 *
 * A browser shows the cookie that signing in gave it; programs show a bearer token, as they do to the SQL
 * API. A cookie goes along with whatever any page sends, so that what changes something must come from a
 * page of this server (Origin), as JSON. A host name that is not this machine's is refused: another site's
 * name may be made to lead here, and its pages would then be of the same origin. */
#ifndef DASHBOARD_DASH_GUARD_H
#define DASHBOARD_DASH_GUARD_H

#include "session/login_claim.h"
#include "wire/call.h"

#define DASHBOARD_APP "Snowglobe Dashboard" /* As sessions and LOGIN_HISTORY name it. */
#define DASHBOARD_COOKIE "snowglobe_dashboard"

/* All of these answer the call when they return false. */

/* The request was sent to this machine by one of its names (dash_hosts.h), or by an address. */
bool dash_guard_host(struct call *call);
/* The same for who only watches, and may know the machine by the name that it has among containers: one
 * without a dot, which no other site can have. */
bool dash_guard_monitor(struct call *call);
/* The same, but for who shows a token: no browser sends that by itself, so that programs may call by
 * whatever name leads here. */
bool dash_guard_name(struct call *call);
/* What it sends is JSON, of a page of ours if a browser sends it. */
bool dash_guard_change(struct call *call);
/* The same for a file's bytes. */
bool dash_guard_upload(struct call *call);
/* The user of the token (Bearer, or that of a driver's session) or of the cookie. */
bool dash_guard_user(struct call *call, struct login_grant *grant);

/* The cookie that the request shows; at NULL: none. */
struct text dash_cookie(const struct call *call);
/* What every answer says that is data and no page: it is not kept, not framed, and nothing but what it
 * says that it is. */
void dash_add_headers(struct call *call);
/* Answers. */
void dash_respond(struct call *call, int status);
void dash_refuse(struct call *call, int status, const struct err *err);

#endif
