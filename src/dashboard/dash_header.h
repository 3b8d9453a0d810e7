/* dash_header.h: what the dashboard reads of a request's headers. Results lie in the header's text. */
#ifndef DASHBOARD_DASH_HEADER_H
#define DASHBOARD_DASH_HEADER_H

#include "base/text.h"

/* A cookie's value, of a header Cookie; at NULL: it has none such. */
struct text dash_header_cookie(struct text header, const char *name);

#endif
