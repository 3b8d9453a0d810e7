/* target_lag.h: how old the rows of a dynamic table may be: "5 minutes", DOWNSTREAM. */
#ifndef CATALOG_TARGET_LAG_H
#define CATALOG_TARGET_LAG_H

#include <stdint.h>

#include "base/text.h"

/* In seconds; 0 for DOWNSTREAM, -1 for what is no lag. */
int64_t target_lag_seconds(struct text lag);

#endif
