/* dash_hosts.h: the names by which browsers reach the dashboard.
 *
 * An address and this machine's own names always do. Others stand in the option dashboard-hosts, with
 * commas between them: "snow.example.com", or "https://snow.example.com" where something in front of this
 * server speaks for it, so that pages come from there. */
#ifndef DASHBOARD_DASH_HOSTS_H
#define DASHBOARD_DASH_HOSTS_H

#include "base/err.h"
#include "base/text.h"

/* Every entry is a name, or http(s)://, a name and perhaps a port. */
bool dash_hosts_check(struct text list, struct err *err) MUST_CHECK;
/* "localhost" of a header Host "localhost:8084", "::1" of "[::1]:8084". */
struct text dash_hosts_name(struct text header);
/* It is an address, or a name of this machine: localhost, or `own`; or one of the list. */
bool dash_hosts_is_own(struct text name, const char *own, struct text list);
/* An entry says that pages come from there; the header Origin names it. */
bool dash_hosts_has_origin(struct text origin, struct text list);

#endif
