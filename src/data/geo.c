/* geo.c: geospatial values: the tree of a shape, and well-known binary. */
#include "data/geo.h"

#include <math.h>
#include <string.h>

/* Deepest nesting of collections. */
#define MAX_DEPTH 64

/* Flags in the kind's number. */
#define HAS_SRID 0x20000000u
#define HAS_Z 0x80000000u
#define HAS_M 0x40000000u
/* Ours, in the stored form only: two bits for enum geo_numbers. */
#define NUMBERS_SHIFT 26
#define NUMBERS (3u << NUMBERS_SHIFT)

struct geo *geo_new(struct arena *arena, enum geo_kind kind)
{
  struct geo *geo = ARENA_NEW(arena, struct geo);

  geo->kind = kind;
  return geo;
}

struct geo *geo_new_line(struct arena *arena, const struct geo_point *points,
                         size_t count)
{
  struct geo *geo = geo_new(arena, GEO_LINE);

  geo->count = count;
  geo->points = ARENA_ARRAY(arena, count, struct geo_point);
  if (count)
    memcpy(geo->points, points, count * sizeof *points);
  return geo;
}

struct geo *geo_new_point(struct arena *arena, struct geo_point point)
{
  struct geo *geo = geo_new_line(arena, &point, 1);

  geo->kind = GEO_POINT;
  return geo;
}

struct geo *geo_new_parts(struct arena *arena, enum geo_kind kind,
                          struct geo *const *parts, size_t count)
{
  struct geo *geo = geo_new(arena, kind);

  geo->count = count;
  geo->parts = ARENA_ARRAY(arena, count, struct geo *);
  if (count)
    memcpy(geo->parts, parts, count * sizeof *parts);
  return geo;
}

bool geo_has_points(enum geo_kind kind)
{
  return kind == GEO_POINT || kind == GEO_LINE;
}

size_t geo_count_points(const struct geo *geo)
{
  size_t count = 0;

  if (geo_has_points(geo->kind))
    return geo->count;
  for (size_t i = 0; i < geo->count; i++)
    count += geo_count_points(geo->parts[i]);
  return count;
}

bool geo_is_empty(const struct geo *geo)
{
  return geo_count_points(geo) == 0;
}

void geo_each_point(const struct geo *geo,
                    void (*visit)(void *context, struct geo_point *point), void *context)
{
  for (size_t i = 0; i < geo->count; i++) {
    if (geo_has_points(geo->kind))
      visit(context, &geo->points[i]);
    else
      geo_each_point(geo->parts[i], visit, context);
  }
}

int geo_dimension(const struct geo *geo)
{
  int highest = -1;

  switch (geo->kind) {
  case GEO_POINT:
  case GEO_MULTIPOINT: return geo_is_empty(geo) ? -1 : 0;
  case GEO_LINE:
  case GEO_MULTILINE: return geo_is_empty(geo) ? -1 : 1;
  case GEO_POLYGON:
  case GEO_MULTIPOLYGON: return geo_is_empty(geo) ? -1 : 2;
  case GEO_COLLECTION: break;
  }
  for (size_t i = 0; i < geo->count; i++) {
    int dimension = geo_dimension(geo->parts[i]);

    if (dimension > highest)
      highest = dimension;
  }
  return highest;
}

/* ---- reading ---- */

struct reader {
  struct arena *arena;
  const unsigned char *at, *end;
  bool big; /* Big-endian, as the part being read says. */
};

static bool read_u32(struct reader *reader, uint32_t *value)
{
  const unsigned char *at = reader->at;

  if (reader->end - at < 4)
    return false;
  *value = reader->big ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
                           (uint32_t)at[2] << 8 | at[3]
                       : (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 |
                           (uint32_t)at[1] << 8 | at[0];
  reader->at += 4;
  return true;
}

static bool read_double(struct reader *reader, double *value)
{
  uint64_t bits = 0;

  if (reader->end - reader->at < 8)
    return false;
  for (int i = 0; i < 8; i++)
    bits = bits << 8 | reader->at[reader->big ? i : 7 - i];
  memcpy(value, &bits, 8);
  reader->at += 8;
  return true;
}

/* A count of things of which each takes at least `size` bytes. */
static bool read_count(struct reader *reader, size_t size, size_t *count)
{
  uint32_t value;

  if (!read_u32(reader, &value) || value > (size_t)(reader->end - reader->at) / size)
    return false;
  *count = value;
  return true;
}

static bool read_coordinates(struct reader *reader, size_t count, struct geo *geo)
{
  geo->count = count;
  geo->points = ARENA_ARRAY(reader->arena, count, struct geo_point);
  for (size_t i = 0; i < count; i++) {
    struct geo_point *point = &geo->points[i];

    if (!read_double(reader, &point->x) || !read_double(reader, &point->y))
      return false;
  }
  return true;
}

static bool are_finite(const struct geo *geo)
{
  for (size_t i = 0; i < geo->count; i++)
    if (!isfinite(geo->points[i].x) || !isfinite(geo->points[i].y))
      return false;
  return true;
}

static bool read_points(struct reader *reader, size_t count, struct geo *geo)
{
  return read_coordinates(reader, count, geo) && are_finite(geo);
}

/* An empty point has no number for its coordinates. */
static bool read_point(struct reader *reader, struct geo *geo)
{
  if (!read_coordinates(reader, 1, geo))
    return false;
  if (isnan(geo->points[0].x) && isnan(geo->points[0].y))
    geo->count = 0;
  return are_finite(geo);
}

static struct geo *read_ring(struct reader *reader)
{
  struct geo *ring = geo_new(reader->arena, GEO_LINE);
  size_t count;

  return read_count(reader, 16, &count) && read_points(reader, count, ring) ? ring : NULL;
}

static bool part_fits(enum geo_kind whole, enum geo_kind part)
{
  switch (whole) {
  case GEO_MULTIPOINT: return part == GEO_POINT;
  case GEO_MULTILINE: return part == GEO_LINE;
  case GEO_MULTIPOLYGON: return part == GEO_POLYGON;
  case GEO_COLLECTION: return true;
  case GEO_POINT:
  case GEO_LINE:
  case GEO_POLYGON: break;
  }
  return false;
}

static struct geo *read_shape(struct reader *reader, int depth)
{
  uint32_t kind, srid = 0;
  struct geo *geo;
  size_t count;

  if (depth > MAX_DEPTH || reader->at == reader->end || *reader->at > 1)
    return NULL;
  reader->big = *reader->at++ == 0;
  if (!read_u32(reader, &kind) || kind & (HAS_Z | HAS_M))
    return NULL;
  if (kind & HAS_SRID && !read_u32(reader, &srid))
    return NULL;
  geo = geo_new(reader->arena, GEO_POINT);
  if (depth == 0)
    geo->numbers = (enum geo_numbers)((kind & NUMBERS) >> NUMBERS_SHIFT);
  kind &= ~(HAS_SRID | NUMBERS);
  if (kind < GEO_POINT || kind > GEO_COLLECTION)
    return NULL;
  geo->kind = (enum geo_kind)kind;
  geo->srid = (int)srid;
  if (geo->kind == GEO_POINT)
    return read_point(reader, geo) ? geo : NULL;
  if (geo->kind == GEO_LINE)
    return read_count(reader, 16, &count) && read_points(reader, count, geo) ? geo : NULL;
  if (!read_count(reader, geo->kind == GEO_POLYGON ? 4 : 5, &count))
    return NULL;
  geo->count = count;
  geo->parts = ARENA_ARRAY(reader->arena, count, struct geo *);
  for (size_t i = 0; i < count; i++) {
    struct geo *part = geo->kind == GEO_POLYGON ? read_ring(reader)
                                                : read_shape(reader, depth + 1);

    if (!part || (geo->kind != GEO_POLYGON && !part_fits(geo->kind, part->kind)))
      return NULL;
    geo->parts[i] = part;
  }
  return geo;
}

struct geo *geo_read_binary(struct arena *arena, struct text bytes)
{
  struct reader reader = { arena, (const unsigned char *)bytes.at,
                           (const unsigned char *)bytes.at + bytes.len, false };
  struct geo *geo = read_shape(&reader, 0);

  return geo && reader.at == reader.end ? geo : NULL;
}

/* ---- writing ---- */

static void put_u32(uint32_t value, struct buf *out)
{
  for (int i = 0; i < 4; i++)
    buf_add_char(out, (char)(value >> (8 * i) & 0xFF));
}

static void put_double(double value, struct buf *out)
{
  uint64_t bits;

  memcpy(&bits, &value, 8);
  for (int i = 0; i < 8; i++)
    buf_add_char(out, (char)(bits >> (8 * i) & 0xFF));
}

static void put_points(const struct geo *geo, struct buf *out)
{
  for (size_t i = 0; i < geo->count; i++) {
    put_double(geo->points[i].x, out);
    put_double(geo->points[i].y, out);
  }
}

static void put_shape(const struct geo *geo, uint32_t flags, struct buf *out)
{
  buf_add_char(out, 1);
  put_u32((uint32_t)geo->kind | flags, out);
  if (flags & HAS_SRID)
    put_u32((uint32_t)geo->srid, out);
  if (geo->kind == GEO_POINT) {
    struct geo empty = { .count = 1, .points = &(struct geo_point){ NAN, NAN } };

    put_points(geo->count ? geo : &empty, out);
    return;
  }
  put_u32((uint32_t)geo->count, out);
  if (geo->kind == GEO_LINE)
    put_points(geo, out);
  else
    for (size_t i = 0; i < geo->count; i++) {
      if (geo->kind != GEO_POLYGON) {
        put_shape(geo->parts[i], 0, out);
        continue;
      }
      put_u32((uint32_t)geo->parts[i]->count, out);
      put_points(geo->parts[i], out);
    }
}

void geo_put_binary(const struct geo *geo, bool with_srid, struct buf *out)
{
  put_shape(geo, with_srid ? HAS_SRID : 0, out);
}

void geo_put(const struct geo *geo, struct buf *out)
{
  put_shape(geo, (geo->srid ? HAS_SRID : 0) | (uint32_t)geo->numbers << NUMBERS_SHIFT,
            out);
}
