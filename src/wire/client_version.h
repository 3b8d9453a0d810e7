/* client_version.h: which version of a driver there is at the other end. */
#ifndef WIRE_CLIENT_VERSION_H
#define WIRE_CLIENT_VERSION_H

#include "base/text.h"

/* "3.14.1" against three numbers; what is missing counts as 0. */
bool client_version_is_from(struct text version, const int least[3]);

#endif
