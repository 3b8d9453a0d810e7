/* engine_stream.h: an error of another thread is what a streamed result reports.
 *
 * DuckDB (1.5.5) tells its threads of an error by the same mark as of an interruption. A fetch that sees
 * the mark before the error reports "Interrupted" and gives the transaction up:
 * main/buffered_data/simple_buffered_data.cpp looks at nothing else. Its C API has no word for it. */
#ifndef ENGINE_ENGINE_STREAM_H
#define ENGINE_ENGINE_STREAM_H

#include <duckdb.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C"
#endif
  /* Before each fetch: works and waits until there is something to fetch, so that the fetch does not: an
   * error that comes between the two is still reported as an interruption. False when the result has an error, and there is nothing to fetch. */
  bool
  engine_stream_prepare(duckdb_connection connection, duckdb_result *result);

#endif
