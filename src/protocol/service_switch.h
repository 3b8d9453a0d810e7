/* service_switch.h: switches of the service that are no parameters for users. */
#ifndef PROTOCOL_SERVICE_SWITCH_H
#define PROTOCOL_SERVICE_SWITCH_H

#include "base/err.h"
#include "base/text.h"

/* Whether there is one of this name, in any case. */
bool service_switch_is_one(struct text name);
/* Setting one, which is there, to where it stands on this server changes nothing; to anything else
 * is ERR_UNSUPPORTED. */
bool service_switch_set(struct text name, struct text value, struct err *err) MUST_CHECK;

#endif
