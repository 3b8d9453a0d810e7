/* fn_geo_interpolate.c: arcs of great circles as lines that are straight in longitude and latitude.
 *
 * An edge is halved on the sphere until the straight line and the arc, compared at two places near a
 * third of the way from each end, where they are farthest apart, differ by less than the tolerance. */
#include <math.h>

#include "builtin/fn.h"
#include "builtin/geo_run.h"
#include "builtin/geo_sphere.h"
#include "builtin/geo_vector.h"

/* Where along the edge to compare, and what part of the tolerance to allow there: with both, the
 * difference nowhere exceeds it, for edges up to a quarter of the Earth. */
#define PLACE 0.31215691082248312
#define PART 0.83829992569888509

/* An edge is halved at most so often. */
#define MOST_HALVINGS 24

struct tracing {
  struct buf points;
  double tolerance; /* Radians. */
};

/* The point of an arc at a part of its way. */
static struct vector along(struct vector a, struct vector b, double part)
{
  double angle = vector_angle(a, b);

  if (angle < 1e-15)
    return a;
  return vector_unit(vector_plus(vector_times(a, sin((1 - part) * angle)),
                                 vector_times(b, sin(part * angle))));
}

static double gap(struct vector a, struct vector b, struct geo_point from,
                  struct geo_point to, double part)
{
  struct geo_point straight = { from.x + (to.x - from.x) * part,
                                from.y + (to.y - from.y) * part };

  return vector_angle(along(a, b, part), vector_of(straight));
}

/* The longitude that is nearest to another's, be it beyond 180 degrees. */
static struct geo_point beside(struct geo_point from, struct geo_point point)
{
  if (fabs(point.x - from.x) > 180)
    point.x = from.x + remainder(point.x - from.x, 360);
  return point;
}

static void trace(struct tracing *tracing, struct vector a, struct geo_point from,
                  struct vector b, struct geo_point to, int halvings)
{
  struct geo_point near = beside(from, to), half;
  struct vector middle;

  if (halvings == 0 ||
      (vector_dot(a, b) >= -1e-14 &&
       fmax(gap(a, b, from, near, PLACE), gap(a, b, from, near, 1 - PLACE)) <=
         tracing->tolerance * PART)) {
    buf_add(&tracing->points, &to, sizeof to);
    return;
  }
  middle = vector_unit(vector_plus(a, b));
  half = vector_point(middle);
  trace(tracing, a, from, middle, half, halvings - 1);
  trace(tracing, middle, half, b, to, halvings - 1);
}

static struct geo *traced_line(struct arena *arena, const struct geo *line,
                               double tolerance)
{
  struct tracing tracing = { .tolerance = tolerance };
  struct geo *traced;

  if (line->count < 2)
    return geo_new_line(arena, line->points, line->count);
  buf_init(&tracing.points);
  buf_add(&tracing.points, line->points, sizeof *line->points);
  for (size_t i = 1; i < line->count; i++)
    trace(&tracing, vector_of(line->points[i - 1]), line->points[i - 1],
          vector_of(line->points[i]), line->points[i], MOST_HALVINGS);
  traced = geo_new_line(arena, (const struct geo_point *)(void *)tracing.points.at,
                        tracing.points.len / sizeof *line->points);
  buf_clear(&tracing.points);
  return traced;
}

static struct geo *traced(struct arena *arena, const struct geo *geo, double tolerance)
{
  struct geo *whole;

  if (geo_has_points(geo->kind)) {
    whole = traced_line(arena, geo, tolerance);
    whole->kind = geo->kind;
    return whole;
  }
  whole = geo_new_parts(arena, geo->kind, geo->parts, geo->count);
  for (size_t i = 0; i < geo->count; i++)
    whole->parts[i] = traced(arena, geo->parts[i], tolerance);
  return whole;
}

/* (geography, tolerance in metres) */
static void interpolate(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    double tolerance = call_double(call, 1, run.row);
    struct geo *made;

    if (!(tolerance > 0)) {
      call_fail(call, ERR_INVALID_ARGUMENT, "The tolerance must be greater than 0");
      continue;
    }
    made = traced(run.arena, geo_run_arg(&run, 0),
                  fmax(tolerance / SPHERE_RADIUS, 1e-13));
    made->srid = GEO_WGS84;
    made->numbers = GEO_COMPUTED;
    geo_run_give(&run, made);
  }
}

const struct engine_function_row fn_geo_interpolate_rows[] = {
  { "sg_geo_interpolate", "BLOB, DOUBLE", "BLOB", interpolate, 0, 0 },
};

const int fn_geo_interpolate_count = sizeof fn_geo_interpolate_rows /
                                     sizeof fn_geo_interpolate_rows[0];
