/* h3_cover.h: the H3 cells of a shape, and the shape of a cell. */
#ifndef BUILTIN_H3_COVER_H
#define BUILTIN_H3_COVER_H

#include "data/geo.h"

struct h3_cells {
  uint64_t *at; /* In the arena; 0 is no cell. */
  size_t count;
};

/* What an H3Error means. */
const char *h3_problem(uint32_t error);
/* The polygon of a valid cell. */
struct geo *h3_cell_shape(struct arena *arena, uint64_t cell);
/* The cells whose centres lie in a polygon, edges being straight in longitude and latitude. NULL, or
 * what is wrong. */
const char *h3_polygon(struct arena *arena, const struct geo *geo, int resolution,
                       size_t most, struct h3_cells *cells);
/* The cells that meet a shape, edges being arcs of great circles. */
const char *h3_cover(struct arena *arena, const struct geo *geo, int resolution,
                     size_t most, struct h3_cells *cells);

#endif
