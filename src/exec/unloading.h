/* unloading.h: a COPY INTO a location while it runs: what is written, where to, and in which form. */
#ifndef EXEC_UNLOADING_H
#define EXEC_UNLOADING_H

#include "data/csv_reader.h"
#include "exec/unload_options.h"
#include "stage/stage.h"

struct unload_column {
  struct text name;
  struct type type;
};

struct unloading {
  struct run *run;
  const struct copy *copy;
  struct unload_options options;
  struct stage_place place;
  struct file_format format;
  struct csv_rules rules;     /* Of CSV; JSON uses the compression alone. */
  bool packs_parquet;         /* By Snappy. */
  const struct query *source; /* The rows, as the statement says. */
  const struct query
    *query; /* The same as they are written; last the partition, if any. */
  struct unload_column *columns;
  int column_count;        /* Without the partition. */
  struct workers *helpers; /* Do beside the statement's thread what may be done there. */
  int64_t rows;
  int64_t input_bytes; /* Before compression. */
};

#endif
