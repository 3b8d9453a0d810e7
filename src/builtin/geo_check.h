/* geo_check.h: whether a shape is valid, as a GEOGRAPHY or as a GEOMETRY. */
#ifndef BUILTIN_GEO_CHECK_H
#define BUILTIN_GEO_CHECK_H

#include "builtin/geo_plane.h"

#define GEO_PROBLEM_SIZE 300

/* False with what is wrong. A polygon that reaches too far to be laid on a plane is not looked at
 * for edges that cross. The plane is opened when it is needed first; the caller closes it. */
bool geo_check(const struct geo *geo, bool geography, struct arena *arena,
               struct plane **plane, char problem[GEO_PROBLEM_SIZE]);

#endif
