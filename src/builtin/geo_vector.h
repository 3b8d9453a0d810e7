/* geo_vector.h: points of a sphere as unit vectors. */
#ifndef BUILTIN_GEO_VECTOR_H
#define BUILTIN_GEO_VECTOR_H

#include "data/geo.h"

struct vector {
  double x, y, z;
};

struct vector vector_of(struct geo_point point); /* Longitude and latitude in degrees. */
struct geo_point vector_point(struct vector v);
double vector_dot(struct vector a, struct vector b);
struct vector vector_cross(struct vector a, struct vector b);
struct vector vector_plus(struct vector a, struct vector b);
struct vector vector_times(struct vector a, double factor);
double vector_size(struct vector a);
struct vector vector_unit(struct vector a);
double vector_angle(struct vector a, struct vector b); /* Radians. */
/* Between an arc and a point, and between two arcs (0 where they cross). */
double vector_arc_angle(struct vector a, struct vector b, struct vector point);
double vector_arcs_angle(struct vector a, struct vector b, struct vector c,
                         struct vector d);

#endif
