/* geo_sphere.c: measures of shapes on a sphere. */
#include "builtin/geo_sphere.h"

#include <math.h>

#include "builtin/geo_vector.h"

/* ---- walking ---- */

/* The arcs of a shape, one after the other: points are arcs from themselves to themselves. */
typedef void (*arc_visit)(void *context, struct vector a, struct vector b);

static void each_arc(const struct geo *geo, arc_visit visit, void *context)
{
  if (!geo_has_points(geo->kind)) {
    for (size_t i = 0; i < geo->count; i++)
      each_arc(geo->parts[i], visit, context);
    return;
  }
  if (geo->count == 1)
    visit(context, vector_of(geo->points[0]), vector_of(geo->points[0]));
  for (size_t i = 1; i < geo->count; i++)
    visit(context, vector_of(geo->points[i - 1]), vector_of(geo->points[i]));
}

static void add_vector(void *context, struct geo_point *point)
{
  struct vector *sum = context;

  *sum = vector_plus(*sum, vector_of(*point));
}

/* The middle of a shape's points; zero when they balance. */
static struct vector middle_of(const struct geo *geo)
{
  struct vector sum = { 0, 0, 0 };

  geo_each_point(geo, add_vector, &sum);
  return vector_unit(sum);
}

/* ---- area ---- */

/* The signed area of a triangle on the unit sphere. */
static double triangle(struct vector a, struct vector b, struct vector c)
{
  /* The sides' difference keeps the digits of small triangles. */
  struct vector ab = vector_plus(b, vector_times(a, -1));
  struct vector ac = vector_plus(c, vector_times(a, -1));

  return 2 * atan2(vector_dot(a, vector_cross(ab, ac)),
                   1 + vector_dot(a, b) + vector_dot(b, c) + vector_dot(c, a));
}

/* Of what is on the left of a ring, when it is the smaller region; its negative when it is not. */
static double left_area(const struct geo *ring)
{
  struct vector first;
  double area = 0;

  if (ring->count < 4)
    return 0;
  first = vector_of(ring->points[0]);
  for (size_t i = 2; i + 1 < ring->count; i++)
    area += triangle(first, vector_of(ring->points[i - 1]), vector_of(ring->points[i]));
  if (area > 2 * M_PI)
    return area - 4 * M_PI;
  return area < -2 * M_PI ? area + 4 * M_PI : area;
}

bool sphere_is_left(const struct geo *ring)
{
  return left_area(ring) >= 0;
}

/* The smaller of the two regions that a ring bounds. */
static double ring_area(const struct geo *ring)
{
  return fabs(left_area(ring));
}

static double area_of(const struct geo *geo)
{
  double area = 0;

  if (geo_has_points(geo->kind))
    return 0;
  for (size_t i = 0; i < geo->count; i++) {
    if (geo->kind == GEO_POLYGON)
      area += i == 0 ? ring_area(geo->parts[i]) : -ring_area(geo->parts[i]);
    else
      area += area_of(geo->parts[i]);
  }
  return area;
}

double sphere_area(const struct geo *geo)
{
  return area_of(geo) * SPHERE_RADIUS * SPHERE_RADIUS;
}

/* ---- length ---- */

static double line_angle(const struct geo *line)
{
  double angle = 0;

  for (size_t i = 1; i < line->count; i++)
    angle += vector_angle(vector_of(line->points[i - 1]), vector_of(line->points[i]));
  return angle;
}

/* Of the lines that are in polygons, or of those that are not. */
static double angle_of(const struct geo *geo, bool polygons, bool inside)
{
  double angle = 0;

  if (geo->kind == GEO_LINE)
    return polygons == inside ? line_angle(geo) : 0;
  if (geo->kind == GEO_POINT)
    return 0;
  for (size_t i = 0; i < geo->count; i++)
    angle += angle_of(geo->parts[i], polygons, inside || geo->kind == GEO_POLYGON);
  return angle;
}

double sphere_length(const struct geo *geo)
{
  return angle_of(geo, false, false) * SPHERE_RADIUS;
}

double sphere_perimeter(const struct geo *geo)
{
  return angle_of(geo, true, false) * SPHERE_RADIUS;
}

double sphere_azimuth(struct geo_point from, struct geo_point to)
{
  double lat1 = from.y * M_PI / 180, lat2 = to.y * M_PI / 180;
  double lon = (to.x - from.x) * M_PI / 180;
  double angle = atan2(sin(lon) * cos(lat2),
                       cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon));

  return angle < 0 ? angle + 2 * M_PI : angle;
}

/* ---- whether a polygon holds a point ---- */

/* Seen from the ring's middle, on the plane that touches the sphere there. */
static bool ring_holds(const struct geo *ring, struct vector point)
{
  struct vector middle = middle_of(ring);
  struct vector aside = fabs(middle.z) < 0.9 ? (struct vector){ 0, 0, 1 }
                                             : (struct vector){ 1, 0, 0 };
  struct vector east = vector_unit(vector_cross(aside, middle));
  struct vector north = vector_cross(middle, east);
  double depth = vector_dot(point, middle), px, py;
  bool inside = false;

  if (depth <= 0)
    return false;
  px = vector_dot(point, east) / depth;
  py = vector_dot(point, north) / depth;
  for (size_t i = 1; i < ring->count; i++) {
    struct vector a = vector_of(ring->points[i - 1]), b = vector_of(ring->points[i]);
    double da = vector_dot(a, middle), db = vector_dot(b, middle);
    double ax = vector_dot(a, east) / da, ay = vector_dot(a, north) / da;
    double bx = vector_dot(b, east) / db, by = vector_dot(b, north) / db;

    if ((ay > py) != (by > py) && px < (bx - ax) * (py - ay) / (by - ay) + ax)
      inside = !inside;
  }
  return inside;
}

static bool holds(const struct geo *geo, struct vector point)
{
  bool inside;

  if (geo_has_points(geo->kind) || !geo->count)
    return false;
  if (geo->kind != GEO_POLYGON) {
    for (size_t i = 0; i < geo->count; i++)
      if (holds(geo->parts[i], point))
        return true;
    return false;
  }
  inside = ring_holds(geo->parts[0], point);
  for (size_t i = 1; inside && i < geo->count; i++)
    inside = !ring_holds(geo->parts[i], point);
  return inside;
}

/* ---- distance ---- */

struct pair {
  const struct geo *other;
  struct vector a, b; /* The arc of the first shape. */
  double least;
};

static void meet(void *context, struct vector c, struct vector d)
{
  struct pair *pair = context;
  double angle = vector_arcs_angle(pair->a, pair->b, c, d);

  if (angle < pair->least)
    pair->least = angle;
}

static void meet_all(void *context, struct vector a, struct vector b)
{
  struct pair *pair = context;

  pair->a = a;
  pair->b = b;
  if (pair->least > 0)
    each_arc(pair->other, meet, pair);
}

/* Whether a shape holds the first point of any of another's points and lines: enough where no edges
 * of the two cross. */
static bool holds_any(const struct geo *geo, const struct geo *other)
{
  if (geo_has_points(other->kind))
    return other->count && holds(geo, vector_of(other->points[0]));
  for (size_t i = 0; i < other->count; i++)
    if (holds_any(geo, other->parts[i]))
      return true;
  return false;
}

double sphere_distance(const struct geo *a, const struct geo *b)
{
  struct pair pair = { .other = b, .least = INFINITY };

  if (holds_any(a, b) || holds_any(b, a))
    return 0;
  each_arc(a, meet_all, &pair);
  return pair.least * SPHERE_RADIUS;
}

/* ---- the centre of mass ---- */

struct weight {
  int dimension;
  struct vector sum;
};

static void add_line(const struct geo *line, struct weight *weight)
{
  for (size_t i = 1; i < line->count; i++) {
    struct vector a = vector_of(line->points[i - 1]), b = vector_of(line->points[i]);
    struct vector both = vector_plus(a, b), apart = vector_plus(a, vector_times(b, -1));

    if (vector_size(both) > 0)
      weight->sum = vector_plus(
        weight->sum, vector_times(both, vector_size(apart) / vector_size(both)));
  }
}

/* Half the sum, over the edges, of each one's angle along its normal. */
static struct vector ring_moment(const struct geo *ring)
{
  struct vector sum = { 0, 0, 0 };

  for (size_t i = 1; i < ring->count; i++) {
    struct vector a = vector_of(ring->points[i - 1]), b = vector_of(ring->points[i]);

    sum = vector_plus(
      sum, vector_times(vector_unit(vector_cross(a, b)), vector_angle(a, b) / 2));
  }
  return vector_dot(sum, middle_of(ring)) < 0 ? vector_times(sum, -1) : sum;
}

static void add_weight(const struct geo *geo, struct weight *weight)
{
  if (geo->kind == GEO_POINT || geo->kind == GEO_LINE) {
    if (weight->dimension == 0 && geo->kind == GEO_POINT && geo->count)
      weight->sum = vector_plus(weight->sum, vector_of(geo->points[0]));
    else if (weight->dimension == 1 && geo->kind == GEO_LINE)
      add_line(geo, weight);
    return;
  }
  for (size_t i = 0; i < geo->count; i++) {
    if (geo->kind != GEO_POLYGON)
      add_weight(geo->parts[i], weight);
    else if (weight->dimension == 2)
      weight->sum = vector_plus(
        weight->sum, vector_times(ring_moment(geo->parts[i]), i == 0 ? 1 : -1));
  }
}

bool sphere_centroid(const struct geo *geo, struct geo_point *centre)
{
  struct weight weight = { geo_dimension(geo), { 0, 0, 0 } };

  add_weight(geo, &weight);
  if (vector_size(weight.sum) < 1e-15)
    return false;
  *centre = vector_point(weight.sum);
  return true;
}

/* ---- bounds ---- */

static void widen(struct sphere_bounds *bounds, struct geo_point point)
{
  bounds->west = fmin(bounds->west, point.x);
  bounds->east = fmax(bounds->east, point.x);
  bounds->south = fmin(bounds->south, point.y);
  bounds->north = fmax(bounds->north, point.y);
}

/* The point of an arc's great circle that is nearest to a pole, when it lies on the arc. */
static void widen_arc(void *context, struct vector a, struct vector b)
{
  struct sphere_bounds *bounds = context;
  struct vector normal = vector_unit(vector_cross(a, b));
  struct vector top = vector_unit(
    vector_plus((struct vector){ 0, 0, 1 }, vector_times(normal, -normal.z)));

  if (vector_size(vector_cross(a, b)) == 0 || vector_size(top) == 0)
    return;
  for (int pole = 0; pole < 2; pole++, top = vector_times(top, -1)) {
    if (vector_dot(vector_cross(normal, a), top) <= 0 ||
        vector_dot(vector_cross(b, normal), top) <= 0)
      continue;
    bounds->south = fmin(bounds->south, vector_point(top).y);
    bounds->north = fmax(bounds->north, vector_point(top).y);
  }
}

static void widen_point(void *context, struct geo_point *point)
{
  widen(context, *point);
}

struct sphere_bounds flat_bounds_of(const struct geo *geo)
{
  struct sphere_bounds bounds = { INFINITY, -INFINITY, INFINITY, -INFINITY };

  geo_each_point(geo, widen_point, &bounds);
  return bounds;
}

static void widen_line(const struct geo *geo, struct sphere_bounds *bounds)
{
  for (size_t i = 0; i < geo->count; i++) {
    widen(bounds, geo->points[i]);
    if (i && fabs(geo->points[i].x - geo->points[i - 1].x) > 180) {
      bounds->west = -180;
      bounds->east = 180;
    }
  }
}

static void widen_all(const struct geo *geo, struct sphere_bounds *bounds)
{
  if (geo_has_points(geo->kind)) {
    widen_line(geo, bounds);
    return;
  }
  for (size_t i = 0; i < geo->count; i++)
    widen_all(geo->parts[i], bounds);
}

struct sphere_bounds sphere_bounds_of(const struct geo *geo)
{
  struct sphere_bounds bounds = { INFINITY, -INFINITY, INFINITY, -INFINITY };

  widen_all(geo, &bounds);
  each_arc(geo, widen_arc, &bounds);
  for (int sign = -1; sign <= 1; sign += 2) {
    if (!holds(geo, (struct vector){ 0, 0, sign }))
      continue;
    bounds.west = -180;
    bounds.east = 180;
    bounds.north = sign > 0 ? 90 : bounds.north;
    bounds.south = sign < 0 ? -90 : bounds.south;
  }
  return bounds;
}

/* ---- fewer points ---- */

/* A stretch of a line whose ends are kept. */
struct stretch {
  size_t from, to;
};

/* The point of a stretch that is farthest from the arc between its ends. */
static size_t farthest_in(const struct geo *line, struct stretch stretch, double *angle)
{
  struct vector a = vector_of(line->points[stretch.from]);
  struct vector b = vector_of(line->points[stretch.to]);
  size_t at = stretch.from;

  *angle = -1;
  for (size_t i = stretch.from + 1; i < stretch.to; i++) {
    double away = vector_arc_angle(a, b, vector_of(line->points[i]));

    if (away > *angle) {
      *angle = away;
      at = i;
    }
  }
  return at;
}

/* Douglas and Peucker's way, without recursion: a line may have many points. */
static void keep_far(struct arena *arena, const struct geo *line, double tolerance,
                     bool *kept)
{
  struct stretch *stack = ARENA_ARRAY(arena, line->count + 1, struct stretch);
  size_t depth = 1;

  stack[0] = (struct stretch){ 0, line->count - 1 };
  while (depth) {
    struct stretch stretch = stack[--depth];
    double angle;
    size_t at = farthest_in(line, stretch, &angle);

    if (angle <= tolerance)
      continue;
    kept[at] = true;
    stack[depth++] = (struct stretch){ stretch.from, at };
    stack[depth++] = (struct stretch){ at, stretch.to };
  }
}

static struct geo *simpler_line(struct arena *arena, const struct geo *line, double angle)
{
  bool *kept = ARENA_ARRAY(arena, line->count + 1, bool);
  struct geo *fewer = geo_new_line(arena, line->points, line->count);

  if (line->count < 3)
    return fewer;
  kept[0] = kept[line->count - 1] = true;
  keep_far(arena, line, angle, kept);
  fewer->count = 0;
  for (size_t i = 0; i < line->count; i++)
    if (kept[i])
      fewer->points[fewer->count++] = line->points[i];
  return fewer;
}

/* A ring that is left with no area goes; the polygon goes with its outer ring. */
static bool is_gone(const struct geo *whole, const struct geo *part)
{
  return whole->kind == GEO_POLYGON ? part->count < 4 : part->count == 0;
}

struct geo *sphere_simplify(struct arena *arena, const struct geo *geo, double tolerance)
{
  struct geo *simpler;

  if (geo->kind == GEO_LINE)
    return simpler_line(arena, geo, tolerance / SPHERE_RADIUS);
  if (geo->kind == GEO_POINT) {
    simpler = geo_new_line(arena, geo->points, geo->count);
    simpler->kind = GEO_POINT;
    return simpler;
  }
  simpler = geo_new_parts(arena, geo->kind, geo->parts, geo->count);
  simpler->count = 0;
  for (size_t i = 0; i < geo->count; i++) {
    struct geo *part = sphere_simplify(arena, geo->parts[i], tolerance);

    if (!is_gone(geo, part))
      simpler->parts[simpler->count++] = part;
    else if (geo->kind == GEO_POLYGON && i == 0)
      return simpler;
  }
  return simpler;
}
