/* h3_cover.c: the H3 cells of a shape, and the shape of a cell. */
#include "builtin/h3_cover.h"

#include <h3api.h>
#include <string.h>

#include "builtin/geo_plane.h"
#include "builtin/geo_sphere.h"

#define TOO_MANY "Too many cells"

const char *h3_problem(uint32_t error)
{
  static const char *const problems[] = {
    [E_DOMAIN] = "Argument was outside of acceptable range",
    [E_LATLNG_DOMAIN] =
      "Latitude or longitude arguments were outside of acceptable range",
    [E_RES_DOMAIN] = "Resolution argument was outside of acceptable range",
    [E_CELL_INVALID] = "Cell argument was not valid",
    [E_PENTAGON] = "Pentagon distortion was encountered",
    [E_DUPLICATE_INPUT] = "Duplicate input",
    [E_NOT_NEIGHBORS] = "Cell arguments were not neighbors",
    [E_RES_MISMATCH] = "Cell arguments had incompatible resolutions",
    [E_MEMORY_ALLOC] = "Memory allocation failed",
    [E_MEMORY_BOUNDS] = "Bounds of provided memory were insufficient",
  };

  if (error < sizeof problems / sizeof *problems && problems[error])
    return problems[error];
  return "The operation failed";
}

struct geo *h3_cell_shape(struct arena *arena, uint64_t cell)
{
  struct geo_point points[MAX_CELL_BNDRY_VERTS + 1];
  struct geo *ring, *shape;
  CellBoundary edge = { 0 };

  if (cellToBoundary((H3Index)cell, &edge) != E_SUCCESS)
    return geo_new(arena, GEO_POLYGON);
  for (int i = 0; i < edge.numVerts; i++)
    points[i] = (struct geo_point){ radsToDegs(edge.verts[i].lng),
                                    radsToDegs(edge.verts[i].lat) };
  points[edge.numVerts] = points[0];
  ring = geo_new_line(arena, points, (size_t)edge.numVerts + 1);
  shape = geo_new_parts(arena, GEO_POLYGON, &ring, 1);
  shape->srid = GEO_WGS84;
  shape->numbers = GEO_COMPUTED;
  return shape;
}

/* ---- cells whose centres are inside ---- */

static GeoLoop loop_of(struct arena *arena, const struct geo *ring)
{
  GeoLoop loop = { ring->count ? (int)ring->count - 1 : 0,
                   ARENA_ARRAY(arena, ring->count + 1, LatLng) };

  for (int i = 0; i < loop.numVerts; i++)
    loop.verts[i] = (LatLng){ degsToRads(ring->points[i].y),
                              degsToRads(ring->points[i].x) };
  return loop;
}

const char *h3_polygon(struct arena *arena, const struct geo *geo, int resolution,
                       size_t most, struct h3_cells *cells)
{
  GeoPolygon polygon = { 0 };
  int64_t count;
  H3Error error;

  if (geo->kind != GEO_POLYGON || !geo->count)
    return "The input geospatial object must be a Polygon";
  polygon.geoloop = loop_of(arena, geo->parts[0]);
  polygon.numHoles = (int)geo->count - 1;
  polygon.holes = ARENA_ARRAY(arena, geo->count, GeoLoop);
  for (size_t i = 1; i < geo->count; i++)
    polygon.holes[i - 1] = loop_of(arena, geo->parts[i]);
  error = maxPolygonToCellsSize(&polygon, resolution, 0, &count);
  if (error != E_SUCCESS)
    return h3_problem(error);
  if (count < 0 || (size_t)count > most * 4) /* It is an estimate, and a generous one. */
    return TOO_MANY;
  cells->at = ARENA_ARRAY(arena, (size_t)count + 1, uint64_t);
  cells->count = (size_t)count;
  error = polygonToCells(&polygon, resolution, 0, (H3Index *)cells->at);
  return error == E_SUCCESS ? NULL : h3_problem(error);
}

/* ---- cells that meet the shape ---- */

/* A search from cell to neighbour: the cells that meet one part of a shape hang together. */
struct cover {
  struct arena *arena;
  int resolution;
  size_t most, room;
  struct h3_cells *cells;
  H3Index *seen; /* A table of all cells looked at, by their hash; 0 is free. */
  size_t seen_count, seen_room;
  struct plane *plane;
  const char *problem;
};

static size_t place_of(const struct cover *cover, H3Index cell)
{
  size_t at = (size_t)((cell * 0x9E3779B97F4A7C15u) >> 20) & (cover->seen_room - 1);

  while (cover->seen[at] && cover->seen[at] != cell)
    at = (at + 1) & (cover->seen_room - 1);
  return at;
}

static void grow_seen(struct cover *cover)
{
  H3Index *old = cover->seen;
  size_t room = cover->seen_room;

  cover->seen_room = room ? room * 2 : 256;
  cover->seen = ARENA_ARRAY(cover->arena, cover->seen_room, H3Index);
  for (size_t i = 0; i < room; i++)
    if (old[i])
      cover->seen[place_of(cover, old[i])] = old[i];
}

/* Notes a cell; false when it was looked at before. */
static bool is_new(struct cover *cover, H3Index cell)
{
  size_t at;

  if (cover->seen_count * 2 >= cover->seen_room)
    grow_seen(cover);
  at = place_of(cover, cell);
  if (cover->seen[at])
    return false;
  cover->seen[at] = cell;
  cover->seen_count++;
  return true;
}

static void add_cell(struct cover *cover, H3Index cell)
{
  struct h3_cells *cells = cover->cells;

  if (cells->count == cover->most) {
    cover->problem = TOO_MANY;
    return;
  }
  if (cells->count == cover->room) {
    uint64_t *old = cells->at;

    cover->room = cover->room ? cover->room * 2 : 64;
    cells->at = ARENA_ARRAY(cover->arena, cover->room, uint64_t);
    if (cells->count)
      memcpy(cells->at, old, cells->count * sizeof *old);
  }
  cells->at[cells->count++] = cell;
}

static bool meets(struct cover *cover, const struct geo *part, H3Index cell)
{
  struct arena *arena = arena_new();
  struct geo *shape = h3_cell_shape(arena, cell);
  const struct geo *both[2] = { part, shape };
  struct sphere_plane *flat = sphere_plane_for(arena, both, 2);
  bool answer = false;

  if (!flat)
    cover->problem = "The shape reaches around the Earth";
  else if (!plane_relate(cover->plane, PLANE_INTERSECTS, sphere_lay(flat, arena, part),
                         sphere_lay(flat, arena, shape), &answer))
    cover->problem = "The shape is not valid";
  arena_free(arena);
  return answer;
}

static void look_at(struct cover *cover, const struct geo *part, H3Index cell)
{
  if (cell && !cover->problem && is_new(cover, cell) && meets(cover, part, cell))
    add_cell(cover, cell);
}

static struct geo_point first_point(const struct geo *geo)
{
  return geo_has_points(geo->kind) ? geo->points[0] : geo->parts[0]->points[0];
}

/* A point, line or polygon. */
static void cover_part(struct cover *cover, const struct geo *part)
{
  struct geo_point at = first_point(part);
  LatLng from = { degsToRads(at.y), degsToRads(at.x) };
  H3Index cell, around[7];
  size_t next = cover->cells->count;

  /* Another part may have met some of the same cells, but not gone on from there. */
  cover->seen_count = cover->seen_room = 0;
  if (latLngToCell(&from, cover->resolution, &cell) != E_SUCCESS) {
    cover->problem = "The shape has no cell";
    return;
  }
  is_new(cover, cell);
  add_cell(cover, cell);
  for (; !cover->problem && next < cover->cells->count; next++) {
    memset(around, 0, sizeof around);
    if (gridDisk((H3Index)cover->cells->at[next], 1, around) != E_SUCCESS)
      cover->problem = "A cell has no neighbours";
    for (int i = 0; i < 7; i++)
      look_at(cover, part, around[i]);
  }
}

static void cover_all(struct cover *cover, const struct geo *geo)
{
  if (geo_is_empty(geo))
    return;
  if (geo_has_points(geo->kind) || geo->kind == GEO_POLYGON) {
    cover_part(cover, geo);
    return;
  }
  for (size_t i = 0; !cover->problem && i < geo->count; i++)
    cover_all(cover, geo->parts[i]);
}

/* Cells that more than one part met are kept once. */
static void drop_doubles(struct cover *cover)
{
  struct h3_cells *cells = cover->cells;
  size_t kept = 0;

  cover->seen_count = cover->seen_room = 0;
  for (size_t i = 0; i < cells->count; i++)
    if (is_new(cover, (H3Index)cells->at[i]))
      cells->at[kept++] = cells->at[i];
  cells->count = kept;
}

const char *h3_cover(struct arena *arena, const struct geo *geo, int resolution,
                     size_t most, struct h3_cells *cells)
{
  struct cover cover = { .arena = arena,
                         .resolution = resolution,
                         .most = most,
                         .cells = cells,
                         .plane = plane_open() };

  cover_all(&cover, geo);
  plane_close(cover.plane);
  drop_doubles(&cover);
  return cover.problem;
}
