/* geo_sphere.h: shapes on a sphere: distances, areas, and the way to a plane and back.
 *
 * Coordinates are longitude and latitude in degrees, edges the shorter arcs of great circles, a
 * polygon the smaller of the two regions that its outer ring bounds. The Earth is a sphere with the
 * radius that Snowflake's documented examples show. */
#ifndef BUILTIN_GEO_SPHERE_H
#define BUILTIN_GEO_SPHERE_H

#include "data/geo.h"

#define SPHERE_RADIUS 6371010.0

double sphere_distance(const struct geo *a, const struct geo *b); /* Metres. */
double sphere_length(const struct geo *geo);                      /* Of lines. */
double sphere_perimeter(const struct geo *geo);                   /* Of polygons. */
double sphere_area(const struct geo *geo);                        /* Square metres. */
/* Whether what lies on the left of a ring is the smaller of its two regions. */
bool sphere_is_left(const struct geo *ring);
double sphere_azimuth(struct geo_point from,
                      struct geo_point to); /* Radians from north. */
/* False when there is none: an empty shape, points around the whole sphere. */
bool sphere_centroid(const struct geo *geo, struct geo_point *centre);

struct sphere_bounds {
  double west, east, south, north;
};
/* Of a shape that is not empty. Arcs reach farther to the poles than their ends. A shape that crosses
 * the antimeridian, or holds a pole, goes from -180 to 180. */
struct sphere_bounds sphere_bounds_of(const struct geo *geo);
/* The same of a GEOMETRY. */
struct sphere_bounds flat_bounds_of(const struct geo *geo);

/* Fewer points, none farther than `tolerance` metres from what stays. */
struct geo *sphere_simplify(struct arena *arena, const struct geo *geo, double tolerance);

/* Arcs of great circles are straight on a plane that touches the sphere and is seen from its
 * centre. What lies within 84 degrees of its middle can be laid there, combined, and brought back;
 * points that are brought back unchanged are again exactly those that were laid. */
struct sphere_plane;
struct sphere_plane *sphere_plane_for(struct arena *arena, const struct geo *const *geos,
                                      int count); /* NULL: they reach too far. */
struct geo *sphere_lay(struct sphere_plane *plane, struct arena *arena,
                       const struct geo *geo);
struct geo *sphere_lift(struct sphere_plane *plane, struct arena *arena,
                        const struct geo *geo);

#endif
