/* geo_vector.c: points of a sphere as unit vectors. */
#include "builtin/geo_vector.h"

#include <math.h>

struct vector vector_of(struct geo_point point)
{
  double lon = point.x * M_PI / 180, lat = point.y * M_PI / 180;

  return (struct vector){ cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat) };
}

struct geo_point vector_point(struct vector v)
{
  return (struct geo_point){ atan2(v.y, v.x) * 180 / M_PI,
                             atan2(v.z, hypot(v.x, v.y)) * 180 / M_PI };
}

double vector_dot(struct vector a, struct vector b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

struct vector vector_cross(struct vector a, struct vector b)
{
  return (struct vector){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z,
                          a.x * b.y - a.y * b.x };
}

struct vector vector_plus(struct vector a, struct vector b)
{
  return (struct vector){ a.x + b.x, a.y + b.y, a.z + b.z };
}

struct vector vector_times(struct vector a, double factor)
{
  return (struct vector){ a.x * factor, a.y * factor, a.z * factor };
}

double vector_size(struct vector a)
{
  return sqrt(vector_dot(a, a));
}

struct vector vector_unit(struct vector a)
{
  double size = vector_size(a);

  return size > 0 ? vector_times(a, 1 / size) : a;
}

double vector_angle(struct vector a, struct vector b)
{
  return atan2(vector_size(vector_cross(a, b)), vector_dot(a, b));
}

double vector_arc_angle(struct vector a, struct vector b, struct vector point)
{
  struct vector normal = vector_cross(a, b), unit = vector_unit(normal);
  double ends = fmin(vector_angle(a, point), vector_angle(b, point));

  if (vector_size(normal) == 0)
    return ends;
  /* The foot of the perpendicular lies on the arc between the planes through both ends. */
  if (vector_dot(vector_cross(unit, a), point) < 0 ||
      vector_dot(vector_cross(b, unit), point) < 0)
    return ends;
  return fmin(
    ends, fabs(atan2(vector_dot(unit, point), vector_size(vector_cross(unit, point)))));
}

/* Whether the ends of an arc lie on both sides of another's great circle. */
static bool parts(struct vector normal, struct vector c, struct vector d)
{
  return vector_dot(normal, c) * vector_dot(normal, d) < 0;
}

static bool cross(struct vector a, struct vector b, struct vector c, struct vector d)
{
  struct vector first = vector_cross(a, b), second = vector_cross(c, d), at;

  if (!parts(first, c, d) || !parts(second, a, b))
    return false;
  /* The great circles meet twice, opposite each other: both arcs must hold the same one. */
  at = vector_cross(first, second);
  return vector_dot(at, vector_plus(a, b)) * vector_dot(at, vector_plus(c, d)) > 0;
}

double vector_arcs_angle(struct vector a, struct vector b, struct vector c,
                         struct vector d)
{
  if (cross(a, b, c, d))
    return 0;
  return fmin(fmin(vector_arc_angle(a, b, c), vector_arc_angle(a, b, d)),
              fmin(vector_arc_angle(c, d, a), vector_arc_angle(c, d, b)));
}
