/* geo_check.c: whether a shape is valid, as a GEOGRAPHY or as a GEOMETRY. */
#include "builtin/geo_check.h"

#include <math.h>
#include <stdio.h>

#include "builtin/geo_sphere.h"

static void check_point(void *context, struct geo_point *point)
{
  char *problem = context;

  if (problem[0])
    return;
  if (!(fabs(point->y) <= 90))
    snprintf(problem, GEO_PROBLEM_SIZE, "Latitude %.15g is not between -90 and 90",
             point->y);
  else if (!(fabs(point->x) <= 180))
    snprintf(problem, GEO_PROBLEM_SIZE, "Longitude %.15g is not between -180 and 180",
             point->x);
}

static bool same(struct geo_point a, struct geo_point b)
{
  return a.x == b.x && a.y == b.y;
}

static bool has_extent(const struct geo *line)
{
  for (size_t i = 1; i < line->count; i++)
    if (!same(line->points[0], line->points[i]))
      return true;
  return false;
}

static const char *ring_problem(const struct geo *ring)
{
  if (ring->count < 4)
    return "Polygon loop has fewer than 4 points";
  if (!same(ring->points[0], ring->points[ring->count - 1]))
    return "Polygon loop is not closed";
  return NULL;
}

/* What is wrong with lines and rings each for itself; NULL when nothing is. */
static const char *form_problem(const struct geo *geo)
{
  const char *problem = NULL;

  if (geo->kind == GEO_LINE && geo->count && !has_extent(geo))
    return "LineString must have at least 2 different points";
  if (geo_has_points(geo->kind))
    return NULL;
  for (size_t i = 0; !problem && i < geo->count; i++)
    problem = geo->kind == GEO_POLYGON ? ring_problem(geo->parts[i])
                                       : form_problem(geo->parts[i]);
  return problem;
}

bool geo_check(const struct geo *geo, bool geography, struct arena *arena,
               struct plane **plane, char problem[GEO_PROBLEM_SIZE])
{
  const char *form = form_problem(geo);

  problem[0] = '\0';
  if (form)
    snprintf(problem, GEO_PROBLEM_SIZE, "%s", form);
  else if (geography)
    geo_each_point(geo, check_point, problem);
  if (problem[0])
    return false;
  if (geo_dimension(geo) < 2)
    return true;
  if (geography) {
    struct sphere_plane *flat = sphere_plane_for(arena, &geo, 1);

    if (!flat)
      return true;
    geo = sphere_lay(flat, arena, geo);
  }
  if (!*plane)
    *plane = plane_open();
  if (plane_is_valid(*plane, geo))
    return true;
  snprintf(problem, GEO_PROBLEM_SIZE, "%s", plane_problem(*plane));
  return false;
}
