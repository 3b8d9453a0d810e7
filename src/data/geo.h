/* geo.h: geospatial values: points, lines, polygons and collections of them.
 *
 * GEOGRAPHY and GEOMETRY are stored as extended well-known binary, little-endian, two coordinates a
 * point: with a spatial reference id unless it is 0, which for GEOGRAPHY is 4326 always. Two bits more
 * than the format has say how GeoJSON shows the coordinates. An empty point has NaN for coordinates.
 * Shapes live in the arena that they were read into. */
#ifndef DATA_GEO_H
#define DATA_GEO_H

#include "base/arena.h"
#include "base/buf.h"

#define GEO_WGS84 4326

/* The numbers of well-known binary. */
enum geo_kind {
  GEO_POINT = 1,
  GEO_LINE,
  GEO_POLYGON,
  GEO_MULTIPOINT,
  GEO_MULTILINE,
  GEO_MULTIPOLYGON,
  GEO_COLLECTION
};

/* How GeoJSON shows coordinates. */
enum geo_numbers {
  GEO_WRITTEN,  /* A GEOGRAPHY from text: its digits. */
  GEO_COMPUTED, /* A GEOGRAPHY that was computed: doubles. */
  GEO_FLAT      /* A GEOMETRY: doubles. */
};

struct geo_point {
  double x, y;
};

/* A point has one point, or none when it is empty; a line its points; a polygon is made of rings
 * (lines that end where they begin), the outer one first; the others are made of parts. */
struct geo {
  enum geo_kind kind;
  int srid;                 /* Of the whole; 0 in parts. */
  enum geo_numbers numbers; /* Of the whole. */
  size_t count;
  struct geo_point *points; /* GEO_POINT, GEO_LINE */
  struct geo **parts;       /* All others. */
};

struct geo *geo_new(struct arena *arena, enum geo_kind kind);
struct geo *geo_new_point(struct arena *arena, struct geo_point point);
/* A line of `count` points (copied). */
struct geo *geo_new_line(struct arena *arena, const struct geo_point *points,
                         size_t count);
/* Parts are gathered in an array that the caller owns. */
struct geo *geo_new_parts(struct arena *arena, enum geo_kind kind,
                          struct geo *const *parts, size_t count);
bool geo_has_points(enum geo_kind kind); /* GEO_POINT, GEO_LINE. */
bool geo_is_empty(const struct geo *geo);
size_t geo_count_points(const struct geo *geo);
/* Calls for every point. */
void geo_each_point(const struct geo *geo,
                    void (*visit)(void *context, struct geo_point *point), void *context);
/* 0 for points, 1 for lines, 2 for polygons; the highest of a collection; -1 when it is empty. */
int geo_dimension(const struct geo *geo);

/* Well-known binary of either order, with or without an id; NULL when it is not well made. */
struct geo *geo_read_binary(struct arena *arena, struct text bytes);
/* Adds well-known binary, with the id or without. */
void geo_put_binary(const struct geo *geo, bool with_srid, struct buf *out);
/* Adds the stored form. */
void geo_put(const struct geo *geo, struct buf *out);

#endif
