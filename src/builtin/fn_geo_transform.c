/* fn_geo_transform.c: GEOMETRY from one spatial reference system to another.
 *
 * Known are longitude and latitude (4326), Web Mercator (3857) and the zones of UTM on WGS 84 (32601
 * to 32660 north, 32701 to 32760 south). */
#include <math.h>

#include "builtin/fn.h"
#include "builtin/geo_run.h"

/* WGS 84. */
#define MAJOR 6378137.0
#define FLATTENING (1 / 298.257223563)

#define UTM_SCALE 0.9996
#define UTM_EAST 500000.0
#define UTM_SOUTH 10000000.0

#define DEGREE (M_PI / 180)

enum system { SYSTEM_UNKNOWN, SYSTEM_DEGREES, SYSTEM_WEB, SYSTEM_UTM };

struct reference {
  enum system system;
  double meridian; /* UTM: the middle of the zone, in degrees. */
  double south;    /* UTM: what is added to northings. */
};

static struct reference reference_of(int64_t srid)
{
  struct reference reference = { SYSTEM_UNKNOWN, 0, 0 };

  if (srid == 4326)
    reference.system = SYSTEM_DEGREES;
  else if (srid == 3857)
    reference.system = SYSTEM_WEB;
  else if ((srid > 32600 && srid <= 32660) || (srid > 32700 && srid <= 32760)) {
    reference.system = SYSTEM_UTM;
    reference.meridian = (double)(srid % 100) * 6 - 183;
    reference.south = srid > 32700 ? UTM_SOUTH : 0;
  }
  return reference;
}

/* ---- transverse Mercator: Krueger's series in n = f / (2 - f), exact to well below a millimetre
 * within a zone and its neighbours ---- */

#define TERMS 6

struct series {
  double n, radius;
  double forward[TERMS], back[TERMS];
};

static struct series series_of_wgs84(void)
{
  double n = FLATTENING / (2 - FLATTENING), n2 = n * n, n3 = n2 * n, n4 = n3 * n;
  double n5 = n4 * n, n6 = n5 * n;

  return (struct series){
    n,
    MAJOR / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256),
    { n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180 - 127 * n5 / 288 +
        7891 * n6 / 37800,
      13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440 + 281 * n5 / 630 -
        1983433 * n6 / 1935360,
      61 * n3 / 240 - 103 * n4 / 140 + 15061 * n5 / 26880 + 167603 * n6 / 181440,
      49561 * n4 / 161280 - 179 * n5 / 168 + 6601661 * n6 / 7257600,
      34729 * n5 / 80640 - 3418889 * n6 / 1995840, 212378941 * n6 / 319334400 },
    { n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 + 96199 * n6 / 604800,
      n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 - 1118711 * n6 / 3870720,
      17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
      4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
      4583 * n5 / 161280 - 108847 * n6 / 3991680, 20648693 * n6 / 638668800 },
  };
}

static double eccentricity(void)
{
  return sqrt(FLATTENING * (2 - FLATTENING));
}

static struct geo_point utm_from_degrees(struct geo_point at, double meridian)
{
  struct series series = series_of_wgs84();
  double e = eccentricity(), lat = at.y * DEGREE;
  double lon = (at.x - meridian) * DEGREE;
  double t = sinh(atanh(sin(lat)) - e * atanh(e * sin(lat)));
  double xi0 = atan2(t, cos(lon)), eta0 = asinh(sin(lon) / hypot(t, cos(lon)));
  double xi = xi0, eta = eta0;

  for (int j = 1; j <= TERMS; j++) {
    xi += series.forward[j - 1] * sin(2 * j * xi0) * cosh(2 * j * eta0);
    eta += series.forward[j - 1] * cos(2 * j * xi0) * sinh(2 * j * eta0);
  }
  return (struct geo_point){ UTM_EAST + UTM_SCALE * series.radius * eta,
                             UTM_SCALE * series.radius * xi };
}

/* The latitude whose conformal latitude has this tangent, by Newton's steps. */
static double latitude_of(double tangent)
{
  double e = eccentricity(), e2 = e * e, t = tangent;

  for (int i = 0; i < 8; i++) {
    double s = sinh(e * atanh(e * t / hypot(1, t)));
    double guess = t * hypot(1, s) - s * hypot(1, t);
    double step = (tangent - guess) / hypot(1, guess) * (1 + (1 - e2) * t * t) /
                  ((1 - e2) * hypot(1, t));

    t += step;
    if (fabs(step) < 1e-16 * fmax(1, fabs(t)))
      break;
  }
  return atan(t);
}

static struct geo_point degrees_from_utm(struct geo_point at, double meridian)
{
  struct series series = series_of_wgs84();
  double xi0 = at.y / (UTM_SCALE * series.radius);
  double eta0 = (at.x - UTM_EAST) / (UTM_SCALE * series.radius);
  double xi = xi0, eta = eta0, tangent;

  for (int j = 1; j <= TERMS; j++) {
    xi -= series.back[j - 1] * sin(2 * j * xi0) * cosh(2 * j * eta0);
    eta -= series.back[j - 1] * cos(2 * j * xi0) * sinh(2 * j * eta0);
  }
  tangent = sin(xi) / hypot(sinh(eta), cos(xi));
  return (struct geo_point){ meridian + atan2(sinh(eta), cos(xi)) / DEGREE,
                             latitude_of(tangent) / DEGREE };
}

/* ---- through degrees ---- */

static struct geo_point to_degrees(struct geo_point at, const struct reference *from)
{
  switch (from->system) {
  case SYSTEM_WEB:
    return (struct geo_point){ at.x / MAJOR / DEGREE, atan(sinh(at.y / MAJOR)) / DEGREE };
  case SYSTEM_UTM:
    return degrees_from_utm((struct geo_point){ at.x, at.y - from->south },
                            from->meridian);
  case SYSTEM_DEGREES:
  case SYSTEM_UNKNOWN: break;
  }
  return at;
}

static struct geo_point from_degrees(struct geo_point at, const struct reference *to)
{
  struct geo_point made;

  switch (to->system) {
  case SYSTEM_WEB:
    return (struct geo_point){ at.x * DEGREE * MAJOR, asinh(tan(at.y * DEGREE)) * MAJOR };
  case SYSTEM_UTM:
    made = utm_from_degrees(at, to->meridian);
    made.y += to->south;
    return made;
  case SYSTEM_DEGREES:
  case SYSTEM_UNKNOWN: break;
  }
  return at;
}

struct moving {
  struct reference from, to;
  bool lost; /* A point that the one system or the other does not have. */
};

static void move(void *context, struct geo_point *point)
{
  struct moving *moving = context;
  struct geo_point degrees = to_degrees(*point, &moving->from);

  if (!(fabs(degrees.x) <= 360 && fabs(degrees.y) <= 90) ||
      (moving->to.system == SYSTEM_UTM && fabs(degrees.x - moving->to.meridian) > 60))
    moving->lost = true;
  *point = from_degrees(degrees, &moving->to);
  if (!isfinite(point->x) || !isfinite(point->y))
    moving->lost = true;
}

/* (geometry, from or -1 for its own, to) */
static void transform(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    int64_t from = call_int(call, 1, run.row), to = call_int(call, 2, run.row);
    struct moving moving = { reference_of(from < 0 ? geo->srid : from), reference_of(to),
                             false };

    if (moving.from.system == SYSTEM_UNKNOWN || moving.to.system == SYSTEM_UNKNOWN) {
      call_fail(call, ERR_UNSUPPORTED,
                "Unsupported feature 'ST_TRANSFORM from SRID %lld to %lld'.",
                (long long)(from < 0 ? geo->srid : from), (long long)to);
      continue;
    }
    geo_each_point(geo, move, &moving);
    if (moving.lost) {
      call_fail(call, ERR_GEOMETRY_INVALID,
                "Geometry transformation failed: a coordinate has no place in SRID %lld",
                (long long)to);
      continue;
    }
    geo->srid = (int)to;
    geo_run_give(&run, geo);
  }
}

const struct engine_function_row fn_geo_transform_rows[] = {
  { "sg_geo_transform", "BLOB, BIGINT, BIGINT", "BLOB", transform, 0, 0 },
};

const int fn_geo_transform_count = sizeof fn_geo_transform_rows /
                                   sizeof fn_geo_transform_rows[0];
