/* fn_geo_relate.c: how geospatial values lie to each other, what they have in common, how large
 * they are. GEOMETRY by way of GEOS; GEOGRAPHY on the sphere, or laid on a plane for GEOS. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/geo_plane.h"
#include "builtin/geo_run.h"
#include "builtin/geo_sphere.h"
#include "builtin/geo_vector.h"

struct relating {
  struct geo_run run;
  struct plane *plane;
  struct sphere_plane *flat; /* Of the row's shapes when they are GEOGRAPHY. */
};

static struct relating relating_over(struct engine_call *call)
{
  struct relating relating = { geo_run_over(call), plane_open(), NULL };

  return relating;
}

static bool relating_next(struct relating *relating)
{
  if (geo_run_next(&relating->run))
    return true;
  plane_close(relating->plane);
  return false;
}

static void fail_plane(struct relating *relating, bool geography)
{
  call_fail(relating->run.call, geography ? ERR_GEOGRAPHY_INVALID : ERR_GEOMETRY_INVALID,
            "%s operation failed: %s", geography ? "Geography" : "Geometry",
            plane_problem(relating->plane));
}

/* Lays the shapes of a GEOGRAPHY on one plane; leaves those of a GEOMETRY. False after an error. */
static bool lay(struct relating *relating, bool geography, struct geo **geos, int count)
{
  const struct geo *seen[2] = { geos[0], geos[count - 1] };

  if (!geography)
    return count < 2 || geo_run_same_srid(&relating->run, geos[0], geos[1]);
  relating->flat = sphere_plane_for(relating->run.arena, seen, count);
  if (!relating->flat) {
    geo_run_unsupported(&relating->run, "GEOGRAPHY objects that reach around the Earth");
    return false;
  }
  for (int i = 0; i < count; i++)
    geos[i] = sphere_lay(relating->flat, relating->run.arena, geos[i]);
  return true;
}

/* Gives what GEOS made of them; NULL when that is empty. */
static void give(struct relating *relating, bool geography, int srid, struct geo *made)
{
  if (!made) {
    fail_plane(relating, geography);
    return;
  }
  if (geo_is_empty(made)) {
    geo_run_give_null(&relating->run);
    return;
  }
  if (geography)
    made = sphere_lift(relating->flat, relating->run.arena, made);
  made->srid = srid;
  made->numbers = geography ? GEO_COMPUTED : GEO_FLAT;
  geo_run_give(&relating->run, made);
}

/* ---- relations: (a, b, whether they are GEOGRAPHY) ---- */

static bool is_collection(const struct geo *a, const struct geo *b)
{
  return a->kind == GEO_COLLECTION || b->kind == GEO_COLLECTION;
}

/* Too far apart for one plane: then they do not meet, if each fits on a plane of its own. */
static bool are_apart(struct relating *relating, struct geo *const geos[2])
{
  const struct geo *a = geos[0], *b = geos[1];
  const struct geo *both[2] = { a, b };

  return !sphere_plane_for(relating->run.arena, both, 2) &&
         sphere_plane_for(relating->run.arena, &a, 1) &&
         sphere_plane_for(relating->run.arena, &b, 1) && sphere_distance(a, b) > 0;
}

static void relate(struct engine_call *call, enum plane_relation relation)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    struct geo *geos[2] = { geo_run_arg(run, 0), geo_run_arg(run, 1) };
    bool geography = call_int(call, 2, run->row) != 0, answer;

    if (relation != PLANE_INTERSECTS && relation != PLANE_DISJOINT &&
        is_collection(geos[0], geos[1])) {
      geo_run_unsupported(run, "GeometryCollection as an argument of this function");
      continue;
    }
    if (geography && are_apart(&relating, geos)) {
      geo_run_give_int(run, relation == PLANE_DISJOINT);
      continue;
    }
    if (!lay(&relating, geography, geos, 2))
      continue;
    if (plane_relate(relating.plane, relation, geos[0], geos[1], &answer))
      geo_run_give_int(run, answer);
    else
      fail_plane(&relating, geography);
  }
}

static void intersects(struct engine_call *call)
{
  relate(call, PLANE_INTERSECTS);
}

static void disjoint(struct engine_call *call)
{
  relate(call, PLANE_DISJOINT);
}

static void contains(struct engine_call *call)
{
  relate(call, PLANE_CONTAINS);
}

static void covers(struct engine_call *call)
{
  relate(call, PLANE_COVERS);
}

static void within(struct engine_call *call)
{
  relate(call, PLANE_WITHIN);
}

static void covered_by(struct engine_call *call)
{
  relate(call, PLANE_COVEREDBY);
}

/* ---- overlays: (a, b, whether they are GEOGRAPHY) ---- */

static void combine(struct engine_call *call, enum plane_overlay overlay)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    struct geo *geos[2] = { geo_run_arg(run, 0), geo_run_arg(run, 1) };
    bool geography = call_int(call, 2, run->row) != 0;
    int srid = geos[0]->srid;

    if (lay(&relating, geography, geos, 2))
      give(&relating, geography, srid,
           plane_combine(relating.plane, run->arena, overlay, geos[0], geos[1]));
  }
}

static void intersection(struct engine_call *call)
{
  combine(call, PLANE_INTERSECTION);
}

static void unite(struct engine_call *call)
{
  combine(call, PLANE_UNION);
}

static void difference(struct engine_call *call)
{
  combine(call, PLANE_DIFFERENCE);
}

static void symmetric_difference(struct engine_call *call)
{
  combine(call, PLANE_SYMDIFFERENCE);
}

/* Of all shapes of an aggregate: they are laid on one plane together. */
static void combine_all(struct engine_call *call, enum plane_overlay overlay)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    bool geography = call_int(call, 1, run->row) != 0;
    struct geo **parts, *all, *made;
    size_t count = geo_run_list(run, 0, &parts);
    int srid;

    if (!count) {
      geo_run_give_null(run);
      continue;
    }
    srid = parts[0]->srid;
    all = geo_new_parts(run->arena, GEO_COLLECTION, parts, count);
    for (size_t i = 1; i < count; i++)
      if (!geo_run_same_srid(run, parts[0], parts[i]))
        break;
    if (!lay(&relating, geography, &all, 1))
      continue;
    made = all->parts[0];
    for (size_t i = 1; made && i < count; i++)
      made = plane_combine(relating.plane, run->arena, overlay, made, all->parts[i]);
    give(&relating, geography, srid, made);
  }
}

static void union_all(struct engine_call *call)
{
  combine_all(call, PLANE_UNION);
}

static void intersection_all(struct engine_call *call)
{
  combine_all(call, PLANE_INTERSECTION);
}

/* ---- one shape made into another ---- */

/* (geometry, distance) */
static void buffer(struct engine_call *call)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo *geo = geo_run_arg(&relating.run, 0);

    give(&relating, false, geo->srid,
         plane_buffer(relating.plane, relating.run.arena, geo,
                      call_double(call, 1, relating.run.row)));
  }
}

/* (shape, tolerance, whether it is a GEOGRAPHY) */
static void simplify(struct engine_call *call)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    struct geo *geo = geo_run_arg(run, 0), *simpler;
    double tolerance = call_double(call, 1, run->row);

    if (!(tolerance >= 0)) {
      call_fail(call, ERR_INVALID_ARGUMENT, "The tolerance must not be negative");
      continue;
    }
    if (call_int(call, 2, run->row)) {
      simpler = sphere_simplify(run->arena, geo, tolerance);
    } else if (geo->kind == GEO_COLLECTION) {
      geo_run_unsupported(run, "ST_SIMPLIFY of a GeometryCollection");
      continue;
    } else {
      simpler = plane_simplify(relating.plane, run->arena, geo, tolerance);
    }
    if (!simpler) {
      fail_plane(&relating, false);
      continue;
    }
    simpler->srid = geo->srid;
    simpler->numbers = geo->numbers;
    if (geo->numbers == GEO_WRITTEN && geo_dimension(geo) > 0)
      simpler->numbers = GEO_COMPUTED;
    geo_run_give(run, simpler);
  }
}

static void give_centroid(struct relating *relating, const struct geo *geo,
                          struct geo *centre)
{
  if (!centre || geo_is_empty(centre)) {
    geo_run_give_null(&relating->run);
    return;
  }
  centre->srid = geo->srid;
  centre->numbers = geo->numbers == GEO_FLAT ? GEO_FLAT : GEO_COMPUTED;
  geo_run_give(&relating->run, centre);
}

/* (shape, whether it is a GEOGRAPHY) */
static void centroid(struct engine_call *call)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    struct geo *geo = geo_run_arg(run, 0), *centre = NULL;
    struct geo_point at;

    if (!call_int(call, 1, run->row))
      centre = plane_centroid(relating.plane, run->arena, geo);
    else if (sphere_centroid(geo, &at))
      centre = geo_new_point(run->arena, at);
    give_centroid(&relating, geo, centre);
  }
}

/* ---- measures ---- */

/* (a, b, whether they are GEOGRAPHY) */
static void distance(struct engine_call *call)
{
  struct relating relating = relating_over(call);

  while (relating_next(&relating)) {
    struct geo_run *run = &relating.run;
    struct geo *a = geo_run_arg(run, 0), *b = geo_run_arg(run, 1);
    double between;

    if (!geo_run_same_srid(run, a, b))
      continue;
    if (geo_is_empty(a) || geo_is_empty(b))
      geo_run_give_null(run);
    else if (call_int(call, 2, run->row))
      geo_run_give_double(run, sphere_distance(a, b));
    else if (plane_distance(relating.plane, a, b, &between))
      geo_run_give_double(run, between);
    else
      fail_plane(&relating, false);
  }
}

static double flat_ring_area(const struct geo *ring)
{
  double twice = 0;

  for (size_t i = 1; i < ring->count; i++) {
    struct geo_point o = ring->points[0], a = ring->points[i - 1], b = ring->points[i];

    twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
  }
  return fabs(twice) / 2;
}

static double flat_area(const struct geo *geo)
{
  double area = 0;

  if (geo_has_points(geo->kind))
    return 0;
  for (size_t i = 0; i < geo->count; i++) {
    if (geo->kind != GEO_POLYGON)
      area += flat_area(geo->parts[i]);
    else
      area += flat_ring_area(geo->parts[i]) * (i == 0 ? 1 : -1);
  }
  return area;
}

static double flat_length(const struct geo *geo, bool polygons, bool inside)
{
  double length = 0;

  for (size_t i = 1; geo->kind == GEO_LINE && polygons == inside && i < geo->count; i++)
    length += hypot(geo->points[i].x - geo->points[i - 1].x,
                    geo->points[i].y - geo->points[i - 1].y);
  for (size_t i = 0; !geo_has_points(geo->kind) && i < geo->count; i++)
    length += flat_length(geo->parts[i], polygons, inside || geo->kind == GEO_POLYGON);
  return length;
}

/* (shape, whether it is a GEOGRAPHY) */
static void area(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);

    geo_run_give_double(&run,
                        call_int(call, 1, run.row) ? sphere_area(geo) : flat_area(geo));
  }
}

static void length(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);

    geo_run_give_double(&run, call_int(call, 1, run.row)
                                ? sphere_length(geo)
                                : flat_length(geo, false, false));
  }
}

static void perimeter(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);

    geo_run_give_double(&run, call_int(call, 1, run.row) ? sphere_perimeter(geo)
                                                         : flat_length(geo, true, false));
  }
}

static double flat_azimuth(struct geo_point from, struct geo_point to)
{
  double angle = atan2(to.x - from.x, to.y - from.y);

  return angle < 0 ? angle + 2 * M_PI : angle;
}

/* (a, b, whether they are GEOGRAPHY) */
static void azimuth(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *a = geo_run_arg(&run, 0), *b = geo_run_arg(&run, 1);

    if (!geo_run_same_srid(&run, a, b))
      continue;
    if (a->kind != GEO_POINT || b->kind != GEO_POINT) {
      call_fail(call, ERR_GEOGRAPHY_INVALID,
                "The input geospatial object must be a Point");
      continue;
    }
    if (!a->count || !b->count ||
        (a->points[0].x == b->points[0].x && a->points[0].y == b->points[0].y))
      geo_run_give_null(&run);
    else
      geo_run_give_double(&run, call_int(call, 2, run.row)
                                  ? sphere_azimuth(a->points[0], b->points[0])
                                  : flat_azimuth(a->points[0], b->points[0]));
  }
}

/* ---- Hausdorff: how far the point of one shape is that is farthest from the other's ---- */

struct farthest {
  const struct geo *other;
  struct vector at;
  double nearest, farthest;
};

static void come_near(void *context, struct geo_point *point)
{
  struct farthest *far = context;

  far->nearest = fmin(far->nearest, vector_angle(far->at, vector_of(*point)));
}

static void go_far(void *context, struct geo_point *point)
{
  struct farthest *far = context;

  far->at = vector_of(*point);
  far->nearest = INFINITY;
  geo_each_point(far->other, come_near, far);
  far->farthest = fmax(far->farthest, far->nearest);
}

/* In degrees, between the points that are written. */
static void hausdorff(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *a = geo_run_arg(&run, 0), *b = geo_run_arg(&run, 1);
    struct farthest far = { .other = b };

    geo_each_point(a, go_far, &far);
    far.other = a;
    geo_each_point(b, go_far, &far);
    if (geo_is_empty(a) || geo_is_empty(b))
      geo_run_give_null(&run);
    else
      geo_run_give_double(&run, far.farthest * 180 / M_PI);
  }
}

#define PAIR "BLOB, BLOB, BOOLEAN"

const struct engine_function_row fn_geo_relate_rows[] = {
  /* clang-format off */
  { "sg_geo_area",             "BLOB, BOOLEAN",         "DOUBLE",  area,                 0, 0 },
  { "sg_geo_azimuth",          PAIR,                    "DOUBLE",  azimuth,              0, 0 },
  { "sg_geo_buffer",           "BLOB, DOUBLE",          "BLOB",    buffer,               0, 0 },
  { "sg_geo_centroid",         "BLOB, BOOLEAN",         "BLOB",    centroid,             0, 0 },
  { "sg_geo_contains",         PAIR,                    "BOOLEAN", contains,             0, 0 },
  { "sg_geo_coveredby",        PAIR,                    "BOOLEAN", covered_by,           0, 0 },
  { "sg_geo_covers",           PAIR,                    "BOOLEAN", covers,               0, 0 },
  { "sg_geo_difference",       PAIR,                    "BLOB",    difference,           0, 0 },
  { "sg_geo_disjoint",         PAIR,                    "BOOLEAN", disjoint,             0, 0 },
  { "sg_geo_distance",         PAIR,                    "DOUBLE",  distance,             0, 0 },
  { "sg_geo_hausdorff",        "BLOB, BLOB",            "DOUBLE",  hausdorff,            0, 0 },
  { "sg_geo_intersection",     PAIR,                    "BLOB",    intersection,         0, 0 },
  { "sg_geo_intersection_all", "VARCHAR, BOOLEAN",      "BLOB",    intersection_all,     0, 0 },
  { "sg_geo_intersects",       PAIR,                    "BOOLEAN", intersects,           0, 0 },
  { "sg_geo_length",           "BLOB, BOOLEAN",         "DOUBLE",  length,               0, 0 },
  { "sg_geo_perimeter",        "BLOB, BOOLEAN",         "DOUBLE",  perimeter,            0, 0 },
  { "sg_geo_simplify",         "BLOB, DOUBLE, BOOLEAN", "BLOB",    simplify,             0, 0 },
  { "sg_geo_symdifference",    PAIR,                    "BLOB",    symmetric_difference, 0, 0 },
  { "sg_geo_union",            PAIR,                    "BLOB",    unite,                0, 0 },
  { "sg_geo_union_all",        "VARCHAR, BOOLEAN",      "BLOB",    union_all,            0, 0 },
  { "sg_geo_within",           PAIR,                    "BOOLEAN", within,               0, 0 },
  /* clang-format on */
};

const int fn_geo_relate_count = sizeof fn_geo_relate_rows / sizeof fn_geo_relate_rows[0];
