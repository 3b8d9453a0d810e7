/* row_source.h: rows that are too many to lie in one builder, read piece by piece. */
#ifndef DATA_ROW_SOURCE_H
#define DATA_ROW_SOURCE_H

#include "base/err.h"
#include "data/batch.h"

struct row_source {
  int column_count;
  const enum batch_kind *kinds; /* Of the builders that are given ... */
  const int *scales;            /* ... borrowed from the owner. */
  int64_t rows;
  int pieces;
  /* Piece `at`, for the caller to free; NULL with an error. Any thread, several at a time. */
  struct batch_builder *(*piece)(void *owner, int at, struct err *err);
  void (*release)(void *owner); /* By row_source_free, once. */
  void *owner;
};

struct row_source *row_source_new(const struct row_source *source);
void row_source_free(struct row_source *source); /* NULL is fine. */

#endif
