/* fn_geo_parts.c: geospatial values made of others, and what they are made of. */
#include <math.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/geo_run.h"
#include "builtin/geo_sphere.h"

static void fail_kind(struct geo_run *run, const struct geo *geo, const char *wanted)
{
  call_fail(run->call,
            geo->srid == GEO_WGS84 ? ERR_GEOGRAPHY_INVALID : ERR_GEOMETRY_INVALID,
            "The input geospatial object must be a %s", wanted);
}

/* The kind, or an error. */
static bool must_be(struct geo_run *run, const struct geo *geo, enum geo_kind kind,
                    const char *name)
{
  if (geo->kind == kind)
    return true;
  fail_kind(run, geo, name);
  return false;
}

/* ---- coordinates ---- */

static void coordinate(struct engine_call *call, bool second)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);

    if (!must_be(&run, geo, GEO_POINT, "Point"))
      continue;
    if (!geo->count)
      geo_run_give_null(&run);
    else
      geo_run_give_double(&run, second ? geo->points[0].y : geo->points[0].x);
  }
}

static void x(struct engine_call *call)
{
  coordinate(call, false);
}

static void y(struct engine_call *call)
{
  coordinate(call, true);
}

static struct sphere_bounds bounds_of(const struct geo *geo, bool geography)
{
  return geography ? sphere_bounds_of(geo) : flat_bounds_of(geo);
}

/* (shape, whether it is a GEOGRAPHY, which of: west, east, south, north) */
static void bound(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    struct sphere_bounds bounds;
    double sides[4];

    if (geo_is_empty(geo)) {
      geo_run_give_null(&run);
      continue;
    }
    bounds = bounds_of(geo, call_int(call, 1, run.row) != 0);
    memcpy(sides, (double[]){ bounds.west, bounds.east, bounds.south, bounds.north },
           sizeof sides);
    geo_run_give_double(&run, sides[call_int(call, 2, run.row) & 3]);
  }
}

/* The box around a shape; a line or a point when it has no extent. */
static struct geo *box(struct arena *arena, struct sphere_bounds b)
{
  struct geo_point corners[] = {
    { b.west, b.south }, { b.east, b.south }, { b.east, b.north },
    { b.west, b.north }, { b.west, b.south },
  };
  struct geo *ring;

  if (b.west == b.east && b.south == b.north)
    return geo_new_point(arena, corners[0]);
  if (b.west == b.east || (b.south == b.north && b.south == 0))
    return geo_new_line(arena, (struct geo_point[]){ corners[0], corners[2] }, 2);
  ring = geo_new_line(arena, corners, 5);
  return geo_new_parts(arena, GEO_POLYGON, &ring, 1);
}

/* On a plane any level line stays a line; on the sphere only the equator does. */
static struct geo *flat_box(struct arena *arena, struct sphere_bounds b)
{
  if (b.south == b.north && b.west != b.east)
    return geo_new_line(
      arena, (struct geo_point[]){ { b.west, b.south }, { b.east, b.north } }, 2);
  return box(arena, b);
}

/* (shape, whether it is a GEOGRAPHY) */
static void envelope(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0), *around;
    bool geography = call_int(call, 1, run.row) != 0;
    struct sphere_bounds bounds;

    if (geo_is_empty(geo)) {
      geo_run_give(&run, geo);
      continue;
    }
    bounds = bounds_of(geo, geography);
    if (geography && bounds.east - bounds.west >= 180) {
      geo_run_unsupported(&run, "ST_ENVELOPE of 180 degrees of longitude and more");
      continue;
    }
    around = geography ? box(run.arena, bounds) : flat_box(run.arena, bounds);
    around->srid = geo->srid;
    around->numbers = geography ? GEO_COMPUTED : GEO_FLAT;
    geo_run_give(&run, around);
  }
}

/* ---- counts ---- */

static void count_points(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run))
    geo_run_give_int(&run, (int64_t)geo_count_points(geo_run_arg(&run, 0)));
}

static void dimension(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    int dimension = geo_dimension(geo_run_arg(&run, 0));

    if (dimension < 0)
      geo_run_give_null(&run);
    else
      geo_run_give_int(&run, dimension);
  }
}

static void srid(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run))
    geo_run_give_int(&run, geo_run_arg(&run, 0)->srid);
}

static void set_srid(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    int64_t number = call_int(call, 1, run.row);

    if (number < 0 || number > INT32_MAX) {
      call_fail(call, ERR_GEOMETRY_INVALID, "Invalid SRID: %lld", (long long)number);
      continue;
    }
    geo->srid = (int)number;
    geo_run_give(&run, geo);
  }
}

/* ---- points of lines ---- */

/* From 1 on, or from -1 back. */
static void point_n(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *line = geo_run_arg(&run, 0), *point;
    int64_t at = call_int(call, 1, run.row);

    if (!must_be(&run, line, GEO_LINE, "LineString"))
      continue;
    if (at < 0)
      at += (int64_t)line->count + 1;
    if (at < 1 || at > (int64_t)line->count) {
      geo_run_give_null(&run);
      continue;
    }
    point = geo_new_point(run.arena, line->points[at - 1]);
    point->srid = line->srid;
    point->numbers = line->numbers == GEO_FLAT ? GEO_FLAT : GEO_COMPUTED;
    geo_run_give(&run, point);
  }
}

/* ---- making ---- */

/* (x, y, srid) */
static void make_point(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo_point at = { call_double(call, 0, run.row),
                            call_double(call, 1, run.row) };
    int number = (int)call_int(call, 2, run.row);
    struct geo *point;

    if (!isfinite(at.x) || !isfinite(at.y) ||
        (number == GEO_WGS84 && (fabs(at.x) > 180 || fabs(at.y) > 90))) {
      call_fail(call, number == GEO_WGS84 ? ERR_GEOGRAPHY_INVALID : ERR_GEOMETRY_INVALID,
                "%s validation failed: invalid coordinates (%.15g, %.15g)",
                number == GEO_WGS84 ? "Geography" : "Geometry", at.x, at.y);
      continue;
    }
    point = geo_new_point(run.arena, at);
    point->srid = number;
    point->numbers = number == GEO_WGS84 ? GEO_COMPUTED : GEO_FLAT;
    geo_run_give(&run, point);
  }
}

static bool makes_line(const struct geo *geo)
{
  return geo->kind == GEO_POINT || geo->kind == GEO_MULTIPOINT || geo->kind == GEO_LINE;
}

static void add_point(void *context, struct geo_point *point)
{
  struct geo *line = context;

  line->points[line->count++] = *point;
}

static void make_line(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *a = geo_run_arg(&run, 0), *b = geo_run_arg(&run, 1), *line;

    if (!geo_run_same_srid(&run, a, b))
      continue;
    if (!makes_line(a) || !makes_line(b)) {
      fail_kind(&run, a, "Point, MultiPoint, or LineString");
      continue;
    }
    line = geo_new(run.arena, GEO_LINE);
    line->points = ARENA_ARRAY(run.arena, geo_count_points(a) + geo_count_points(b),
                               struct geo_point);
    geo_each_point(a, add_point, line);
    geo_each_point(b, add_point, line);
    line->srid = a->srid;
    line->numbers = a->numbers > b->numbers ? a->numbers : b->numbers;
    geo_run_give(&run, line);
  }
}

static void give_polygon(struct geo_run *run, struct geo *line)
{
  struct geo *polygon = geo_new_parts(run->arena, GEO_POLYGON, &line, 1);

  polygon->srid = line->srid;
  polygon->numbers = line->numbers;
  geo_run_give(run, polygon);
}

/* A polygon of a closed line; whoever calls reads it anew, and so validates it. */
static void make_polygon(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *line = geo_run_arg(&run, 0);

    if (must_be(&run, line, GEO_LINE, "LineString"))
      give_polygon(&run, line);
  }
}

/* A ring whose inside is on its left: what lies on the left must be the smaller region, since
 * only that one is what a stored polygon means. */
static void make_oriented(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *line = geo_run_arg(&run, 0);

    if (!must_be(&run, line, GEO_LINE, "LineString"))
      continue;
    if (sphere_is_left(line))
      give_polygon(&run, line);
    else
      geo_run_unsupported(&run, "polygon that is larger than a hemisphere");
  }
}

/* ---- collecting ---- */

static enum geo_kind multi_of(enum geo_kind kind)
{
  switch (kind) {
  case GEO_POINT: return GEO_MULTIPOINT;
  case GEO_LINE: return GEO_MULTILINE;
  case GEO_POLYGON: return GEO_MULTIPOLYGON;
  case GEO_MULTIPOINT:
  case GEO_MULTILINE:
  case GEO_MULTIPOLYGON:
  case GEO_COLLECTION: break;
  }
  return GEO_COLLECTION;
}

static struct geo *collected(struct arena *arena, struct geo *const *parts, size_t count)
{
  enum geo_kind kind = count ? multi_of(parts[0]->kind) : GEO_COLLECTION;
  struct geo *all;

  for (size_t i = 1; i < count; i++)
    if (parts[i]->kind != parts[0]->kind)
      kind = GEO_COLLECTION;
  all = geo_new_parts(arena, kind, parts, count);
  for (size_t i = 0; i < count; i++) {
    all->srid = parts[i]->srid;
    if (parts[i]->numbers > all->numbers)
      all->numbers = parts[i]->numbers;
  }
  return all;
}

static void collect(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *parts[2] = { geo_run_arg(&run, 0), geo_run_arg(&run, 1) };

    if (geo_run_same_srid(&run, parts[0], parts[1]))
      geo_run_give(&run, collected(run.arena, parts, 2));
  }
}

/* Many shapes, one after the other in hexadecimal with a blank between. */
static void collect_all(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo **parts;
    size_t count = geo_run_list(&run, 0, &parts);

    if (count)
      geo_run_give(&run, collected(run.arena, parts, count));
    else
      geo_run_give_null(&run);
  }
}

const struct engine_function_row fn_geo_parts_rows[] = {
  /* clang-format off */
  { "sg_geo_bound",        "BLOB, BOOLEAN, BIGINT",  "DOUBLE", bound,         0, 0 },
  { "sg_geo_collect",      "BLOB, BLOB",             "BLOB",   collect,       0, 0 },
  { "sg_geo_collect_all",  "VARCHAR",                "BLOB",   collect_all,   0, 0 },
  { "sg_geo_dimension",    "BLOB",                   "BIGINT", dimension,     0, 0 },
  { "sg_geo_envelope",     "BLOB, BOOLEAN",          "BLOB",   envelope,      0, 0 },
  { "sg_geo_make_line",    "BLOB, BLOB",             "BLOB",   make_line,     0, 0 },
  { "sg_geo_make_oriented", "BLOB",                  "BLOB",   make_oriented, 0, 0 },
  { "sg_geo_make_point",   "DOUBLE, DOUBLE, BIGINT", "BLOB",   make_point,    0, 0 },
  { "sg_geo_make_polygon", "BLOB",                   "BLOB",   make_polygon,  0, 0 },
  { "sg_geo_point_n",      "BLOB, BIGINT",           "BLOB",   point_n,       0, 0 },
  { "sg_geo_points",       "BLOB",                   "BIGINT", count_points,  0, 0 },
  { "sg_geo_set_srid",     "BLOB, BIGINT",           "BLOB",   set_srid,      0, 0 },
  { "sg_geo_srid",         "BLOB",                   "BIGINT", srid,          0, 0 },
  { "sg_geo_x",            "BLOB",                   "DOUBLE", x,             0, 0 },
  { "sg_geo_y",            "BLOB",                   "DOUBLE", y,             0, 0 },
  /* clang-format on */
};

const int fn_geo_parts_count = sizeof fn_geo_parts_rows / sizeof fn_geo_parts_rows[0];
