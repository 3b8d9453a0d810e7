/* parquet_copy.h: a staged Parquet file as the engine can read it whole. */
#ifndef EXEC_PARQUET_COPY_H
#define EXEC_PARQUET_COPY_H

#include "exec/pipeline.h"

/* A copy of the file at `path`, for this statement, with the footer that parquet_footer.h makes. */
bool parquet_copy(struct run *run, struct text path, struct text *copy,
                  struct err *err) MUST_CHECK;

#endif
