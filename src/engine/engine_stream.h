/* engine_stream.h: an error of another thread is what a streamed result reports.
 *
 * DuckDB (1.5.5) tells its threads of an error by the same mark as of an interruption. The thread that
 * fetches, when it sees the mark before the error, reports "Interrupted" and gives the transaction up:
 * main/buffered_data/simple_buffered_data.cpp looks at nothing else. Its C API has no word for it. */
#ifndef ENGINE_ENGINE_STREAM_H
#define ENGINE_ENGINE_STREAM_H

#include <duckdb.h>

#ifdef __cplusplus
extern "C"
#endif
  /* Before each fetch: takes the mark away where an error is known, which the fetch then reports. An error
   * that comes between the two is still reported as an interruption. */
  void
  engine_stream_see_error(duckdb_connection connection, duckdb_result *result);

#endif
