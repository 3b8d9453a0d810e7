/* geo_plane.h: shapes on a plane: relations, overlays, measures, by way of GEOS (C API, 3.11).
 *
 * A plane is one thread's; open it for a run of rows. What fails says so (NULL, false) and
 * plane_problem then has GEOS's words. */
#ifndef BUILTIN_GEO_PLANE_H
#define BUILTIN_GEO_PLANE_H

#include "data/geo.h"

struct plane;

enum plane_relation {
  PLANE_INTERSECTS,
  PLANE_DISJOINT,
  PLANE_CONTAINS,
  PLANE_COVERS,
  PLANE_WITHIN,
  PLANE_COVEREDBY
};

enum plane_overlay {
  PLANE_INTERSECTION,
  PLANE_UNION,
  PLANE_DIFFERENCE,
  PLANE_SYMDIFFERENCE
};

struct plane *plane_open(void);
void plane_close(struct plane *plane);
const char *plane_problem(const struct plane *plane);

bool plane_relate(struct plane *plane, enum plane_relation relation, const struct geo *a,
                  const struct geo *b, bool *answer);
/* Results have no id. */
struct geo *plane_combine(struct plane *plane, struct arena *arena,
                          enum plane_overlay overlay, const struct geo *a,
                          const struct geo *b);
struct geo *plane_buffer(struct plane *plane, struct arena *arena, const struct geo *geo,
                         double distance);
struct geo *plane_simplify(struct plane *plane, struct arena *arena,
                           const struct geo *geo, double tolerance);
struct geo *plane_centroid(struct plane *plane, struct arena *arena,
                           const struct geo *geo);
bool plane_distance(struct plane *plane, const struct geo *a, const struct geo *b,
                    double *distance);
/* Whether it is valid by the rules of simple features; else plane_problem says why not. */
bool plane_is_valid(struct plane *plane, const struct geo *geo);

#endif
