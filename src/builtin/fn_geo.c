/* fn_geo.c: geospatial values from text, binary and JSON, and to them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "builtin/fn.h"
#include "builtin/geo_check.h"
#include "builtin/geo_run.h"
#include "data/geo_text.h"
#include "data/json_lenient.h"
#include "data/json_text.h"

/* What a reading function accepts and makes: the second argument of each. */
enum reading {
  READ_WKT = 1,
  READ_HEX = 2,
  READ_JSON = 4,
  READ_GEOMETRY = 8, /* Makes a GEOMETRY; else a GEOGRAPHY. */
  READ_TRY = 16      /* NULL for what is not accepted. */
};

/* Texts in errors are cut to this. */
#define SHOWN 100

struct reader {
  struct geo_run run;
  struct plane *plane; /* Opened when it is needed. */
  struct buf bytes, problem;
};

static void reader_begin(struct reader *reader, struct engine_call *call)
{
  *reader = (struct reader){ .run = geo_run_over(call) };
  buf_init(&reader->bytes);
  buf_init(&reader->problem);
}

static void reader_end(struct reader *reader)
{
  if (reader->plane)
    plane_close(reader->plane);
  buf_clear(&reader->bytes);
  buf_clear(&reader->problem);
}

/* ---- finishing ---- */

/* Snowflake keeps 14 decimals; doubles of 64 and more have no more than that. */
static void round_point(void *context, struct geo_point *point)
{
  double *coordinates[2] = { &point->x, &point->y };

  (void)context;
  for (int i = 0; i < 2; i++) {
    char digits[40];

    if (fabs(*coordinates[i]) >= 64)
      continue;
    snprintf(digits, sizeof digits, "%.14f", *coordinates[i]);
    *coordinates[i] = strtod(digits, NULL);
  }
}

/* Snowflake closes the rings of a GEOGRAPHY that are open. */
static void close_rings(struct arena *arena, struct geo *geo)
{
  for (size_t i = 0; !geo_has_points(geo->kind) && i < geo->count; i++) {
    struct geo *part = geo->parts[i];
    struct geo_point first;

    if (geo->kind != GEO_POLYGON) {
      close_rings(arena, part);
      continue;
    }
    if (part->count < 3)
      continue;
    first = part->points[0];
    if (first.x == part->points[part->count - 1].x &&
        first.y == part->points[part->count - 1].y)
      continue;
    geo->parts[i] = geo_new(arena, GEO_LINE);
    geo->parts[i]->count = part->count + 1;
    geo->parts[i]->points = ARENA_ARRAY(arena, part->count + 1, struct geo_point);
    memcpy(geo->parts[i]->points, part->points, part->count * sizeof first);
    geo->parts[i]->points[part->count] = first;
  }
}

static bool refuse(struct reader *reader, int64_t reading, enum err_code code,
                   const char *message)
{
  if (reading & READ_TRY)
    geo_run_give_null(&reader->run);
  else
    call_fail(reader->run.call, code, "%s", message);
  return false;
}

static bool set_srid(struct reader *reader, int64_t reading, int64_t srid,
                     struct geo *geo)
{
  char message[120];

  if (reading & READ_GEOMETRY) {
    geo->srid = srid >= 0 ? (int)srid : geo->srid;
    return true;
  }
  if (geo->srid != 0 && geo->srid != GEO_WGS84) {
    snprintf(
      message, sizeof message,
      "Error parsing Geo input: SRID %d is not supported for GEOGRAPHY, only %d is",
      geo->srid, GEO_WGS84);
    return refuse(reader, reading, ERR_GEO_PARSE, message);
  }
  geo->srid = GEO_WGS84;
  return true;
}

static void finish(struct reader *reader, int64_t reading, int64_t srid, bool allow,
                   struct geo *geo)
{
  bool geography = !(reading & READ_GEOMETRY);
  char problem[GEO_PROBLEM_SIZE], message[GEO_PROBLEM_SIZE + 40];

  if (!set_srid(reader, reading, srid, geo))
    return;
  if (geography) {
    geo_each_point(geo, round_point, NULL);
    close_rings(reader->run.arena, geo);
  }
  if (!geography)
    geo->numbers = GEO_FLAT;
  else if (geo->numbers == GEO_FLAT)
    geo->numbers = GEO_COMPUTED;
  if (!allow && !geo_check(geo, geography, reader->run.arena, &reader->plane, problem)) {
    snprintf(message, sizeof message, "%s validation failed: %s",
             geography ? "Geography" : "Geometry", problem);
    refuse(reader, reading, geography ? ERR_GEOGRAPHY_INVALID : ERR_GEOMETRY_INVALID,
           message);
    return;
  }
  geo_run_give(&reader->run, geo);
}

/* ---- reading ---- */

static void not_read(struct reader *reader, int64_t reading, enum geo_read read,
                     struct text input)
{
  char message[SHOWN + 200];

  if (read == GEO_READ_FEATURE || read == GEO_READ_DIMENSIONS) {
    geo_run_unsupported(&reader->run, read == GEO_READ_FEATURE
                                        ? "GeoJSON Feature"
                                        : "coordinates other than X and Y");
    return;
  }
  input = text_slice(input, 0, SHOWN);
  snprintf(message, sizeof message,
           "Error parsing Geo input: " TEXT_FMT
           ". Did not recognize valid GeoJSON, (E)WKT or (E)WKB.",
           TEXT_ARG(input));
  refuse(reader, reading, ERR_GEO_PARSE, message);
}

/* A third or fourth coordinate is said by the kind's highest bits, or by thousands added to it. */
static bool has_dimensions(struct text bytes)
{
  unsigned char kind[4];

  if (bytes.len < 5)
    return false;
  for (int i = 0; i < 4; i++)
    kind[i] = (unsigned char)bytes.at[bytes.at[0] == 1 ? 4 - i : 1 + i];
  return kind[0] & 0xC0 ||
         ((kind[2] == 3 || kind[2] == 7 || kind[2] == 11) && kind[3] >= 0xB9);
}

static enum geo_read read_bytes(struct reader *reader, struct text bytes,
                                struct geo **geo)
{
  *geo = geo_read_binary(reader->run.arena, bytes);
  if (*geo) {
    (*geo)->numbers = GEO_COMPUTED;
    return GEO_READ_OK;
  }
  return has_dimensions(bytes) ? GEO_READ_DIMENSIONS : GEO_READ_UNKNOWN;
}

static enum geo_read read_text(struct reader *reader, int64_t reading, struct text text,
                               struct geo **geo)
{
  struct arena *arena = reader->run.arena;

  text = text_trim(text);
  if (text.len && text.at[0] == '{') {
    buf_reset(&reader->bytes);
    buf_reset(&reader->problem);
    if (!(reading & READ_JSON) ||
        !json_lenient_parse(text, JSON_NAMES_LAST, &reader->bytes, &reader->problem))
      return GEO_READ_UNKNOWN;
    return geo_read_json(arena, buf_text(&reader->bytes), geo);
  }
  if (text.len && text.at[0] == '0') {
    buf_reset(&reader->bytes);
    if (!(reading & READ_HEX) || !hex_read(text, &reader->bytes))
      return GEO_READ_UNKNOWN;
    return read_bytes(reader, buf_text(&reader->bytes), geo);
  }
  return reading & READ_WKT ? geo_read_wkt(arena, text, geo) : GEO_READ_UNKNOWN;
}

/* ---- the functions that read: (value, reading, srid or -1, allow invalid) ---- */

enum source { FROM_TEXT, FROM_BYTES, FROM_JSON };

static void read_rows(struct engine_call *call, enum source source)
{
  struct reader reader;

  reader_begin(&reader, call);
  while (geo_run_next(&reader.run)) {
    size_t row = reader.run.row;
    struct text input = call_text(call, 0, row);
    int64_t reading = call_int(call, 1, row), srid = call_int(call, 2, row);
    struct geo *geo = NULL;

    if (source == FROM_JSON && json_text_type(input) == JSON_TEXT_NULL) {
      geo_run_give_null(&reader.run);
      continue;
    }
    enum geo_read read = source == FROM_TEXT ? read_text(&reader, reading, input, &geo)
                         : source == FROM_BYTES
                           ? read_bytes(&reader, input, &geo)
                           : geo_read_json(reader.run.arena, input, &geo);

    if (read == GEO_READ_OK)
      finish(&reader, reading, srid, call_int(call, 3, row) != 0, geo);
    else
      not_read(&reader, reading, read, source == FROM_BYTES ? TEXT("binary") : input);
  }
  reader_end(&reader);
}

static void from_text(struct engine_call *call)
{
  read_rows(call, FROM_TEXT);
}

static void from_bytes(struct engine_call *call)
{
  read_rows(call, FROM_BYTES);
}

static void from_json(struct engine_call *call)
{
  read_rows(call, FROM_JSON);
}

/* A GEOGRAPHY as a GEOMETRY; and back when its reference is WGS 84. */
static void convert(struct engine_call *call)
{
  struct reader reader;

  reader_begin(&reader, call);
  while (geo_run_next(&reader.run)) {
    size_t row = reader.run.row;

    finish(&reader, call_int(call, 1, row), call_int(call, 2, row),
           call_int(call, 3, row) != 0, geo_run_arg(&reader.run, 0));
  }
  reader_end(&reader);
}

/* (shape, whether it is a GEOGRAPHY) */
static void is_valid(struct engine_call *call)
{
  struct reader reader;
  char problem[GEO_PROBLEM_SIZE];

  reader_begin(&reader, call);
  while (geo_run_next(&reader.run))
    geo_run_give_int(&reader.run, geo_check(geo_run_arg(&reader.run, 0),
                                            call_int(call, 1, reader.run.row) != 0,
                                            reader.run.arena, &reader.plane, problem));
  reader_end(&reader);
}

/* ---- writing ---- */

static void give_text(struct engine_call *call,
                      void (*put)(const struct geo *geo, struct buf *out))
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    buf_reset(&run.out);
    put(geo_run_arg(&run, 0), &run.out);
    call_set_text(call, run.row, buf_text(&run.out));
  }
}

static void to_wkt(struct engine_call *call)
{
  give_text(call, geo_put_wkt);
}

static void to_ewkt(struct engine_call *call)
{
  give_text(call, geo_put_ewkt);
}

static void to_json(struct engine_call *call)
{
  give_text(call, geo_put_json);
}

static void put_wkb(const struct geo *geo, struct buf *out)
{
  geo_put_binary(geo, false, out);
}

static void to_wkb(struct engine_call *call)
{
  give_text(call, put_wkb);
}

static void put_ewkb(const struct geo *geo, struct buf *out)
{
  geo_put_binary(geo, true, out);
}

static void to_ewkb(struct engine_call *call)
{
  give_text(call, put_ewkb);
}

const struct engine_function_row fn_geo_rows[] = {
  /* clang-format off */
  { "sg_geo_bytes",   "BLOB, BIGINT, BIGINT, BOOLEAN",    "BLOB",    from_bytes, 0, 0 },
  { "sg_geo_convert", "BLOB, BIGINT, BIGINT, BOOLEAN",    "BLOB",    convert,    0, 0 },
  { "sg_geo_ewkb",    "BLOB",                             "BLOB",    to_ewkb,    0, 0 },
  { "sg_geo_ewkt",    "BLOB",                             "VARCHAR", to_ewkt,    0, 0 },
  { "sg_geo_json",    "VARCHAR, BIGINT, BIGINT, BOOLEAN", "BLOB",    from_json,  0, 0 },
  { "sg_geo_text",    "VARCHAR, BIGINT, BIGINT, BOOLEAN", "BLOB",    from_text,  0, 0 },
  { "sg_geo_to_json", "BLOB",                             "JSON", to_json,    0, 0 },
  { "sg_geo_valid",   "BLOB, BOOLEAN",                    "BOOLEAN", is_valid,   0, 0 },
  { "sg_geo_wkb",     "BLOB",                             "BLOB",    to_wkb,     0, 0 },
  { "sg_geo_wkt",     "BLOB",                             "VARCHAR", to_wkt,     0, 0 },
  /* clang-format on */
};

const int fn_geo_count = sizeof fn_geo_rows / sizeof fn_geo_rows[0];
