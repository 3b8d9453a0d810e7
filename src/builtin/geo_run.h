/* geo_run.h: what every geospatial function in C does: stored shapes in, a stored shape out. */
#ifndef BUILTIN_GEO_RUN_H
#define BUILTIN_GEO_RUN_H

#include "data/geo.h"
#include "engine/engine_function.h"

/* One run of a function over some rows. Shapes live until the next geo_run_next. */
struct geo_run {
  struct engine_call *call;
  struct arena *arena;
  struct buf out;
  size_t row;
  bool began;
};

/* while (geo_run_next(&run)): every row that wants an answer; ends with everything freed. */
struct geo_run geo_run_over(struct engine_call *call);
bool geo_run_next(struct geo_run *run);

/* The shape in an argument of the row; never NULL (a value that is not well made ends the run with an
 * error and reads as an empty collection). */
struct geo *geo_run_arg(struct geo_run *run, int arg);
/* The shapes of an aggregate: hexadecimal, with a blank between. Returns how many. */
size_t geo_run_list(struct geo_run *run, int arg, struct geo ***geos);
void geo_run_give(struct geo_run *run, const struct geo *geo);
void geo_run_give_double(struct geo_run *run, double value);
void geo_run_give_int(struct geo_run *run, int64_t value);
void geo_run_give_null(struct geo_run *run);

/* Two GEOMETRY values must have one spatial reference: false after the error. */
bool geo_run_same_srid(struct geo_run *run, const struct geo *a, const struct geo *b);
/* "Unsupported feature": what we cannot answer as Snowflake does. */
void geo_run_unsupported(struct geo_run *run, const char *what);

#endif
