/* dash_load.h: how much is going on now, for the two forms in which it is told. */
#ifndef DASHBOARD_DASH_LOAD_H
#define DASHBOARD_DASH_LOAD_H

#include "session/instance.h"

struct dash_load {
  int sessions, running, queued;
  int connections; /* -1: unknown. */
};
/* Queued: for others of their session, or for a turn at the cores. */
struct dash_load dash_load_now(const struct instance *instance);

#endif
