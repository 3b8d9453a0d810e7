/* dash_fields.h: the members of what the dashboard's API takes and answers. */
#ifndef DASHBOARD_DASH_FIELDS_H
#define DASHBOARD_DASH_FIELDS_H

#include "protocol/openapi.h"

extern const struct openapi_field dash_fields[]; /* A row of NULL is the last. */

#endif
