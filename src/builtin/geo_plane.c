/* geo_plane.c: shapes on a plane: relations, overlays, measures, by way of GEOS. */
#include "builtin/geo_plane.h"

#include <geos_c.h>
#include <stdio.h>
#include <stdlib.h>

/* Segments that a quarter of a circle is made of. */
#define QUARTER_SEGMENTS 8

struct plane {
  GEOSContextHandle_t geos;
  GEOSWKBReader *reader;
  GEOSWKBWriter *writer;
  char problem[256];
};

static void note_problem(const char *message, void *context)
{
  struct plane *plane = context;

  snprintf(plane->problem, sizeof plane->problem, "%s", message);
}

struct plane *plane_open(void)
{
  struct plane *plane = calloc(1, sizeof *plane);

  if (!plane)
    abort();
  plane->geos = GEOS_init_r();
  GEOSContext_setErrorMessageHandler_r(plane->geos, note_problem, plane);
  plane->reader = GEOSWKBReader_create_r(plane->geos);
  plane->writer = GEOSWKBWriter_create_r(plane->geos);
  GEOSWKBWriter_setByteOrder_r(plane->geos, plane->writer, GEOS_WKB_NDR);
  return plane;
}

void plane_close(struct plane *plane)
{
  GEOSWKBReader_destroy_r(plane->geos, plane->reader);
  GEOSWKBWriter_destroy_r(plane->geos, plane->writer);
  GEOS_finish_r(plane->geos);
  free(plane);
}

const char *plane_problem(const struct plane *plane)
{
  return plane->problem;
}

static GEOSGeometry *in(struct plane *plane, const struct geo *geo)
{
  GEOSGeometry *geometry;
  struct buf bytes;

  plane->problem[0] = '\0';
  buf_init(&bytes);
  geo_put_binary(geo, false, &bytes);
  geometry = GEOSWKBReader_read_r(plane->geos, plane->reader,
                                  (const unsigned char *)bytes.at, bytes.len);
  buf_clear(&bytes);
  return geometry;
}

/* Takes the geometry; NULL stays NULL. */
static struct geo *out(struct plane *plane, struct arena *arena, GEOSGeometry *geometry)
{
  struct geo *geo = NULL;
  unsigned char *bytes;
  size_t len;

  if (!geometry)
    return NULL;
  bytes = GEOSWKBWriter_write_r(plane->geos, plane->writer, geometry, &len);
  if (bytes)
    geo = geo_read_binary(arena, text_from((const char *)bytes, len));
  GEOSFree_r(plane->geos, bytes);
  GEOSGeom_destroy_r(plane->geos, geometry);
  return geo;
}

static void drop(struct plane *plane, GEOSGeometry *geometry)
{
  if (geometry)
    GEOSGeom_destroy_r(plane->geos, geometry);
}

static char relate(struct plane *plane, enum plane_relation relation,
                   const GEOSGeometry *a, const GEOSGeometry *b)
{
  switch (relation) {
  case PLANE_INTERSECTS: return GEOSIntersects_r(plane->geos, a, b);
  case PLANE_DISJOINT: return GEOSDisjoint_r(plane->geos, a, b);
  case PLANE_CONTAINS: return GEOSContains_r(plane->geos, a, b);
  case PLANE_COVERS: return GEOSCovers_r(plane->geos, a, b);
  case PLANE_WITHIN: return GEOSWithin_r(plane->geos, a, b);
  case PLANE_COVEREDBY: return GEOSCoveredBy_r(plane->geos, a, b);
  }
  return 2;
}

bool plane_relate(struct plane *plane, enum plane_relation relation, const struct geo *a,
                  const struct geo *b, bool *answer)
{
  GEOSGeometry *first = in(plane, a), *second = first ? in(plane, b) : NULL;
  char said = second ? relate(plane, relation, first, second) : 2;

  drop(plane, first);
  drop(plane, second);
  *answer = said == 1;
  return said != 2;
}

static GEOSGeometry *combine(struct plane *plane, enum plane_overlay overlay,
                             const GEOSGeometry *a, const GEOSGeometry *b)
{
  switch (overlay) {
  case PLANE_INTERSECTION: return GEOSIntersection_r(plane->geos, a, b);
  case PLANE_UNION: return GEOSUnion_r(plane->geos, a, b);
  case PLANE_DIFFERENCE: return GEOSDifference_r(plane->geos, a, b);
  case PLANE_SYMDIFFERENCE: return GEOSSymDifference_r(plane->geos, a, b);
  }
  return NULL;
}

struct geo *plane_combine(struct plane *plane, struct arena *arena,
                          enum plane_overlay overlay, const struct geo *a,
                          const struct geo *b)
{
  GEOSGeometry *first = in(plane, a), *second = first ? in(plane, b) : NULL;
  GEOSGeometry *both = second ? combine(plane, overlay, first, second) : NULL;

  drop(plane, first);
  drop(plane, second);
  return out(plane, arena, both);
}

struct geo *plane_buffer(struct plane *plane, struct arena *arena, const struct geo *geo,
                         double distance)
{
  GEOSGeometry *geometry = in(plane, geo);
  GEOSGeometry *grown = geometry ? GEOSBuffer_r(plane->geos, geometry, distance,
                                                QUARTER_SEGMENTS)
                                 : NULL;

  drop(plane, geometry);
  return out(plane, arena, grown);
}

struct geo *plane_simplify(struct plane *plane, struct arena *arena,
                           const struct geo *geo, double tolerance)
{
  GEOSGeometry *geometry = in(plane, geo);
  GEOSGeometry *fewer = geometry ? GEOSSimplify_r(plane->geos, geometry, tolerance)
                                 : NULL;

  drop(plane, geometry);
  return out(plane, arena, fewer);
}

struct geo *plane_centroid(struct plane *plane, struct arena *arena,
                           const struct geo *geo)
{
  GEOSGeometry *geometry = in(plane, geo);
  GEOSGeometry *centre = geometry ? GEOSGetCentroid_r(plane->geos, geometry) : NULL;

  drop(plane, geometry);
  return out(plane, arena, centre);
}

bool plane_distance(struct plane *plane, const struct geo *a, const struct geo *b,
                    double *distance)
{
  GEOSGeometry *first = in(plane, a), *second = first ? in(plane, b) : NULL;
  bool ok = second && GEOSDistance_r(plane->geos, first, second, distance) == 1;

  drop(plane, first);
  drop(plane, second);
  return ok;
}

bool plane_is_valid(struct plane *plane, const struct geo *geo)
{
  GEOSGeometry *geometry = in(plane, geo), *where = NULL;
  char *reason = NULL;
  char said = geometry ? GEOSisValidDetail_r(plane->geos, geometry, 0, &reason, &where)
                       : 0;

  if (said != 1 && reason)
    snprintf(plane->problem, sizeof plane->problem, "%s", reason);
  GEOSFree_r(plane->geos, reason);
  drop(plane, where);
  drop(plane, geometry);
  return said == 1;
}
