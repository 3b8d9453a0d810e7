/* geo_text.c: geospatial values as text: well-known text and GeoJSON, read and written. */
#include "data/geo_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json_text.h"
#include "data/real.h"

/* Deepest nesting of collections. */
#define MAX_DEPTH 64

struct kind_name {
  const char *wkt, *json;
};

static const struct kind_name kind_names[] = {
  /* clang-format off */
  [GEO_POINT]        = { "POINT",              "Point" },
  [GEO_LINE]         = { "LINESTRING",         "LineString" },
  [GEO_POLYGON]      = { "POLYGON",            "Polygon" },
  [GEO_MULTIPOINT]   = { "MULTIPOINT",         "MultiPoint" },
  [GEO_MULTILINE]    = { "MULTILINESTRING",    "MultiLineString" },
  [GEO_MULTIPOLYGON] = { "MULTIPOLYGON",       "MultiPolygon" },
  [GEO_COLLECTION]   = { "GEOMETRYCOLLECTION", "GeometryCollection" },
  /* clang-format on */
};

/* What the parts of a kind are; a polygon's rings are lines. */
static enum geo_kind part_kind(enum geo_kind kind)
{
  switch (kind) {
  case GEO_POLYGON:
  case GEO_MULTILINE: return GEO_LINE;
  case GEO_MULTIPOINT: return GEO_POINT;
  case GEO_MULTIPOLYGON: return GEO_POLYGON;
  case GEO_POINT:
  case GEO_LINE:
  case GEO_COLLECTION: break;
  }
  return GEO_COLLECTION;
}

/* ---- growing lists ---- */

struct list {
  struct buf buf;
};

static void list_add(struct list *list, const void *item, size_t size)
{
  buf_add(&list->buf, item, size);
}

static struct geo *parts_of(struct arena *arena, enum geo_kind kind, struct list *list)
{
  return geo_new_parts(arena, kind, (struct geo *const *)(void *)list->buf.at,
                       list->buf.len / sizeof(struct geo *));
}

static struct geo *points_of(struct arena *arena, enum geo_kind kind, struct list *list)
{
  struct geo *geo = geo_new_line(arena, (const struct geo_point *)(void *)list->buf.at,
                                 list->buf.len / sizeof(struct geo_point));

  geo->kind = kind;
  return geo;
}

/* ---- well-known text, read ---- */

struct wkt {
  struct arena *arena;
  const char *at, *end;
  enum geo_read fault;
};

static void skip_blanks(struct wkt *wkt)
{
  while (wkt->at < wkt->end &&
         (*wkt->at == ' ' || *wkt->at == '\t' || *wkt->at == '\n' || *wkt->at == '\r'))
    wkt->at++;
}

static bool take(struct wkt *wkt, char c)
{
  skip_blanks(wkt);
  if (wkt->at == wkt->end || *wkt->at != c)
    return false;
  wkt->at++;
  return true;
}

static bool is_letter(char c)
{
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'z';
}

static struct text take_word(struct wkt *wkt)
{
  const char *from;

  skip_blanks(wkt);
  from = wkt->at;
  while (wkt->at < wkt->end && is_letter(*wkt->at))
    wkt->at++;
  return text_from(from, (size_t)(wkt->at - from));
}

static bool at_word(const struct wkt *wkt, const char *word)
{
  struct wkt copy = *wkt;

  return text_is_nocase(take_word(&copy), word);
}

static bool take_number(struct wkt *wkt, double *value)
{
  char digits[64];
  size_t len = 0;
  char *end;

  skip_blanks(wkt);
  while (wkt->at + len < wkt->end && len < sizeof digits - 1 &&
         strchr("+-.0123456789eE", wkt->at[len]))
    len++;
  if (!len)
    return false;
  memcpy(digits, wkt->at, len);
  digits[len] = '\0';
  *value = strtod(digits, &end);
  if (end != digits + len || !isfinite(*value))
    return false;
  wkt->at += len;
  return true;
}

static bool take_point(struct wkt *wkt, struct geo_point *point)
{
  double more;

  if (!take_number(wkt, &point->x) || !take_number(wkt, &point->y))
    return false;
  if (take_number(wkt, &more)) {
    wkt->fault = GEO_READ_DIMENSIONS;
    return false;
  }
  return true;
}

/* "EMPTY", or "(" and true in *open. */
static bool take_open(struct wkt *wkt, bool *open)
{
  *open = take(wkt, '(');
  return *open || text_is_nocase(take_word(wkt), "EMPTY");
}

static bool take_points(struct wkt *wkt, struct list *list)
{
  do {
    struct geo_point point;

    if (!take_point(wkt, &point))
      return false;
    list_add(list, &point, sizeof point);
  } while (take(wkt, ','));
  return take(wkt, ')');
}

static struct geo *take_shape(struct wkt *wkt, int depth);
static struct geo *take_body(struct wkt *wkt, enum geo_kind kind, int depth);

/* A part: of a collection with its name, of others without; a multipoint's points may stand
 * without parentheses. */
static struct geo *take_part(struct wkt *wkt, enum geo_kind kind, int depth)
{
  struct geo_point point;

  if (kind == GEO_COLLECTION)
    return take_shape(wkt, depth + 1);
  skip_blanks(wkt);
  if (kind == GEO_MULTIPOINT && wkt->at < wkt->end && *wkt->at != '(' &&
      !at_word(wkt, "EMPTY"))
    return take_point(wkt, &point) ? geo_new_point(wkt->arena, point) : NULL;
  return take_body(wkt, part_kind(kind), depth);
}

static bool take_parts(struct wkt *wkt, enum geo_kind kind, int depth, struct list *list)
{
  do {
    struct geo *part = take_part(wkt, kind, depth);

    if (!part)
      return false;
    list_add(list, &part, sizeof part);
  } while (take(wkt, ','));
  return take(wkt, ')');
}

static struct geo *take_body(struct wkt *wkt, enum geo_kind kind, int depth)
{
  struct list list;
  struct geo *geo = NULL;
  bool open, points = geo_has_points(kind);

  if (!take_open(wkt, &open))
    return NULL;
  if (!open)
    return geo_new(wkt->arena, kind);
  buf_init(&list.buf);
  if (points ? take_points(wkt, &list) : take_parts(wkt, kind, depth, &list))
    geo = points ? points_of(wkt->arena, kind, &list) : parts_of(wkt->arena, kind, &list);
  buf_clear(&list.buf);
  return geo && kind == GEO_POINT && geo->count != 1 ? NULL : geo;
}

/* "POINT Z", "POINTZM": well-known, but not two coordinates. */
static bool names_dimensions(struct text word, const char *name)
{
  size_t len = strlen(name);
  struct text rest = text_slice(word, len, word.len);

  return text_starts_with_nocase(word, name) &&
         (text_is_nocase(rest, "Z") || text_is_nocase(rest, "M") ||
          text_is_nocase(rest, "ZM"));
}

static struct geo *take_shape(struct wkt *wkt, int depth)
{
  struct text word = take_word(wkt);

  for (int kind = GEO_POINT; depth < MAX_DEPTH && kind <= GEO_COLLECTION; kind++) {
    if (names_dimensions(word, kind_names[kind].wkt)) {
      wkt->fault = GEO_READ_DIMENSIONS;
      return NULL;
    }
    if (!text_is_nocase(word, kind_names[kind].wkt))
      continue;
    if (at_word(wkt, "Z") || at_word(wkt, "M") || at_word(wkt, "ZM")) {
      wkt->fault = GEO_READ_DIMENSIONS;
      return NULL;
    }
    return take_body(wkt, (enum geo_kind)kind, depth);
  }
  return NULL;
}

/* "SRID=4326;": 0 when it is not there. */
static bool take_srid(struct wkt *wkt, int64_t *srid)
{
  const char *from;

  *srid = 0;
  if (!at_word(wkt, "SRID"))
    return true;
  take_word(wkt);
  if (!take(wkt, '='))
    return false;
  skip_blanks(wkt);
  from = wkt->at;
  while (wkt->at < wkt->end && *wkt->at >= '0' && *wkt->at <= '9')
    wkt->at++;
  return text_to_int64(text_from(from, (size_t)(wkt->at - from)), srid) &&
         *srid <= INT32_MAX && take(wkt, ';');
}

enum geo_read geo_read_wkt(struct arena *arena, struct text text, struct geo **geo)
{
  struct wkt wkt = { arena, text.at, text.at + text.len, GEO_READ_UNKNOWN };
  int64_t srid;

  *geo = NULL;
  if (!take_srid(&wkt, &srid) || !(*geo = take_shape(&wkt, 0)))
    return wkt.fault;
  skip_blanks(&wkt);
  if (wkt.at != wkt.end)
    return GEO_READ_UNKNOWN;
  (*geo)->srid = (int)srid;
  return GEO_READ_OK;
}

/* ---- GeoJSON, read ---- */

static bool json_number(struct text value, double *number)
{
  struct text bare = json_text_bare(value);

  return bare.len && bare.at[0] != '"' && real_parse(bare, number) == REAL_OK &&
         isfinite(*number);
}

/* Coordinates of a point: [x, y]. */
static enum geo_read json_point(struct text value, struct geo_point *point)
{
  struct json_items items = json_items_of(value);
  struct text name, item;
  double *into[2] = { &point->x, &point->y };
  int count = 0;

  for (; json_items_next(&items, &name, &item); count++) {
    if (count > 1)
      return GEO_READ_DIMENSIONS;
    if (!json_number(item, into[count]))
      return GEO_READ_UNKNOWN;
  }
  return count == 2 ? GEO_READ_OK : GEO_READ_UNKNOWN;
}

static bool is_array(struct text value)
{
  return json_text_type(value) == JSON_TEXT_ARRAY;
}

static enum geo_read json_shape(struct arena *arena, struct text object, int depth,
                                struct geo **geo);

/* "coordinates" of a kind: arrays in arrays. */
static enum geo_read json_coordinates(struct arena *arena, enum geo_kind kind,
                                      struct text value, struct geo **geo)
{
  struct json_items items;
  struct text name, item;
  struct list list;
  enum geo_read read = GEO_READ_OK;

  if (!is_array(value))
    return GEO_READ_UNKNOWN;
  if (kind == GEO_POINT && json_items_count(value) > 0) {
    struct geo_point point;

    read = json_point(value, &point);
    *geo = geo_new_point(arena, point);
    return read;
  }
  buf_init(&list.buf);
  items = json_items_of(value);
  while (read == GEO_READ_OK && json_items_next(&items, &name, &item)) {
    struct geo_point point;
    struct geo *part = NULL;

    if (geo_has_points(kind)) {
      read = is_array(item) ? json_point(item, &point) : GEO_READ_UNKNOWN;
      list_add(&list, &point, sizeof point);
    } else {
      read = json_coordinates(arena, part_kind(kind), item, &part);
      list_add(&list, &part, sizeof part);
    }
  }
  if (read == GEO_READ_OK)
    *geo = geo_has_points(kind) ? points_of(arena, kind, &list)
                                : parts_of(arena, kind, &list);
  buf_clear(&list.buf);
  return read;
}

static enum geo_read json_collection(struct arena *arena, struct text shapes, int depth,
                                     struct geo **geo)
{
  struct json_items items = json_items_of(shapes);
  struct text name, item;
  struct list list;
  enum geo_read read = is_array(shapes) && depth < MAX_DEPTH ? GEO_READ_OK
                                                             : GEO_READ_UNKNOWN;

  buf_init(&list.buf);
  while (read == GEO_READ_OK && json_items_next(&items, &name, &item)) {
    struct geo *part = NULL;

    read = json_shape(arena, item, depth + 1, &part);
    list_add(&list, &part, sizeof part);
  }
  if (read == GEO_READ_OK)
    *geo = parts_of(arena, GEO_COLLECTION, &list);
  buf_clear(&list.buf);
  return read;
}

static enum geo_read json_shape(struct arena *arena, struct text object, int depth,
                                struct geo **geo)
{
  struct text type = json_text_member(object, TEXT("type"));
  struct text coordinates = json_text_member(object, TEXT("coordinates"));
  struct buf plain;
  enum geo_read read = GEO_READ_UNKNOWN;

  *geo = NULL;
  if (json_text_type(object) != JSON_TEXT_OBJECT || !type.at)
    return GEO_READ_UNKNOWN;
  buf_init(&plain);
  json_text_plain(type, &plain);
  for (int kind = GEO_POINT; kind <= GEO_COLLECTION; kind++) {
    if (!text_is(buf_text(&plain), kind_names[kind].json))
      continue;
    if (kind == GEO_COLLECTION)
      read = json_collection(arena, json_text_member(object, TEXT("geometries")), depth,
                             geo);
    else if (coordinates.at)
      read = json_coordinates(arena, (enum geo_kind)kind, coordinates, geo);
  }
  if (text_is(buf_text(&plain), "Feature") ||
      text_is(buf_text(&plain), "FeatureCollection"))
    read = GEO_READ_FEATURE;
  buf_clear(&plain);
  return read;
}

enum geo_read geo_read_json(struct arena *arena, struct text text, struct geo **geo)
{
  return json_shape(arena, text, 0, geo);
}

/* ---- written ---- */

/* As Snowflake's documentation shows them: nine digits more than those before the point, without
 * needless zeros: 15.014819855, 0.5000571198. */
static void put_number(double value, struct buf *out)
{
  char digits[40];
  int before = fabs(value) < 10 ? 1 : 1 + (int)floor(log10(fabs(value)));

  snprintf(digits, sizeof digits, "%.*g", before > 8 ? 17 : before + 9,
           value == 0 ? 0 : value);
  buf_add_string(out, digits);
}

static void put_wkt_points(const struct geo *geo, struct buf *out)
{
  buf_add_char(out, '(');
  for (size_t i = 0; i < geo->count; i++) {
    if (i)
      buf_add_char(out, ',');
    put_number(geo->points[i].x, out);
    buf_add_char(out, ' ');
    put_number(geo->points[i].y, out);
  }
  buf_add_char(out, ')');
}

static void put_wkt_body(const struct geo *geo, struct buf *out)
{
  if (!geo->count) {
    buf_add_string(out, "EMPTY");
    return;
  }
  if (geo_has_points(geo->kind)) {
    put_wkt_points(geo, out);
    return;
  }
  buf_add_char(out, '(');
  for (size_t i = 0; i < geo->count; i++) {
    if (i)
      buf_add_char(out, ',');
    if (geo->kind == GEO_COLLECTION)
      geo_put_wkt(geo->parts[i], out);
    else
      put_wkt_body(geo->parts[i], out);
  }
  buf_add_char(out, ')');
}

void geo_put_wkt(const struct geo *geo, struct buf *out)
{
  buf_add_string(out, kind_names[geo->kind].wkt);
  if (!geo->count)
    buf_add_char(out, ' ');
  put_wkt_body(geo, out);
}

static void put_json_number(double value, enum geo_numbers numbers, struct buf *out)
{
  char digits[REAL_TEXT_SIZE];

  value = value == 0 ? 0 : value;
  if (numbers == GEO_WRITTEN)
    json_text_number(text_from(digits, real_print(value, digits)), out);
  else
    json_text_double(value, out);
}

static void put_json_point(const struct geo_point *point, enum geo_numbers numbers,
                           struct buf *out)
{
  put_json_number(point->x, numbers, out);
  buf_add_char(out, ',');
  put_json_number(point->y, numbers, out);
}

static void put_json_coordinates(const struct geo *geo, enum geo_numbers numbers,
                                 struct buf *out)
{
  buf_add_char(out, '[');
  for (size_t i = 0; i < geo->count; i++) {
    if (i)
      buf_add_char(out, ',');
    if (geo->kind == GEO_POINT) {
      put_json_point(&geo->points[i], numbers, out);
    } else if (geo->kind == GEO_LINE) {
      buf_add_char(out, '[');
      put_json_point(&geo->points[i], numbers, out);
      buf_add_char(out, ']');
    } else {
      put_json_coordinates(geo->parts[i], numbers, out);
    }
  }
  buf_add_char(out, ']');
}

static void put_json(const struct geo *geo, enum geo_numbers numbers, struct buf *out)
{
  if (geo->kind == GEO_COLLECTION) {
    buf_add_string(out, "{\"geometries\":[");
    for (size_t i = 0; i < geo->count; i++) {
      if (i)
        buf_add_char(out, ',');
      put_json(geo->parts[i], numbers, out);
    }
    buf_add_char(out, ']');
  } else {
    buf_add_string(out, "{\"coordinates\":");
    put_json_coordinates(geo, numbers, out);
  }
  buf_add_string(out, ",\"type\":\"");
  buf_add_string(out, kind_names[geo->kind].json);
  buf_add_string(out, "\"}");
}

void geo_put_json(const struct geo *geo, struct buf *out)
{
  put_json(geo, geo->numbers, out);
}

static void put_hex(struct text bytes, struct buf *out)
{
  static const char digits[] = "0123456789ABCDEF";

  for (size_t i = 0; i < bytes.len; i++) {
    buf_add_char(out, digits[(unsigned char)bytes.at[i] >> 4]);
    buf_add_char(out, digits[bytes.at[i] & 15]);
  }
}

static void put_hex_binary(const struct geo *geo, bool with_srid, struct buf *out)
{
  struct buf bytes;

  buf_init(&bytes);
  geo_put_binary(geo, with_srid, &bytes);
  put_hex(buf_text(&bytes), out);
  buf_clear(&bytes);
}

static void put_json_lines(const struct geo *geo, struct buf *out)
{
  struct buf stored;

  buf_init(&stored);
  geo_put_json(geo, &stored);
  json_text_print_lines(buf_text(&stored), JSON_TEXT_INDENT, out);
  buf_clear(&stored);
}

void geo_put_ewkt(const struct geo *geo, struct buf *out)
{
  buf_printf(out, "SRID=%d;", geo->srid);
  geo_put_wkt(geo, out);
}

static void put_format(const struct geo *geo, enum geo_format format, struct buf *out)
{
  switch (format) {
  case GEO_FORMAT_GEOJSON: put_json_lines(geo, out); break;
  case GEO_FORMAT_WKT: geo_put_wkt(geo, out); break;
  case GEO_FORMAT_EWKT: geo_put_ewkt(geo, out); break;
  case GEO_FORMAT_WKB: put_hex_binary(geo, false, out); break;
  case GEO_FORMAT_EWKB: put_hex_binary(geo, true, out); break;
  }
}

bool geo_put_output(struct text stored, enum geo_format format, struct buf *out)
{
  struct arena *arena = arena_new();
  struct geo *geo = geo_read_binary(arena, stored);

  if (geo)
    put_format(geo, format, out);
  arena_free(arena);
  return geo != NULL;
}

enum geo_format geo_format_of(struct text name)
{
  static const char *const names[] = {
    [GEO_FORMAT_GEOJSON] = "GEOJSON", [GEO_FORMAT_WKT] = "WKT",
    [GEO_FORMAT_WKB] = "WKB",         [GEO_FORMAT_EWKT] = "EWKT",
    [GEO_FORMAT_EWKB] = "EWKB",
  };

  for (int i = 0; i <= GEO_FORMAT_EWKB; i++)
    if (text_is_nocase(name, names[i]))
      return (enum geo_format)i;
  return GEO_FORMAT_GEOJSON;
}
