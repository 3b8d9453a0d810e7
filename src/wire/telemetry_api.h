/* telemetry_api.h: what clients report about themselves. */
#ifndef WIRE_TELEMETRY_API_H
#define WIRE_TELEMETRY_API_H

#include "wire/call.h"

/* POST /telemetry/send */
void telemetry_send(struct call *call);

#endif
