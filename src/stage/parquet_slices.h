/* parquet_slices.h: a Parquet file of few row groups, read by several threads.
 *
 * The engine gives a row group to one thread (DuckDB 1.5.5), and pyarrow writes a million rows into one. Read
 * as so many files, of each of which only some rows are taken, they are stored by several, in their order. */
#ifndef STAGE_PARQUET_SLICES_H
#define STAGE_PARQUET_SLICES_H

#include "base/buf.h"
#include "engine/engine.h"

struct parquet_slices {
  int count;    /* 0: it is read as it is. */
  int64_t rows; /* Of each; the last has the rest, whatever the file says of itself. */
};

/* What is best for the file at a path, whose columns could be read. */
bool parquet_slices_find(struct engine *engine, struct text path,
                         struct parquet_slices *slices, struct err *err) MUST_CHECK;
/* The path, or as many of it as there are slices: what read_parquet takes. */
void parquet_slices_put_paths(const struct parquet_slices *slices, struct text path,
                              struct buf *sql);
/* The condition on the rows of read_parquet, called r; nothing without slices. */
void parquet_slices_put_where(const struct parquet_slices *slices, struct buf *sql);

#endif
