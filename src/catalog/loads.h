/* loads.h: which files were loaded into which tables: rows of the engine's table _snowglobe.loads.
 *
 * They are written in the transaction that writes the files' rows, so that both are there or neither. */
#ifndef CATALOG_LOADS_H
#define CATALOG_LOADS_H

#include "base/buf.h"

#define LOADS "\"_snowglobe\".\"loads\""
#define LOADS_TABLE                                                                     \
 "CREATE TABLE " LOADS " (table_id BIGINT, stage VARCHAR, file VARCHAR, etag VARCHAR, " \
 "size BIGINT, loaded_ms BIGINT, status VARCHAR, row_count BIGINT, row_parsed BIGINT, " \
 "error_count BIGINT, error_limit BIGINT, first_error VARCHAR, first_line BIGINT, "     \
 "first_character BIGINT, first_column VARCHAR, query_id VARCHAR, forgotten BOOLEAN, "  \
 "pipe_id BIGINT DEFAULT 0, received_ms BIGINT);\n"

/* What a table of an older version lacks. */
#define LOADS_OF_PIPES                                          \
 "ALTER TABLE " LOADS " ADD COLUMN pipe_id BIGINT DEFAULT 0;\n" \
 "ALTER TABLE " LOADS " ADD COLUMN received_ms BIGINT;\n"

/* Which files a pipe is still to load, in the order in which they came. */
#define PIPE_QUEUE "\"_snowglobe\".\"pipe_queue\""
#define PIPE_QUEUE_TABLE    \
 "CREATE TABLE " PIPE_QUEUE \
 " (pipe_id BIGINT, file VARCHAR, size BIGINT, received_ms BIGINT);\n"

/* For how long a file counts as loaded, and COPY_HISTORY and LOAD_HISTORY tell of it.
 * (docs.snowflake.com/en/user-guide/data-load-considerations-load: 64 days) */
#define LOADS_MS (64LL * 24 * 60 * 60 * 1000)

/* The same of what a pipe has loaded, which is no matter of COPY's, nor COPY's of the pipe's.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-intro: 14 days) */
#define PIPE_LOADS_MS (14LL * 24 * 60 * 60 * 1000)

struct load {
  int64_t table_id;
  struct text stage; /* "@DB.SCHEMA.S/" or the like: where the file is. */
  struct text file, etag;
  int64_t size, loaded_ms;
  const char *status; /* "Loaded" ... as COPY_HISTORY prints it. */
  int64_t row_count, row_parsed, error_count, error_limit;
  struct text first_error; /* at NULL: none. */
  int64_t first_line, first_character;
  struct text first_column;
  const char *query_id;
  int64_t pipe_id, received_ms; /* Of what a pipe loads; 0 otherwise. */
};

/* One row of VALUES, in parentheses. */
void loads_put(const struct load *load, struct buf *sql);
/* TRUNCATE lets the files be loaded again. */
void loads_put_forget(int64_t table_id, struct buf *sql);

#endif
