/* unload_options.h: what COPY INTO a location says beside its rows: OVERWRITE, MAX_FILE_SIZE and the like. */
#ifndef EXEC_UNLOAD_OPTIONS_H
#define EXEC_UNLOAD_OPTIONS_H

#include "exec/pipeline.h"

struct unload_options {
  bool overwrite, single, header, detailed;
  bool returns_rows; /* VALIDATION_MODE = RETURN_ROWS */
  bool names_query;  /* INCLUDE_QUERY_ID, which PARTITION BY implies. */
  bool says_names_query;
  int64_t max_file_size;       /* Bytes. */
  const struct option *format; /* FILE_FORMAT; NULL: not said. */
};

/* Also whether they go together. */
bool unload_options_read(struct run *run, const struct copy *copy,
                         struct unload_options *options, struct err *err) MUST_CHECK;

#endif
