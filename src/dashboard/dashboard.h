/* dashboard.h: the dashboard: its pages, and the API that they and other programs call. */
#ifndef DASHBOARD_DASHBOARD_H
#define DASHBOARD_DASHBOARD_H

#include "wire/call_table.h"

extern const struct call_table dashboard_calls;

#endif
