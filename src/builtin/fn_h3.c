/* fn_h3.c: H3 cells, the hexagons of the Earth, by way of H3's C library.
 *
 * Cells are numbers here; where Snowflake takes or gives them in hexadecimal, a template has
 * sg_h3_id or sg_h3_text around, and functions that give arrays are told by a BOOLEAN. */
#include <h3api.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "builtin/fn.h"
#include "builtin/geo_run.h"
#include "builtin/h3_cover.h"
#include "data/json_text.h"

/* The longest array of cells: what fits into an ARRAY of 16 MB. */
#define MOST_CELLS 800000

static void fail_h3(struct engine_call *call, H3Error error)
{
  call_fail(call, ERR_INVALID_ARGUMENT, "H3 error: %s", h3_problem(error));
}

static bool ok(struct engine_call *call, H3Error error)
{
  if (error != E_SUCCESS)
    fail_h3(call, error);
  return error == E_SUCCESS;
}

/* The cell in an argument; 0 after an error. */
static H3Index cell_arg(struct engine_call *call, int arg, size_t row)
{
  H3Index cell = (H3Index)call_int(call, arg, row);

  if (isValidCell(cell))
    return cell;
  call_fail(call, ERR_INVALID_ARGUMENT, "Invalid H3 cell ID: %" PRId64, (int64_t)cell);
  return 0;
}

/* ---- hexadecimal ---- */

static bool parse_cell(struct text text, H3Index *cell)
{
  *cell = 0;
  if (!text.len || text.len > 16)
    return false;
  for (size_t i = 0; i < text.len; i++) {
    int digit = hex_digit(text.at[i]);

    if (digit < 0)
      return false;
    *cell = *cell << 4 | (H3Index)digit;
  }
  return true;
}

static void id(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    H3Index cell;

    if (parse_cell(text, &cell))
      call_set_int(call, row, (int64_t)cell);
    else
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid H3 cell ID: '" TEXT_FMT "'",
                TEXT_ARG(text));
  }
}

static void text(struct engine_call *call)
{
  char hex[17];

  for (size_t row = 0; call_next(call, &row); row++) {
    snprintf(hex, sizeof hex, "%" PRIx64, (uint64_t)call_int(call, 0, row));
    call_set_text(call, row, text_of(hex));
  }
}

static void is_valid(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, isValidCell((H3Index)call_int(call, 0, row)));
}

static void is_valid_text(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    H3Index cell;

    call_set_int(call, row,
                 parse_cell(call_text(call, 0, row), &cell) && isValidCell(cell));
  }
}

/* ---- one cell ---- */

/* The bits that say what kind of thing it is: 1 is a cell. */
#define KIND_SHIFT 59
#define KIND_CELL 1

/* Only the bits of the resolution are looked at: whether there is such a cell is not asked. */
static void resolution(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    H3Index cell = (H3Index)call_int(call, 0, row);

    if (cell >> KIND_SHIFT == KIND_CELL || (cell = cell_arg(call, 0, row)))
      call_set_int(call, row, getResolution(cell));
  }
}

static void pentagon(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    H3Index cell = cell_arg(call, 0, row);

    if (cell)
      call_set_int(call, row, isPentagon(cell));
  }
}

static void parent(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    H3Index cell = cell_arg(call, 0, row), up;

    if (cell && ok(call, cellToParent(cell, (int)call_int(call, 1, row), &up)))
      call_set_int(call, row, (int64_t)up);
  }
}

/* (latitude, longitude, resolution) */
static void from_degrees(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    LatLng at = { degsToRads(call_double(call, 0, row)),
                  degsToRads(call_double(call, 1, row)) };
    H3Index cell;

    if (ok(call, latLngToCell(&at, (int)call_int(call, 2, row), &cell)))
      call_set_int(call, row, (int64_t)cell);
  }
}

/* (point, resolution) */
static void from_point(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    LatLng at;
    H3Index cell;

    if (geo->kind != GEO_POINT || !geo->count) {
      call_fail(call, ERR_GEOGRAPHY_INVALID,
                "The input geospatial object must be a Point");
      continue;
    }
    at = (LatLng){ degsToRads(geo->points[0].y), degsToRads(geo->points[0].x) };
    if (ok(call, latLngToCell(&at, (int)call_int(call, 1, run.row), &cell)))
      geo_run_give_int(&run, (int64_t)cell);
  }
}

static void to_point(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    H3Index cell = cell_arg(call, 0, run.row);
    struct geo *point;
    LatLng at;

    if (!cell || !ok(call, cellToLatLng(cell, &at)))
      continue;
    point = geo_new_point(run.arena,
                          (struct geo_point){ radsToDegs(at.lng), radsToDegs(at.lat) });
    point->srid = GEO_WGS84;
    point->numbers = GEO_COMPUTED;
    geo_run_give(&run, point);
  }
}

static void boundary(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    H3Index cell = cell_arg(call, 0, run.row);

    if (cell)
      geo_run_give(&run, h3_cell_shape(run.arena, (uint64_t)cell));
  }
}

/* ---- arrays ---- */

static void put_cells(const uint64_t *cells, size_t count, bool hex, struct buf *out)
{
  const char *before = "[";

  buf_reset(out);
  for (size_t i = 0; i < count; i++) {
    if (!cells[i]) /* H3 leaves gaps. */
      continue;
    buf_printf(out, hex ? "%s\"%" PRIx64 "\"" : "%s%" PRIu64, before, cells[i]);
    before = ",";
  }
  if (*before == '[')
    buf_add_char(out, '[');
  buf_add_char(out, ']');
}

/* Fills cells that a run's row makes: how many there are, and then they. */
static void give_cells(struct geo_run *run, const uint64_t *cells, size_t count, int hex)
{
  put_cells(cells, count, call_int(run->call, hex, run->row) != 0, &run->out);
  call_set_text(run->call, run->row, buf_text(&run->out));
}

/* Room for so many cells; NULL after the error that they are too many. */
static H3Index *room_for(struct geo_run *run, int64_t count)
{
  if (count >= 0 && count <= MOST_CELLS)
    return ARENA_ARRAY(run->arena, (size_t)count + 1, H3Index);
  call_fail(run->call, ERR_INVALID_ARGUMENT, "Too many H3 cells: %" PRId64, count);
  return NULL;
}

/* (cell, resolution, hex) */
static void children(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    H3Index cell = cell_arg(call, 0, run.row), *cells;
    int finer = (int)call_int(call, 1, run.row);
    int64_t count;

    if (cell && ok(call, cellToChildrenSize(cell, finer, &count)) &&
        (cells = room_for(&run, count)) && ok(call, cellToChildren(cell, finer, cells)))
      give_cells(&run, cells, (size_t)count, 2);
  }
}

/* (cell, steps, hex) */
static void disk(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    H3Index cell = cell_arg(call, 0, run.row), *cells;
    int64_t steps = call_int(call, 1, run.row), count;

    if (!cell)
      continue;
    if (steps < 0 || steps > MOST_CELLS)
      fail_h3(call, E_DOMAIN);
    else if (ok(call, maxGridDiskSize((int)steps, &count)) &&
             (cells = room_for(&run, count)) &&
             ok(call, gridDisk(cell, (int)steps, cells)))
      give_cells(&run, cells, (size_t)count, 2);
  }
}

/* (a, b, try) */
static void grid_distance(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    bool try = call_int(call, 2, row) != 0;
    H3Index a = (H3Index)call_int(call, 0, row), b = (H3Index)call_int(call, 1, row);
    int64_t steps;
    H3Error error = isValidCell(a) && isValidCell(b) ? gridDistance(a, b, &steps)
                                                     : E_CELL_INVALID;

    if (error == E_SUCCESS)
      call_set_int(call, row, steps);
    else if (try)
      call_set_null(call, row);
    else
      fail_h3(call, error);
  }
}

/* (a, b, hex, try) */
static void path(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    bool try = call_int(call, 3, run.row) != 0;
    H3Index a = (H3Index)call_int(call, 0, run.row);
    H3Index b = (H3Index)call_int(call, 1, run.row), *cells = NULL;
    int64_t count = 0;
    H3Error error = isValidCell(a) && isValidCell(b) ? gridPathCellsSize(a, b, &count)
                                                     : E_CELL_INVALID;

    if (error == E_SUCCESS) {
      cells = room_for(&run, count);
      if (!cells)
        continue;
      error = gridPathCells(a, b, cells);
    }
    if (error == E_SUCCESS)
      give_cells(&run, cells, (size_t)count, 2);
    else if (try)
      geo_run_give_null(&run);
    else
      fail_h3(call, error);
  }
}

/* ---- arrays in, arrays out ---- */

/* The cells of an ARRAY, numbers or hexadecimal text; NULL after an error. */
static H3Index *read_cells(struct geo_run *run, struct text array, bool hex,
                           int64_t *count)
{
  struct json_items items = json_items_of(array);
  H3Index *cells = room_for(run, json_items_count(array));
  struct text name, item;

  *count = 0;
  while (cells && json_items_next(&items, &name, &item)) {
    struct text bare = json_text_bare(item);
    bool quoted = bare.len > 1 && bare.at[0] == '"';
    int64_t number = 0;
    H3Index cell = 0;
    bool read = hex ? quoted && parse_cell(text_slice(bare, 1, bare.len - 2), &cell)
                    : text_to_int64(bare, &number);

    if (!hex)
      cell = (H3Index)number;
    if (!read || !isValidCell(cell)) {
      call_fail(run->call, ERR_INVALID_ARGUMENT, "Invalid H3 cell ID: " TEXT_FMT,
                TEXT_ARG(bare));
      return NULL;
    }
    cells[(*count)++] = cell;
  }
  return cells;
}

/* (array, hex) */
static void compact(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    int64_t count;
    H3Index *cells = read_cells(&run, call_text(call, 0, run.row),
                                call_int(call, 1, run.row) != 0, &count);
    H3Index *fewer = cells ? room_for(&run, count) : NULL;

    if (fewer && ok(call, compactCells(cells, fewer, count)))
      give_cells(&run, fewer, (size_t)count, 1);
  }
}

/* (array, resolution, hex) */
static void uncompact(struct engine_call *call)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    int64_t count, more;
    int finer = (int)call_int(call, 1, run.row);
    H3Index *cells = read_cells(&run, call_text(call, 0, run.row),
                                call_int(call, 2, run.row) != 0, &count);
    H3Index *all;

    if (cells && ok(call, uncompactCellsSize(cells, count, finer, &more)) &&
        (all = room_for(&run, more)) &&
        ok(call, uncompactCells(cells, count, all, more, finer)))
      give_cells(&run, all, (size_t)more, 2);
  }
}

/* ---- shapes in, arrays out: (shape, resolution, hex, try) ---- */

typedef const char *(*h3_filler)(struct arena *arena, const struct geo *geo,
                                 int resolution, size_t most, struct h3_cells *cells);

static void fill(struct engine_call *call, h3_filler filler)
{
  struct geo_run run = geo_run_over(call);

  while (geo_run_next(&run)) {
    struct geo *geo = geo_run_arg(&run, 0);
    int64_t fineness = call_int(call, 1, run.row);
    bool try = call_int(call, 3, run.row) != 0;
    struct h3_cells cells = { 0 };
    const char *problem = fineness < 0 || fineness > 15
                            ? "Resolution argument was outside of acceptable range"
                            : filler(run.arena, geo, (int)fineness, MOST_CELLS, &cells);

    if (!problem)
      give_cells(&run, cells.at, cells.count, 2);
    else if (try)
      geo_run_give_null(&run);
    else
      call_fail(call, ERR_INVALID_ARGUMENT, "H3 error: %s", problem);
  }
}

static void polygon(struct engine_call *call)
{
  fill(call, h3_polygon);
}

static int compare_cells(const void *a, const void *b)
{
  H3Index x = *(const H3Index *)a, y = *(const H3Index *)b;

  return (x > y) - (x < y);
}

static const char *cover_in_order(struct arena *arena, const struct geo *geo,
                                  int resolution, size_t most, struct h3_cells *cells)
{
  const char *problem = h3_cover(arena, geo, resolution, most, cells);

  if (!problem && cells->count)
    qsort(cells->at, cells->count, sizeof *cells->at, compare_cells);
  return problem;
}

static void coverage(struct engine_call *call)
{
  fill(call, cover_in_order);
}

#define SHAPE "BLOB, BIGINT, BOOLEAN, BOOLEAN"

const struct engine_function_row fn_h3_rows[] = {
  /* clang-format off */
  { "sg_h3_boundary",   "BIGINT",                           "BLOB",    boundary,      0, 0 },
  { "sg_h3_children",   "BIGINT, BIGINT, BOOLEAN",          "JSON",    children,      0, 0 },
  { "sg_h3_compact",    "VARCHAR, BOOLEAN",                 "JSON",    compact,       0, 0 },
  { "sg_h3_coverage",   SHAPE,                              "JSON",    coverage,      0, 0 },
  { "sg_h3_degrees",    "DOUBLE, DOUBLE, BIGINT",           "BIGINT",  from_degrees,  0, 0 },
  { "sg_h3_disk",       "BIGINT, BIGINT, BOOLEAN",          "JSON",    disk,          0, 0 },
  { "sg_h3_distance",   "BIGINT, BIGINT, BOOLEAN",          "BIGINT",  grid_distance, 0, 0 },
  { "sg_h3_id",         "VARCHAR",                          "BIGINT",  id,            0, 0 },
  { "sg_h3_parent",     "BIGINT, BIGINT",                   "BIGINT",  parent,        0, 0 },
  { "sg_h3_path",       "BIGINT, BIGINT, BOOLEAN, BOOLEAN", "JSON",    path,          0, 0 },
  { "sg_h3_pentagon",   "BIGINT",                           "BOOLEAN", pentagon,      0, 0 },
  { "sg_h3_point",      "BIGINT",                           "BLOB",    to_point,      0, 0 },
  { "sg_h3_point_cell", "BLOB, BIGINT",                     "BIGINT",  from_point,    0, 0 },
  { "sg_h3_polygon",    SHAPE,                              "JSON",    polygon,       0, 0 },
  { "sg_h3_resolution", "BIGINT",                           "BIGINT",  resolution,    0, 0 },
  { "sg_h3_text",       "BIGINT",                           "VARCHAR", text,          0, 0 },
  { "sg_h3_uncompact",  "VARCHAR, BIGINT, BOOLEAN",         "JSON",    uncompact,     0, 0 },
  { "sg_h3_valid",      "BIGINT",                           "BOOLEAN", is_valid,      0, 0 },
  { "sg_h3_valid_text", "VARCHAR",                          "BOOLEAN", is_valid_text, 0, 0 },
  /* clang-format on */
};

const int fn_h3_count = sizeof fn_h3_rows / sizeof fn_h3_rows[0];
