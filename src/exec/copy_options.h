/* copy_options.h: what COPY INTO a table says beside its files: ON_ERROR, VALIDATION_MODE and the like. */
#ifndef EXEC_COPY_OPTIONS_H
#define EXEC_COPY_OPTIONS_H

#include "exec/pipeline.h"

enum on_error { ON_ERROR_ABORT, ON_ERROR_CONTINUE, ON_ERROR_SKIP_FILE };
enum validation { VALIDATE_NOTHING, VALIDATE_ROWS, VALIDATE_ERRORS };
enum match_names { MATCH_NONE, MATCH_CASE, MATCH_NOCASE };

struct copy_options {
  enum on_error on_error;
  int64_t skip_number; /* SKIP_FILE_n: of errors ... */
  bool skip_percent;   /* ... or of each hundred records. */
  enum validation validation;
  int64_t validation_rows; /* RETURN_n_ROWS */
  enum match_names match;
  int64_t size_limit; /* Bytes; 0: none. */
  bool force, purge, truncates, failed_only, loads_uncertain;
  struct text pattern;         /* at NULL: none. */
  const struct list *files;    /* struct expr; NULL: not said. */
  const struct option *format; /* FILE_FORMAT; NULL: not said. */
  const struct list *metadata; /* struct option: INCLUDE_METADATA. */
};

/* What the stage's own COPY_OPTIONS say (a JSON object, as struct stage has it; empty: nothing), for what
 * the statement does not. Before copy_options_read. */
bool copy_options_of_stage(struct run *run, struct text json,
                           struct copy_options *options, struct err *err) MUST_CHECK;
/* Over what `options` say already. */
bool copy_options_read(struct run *run, const struct copy *copy,
                       struct copy_options *options, struct err *err) MUST_CHECK;
/* How many faulty records a file of so many may have before it is skipped as a whole. */
int64_t copy_error_limit(const struct copy_options *options, int64_t parsed);

#endif
