/* fn_geo_hash.c: geohashes: boxes of longitude and latitude, each digit parting one into 32. */
#include <string.h>

#include "builtin/fn.h"
#include "builtin/geo_run.h"
#include "builtin/geo_sphere.h"

#define MOST_DIGITS 20

static const char digits[] = "0123456789bcdefghjkmnpqrstuvwxyz";

struct box {
  double from[2], to[2]; /* Longitude, latitude. */
};

static struct box whole_earth(void)
{
  return (struct box){ { -180, -90 }, { 180, 90 } };
}

/* Bits take turns: longitude first. */
static void halve(struct box *box, int axis, bool upper)
{
  double middle = (box->from[axis] + box->to[axis]) / 2;

  if (upper)
    box->from[axis] = middle;
  else
    box->to[axis] = middle;
}

static void hash_point(struct geo_point point, int64_t count, char *out)
{
  struct box box = whole_earth();
  double at[2] = { point.x, point.y };
  int axis = 0;

  for (int64_t i = 0; i < count; i++) {
    int digit = 0;

    for (int bit = 0; bit < 5; bit++, axis = !axis) {
      bool upper = at[axis] >= (box.from[axis] + box.to[axis]) / 2;

      halve(&box, axis, upper);
      digit = digit * 2 + upper;
    }
    out[i] = digits[digit];
  }
}

/* What the hashes of two corners begin with. */
static size_t common_hash(struct geo_point a, struct geo_point b, int64_t count,
                          char *out)
{
  char other[MOST_DIGITS];
  size_t same = 0;

  hash_point(a, count, out);
  hash_point(b, count, other);
  while ((int64_t)same < count && out[same] == other[same])
    same++;
  return same;
}

/* (shape, digits): of what is no point, the hash of the box around it, with fewer digits. */
static void to_hash(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    int64_t count = call_int(call, 1, run.row);
    struct sphere_bounds box;
    char hash[MOST_DIGITS];

    if (geo->srid != GEO_WGS84) {
      call_fail(call, ERR_GEOMETRY_INVALID,
                "ST_GEOHASH needs a GEOMETRY of SRID %d, not %d", GEO_WGS84, geo->srid);
      continue;
    }
    if (count < 1 || count > MOST_DIGITS) {
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Geohash precision %lld is not between 1 and %d", (long long)count,
                MOST_DIGITS);
      continue;
    }
    if (geo_is_empty(geo)) {
      geo_run_give_null(&run);
      continue;
    }
    box = geo->numbers == GEO_FLAT ? flat_bounds_of(geo) : sphere_bounds_of(geo);
    call_set_text(call, run.row,
                  text_from(hash, common_hash((struct geo_point){ box.west, box.south },
                                              (struct geo_point){ box.east, box.north },
                                              count, hash)));
  }
}

static bool read_hash(struct text hash, struct box *box)
{
  int axis = 0;

  *box = whole_earth();
  for (size_t i = 0; i < hash.len; i++) {
    char c = hash.at[i];
    const char *at = memchr(digits, c >= 'A' && c <= 'Z' ? c + 32 : c, 32);

    if (!at)
      return false;
    for (int bit = 4; bit >= 0; bit--, axis = !axis)
      halve(box, axis, (at - digits) >> bit & 1);
  }
  return hash.len > 0;
}

static struct geo *box_shape(struct arena *arena, const struct box *box, bool middle)
{
  double west = box->from[0], south = box->from[1], east = box->to[0], north = box->to[1];
  struct geo_point corners[] = {
    { west, south }, { west, north }, { east, north }, { east, south }, { west, south },
  };
  struct geo *ring;

  if (middle)
    return geo_new_point(arena,
                         (struct geo_point){ (west + east) / 2, (south + north) / 2 });
  ring = geo_new_line(arena, corners, 5);
  return geo_new_parts(arena, GEO_POLYGON, &ring, 1);
}

/* (hash, digits of it, srid) */
static void from_hash(struct engine_call *call, bool middle)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    int64_t count = call_int(call, 1, run.row);
    struct text hash = text_slice(call_text(call, 0, run.row), 0,
                                  count > 0 ? (size_t)count : 0);
    struct geo *geo;
    struct box box;

    if (hash.len > MOST_DIGITS || !read_hash(hash, &box)) {
      call_fail(call, ERR_GEO_PARSE, "Error parsing geohash: '" TEXT_FMT "'",
                TEXT_ARG(hash));
      continue;
    }
    geo = box_shape(run.arena, &box, middle);
    geo->srid = (int)call_int(call, 2, run.row);
    geo->numbers = geo->srid ? GEO_COMPUTED : GEO_FLAT;
    geo_run_give(&run, geo);
  }
}

static void hash_box(struct engine_call *call)
{
  from_hash(call, false);
}

static void hash_middle(struct engine_call *call)
{
  from_hash(call, true);
}

const struct engine_function_row fn_geo_hash_rows[] = {
  { "sg_geo_hash", "BLOB, BIGINT", "VARCHAR", to_hash, 0, 0 },
  { "sg_geo_hash_box", "VARCHAR, BIGINT, BIGINT", "BLOB", hash_box, 0, 0 },
  { "sg_geo_hash_middle", "VARCHAR, BIGINT, BIGINT", "BLOB", hash_middle, 0, 0 },
};

const int fn_geo_hash_count = sizeof fn_geo_hash_rows / sizeof fn_geo_hash_rows[0];
