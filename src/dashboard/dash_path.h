/* dash_path.h: the names that stand in a request's path. */
#ifndef DASHBOARD_DASH_PATH_H
#define DASHBOARD_DASH_PATH_H

#include "base/arena.h"

/* What follows `prefix` in a path as it was sent, part by part and decoded: a name may have any bytes, also
 * slashes, as %2F. Their number, at most `most`; -1: more, or one of them is empty, no UTF-8, or has a NUL,
 * which no name can. */
int dash_path_parts(struct arena *arena, struct text target, const char *prefix,
                    struct text *parts, int most);

#endif
