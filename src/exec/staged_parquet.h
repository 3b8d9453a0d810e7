/* staged_parquet.h: staged Parquet files as rows, read by the engine: the columns that a statement names, each
 * as its own type. */
#ifndef EXEC_STAGED_PARQUET_H
#define EXEC_STAGED_PARQUET_H

#include "data/file_format.h"
#include "exec/pipeline.h"
#include "stage/staged_csv.h"

/* Inputs without a path are passed over. */
struct staged_parquet {
  const struct staged_input *inputs;
  int count;
  const struct file_format *format;
};

/* Sets source->file_columns: the columns of all files, of a type that all of them have. None when a file
 * cannot be read: its error is told when it is. */
void staged_parquet_columns(struct run *run, const struct staged_parquet *files,
                            struct bound_source *source);
/* Writes source->staged. */
bool staged_parquet_give(struct run *run, const struct staged_parquet *files,
                         struct bound_source *source, struct err *err) MUST_CHECK;

#endif
