/* geo_sphere_plane.c: the way of shapes from the sphere to a plane, and back. */
#include <stdlib.h>
#include <string.h>

#include "builtin/geo_sphere.h"
#include "builtin/geo_vector.h"

/* The cosine of the angle from the plane's middle up to which points are laid on it. */
#define NEAREST_EDGE 0.1

/* A point on the plane and where it was laid from. */
struct laid {
  struct geo_point plane, sphere;
};

struct sphere_plane {
  struct vector middle, east, north;
  struct laid *laid; /* Sorted by the point on the plane, once it is asked for. */
  size_t count, room;
  bool sorted;
};

static void add_vector(void *context, struct geo_point *point)
{
  struct vector *sum = context;

  *sum = vector_plus(*sum, vector_of(*point));
}

struct reach {
  struct vector middle;
  bool too_far;
};

static void check_reach(void *context, struct geo_point *point)
{
  struct reach *reach = context;

  if (vector_dot(reach->middle, vector_of(*point)) < NEAREST_EDGE)
    reach->too_far = true;
}

struct sphere_plane *sphere_plane_for(struct arena *arena, const struct geo *const *geos,
                                      int count)
{
  struct sphere_plane *plane = ARENA_NEW(arena, struct sphere_plane);
  struct vector sum = { 0, 0, 0 }, aside;
  struct reach reach;

  for (int i = 0; i < count; i++) {
    geo_each_point(geos[i], add_vector, &sum);
    plane->room += geo_count_points(geos[i]);
  }
  reach = (struct reach){ vector_unit(sum), false };
  for (int i = 0; i < count; i++)
    geo_each_point(geos[i], check_reach, &reach);
  if (reach.too_far)
    return NULL;
  plane->middle = plane->room ? reach.middle : (struct vector){ 1, 0, 0 };
  aside = plane->middle.z < 0.9 && plane->middle.z > -0.9 ? (struct vector){ 0, 0, 1 }
                                                          : (struct vector){ 1, 0, 0 };
  plane->east = vector_unit(vector_cross(aside, plane->middle));
  plane->north = vector_cross(plane->middle, plane->east);
  plane->laid = ARENA_ARRAY(arena, plane->room, struct laid);
  return plane;
}

static struct geo_point lay_point(struct sphere_plane *plane, struct geo_point point)
{
  struct vector v = vector_of(point);
  double depth = vector_dot(v, plane->middle);
  struct geo_point laid = { vector_dot(v, plane->east) / depth,
                            vector_dot(v, plane->north) / depth };

  if (plane->count < plane->room)
    plane->laid[plane->count++] = (struct laid){ laid, point };
  plane->sorted = false;
  return laid;
}

static int by_plane(const void *a, const void *b)
{
  const struct geo_point *p = a, *q = b;

  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  return p->y < q->y ? -1 : p->y > q->y;
}

static struct geo_point lift_point(struct sphere_plane *plane, struct geo_point point)
{
  const struct laid *known;

  if (!plane->sorted)
    qsort(plane->laid, plane->count, sizeof *plane->laid, by_plane);
  plane->sorted = true;
  known = bsearch(&point, plane->laid, plane->count, sizeof *plane->laid, by_plane);
  if (known)
    return known->sphere;
  return vector_point(
    vector_plus(plane->middle, vector_plus(vector_times(plane->east, point.x),
                                           vector_times(plane->north, point.y))));
}

static struct geo *moved(struct sphere_plane *plane, struct arena *arena,
                         const struct geo *geo,
                         struct geo_point (*move)(struct sphere_plane *plane,
                                                  struct geo_point point))
{
  struct geo *copy = geo_new(arena, geo->kind);

  copy->count = geo->count;
  if (geo_has_points(geo->kind)) {
    copy->points = ARENA_ARRAY(arena, geo->count, struct geo_point);
    for (size_t i = 0; i < geo->count; i++)
      copy->points[i] = move(plane, geo->points[i]);
    return copy;
  }
  copy->parts = ARENA_ARRAY(arena, geo->count, struct geo *);
  for (size_t i = 0; i < geo->count; i++)
    copy->parts[i] = moved(plane, arena, geo->parts[i], move);
  return copy;
}

struct geo *sphere_lay(struct sphere_plane *plane, struct arena *arena,
                       const struct geo *geo)
{
  return moved(plane, arena, geo, lay_point);
}

static void turn(struct geo *ring)
{
  for (size_t i = 0, j = ring->count; i + 1 < j; i++) {
    struct geo_point swap = ring->points[i];

    ring->points[i] = ring->points[--j];
    ring->points[j] = swap;
  }
}

/* Outer rings have their inside on the left, holes on the right. */
static void orient(struct geo *geo)
{
  for (size_t i = 0; !geo_has_points(geo->kind) && i < geo->count; i++) {
    if (geo->kind != GEO_POLYGON)
      orient(geo->parts[i]);
    else if (sphere_is_left(geo->parts[i]) != (i == 0))
      turn(geo->parts[i]);
  }
}

struct geo *sphere_lift(struct sphere_plane *plane, struct arena *arena,
                        const struct geo *geo)
{
  struct geo *lifted = moved(plane, arena, geo, lift_point);

  orient(lifted);
  lifted->srid = GEO_WGS84;
  lifted->numbers = GEO_COMPUTED;
  return lifted;
}
